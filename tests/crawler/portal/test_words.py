"""The portal speaks the visitor's language."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from crawler.health.naming import KINDS
from crawler.portal import words
from crawler.portal.faults import FAULTS
from crawler.portal.notices import ALARMS
from crawler.portal.visit import environment
from crawler.reports.crawl_reasons import stored_reason
from crawler.translation.words import Words
from crawler.workspace import Workspace
from tests.crawler.portal.client import PASSWORD, Client, signed_in
from tests.crawler.portal.conftest import portal_in_thread
from tests.crawler.portal.test_keeping import wait_for_charts
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store


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


WRONG = [
    ("/account", {"former": PASSWORD, "password": "short"}),
    ("/users", {"login": "Not Fit", "role": "viewer", "password": PASSWORD}),
    ("/users", {"login": "analyst", "role": "viewer", "password": PASSWORD + "x"}),
    ("/users/administrator/role", {"role": "viewer"}),
    ("/users/nobody/remove", {}),
    ("/search/save", {"name": " ", "query": ""}),
    ("/cases", {"reference": "", "title": ""}),
    ("/cases", {"reference": "x", "title": "", "country": "Kenya"}),
    ("/listing/1/review", {"version": "one", "verdict": "accepted"}),
    ("/listing/1/review", {"version": "1", "verdict": "rejected"}),
    ("/listing/1/review", {"version": "1", "verdict": "wrong_taxon"}),
    ("/listing/1/review", {"version": "999", "verdict": "accepted"}),
]


@pytest.mark.parametrize("language", ["fr", "es"])
def test_what_cannot_be_done_is_said_in_the_visitors_language(
    fresh: tuple[Workspace, str], language: str
) -> None:
    _, address = fresh
    with signed_in(address, "administrator") as client:
        client.http.headers["accept-language"] = language
        for path, fields in WRONG:
            answer = client.post(path, **fields)
            soup = BeautifulSoup(answer.text, "lxml")
            detail = soup.select_one("[role=alert] bdi")
            assert answer.status_code == 400, (path, fields, answer.text[:300])
            assert detail is not None, (path, fields)
            assert detail["lang"] == language, (path, detail.get_text())


def test_what_a_library_says_stays_in_english_and_is_marked_so() -> None:
    assert FAULTS.say("disk I/O error", Words("portal", "fr")) == "disk I/O error"


def test_the_portal_knows_every_kind_of_alarm_and_every_reason(
    unit: Workspace,
) -> None:
    assert ALARMS == KINDS
    start = MONDAY + timedelta(weeks=5)
    with open_store(unit.database) as store:
        crawl(store, "bazaar", start, [listing("bazaar", "x", start)])
        store.conn.execute(
            "UPDATE crawls SET outcome = 'refused', reason = 'no page could be fetched'"
        )
        store.conn.execute(
            """INSERT INTO alarms (marketplace, kind, said, raised_at, first_crawl,
                   last_crawl) VALUES ('bazaar', 'blocked', '9 of 9 pages refused',
                   '2026-11-20T08:00:00Z', 1, 1)"""
        )
    with portal_in_thread(unit) as address, signed_in(address, "viewer") as client:
        client.http.headers["accept-language"] = "fr"
        front = client.page("/")
        told = front.select_one("li span[lang=en]")
        assert told is not None
        assert told.get_text() == "9 of 9 pages refused"
        assert "le site nous refuse l’accès" in front.get_text()
        said = stored_reason("no page could be fetched", Words("reports", "fr"))
        assert said != "no page could be fetched"
        for path in ("/marketplaces", "/marketplace/bazaar"):
            assert said in client.page(path).get_text()


def test_charts_are_drawn_in_each_language(portal: str) -> None:
    with signed_in(portal, "viewer") as client:
        wait_for_charts(client)
        drawn = {}
        for language in words.LANGUAGES:
            client.http.headers["accept-language"] = language
            drawn[language] = client.get("/charts/trend.svg").text
    assert "Appendix I" in drawn["en"]
    assert "Annexe I" in drawn["fr"]
    assert "Apéndice I" in drawn["es"]


def test_a_taxon_is_described_in_the_visitors_language(portal: str) -> None:
    with signed_in(portal, "viewer") as client:
        client.http.headers["accept-language"] = "fr"
        lead = client.page("/taxon/6344").select_one("p.lead")
        assert lead is not None
        assert lead.get_text() == "espèce (mammifères)"
