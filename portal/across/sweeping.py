"""Contents no row names any more are deleted, and never one whose row is about to be written.

An upload flushes its row before it keeps the content. The sweep locks the table of files against that: on SQLite every
writer does so by beginning, on PostgreSQL it is asked for. So either the sweep sees the row, or the upload writes the
content again after it.
"""

from sqlalchemy import select, text

from portal.cases.models import CaseFile
from portal.foundation.database import db, transaction
from portal.foundation.files import FileStore
from portal.meetings.models import DocumentVersion

HOLDERS = (CaseFile, DocumentVersion)
"""The tables whose rows name contents by their SHA-256."""


def named_contents() -> set[str]:
    return {digest for holder in HOLDERS for digest in db.session.scalars(select(holder.sha256))}


def sweep_files(store: FileStore, digests: set[str] | None = None) -> int:
    """Deletes the contents among `digests` (all that are stored, when None) that no row names; how many."""
    with transaction():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("LOCK TABLE case_files IN SHARE ROW EXCLUSIVE MODE"))
            db.session.execute(text("LOCK TABLE meeting_document_versions IN SHARE ROW EXCLUSIVE MODE"))
        stored = set(store.names())
        strays = (stored if digests is None else stored & digests) - named_contents()
        for digest in strays:
            store.delete(digest)
    return len(strays)
