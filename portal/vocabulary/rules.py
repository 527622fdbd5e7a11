"""Pure decisions about a vocabulary: what its concepts may not do together."""

from collections.abc import Iterator, Mapping

from portal.foundation.errors import Problem
from portal.foundation.i18n import lazy
from portal.foundation.problems import readable
from portal.vocabulary.content import ConceptContent, is_key

CONCEPTS_MAX = 20_000

Contents = Mapping[str, ConceptContent]
"""Key → content of every concept."""


def problems_of(contents: Contents) -> list[Problem]:
    """Each with the concept's key as the first step of its path."""
    if len(contents) > CONCEPTS_MAX:
        words = lazy("There are %(length)s concepts, at most %(limit)s.", length=len(contents), limit=CONCEPTS_MAX)
        return [Problem((), words)]
    return [*_misnamed(contents), *_unknown(contents), *_circles(contents), *_doubled(contents), *_nameless(contents)]


def _misnamed(contents: Contents) -> Iterator[Problem]:
    words = lazy("“%(given)s” is no name: small letters, digits and single hyphens, at most 80.")
    for key in contents:
        if not is_key(key):
            yield Problem((readable(key),), words.fill(given=readable(key)))


def _unknown(contents: Contents) -> Iterator[Problem]:
    for key, content in contents.items():
        for name in ("broader", "related"):
            for place, other in enumerate(getattr(content, name)):
                if other not in contents:
                    yield Problem((key, name, place), lazy("There is no concept “%(key)s”.", key=other))
                elif other == key:
                    yield Problem((key, name, place), lazy("A concept cannot stand in relation to itself."))


def _circles(contents: Contents) -> Iterator[Problem]:
    """`broader` must not lead back to where it began."""
    done: set[str] = set()
    for key in contents:
        path: dict[str, None] = {}
        if key not in done and (found := _circle_from(key, contents, path, done)):
            # told once, however many of its concepts one begins with
            done |= {*path, *found}
            words = lazy("“Broader” leads in a circle: %(path)s.", path=" → ".join(found))
            yield Problem((key, "broader"), words)


def _circle_from(start: str, contents: Contents, path: dict[str, None], done: set[str]) -> list[str]:
    """The circle met on the way up from `start`, empty when there is none. Without recursion: files may be deep."""
    stack = [(start, iter(contents[start].broader))]
    path[start] = None
    while stack:
        key, wider = stack[-1]
        following = next((each for each in wider if each in contents and each not in done), None)
        if following is None:
            stack.pop()
            path.pop(key)
            done.add(key)
        elif following in path:
            return [*list(path)[list(path).index(following) :], following]
        else:
            path[following] = None
            stack.append((following, iter(contents[following].broader)))
    return []


def _doubled(contents: Contents) -> Iterator[Problem]:
    """Two concepts with the same preferred label in a language could not be told apart."""
    owner: dict[tuple[str, str], str] = {}
    for key, content in contents.items():
        for place, label in enumerate(content.labels):
            if label.kind != "preferred":
                continue
            first = owner.setdefault((label.language, label.text.casefold()), key)
            if first != key:
                words = lazy("“%(label)s” is already the preferred label of “%(key)s”.", label=label.text, key=first)
                yield Problem((key, "labels", place), words)


def _nameless(contents: Contents) -> Iterator[Problem]:
    for key, content in contents.items():
        if not any(label.kind == "preferred" for label in content.labels):
            yield Problem((key, "labels"), lazy("Give at least one preferred label."))
