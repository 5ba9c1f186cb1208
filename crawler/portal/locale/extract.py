"""Bring the catalogues up to date with the words of pages and templates.

    python -m crawler.portal.locale.extract

New words come in untranslated, and a test fails until they are translated; words
that are no longer used are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
PORTAL = HERE.parent
TRANSLATED = ("fr", "es")
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "marked": None,
    "translate": None,
}


def words_used() -> Iterator[str | tuple[str, ...]]:
    """Give every text that is shown in the visitor's language."""
    found = extract_from_dir(
        PORTAL,
        method_map=_METHODS,
        options_map={"templates/**.html": {"trimmed": "true"}},
        keywords=_KEYWORDS,
    )
    for _, _, message, _, _ in sorted(found, key=lambda one: (one[0], one[1])):
        yield message


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue of *language*."""
    with (HERE / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    """Write the catalogues."""
    template = Catalog(charset="utf-8")
    for message in words_used():
        template.add(message)
    for language in TRANSLATED:
        catalogue = read_catalogue(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.project = "citeswatch"
        catalogue.header_comment = ""
        with (HERE / f"{language}.po").open("wb") as file:
            write_po(file, catalogue, width=88, ignore_obsolete=True, omit_header=False)


if __name__ == "__main__":
    main()
