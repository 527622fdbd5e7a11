"""The form of a bookmark."""

from typing import Any

from wtforms import StringField, TextAreaField

from portal.foundation.i18n import lazy
from portal.foundation.web.forms import PortalForm


class BookmarkForm(PortalForm):
    note = TextAreaField(lazy("Private note"), description=lazy("Nobody but you reads it. Markdown."))
    remind_on = StringField(lazy("Remind me on"), description=lazy("A day to come, as YYYY-MM-DD; empty for none."))

    def record(self) -> dict[str, Any]:
        return {"note": self.note.data or "", "remind_on": (self.remind_on.data or "").strip()}
