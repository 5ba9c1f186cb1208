"""Bring the catalogues up to date with the texts of code and templates.

    python -m crawler.translation.extract

New texts come in untranslated, and a test fails until they are translated; texts
that are no longer used are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from crawler.translation.catalogues import LANGUAGES, ORIGINAL

CRAWLER = Path(__file__).parents[1]
PARTS = ("portal", "reports")
TRANSLATED = tuple(language for language in LANGUAGES if language != ORIGINAL)
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "marked": None,
    "translate": None,
    "say": None,
    "count": (1, 2),
}


def texts_used(part: str) -> Iterator[str | tuple[str, ...]]:
    """Give every text of *part* that is shown in the reader's language."""
    found = extract_from_dir(
        CRAWLER / part,
        method_map=_METHODS,
        options_map={"templates/**.html": {"trimmed": "true"}},
        keywords=_KEYWORDS,
    )
    for _, _, message, _, _ in sorted(found, key=lambda one: (one[0], one[1])):
        yield message


def read_catalogue(part: str, language: str) -> Catalog:
    """Read the catalogue of *part* into *language*; one that is not there is empty."""
    path = _path(part, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    """Write the catalogues."""
    for part in PARTS:
        template = Catalog(charset="utf-8")
        for message in texts_used(part):
            template.add(message)
        for language in TRANSLATED:
            _write(part, language, template)


def _write(part: str, language: str, template: Catalog) -> None:
    catalogue = read_catalogue(part, language)
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.project = "citeswatch"
    catalogue.header_comment = ""
    path = _path(part, language)
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=88, ignore_obsolete=True, omit_header=False)


def _path(part: str, language: str) -> Path:
    return CRAWLER / part / "locale" / f"{language}.po"


if __name__ == "__main__":
    main()
