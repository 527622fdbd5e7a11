"""Pages of cases."""

from portal.cases.views import correcting, editing, files, reading, review
from portal.cases.views.blueprint import blueprint

__all__ = ["blueprint", "correcting", "editing", "files", "reading", "review"]
