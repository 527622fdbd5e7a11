"""Pages of registration, split by who uses them."""

from portal.meetings.registration.views import organizing, participating

__all__ = ["organizing", "participating"]
