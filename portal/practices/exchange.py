"""One practice as a JSON object of the exchange format, and what becomes of it here."""

from typing import Literal

from pydantic import ValidationError

from portal.access.actor import Actor
from portal.access.publication import Status
from portal.foundation.errors import Invalid
from portal.foundation.problems import problems_of
from portal.foundation.records import ExternalId
from portal.members.queries import ids_of_addresses
from portal.practices import service
from portal.practices.content import PracticeContent
from portal.practices.models import Practice
from portal.practices.service import NewPractice


class PracticeRecord(PracticeContent):
    """A line of a JSON Lines file: the content, cases by number and members by e-mail address, and where it stands."""

    external_id: ExternalId
    status: Literal["draft", "submitted", "published"] = "draft"
    exercise: bool = False


def read_record(data: object) -> PracticeRecord:
    """Raises Invalid naming every broken rule by field."""
    try:
        return PracticeRecord.model_validate(data)
    except ValidationError as error:
        raise Invalid(problems_of(error)) from None


def import_practice(actor: Actor, record: PracticeRecord) -> Practice:
    """Creates the actor's practice of this external id or updates it."""
    members = ids_of_addresses(record.audience.members, ("audience", "members"))
    given = {name: getattr(record, name) for name in PracticeContent.model_fields}
    given["audience"] = record.audience.model_copy(update={"members": tuple(members)})
    content = PracticeContent.model_construct(**given)
    new = NewPractice(content, external_id=record.external_id, exercise=record.exercise)
    return service.import_practice(actor, new, Status(record.status))
