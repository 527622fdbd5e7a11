"""Pages of practices."""

from portal.practices.views import collections, editing, reading, review
from portal.practices.views.blueprint import blueprint

__all__ = ["blueprint", "collections", "editing", "reading", "review"]
