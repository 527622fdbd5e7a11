"""Column types."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic_core import SchemaValidator
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

Model = TypeVar("Model", bound=BaseModel)


class UTCDateTime(TypeDecorator[datetime]):
    """Aware stamps in UTC on every database. Naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stamp needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


REMEMBERED = 512
"""Records kept read, per column: the newest cases stand on everybody's pages."""


class CodeLists(TypeDecorator[Mapping[str, Sequence[str]]]):
    """Name → codes, as JSON text: read and written whole, never in part."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Sequence[str]] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps({name: list(codes) for name, codes in value.items()})

    def process_result_value(self, value: Any, dialect: Dialect) -> Mapping[str, Sequence[str]] | None:
        return None if value is None else json.loads(value)


def _unchecked(schema: Any) -> Any:
    """The core schema without its checks written in Python: what is stored passed them when it was written."""
    if isinstance(schema, list):
        return [_unchecked(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") in ("function-before", "function-after"):
        return _unchecked(schema["schema"])
    return {key: value if key in _KEPT else _unchecked(value) for key, value in schema.items()}


_KEPT = frozenset({"cls", "config", "default", "metadata", "serialization", "members"})
"""Parts of a core schema that hold no schema to be read."""


class PydanticJSON(TypeDecorator[Model]):
    """A frozen pydantic model as JSON text: read and written whole, never in part.

    The same text gives the same object, since nothing can change it.
    """

    impl = Text
    cache_ok = True

    def __init__(self, model: type[Model]) -> None:
        super().__init__()
        self.model = model
        stored = SchemaValidator(_unchecked(model.__pydantic_core_schema__), _use_prebuilt=False)
        self.read: Callable[[str], Model] = lru_cache(maxsize=REMEMBERED)(stored.validate_json)

    def process_bind_param(self, value: Model | None, dialect: Dialect) -> str | None:
        return None if value is None else value.model_dump_json(exclude_defaults=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Model | None:
        return None if value is None else self.read(value)
