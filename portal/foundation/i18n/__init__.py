"""Words, dates and names in the reader's language. Built on Babel; knows nothing of Flask."""

from portal.foundation.i18n.catalogs import Lazy, gettext, lazy, ngettext
from portal.foundation.i18n.locales import (
    INTERFACE_LANGUAGES,
    choose_language,
    current_language,
    current_locale,
    use_language,
)

__all__ = [
    "INTERFACE_LANGUAGES",
    "Lazy",
    "choose_language",
    "current_language",
    "current_locale",
    "gettext",
    "lazy",
    "ngettext",
    "use_language",
]
