"""A country inside a record."""

from typing import Annotated

from pydantic import BeforeValidator

from portal.countries.queries import find_code
from portal.foundation.records import unknown


def _country(given: object) -> str:
    code = find_code(given) if isinstance(given, str) else None
    if code is None:
        raise unknown(given)
    return code


CountryCode = Annotated[str, BeforeValidator(_country)]
