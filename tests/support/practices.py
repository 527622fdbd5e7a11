"""Practices made through the services, as members make them."""

from typing import Any

from portal.access.actor import Actor
from portal.foundation.database import transaction
from portal.practices import collecting, confirming, service
from portal.practices.collecting import CollectionContent
from portal.practices.content import PracticeContent
from portal.practices.models import Practice
from portal.practices.service import NewPractice
from tests.support.cast import Cast

DEFAULTS: dict[str, Any] = {
    "texts": [
        {
            "language": "en",
            "title": "Photograph the marking before cleaning",
            "problem": "Cleaned weapons lost their import marks.",
            "action": "The first officer photographs every marking.",
            "preconditions": "A telephone with a camera.",
            "steps": ["Light from the side.", "Photograph with a scale."],
            "result": "Nine of ten requests are answered.",
            "failed": "Flash light hides shallow marks.",
        }
    ],
    "regions": ["sahel"],
    "mark": "GREEN",
}


def content(**changes: Any) -> PracticeContent:
    """The default content with fields replaced; fields of a text change the one text."""
    text = {**DEFAULTS["texts"][0]}
    text |= {name: changes.pop(name) for name in list(changes) if name in text}
    return PracticeContent.model_validate({**DEFAULTS, "texts": [text], **changes})


def draft(actor: Actor, **changes: Any) -> Practice:
    with transaction():
        return service.create_practice(actor, NewPractice(content(**changes)))


def submitted(actor: Actor, **changes: Any) -> Practice:
    practice = draft(actor, **changes)
    with transaction():
        return service.submit_practice(actor, practice.id, practice.revision)


def published(actor: Actor, coordinator: Actor, **changes: Any) -> Practice:
    practice = submitted(actor, **changes)
    with transaction():
        return service.publish_practice(coordinator, practice.id, practice.revision)


def with_everything(cast: Cast) -> Practice:
    """A practice that leaves a row in every table of practices."""
    author = cast.author.actor
    practice = published(author, cast.coordinator.actor)
    with transaction():
        service.set_editors(author, practice.id, practice.revision, {cast.colleague.id})
        confirming.confirm_practice(cast.outsider.actor, practice.id, "worked", "With our own camera.")
        collection = collecting.create_collection(author, CollectionContent(title="For training"))
        collecting.collect_practice(author, collection.id, practice.id)
    return practice
