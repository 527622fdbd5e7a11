"""Answers worth keeping for a short while inside one process."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Recent(Generic[Answer]):
    """At most `size` answers, each for `seconds`; the oldest goes first."""

    def __init__(self, size: int, seconds: float) -> None:
        self.size, self.seconds = size, seconds
        self._kept: OrderedDict[Hashable, tuple[float, Answer]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The kept answer, or a new one. Whatever `make` raises is raised and not kept."""
        with self._lock:
            found = self._kept.get(key)
        if found is not None and found[0] > time.monotonic():
            return found[1]
        made = make()
        with self._lock:
            self._kept[key] = (time.monotonic() + self.seconds, made)
            self._kept.move_to_end(key)
            while len(self._kept) > self.size:
                self._kept.popitem(last=False)
        return made
