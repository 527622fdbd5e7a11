"""One case as a JSON object of the exchange format, and what becomes of it here."""

from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError

from portal.access.actor import Actor
from portal.access.audience import MarkOf
from portal.access.publication import Status
from portal.cases import service
from portal.cases.content import (
    CaseContent,
    CaseText,
    CooperationCodes,
    CountryPart,
    Dates,
    Item,
    Leg,
    Marks,
    MethodCodes,
    OffenceCodes,
    Person,
    StageCode,
    TechniqueCodes,
    Year,
)
from portal.cases.models import Case
from portal.cases.service import NewCase
from portal.foundation.errors import Invalid
from portal.foundation.problems import problems_of
from portal.foundation.records import ExternalId, Language, Record
from portal.foundation.texts import Line, Prose
from portal.members.queries import ids_of_addresses
from portal.regions.content import Audience, RegionCodes
from portal.vocabulary.content import Key as Theme


class TranslationRecord(Record):
    language: Language
    state: Literal["human", "machine", "stale"] = "human"
    title: Line
    summary: Prose = ""
    abstract: Prose = ""
    annex: Prose = ""
    commentary: Prose = ""
    outcome: Prose = ""
    lessons: Prose = ""
    difficulties: Prose = ""


class CaseRecord(Record):
    """A line of a JSON Lines file. `mark` sets all three layers; members are e-mail addresses."""

    external_id: ExternalId
    language: Language
    title: Line
    abstract: Prose = ""
    summary: Prose
    annex: Prose = ""
    commentary: Prose = ""
    outcome: Prose = ""
    lessons: Prose = ""
    difficulties: Prose = ""
    translations: tuple[TranslationRecord, ...] = ()
    countries: tuple[CountryPart, ...]
    regions: RegionCodes = ()
    offences: OffenceCodes = ()
    items: tuple[Item, ...] = ()
    route: tuple[Leg, ...] = ()
    methods: MethodCodes = ()
    techniques: TechniqueCodes = ()
    cooperation: CooperationCodes = ()
    persons: tuple[Person, ...] = ()
    themes: tuple[Theme, ...] = ()
    stage: StageCode | None = None
    year: Year | None = None
    dates: Dates = Dates()
    authority: Line = ""
    court: Line = ""
    organized_crime: bool = False
    terrorism: bool = False
    mark: MarkOf | None = None
    marks: Marks | None = None
    audience: Audience = Audience()
    status: Literal["draft", "submitted", "published"] = "draft"
    sources: tuple[Line, ...] = ()
    sherloc: Line = ""
    related: tuple[Line, ...] = ()
    exercise: bool = False

    @model_validator(mode="after")
    def one_way_of_marking(self) -> Self:
        if (self.mark is None) == (self.marks is None):
            raise PydanticCustomError("given_mark", "given_mark")
        return self

    def changes(self) -> dict[str, Any]:
        """The fields of the content this record sets."""
        shared = set(CaseContent.model_fields) - {"texts", "marks", "audience"}
        given = {name: getattr(self, name) for name in shared if name in CaseRecord.model_fields}
        marks = self.marks or Marks(abstract=self.mark, summary=self.mark, annex=self.mark)
        return given | {"texts": self._texts(), "marks": marks, "audience": self.audience}

    def _texts(self) -> tuple[CaseText, ...]:
        names = [name for name in CaseText.model_fields if name not in ("language", "state")]
        own = CaseText(language=self.language, **{name: getattr(self, name) for name in names})
        return (own, *(CaseText(**dict(translation)) for translation in self.translations))


@dataclass(frozen=True, slots=True)
class Imported:
    """`case` is None in a dry run."""

    external_id: str
    created: bool
    case: Case | None


def read_record(data: object) -> CaseRecord:
    """Raises Invalid naming every broken rule by field."""
    try:
        return CaseRecord.model_validate(data)
    except ValidationError as error:
        raise Invalid(problems_of(error)) from None


def import_case(actor: Actor, record: CaseRecord, is_new: bool = False) -> Imported:
    """Creates the actor's case of this external id or updates it; the same id again changes the same case.

    `published` publishes at once: the one who runs an import answers for what is in it. `is_new` says that the actor
    has no case of this id, which spares looking.
    """
    changes = record.changes()
    changes["audience"] = _with_ids(record.audience)
    content = service.build_content(CaseContent(), changes)
    known = None if is_new else service.find_own_by_external_id(actor, record.external_id)
    if known is None:
        new = NewCase(content, external_id=record.external_id, exercise=record.exercise)
        case = service.import_new_case(actor, new, Status(record.status))
    else:
        case = service.import_changes(actor, known, content, Status(record.status))
    return Imported(record.external_id, known is None, case)


def _with_ids(audience: Audience) -> Audience:
    members = ids_of_addresses(audience.members, ("audience", "members"))
    return audience.model_copy(update={"members": tuple(members)})
