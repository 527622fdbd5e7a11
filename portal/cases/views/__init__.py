"""Pages of cases."""

from portal.cases.views import editing, files, reading, review
from portal.cases.views.blueprint import blueprint

__all__ = ["blueprint", "editing", "files", "reading", "review"]
