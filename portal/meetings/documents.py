"""Papers of a meeting and of its items: each under its own mark, every version kept, read only with the meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import bindparam, exists, inspect, select

from portal.access.actor import Actor
from portal.access.audience import Mark, MarkOf, is_widened
from portal.access.policy import require
from portal.foundation import audit, clock
from portal.foundation.attachments import take_file
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound, Problem
from portal.foundation.events import announce
from portal.foundation.files import FileStore, ReceivedFile
from portal.foundation.i18n import lazy
from portal.foundation.ids import is_id, new_id
from portal.foundation.outbox.queue import enqueue
from portal.foundation.problems import problems_of
from portal.foundation.records import Language
from portal.foundation.refs import Ref
from portal.foundation.texts import Line
from portal.meetings import queries, rules
from portal.meetings.models import (
    WRITERS,
    AgendaItem,
    DocumentAudience,
    DocumentVersion,
    Meeting,
    MeetingDocument,
    Status,
)
from portal.members.models import Member
from portal.members.queries import active_ids
from portal.regions.content import Audience

DOCUMENTS_MAX = 1_000


class DocumentInput(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Line = ""
    language: Language = "en"
    item_id: Line = ""
    mark: MarkOf | None = None
    named: Audience = Audience()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    name: str
    stream: BinaryIO
    max_bytes: int


@dataclass(frozen=True, slots=True)
class ItemPapers:
    """An item, as the policy sees it: its speaker may add papers to it besides the organizers."""

    owner_id: str
    writer_ids: frozenset[str]
    tokens: frozenset[str]
    review_regions: frozenset[str] = frozenset()

    def audience(self, layer: str) -> frozenset[str]:
        return self.tokens if layer == "abstract" else frozenset()


def papers_of(meeting: Meeting, item: AgendaItem | None) -> ItemPapers:
    speaker = {item.speaker_id} if item and item.speaker_id else set()
    return ItemPapers(meeting.owner_id, meeting.writer_ids | speaker, meeting.audience("abstract"))


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document and its newest file, as a line of a list."""

    id: str
    item_id: str
    title: str
    language: str
    mark: str
    owner_id: str
    version: int
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime

    @property
    def kind(self) -> str:
        """What the file's name ends with: PDF, DOCX."""
        return self.name.rpartition(".")[2].upper()


_OPEN = exists().where(
    DocumentAudience.document_id == MeetingDocument.id,
    DocumentAudience.token.in_(bindparam("tokens", expanding=True)),
)
_ROWS = (
    select(
        MeetingDocument.id,
        MeetingDocument.item_id,
        MeetingDocument.title,
        MeetingDocument.language,
        MeetingDocument.mark,
        MeetingDocument.owner_id,
        MeetingDocument.version,
        DocumentVersion.name,
        DocumentVersion.media_type,
        DocumentVersion.size,
        DocumentVersion.sha256,
        DocumentVersion.added_at,
    )
    .join(
        DocumentVersion,
        (DocumentVersion.document_id == MeetingDocument.id) & (DocumentVersion.number == MeetingDocument.version),
    )
    .where(MeetingDocument.meeting_id == bindparam("meeting"), _OPEN)
    .order_by(MeetingDocument.added_at, MeetingDocument.id)
)


def list_documents(actor: Actor, meeting: Meeting) -> list[DocumentRow]:
    """Those the actor may read of a meeting he reads, oldest first; one statement."""
    rows = db.session.execute(_ROWS, {"meeting": meeting.id, "tokens": sorted(actor.tokens)})
    return [DocumentRow(**{**row, "item_id": row["item_id"] or ""}) for row in rows.mappings()]


_ONE = select(MeetingDocument).where(
    MeetingDocument.id == bindparam("document"), MeetingDocument.meeting_id == bindparam("meeting"), _OPEN
)


def find_document(actor: Actor, reference: str, document_id: str) -> tuple[Meeting, MeetingDocument]:
    """Raises NotFound also where the meeting or the document is not the actor's to read."""
    meeting = queries.find_meeting(actor, reference)
    asked = {"document": document_id, "meeting": meeting.id, "tokens": sorted(actor.tokens)}
    document = db.session.scalar(_ONE, asked) if is_id(document_id) else None
    if document is None:
        raise NotFound
    return meeting, document


