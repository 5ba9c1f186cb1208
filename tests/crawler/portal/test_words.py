"""The portal speaks the visitor's language."""

from __future__ import annotations

import re

import pytest

from crawler.portal import words
from crawler.portal.visit import environment
from tests.crawler.portal.client import Client


@pytest.mark.parametrize(
    ("cookie", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("", "de, es;q=0.7, en;q=0.5", "es"),
        ("", "de;q=1, ja", "en"),
        ("es", "fr", "es"),
        ("xx", "fr", "fr"),
        ("", "fr;q=nonsense, es;q=0.1", "es"),
        ("", ";;;,,,q=", "en"),
    ],
)
def test_the_language_is_the_chosen_else_the_browsers(
    cookie: str, accepted: str, language: str
) -> None:
    assert words.chosen_language(cookie, accepted) == language


def test_pages_speak_the_language_that_was_chosen(portal: str) -> None:
    from tests.crawler.portal.client import signed_in

    with signed_in(portal, "analyst") as client:
        token = client.token()
        for language, heading in (("fr", "Dossiers"), ("es", "Casos"), ("en", "Cases")):
            fields = {"form_token": token, "language": language, "next": "/cases"}
            answer = client.http.post("/language", data=fields)
            assert answer.headers["location"] == "/cases"
            soup = client.page("/cases")
            assert soup.find("html")["lang"] == language  # type: ignore[index]
            assert soup.select_one("h1").get_text() == heading  # type: ignore[union-attr]


def test_numbers_and_countries_are_written_as_the_language_does(viewer: Client) -> None:
    assert words.number_text(1234567.5, "es") == "1.234.567,5"
    assert words.country_name("DE", "fr") == "Allemagne"
    assert words.country_name("<b>", "fr") == "<b>"
    assert words.language_name("ja", "es") == "japonés"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1,750 listings."),
        ("fr", "1\u202f750 annonces."),
        ("es", "1.234.567 anuncios."),
    ],
)
def test_counted_texts_write_numbers_as_other_numbers_are(
    language: str, said: str
) -> None:
    template = '{{ ngettext("One listing.", "%(num)s listings.", count) }}'
    count = int(re.sub(r"\D", "", said))
    made = environment(language).from_string(template)
    assert made.render(count=count) == said
    assert "1" not in made.render(count=1)
