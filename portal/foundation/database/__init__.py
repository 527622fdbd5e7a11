"""Tables, sessions and transactions."""

from portal.foundation.database.base import Base, Indexed, db
from portal.foundation.database.transactions import reading, transaction, writing
from portal.foundation.database.types import CodeLists, PydanticJSON, UTCDateTime

__all__ = ["Base", "CodeLists", "Indexed", "PydanticJSON", "UTCDateTime", "db", "reading", "transaction", "writing"]