def get_version(
    actor: Actor, reference: str, document_id: str, number: int = 0
) -> tuple[MeetingDocument, DocumentVersion]:
    """The newest file, or one of the former for who may change the document."""
    _meeting, document = find_document(actor, reference, document_id)
    require(actor, "document.read", document)
    if number not in (0, document.version):
        require(actor, "document.history", document)
    found = db.session.get(DocumentVersion, (document.id, number or document.version))
    if found is None:
        raise NotFound
    return document, found


def add_document(
    actor: Actor, store: FileStore, reference: str, data: Mapping[str, Any], upload: Upload
) -> MeetingDocument:
    meeting = queries.find_meeting(actor, reference)
    given = _read(data)
    item = _item(meeting, given.item_id)
    require(actor, "meeting.document", papers_of(meeting, item))
    problems = _problems(given, set())
    if problems:
        raise Invalid(problems)
    held = len(list(db.session.scalars(select(MeetingDocument.id).where(MeetingDocument.meeting_id == meeting.id))))
    if held >= DOCUMENTS_MAX:
        words = lazy("There are %(limit)s documents already. Please remove some.", limit=DOCUMENTS_MAX)
        raise Invalid([Problem(("file",), words)])
    name, media_type, received = take_file(upload.name, upload.stream, upload.max_bytes)
    document = MeetingDocument(
        id=new_id(), meeting_id=meeting.id, owner_id=actor.id, authority_id=actor.authority, version=0, opened={}
    )
    _describe(document, given, item, name)
    db.session.add(document)
    _open(document, meeting)
    _keep(actor, store, meeting, document, (name, media_type, received))
    audit.record(actor.ref, "document.added", Ref("document", document.id), meeting=meeting.id, mark=document.mark)
    return document


def replace_file(actor: Actor, store: FileStore, reference: str, document_id: str, upload: Upload) -> MeetingDocument:
    """A new version; the former ones are kept for who may change the document."""
    meeting, document = find_document(actor, reference, document_id)
    require(actor, "document.edit", document)
    taken = take_file(upload.name, upload.stream, upload.max_bytes)
    _keep(actor, store, meeting, document, taken)
    audit.record(actor.ref, "document.replaced", Ref("document", document.id), version=document.version)
    return document


def save_document(
    actor: Actor, reference: str, document_id: str, revision: int, data: Mapping[str, Any], *, confirmed: bool = False
) -> MeetingDocument:
    """Title, language, item; mark and audience are its owner's, and widening them is confirmed."""
    meeting, document = find_document(actor, reference, document_id)
    require(actor, "document.edit", document)
    if document.revision != revision:
        raise Conflict
    given = _read(data)
    problems = _problems(given, set(document.named.members))
    if problems:
        raise Invalid(problems)
    if (given.mark, given.named) != (document.mark, document.named):
        require(actor, "document.audience", document)
        _check_widening(document, given, confirmed)
    _describe(document, given, _item(meeting, given.item_id), document.title)
    _open(document, meeting)
    db.session.flush()
    audit.record(actor.ref, "document.saved", Ref("document", document.id), mark=document.mark)
    return document


def _check_widening(document: MeetingDocument, given: DocumentInput, confirmed: bool) -> None:
    after = given.named.tokens(given.mark, document.authority_id) | {f"member:{document.owner_id}"}
    if is_widened(document.audience("abstract"), after) and not confirmed:
        words = lazy("More people than now will be able to read this. Tick the box to confirm, then save again.")
        raise Invalid([Problem(("confirm_widening",), words)])


def remove_document(actor: Actor, reference: str, document_id: str) -> None:
    """With all its versions; their contents are swept when nothing else holds them."""
    _meeting, document = find_document(actor, reference, document_id)
    require(actor, "document.edit", document)
    for version in document.versions:
        enqueue("files", version.sha256)
    audit.record(actor.ref, "document.removed", Ref("document", document.id), meeting=document.meeting_id)
    db.session.delete(document)
    db.session.flush()


def reopen_documents(meeting: Meeting) -> None:
    """After its organizers have changed: they change its documents too, as far as the marks let them read these."""
    for document in db.session.scalars(select(MeetingDocument).where(MeetingDocument.meeting_id == meeting.id)):
        _open(document, meeting)


