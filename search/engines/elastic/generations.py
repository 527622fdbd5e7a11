"""The indexes behind the aliases: one answers, one may be filling, older ones are kept until told otherwise."""

import re
from collections.abc import Sequence

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.engine import SearchUnavailable
from search.engines.elastic.connection import Connection
from search.engines.elastic.mapping import mapping
from search.results import Generation

REPLICAS_WHILE_FILLING, REPLICAS = 0, "0-1"
"""Copies of each shard: none while an index is filled, then one as soon as there is a second node."""
FIELDS_MAX = 2000


class Generations:
    """`alias` is what readers ask and the worker writes to; behind it is the index of this fingerprint."""

    def __init__(self, connection: Connection, fingerprint: str, dimensions: int = 0) -> None:
        self.connection, self.fingerprint, self.dimensions = connection, fingerprint, dimensions
        self.alias = connection.address.prefix
        self._name = re.compile(re.escape(self.alias) + r"-(?P<fingerprint>[a-z0-9_]+)-(?P<number>\d+)")

    def start(self) -> None:
        """Makes an empty index where there never was one; anything found is left alone."""
        if not self.names():
            name = self.create(self.fingerprint)
            self.switch(name, first=True)

    def names(self) -> list[str]:
        """Every index of this prefix, the oldest first."""
        found = self.connection.tell(lambda client: client.indices.get(index=f"{self.alias}-*", features="aliases"))
        names = [name for name in found.body if self._name.fullmatch(name)]
        return sorted(names, key=lambda name: int(self._match(name)["number"]))

    def current(self) -> str:
        """The index that answers. Raises SearchUnavailable, naming the cure, when it is not one of ours."""

        def call(client: Elasticsearch) -> list[str]:
            try:
                return list(client.indices.get_alias(name=self.alias).body)
            except NotFoundError:
                return []

        found = self.connection.tell(call)
        if not found:
            if self.connection.tell(lambda client: client.indices.exists(index=self.alias)):
                raise SearchUnavailable(f"{self.alias} is an index where an alias is wanted; choose another prefix")
            raise SearchUnavailable("index is missing; rebuild")
        matched = self._name.fullmatch(found[0])
        if len(found) > 1 or not matched:
            raise SearchUnavailable(f"{self.alias} is an alias of something else; choose another prefix")
        if matched["fingerprint"] != self.fingerprint:
            raise SearchUnavailable("index is of another version; rebuild")
        return found[0]

    def create(self, fingerprint: str) -> str:
        """A new empty index, with nothing spent on readers while it is filled."""
        if not re.fullmatch(r"[a-z0-9_]+", fingerprint):
            raise ValueError("a fingerprint is made of small letters, digits and underscores")
        number = max((int(self._match(name)["number"]) for name in self.names()), default=0)
        while True:
            number += 1
            name = f"{self.alias}-{fingerprint}-{number}"
            if self._created(name):
                return name

    def _created(self, name: str) -> bool:
        settings = {
            "number_of_shards": 1,
            "number_of_replicas": REPLICAS_WHILE_FILLING,
            "refresh_interval": "-1",
            "mapping.total_fields.limit": FIELDS_MAX,
            "max_result_window": 10_100,
        }

        def call(client: Elasticsearch) -> bool:
            try:
                client.indices.create(index=name, settings=settings, mappings=mapping(self.dimensions))
            except BadRequestError as error:
                if error.error == "resource_already_exists_exception":
                    return False
                raise
            return True

        return self.connection.tell(call)

    def switch(self, name: str, first: bool = False) -> None:
        """Makes `name` the index that answers, in one step; `first` only where none does."""
        settings = {"refresh_interval": "1s", "auto_expand_replicas": REPLICAS}
        self.connection.tell(lambda client: client.indices.put_settings(index=name, settings=settings))
        self.connection.tell(lambda client: client.indices.refresh(index=name))
        before = [] if first else [{"remove": {"index": f"{self.alias}-*", "alias": self.alias, "must_exist": False}}]
        actions = [*before, {"add": {"index": name, "alias": self.alias, "is_write_index": True}}]
        self.connection.tell(lambda client: client.indices.update_aliases(actions=actions))

    def list_all(self) -> Sequence[Generation]:
        answering = self.current()
        stats = self.connection.tell(lambda client: client.indices.stats(index=f"{self.alias}-*", metric="store")).body
        found = [
            Generation(name, self.documents(name), _size(stats["indices"].get(name, {})), name == answering)
            for name in self.names()
        ]
        return sorted(found, key=lambda each: not each.answers)

    def documents(self, name: str) -> int:
        return int(
            self.connection.tell(lambda client: client.count(index=name, query={"term": {"head": True}}))["count"]
        )

    def drop_others(self) -> int:
        answering = self.current()
        others = [name for name in self.names() if name != answering]
        for name in others:
            self.connection.tell(lambda client, name=name: client.indices.delete(index=name))  # type: ignore[misc]
        return len(others)

    def _match(self, name: str) -> re.Match[str]:
        matched = self._name.fullmatch(name)
        if matched is None:
            raise SearchUnavailable(f"{name} is none of our indexes")
        return matched


def _size(stats: dict[str, dict[str, dict[str, int]]]) -> int:
    return int(stats.get("primaries", {}).get("store", {}).get("size_in_bytes", 0))
