"""Cases made through the services, as members make them."""

from typing import Any

from portal.access.actor import Actor
from portal.cases import service
from portal.cases.content import CaseContent
from portal.cases.models import Case
from portal.cases.service import NewCase
from portal.foundation.database import transaction

DEFAULTS: dict[str, Any] = {
    "texts": [
        {
            "language": "en",
            "title": "Pistols in a spare wheel",
            "abstract": "A car was stopped at the border.",
            "summary": "Twelve converted pistols lay in the spare wheel.",
            "annex": "The informant met the driver.",
        }
    ],
    "countries": [{"code": "NE", "part": "seizure"}],
    "regions": ["sahel"],
    "marks": {"abstract": "GREEN", "summary": "AMBER", "annex": "RED"},
    "audience": {"regions": ["sahel"]},
}


def content(**changes: Any) -> CaseContent:
    """The default content with fields replaced; `title`, `abstract`, `summary`, `annex` change the one text."""
    text = {**DEFAULTS["texts"][0]}
    text |= {name: changes.pop(name) for name in list(changes) if name in text}
    return CaseContent.model_validate({**DEFAULTS, "texts": [text], **changes})


def draft(actor: Actor, **changes: Any) -> Case:
    with transaction():
        return service.create_case(actor, NewCase(content(**changes)))


def submitted(actor: Actor, **changes: Any) -> Case:
    case = draft(actor, **changes)
    with transaction():
        return service.submit_case(actor, case.id, case.revision)


def published(actor: Actor, coordinator: Actor, **changes: Any) -> Case:
    case = submitted(actor, **changes)
    with transaction():
        return service.publish_case(coordinator, case.id, case.revision)
