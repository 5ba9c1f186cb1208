"""Everything that is shown is translated, into every language, with its values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.translation.extract import (
    CRAWLER,
    PARTS,
    TRANSLATED,
    read_catalogue,
    texts_used,
)

TEMPLATES = sorted(
    path for part in PARTS for path in (CRAWLER / part / "templates").glob("*.html")
)
NAMES = {"citeswatch", "SHA", "CSV", "XLSX", "JSON", "UTC"}
NO_TEXT = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
MARKUP = re.compile(r"<(kbd|code).*?</\1>|<[^>]*>|&\w+;|\w*\.csv\b", re.DOTALL)
VALUE = re.compile(r"%\(\w+\)s|%%")


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("part", PARTS)
def test_every_text_is_translated_with_its_placeholders(
    part: str, language: str
) -> None:
    catalogue = read_catalogue(part, language)
    used = set(texts_used(part))
    assert used
    for message in used:
        plural = isinstance(message, tuple)
        found = catalogue.get(message[0] if plural else message)
        assert found is not None, message
        texts = found.string if plural else (found.string,)
        assert all(texts), f"{message!r} is not translated into {language}"
        assert not found.fuzzy, message
        wanted = VALUE.findall(message[-1] if plural else str(message))
        assert sorted(VALUE.findall(texts[-1])) == sorted(wanted), message


@pytest.mark.parametrize("part", PARTS)
def test_no_catalogue_keeps_a_text_that_nobody_says(part: str) -> None:
    used = {text if isinstance(text, str) else text[0] for text in texts_used(part)}
    for language in TRANSLATED:
        kept = {message.id for message in read_catalogue(part, language) if message.id}
        assert {one if isinstance(one, str) else one[0] for one in kept} <= used


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}-{path.name}"
)
def test_no_template_shows_a_text_past_translation(path: Path) -> None:
    text = NO_TEXT.sub(" ", path.read_text(encoding="utf-8"))
    attributes = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', text)
    shown = " ".join([MARKUP.sub(" ", text), *attributes])
    assert set(re.findall(r"[A-Za-zÀ-ÿ]{3,}", shown)) <= NAMES
