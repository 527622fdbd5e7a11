"""Attachments of a case: each under the mark of a layer."""

from typing import BinaryIO

from portal.access.actor import Actor
from portal.access.policy import require
from portal.cases import queries
from portal.cases.models import LAYERS, Case, CaseFile
from portal.foundation import audit, clock
from portal.foundation.attachments import take_file
from portal.foundation.database import db
from portal.foundation.errors import Invalid, NotFound, Problem
from portal.foundation.events import announce
from portal.foundation.files import FileStore
from portal.foundation.i18n import lazy
from portal.foundation.outbox.queue import enqueue
from portal.foundation.refs import Ref


def attach_file(
    actor: Actor, store: FileStore, reference: str, *, layer: str, name: str, stream: BinaryIO, max_bytes: int
) -> CaseFile:
    """Keeps the file under the mark of a layer. Raises Invalid for a kind, content or size that is not taken."""
    case = queries.find_case(actor, reference)
    require(actor, "case.edit", case)
    if layer not in LAYERS:
        raise Invalid([Problem(("layer",), lazy("Choose the part of the case it belongs to."))])
    name, media_type, received = take_file(name, stream, max_bytes)
    row = CaseFile(
        layer=layer,
        name=name,
        media_type=media_type,
        size=len(received.content),
        sha256=received.sha256,
        added_by=actor.id,
    )
    case.files.append(row)
    case.updated_at = clock.now()
    audit.record(actor.ref, "file.added", Ref("case", case.id), layer=layer, sha256=received.sha256)
    if case.status == "published" and layer == "abstract":
        announce("case.file_added", Ref("case", case.id), actor.ref)
    db.session.flush()
    store.put(received)
    return row


def remove_file(actor: Actor, reference: str, file_id: str) -> Case:
    """Takes the file off the case; its content is swept when no other case holds it."""
    case = queries.find_case(actor, reference)
    require(actor, "case.edit", case)
    row = next((row for row in case.files if row.id == file_id), None)
    if row is None:
        raise NotFound
    case.files.remove(row)
    case.updated_at = clock.now()
    audit.record(actor.ref, "file.removed", Ref("case", case.id), layer=row.layer, sha256=row.sha256)
    enqueue("files", row.sha256)
    return case
