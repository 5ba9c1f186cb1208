"""The catalogues of translations, one for each part that speaks to people."""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib.resources import files

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español"}
ORIGINAL = "en"


@cache
def catalogue(part: str, language: str) -> gettext.NullTranslations:
    """Give the translations of *part*, such as `portal`, into *language*.

    English is the original.
    """
    if language == ORIGINAL:
        return gettext.NullTranslations()
    place = files(f"crawler.{part}").joinpath("locale", f"{language}.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(place.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def marked(text: str) -> str:
    """Mark *text* for translation; it is translated where it is shown."""
    return text
