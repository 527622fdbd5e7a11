"""One rule, asked of the object, of the database and of every engine: they never differ, and all say what the domain says."""

import tempfile
from collections.abc import Callable, Sequence
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.access.actor import VISITOR, Actor, Role
from portal.access.policy import may
from portal.cases import queries, rules, service
from portal.cases.content import CaseContent
from portal.cases.document import to_document
from portal.cases.models import Case, CaseEditor, Status
from portal.foundation.database import db
from portal.foundation.ids import new_id
from portal.regions.queries import regions_of
from search.engine import Engine, open_engine
from search.query import Query
from tests.access.rule import LAYERS, opens, reads
from tests.support.cast import Cast

REGIONS = ("sahel", "western-balkans", "north-africa")
COUNTRIES = ("NE", "ML", "RS", "AL", "DZ", "FR")
MARKS = ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED")
_numbers = count()

subsets_of_regions = st.lists(st.sampled_from(REGIONS), unique=True, max_size=2)
marks = st.lists(st.sampled_from(MARKS), min_size=3, max_size=3).map(lambda three: sorted(three, key=MARKS.index))
Planned = dict[str, object]


def _word(case: int, layer: str) -> str:
    """A word nothing else resembles, so that no reading for misspelling finds another."""
    letters = f"{case * 3 + LAYERS.index(layer):05d}"
    return "".join(dict(zip("0123456789", ("bo", "ca", "du", "fe", "gi", "ko", "lu", "me", "ni", "pa"), strict=True))[d]
                   for d in letters)  # fmt: skip
