"""Which facet code says what a concept says. A case is coded once and so found from every language."""

from collections.abc import Mapping

from portal.cases import codes
from search.syntax import FieldIs

WEIGHT = 0.5
"""As a label of the concept counts."""
_LISTS: Mapping[str, Mapping[str, object]] = {
    "offence": codes.OFFENCES,
    "method": codes.METHODS,
    "technique": codes.TECHNIQUES,
    "cooperation": codes.COOPERATION,
    "item": codes.ITEM_TYPES,
}
_OTHER_NAMES: Mapping[str, tuple[str, str]] = {
    "ant-trade": ("method", "ant-trafficking"),
    "arms-cache": ("method", "cache-or-burial"),
    "conversion": ("method", "conversion-of-alarm-weapons"),
    "custodian-corruption": ("method", "bribery-of-officials"),
    "false-end-user-certificate": ("method", "forged-end-user-certificate"),
    "illegal-possession-firearms": ("offence", "illicit-possession"),
    "illicit-manufacture": ("offence", "illicit-manufacturing"),
    "illicit-trafficking-firearms": ("offence", "illicit-trafficking"),
    "misdeclaration": ("method", "parcel-misdeclaration"),
    "obliterated-serial-number": ("offence", "falsifying-markings"),
    "post-parcel": ("method", "parcel-misdeclaration"),
    "smuggling-of-goods": ("offence", "smuggling"),
    "small-boat": ("method", "river-or-boat-transfer"),
    "terrorism-financing": ("offence", "terrorist-financing"),
    "three-d-printing": ("method", "3d-printing"),
}
CODED: Mapping[str, FieldIs] = {
    **{code: FieldIs(facet, code, WEIGHT) for facet, known in _LISTS.items() for code in known},
    **{key: FieldIs(facet, code, WEIGHT) for key, (facet, code) in _OTHER_NAMES.items()},
}
"""Concept → code. Most are called alike."""
