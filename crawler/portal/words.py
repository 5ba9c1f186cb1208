"""The interface in the Convention's languages: English, French, Spanish (gettext)."""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español"}


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Give the translations into *language*; English is the original."""
    if language == "en":
        return gettext.NullTranslations()
    place = files("crawler.portal").joinpath("locale", f"{language}.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(place.read_bytes()), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def chosen_language(cookie: str, accepted: str) -> str:
    """Choose the language: that of the *cookie*, else the best that is *accepted*.

    *accepted* is the header Accept-Language.
    """
    if cookie in LANGUAGES:
        return cookie
    ranked: list[tuple[float, str]] = []
    for part in accepted[:500].split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), name[:2].casefold()))
        except ValueError:
            continue
    return next((name for _, name in sorted(ranked) if name in LANGUAGES), "en")


def country_name(code: str, language: str) -> str:
    """Name a country (ISO 3166-1 alpha-2); what is none comes back as it is."""
    return str(Locale(language).territories.get(code, code))


def language_name(code: str, language: str) -> str:
    """Name a language (BCP 47); what is none comes back as it is."""
    names = Locale(language).languages
    return str(names.get(code) or names.get(code.partition("-")[0], code))


def number_text(number: float, language: str) -> str:
    """Write a number as *language* does."""
    return str(format_decimal(number, locale=language))


def marked(text: str) -> str:
    """Mark *text* for translation; it is translated where it is shown."""
    return text
