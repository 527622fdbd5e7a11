"""Forms of conversation: they carry what was typed; the service judges."""

from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField

from portal.conversation.rules import KINDS, NARROWED
from portal.foundation.i18n import lazy
from portal.foundation.web.forms import PortalForm, offered


class CommentForm(PortalForm):
    key = HiddenField()
    text = TextAreaField(
        lazy("Your words"),
        description=lazy(
            "Markdown. Everybody who may read this page reads them. @ and a name tells that person, if he may read it."
        ),
    )

    def record(self) -> dict[str, Any]:
        return {"key": self.key.data or "", "text": self.text.data or ""}


class ThreadForm(CommentForm):
    kind = RadioField(lazy("Kind"), choices=offered(KINDS.items()), default="remark", validate_choice=False)
    title = StringField(lazy("What it is about"))
    narrowed = RadioField(lazy("Who reads it"), choices=offered(NARROWED.items()), default="", validate_choice=False)

    def record(self) -> dict[str, Any]:
        more = {"kind": self.kind.data or "", "title": self.title.data or "", "narrowed": self.narrowed.data or ""}
        return super().record() | more


class ReportForm(PortalForm):
    reason = TextAreaField(
        lazy("What is wrong with it"),
        description=lazy("Read by those who look after the network and may read this comment; not by its writer."),
    )