def touch_documents(meeting: Meeting) -> None:
    """What search keeps of a paper follows from its meeting too: both change together."""
    if inspect(meeting).persistent:
        for document in db.session.scalars(select(MeetingDocument).where(MeetingDocument.meeting_id == meeting.id)):
            document.updated_at, document.narrowed = clock.now(), meeting.narrowed


def _read(data: Mapping[str, Any]) -> DocumentInput:
    try:
        return DocumentInput.model_validate(dict(data))
    except ValidationError as error:
        raise Invalid([Problem(_on_form(each.path), each.message) for each in problems_of(error)]) from None


def _on_form(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return ("audience", *path[1:]) if path[:1] == ("named",) else path


def _problems(given: DocumentInput, known: set[str]) -> list[Problem]:
    found = []
    if given.mark is None:
        found.append(Problem(("mark",), lazy("Choose the handling mark of the document.")))
    found += given.named.problems({given.mark} if given.mark else set())
    new = set(given.named.members) - known
    if new - active_ids(new):
        found.append(Problem(("audience", "members"), lazy("There is no active member with this address.")))
    return found


def _item(meeting: Meeting, item_id: str) -> AgendaItem | None:
    if not item_id:
        return None
    item = db.session.get(AgendaItem, item_id) if is_id(item_id) else None
    if item is None or item.meeting_id != meeting.id:
        raise Invalid([Problem(("item_id",), lazy("There is no such item in this agenda."))])
    return item


def _describe(document: MeetingDocument, given: DocumentInput, item: AgendaItem | None, name: str) -> None:
    document.title = given.title or name
    document.language, document.item_id = given.language, item.id if item else None
    document.mark, document.named = str(given.mark), given.named
    document.updated_at = clock.now()


def _open(document: MeetingDocument, meeting: Meeting) -> None:
    """Writes the tokens that follow from mark and audience. Organizers read what its mark lets them read."""
    wanted = document.named.tokens(Mark(document.mark), document.authority_id) | {f"member:{document.owner_id}"}
    writers = sorted({document.owner_id, *meeting.writer_ids})
    opened = {WRITERS: writers, "abstract": sorted(wanted)}
    if document.opened == opened:
        return
    before = document.audience("abstract")
    document.opened = opened
    document.narrowed = document.narrowed or is_widened(wanted, before)
    kept = [row for row in document.audiences if row.token in wanted]
    added = sorted(wanted - {row.token for row in kept})
    document.audiences = [*kept, *(DocumentAudience(token=token) for token in added)]


Taken = tuple[str, str, ReceivedFile]


def _keep(actor: Actor, store: FileStore, meeting: Meeting, document: MeetingDocument, taken: Taken) -> None:
    """The row is flushed before the content is kept; see `sweeping`."""
    name, media_type, received = taken
    document.version += 1
    document.updated_at = clock.now()
    db.session.flush()
    version = DocumentVersion(document_id=document.id, number=document.version, name=name, media_type=media_type)
    version.size, version.sha256, version.added_by = len(received.content), received.sha256, actor.id
    db.session.add(version)
    db.session.flush()
    store.put(received)
    if meeting.status != Status.DRAFT:
        announce("meeting.document", Ref("document", document.id), actor.ref)


def list_versions(actor: Actor, document: MeetingDocument) -> Sequence[DocumentVersion]:
    """Newest first, for who may change it."""
    require(actor, "document.history", document)
    kept = select(DocumentVersion).where(DocumentVersion.document_id == document.id)
    return db.session.scalars(kept.order_by(DocumentVersion.number.desc())).all()


def common_audience(meeting: Meeting, document: MeetingDocument) -> frozenset[str]:
    """Tokens of who reads both, for where one set must do: search and news.

    Exact for members, countries and everybody. Of two different regions, or a region and an authority, nobody is
    concluded but the members named: such a paper is then found on the page of its meeting alone.
    """
    one, other = meeting.audience("abstract"), document.audience("abstract")
    named = {token.partition(":")[2] for token in one | other if token.startswith("member:")}
    rows = db.session.scalars(select(Member).where(Member.id.in_(named), Member.state == "active"))
    held = {member.id: member.as_actor().tokens for member in rows}
    certain = {f"member:{key}" for key, tokens in held.items() if tokens & one and tokens & other}
    return rules.both(one, other) | certain
