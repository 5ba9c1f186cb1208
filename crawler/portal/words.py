"""The portal's texts in the language that a visitor chose."""

from __future__ import annotations

import gettext

from crawler.translation import catalogues
from crawler.translation.catalogues import LANGUAGES, marked
from crawler.translation.writing import country_name, language_name, number_text

__all__ = [
    "LANGUAGES",
    "catalogue",
    "chosen_language",
    "country_name",
    "language_name",
    "marked",
    "number_text",
]


def catalogue(language: str) -> gettext.NullTranslations:
    """Give the portal's translations into *language*."""
    return catalogues.catalogue("portal", language)


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
