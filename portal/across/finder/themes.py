"""The facet *theme* as a tree: broad themes first, what is narrower under those that were chosen."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.vocabulary.queries import current_vocabulary


@dataclass(frozen=True, slots=True)
class Branch:
    key: str
    narrower: tuple["Branch", ...] = ()


def theme_branches(known: Iterable[str], in_force: Collection[str], most: int | None) -> list[Branch]:
    """The themes of the results, commonest first as they are given, each once.

    The first `most` broad ones with what lies under those in force, or all of them with everything below for None.
    A theme of a link that no result has stands for itself.
    """
    keys = list(dict.fromkeys([*known, *in_force]))
    vocabulary = current_vocabulary()
    parents = {key: _parent(vocabulary.broader.get(key, ()), keys, key) for key in keys}
    below: dict[str, list[str]] = {}
    for key, parent in parents.items():
        below.setdefault(parent, []).append(key)
    opened = set(keys) if most is None else {above for key in in_force for above in _path(key, parents)}
    roots = below.get("", [])
    shown = [key for n, key in enumerate(roots) if most is None or n < most or key in opened]
    return [_branch(key, below, opened) for key in shown]


def flat(branches: Sequence[Branch]) -> Iterator[str]:
    for branch in branches:
        yield branch.key
        yield from flat(branch.narrower)


def _parent(broader: Sequence[str], keys: Collection[str], key: str) -> str:
    return next((wider for wider in broader if wider in keys and wider != key), "")


def _path(key: str, parents: Mapping[str, str]) -> Iterator[str]:
    """The key and those it stands under, up to the top."""
    seen: set[str] = set()
    while key and key not in seen:
        seen.add(key)
        yield key
        key = parents.get(key, "")


def _branch(key: str, below: Mapping[str, Sequence[str]], opened: Collection[str]) -> Branch:
    narrower = below.get(key, ()) if key in opened else ()
    return Branch(key, tuple(_branch(each, below, opened) for each in narrower))
