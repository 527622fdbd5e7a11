"""Pages of cases."""

from portal.cases.views import asking, correcting, editing, files, reading, review
from portal.cases.views.blueprint import blueprint

__all__ = ["asking", "blueprint", "correcting", "editing", "files", "reading", "review"]
