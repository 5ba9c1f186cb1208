"""The portal in a real Chromium."""

from __future__ import annotations

import re

import pytest

from crawler.portal.app import metadata
from tests.crawler.browser import needs_chromium, watched_page

pytestmark = needs_chromium
QUERIES = sorted(metadata("")["databases"]["citeswatch"]["queries"])
PAGES = [
    "",
    *(f"citeswatch/{query}" for query in QUERIES),
    "citeswatch/search?words=script",
    "citeswatch",
    "citeswatch/listings",
    "citeswatch/listings?_facet=taxon",
    "citeswatch?sql=select+id+as+listing,title,url+from+listings+where+offer+%3C%3E+''",
    "citeswatch/crawls/1",
]


@pytest.mark.parametrize("width", [1280, 400])
def test_no_page_asks_outside_complains_overflows_or_runs_a_title(
    portal: str, width: int
) -> None:
    with watched_page(width) as watched:
        watched.page.goto(f"{portal}citeswatch/search?words=gotcha")
        link = watched.page.locator("td.col-listing a").get_attribute("href")
        assert link is not None
        for path in [*PAGES, link.removeprefix("/")]:
            watched.page.goto(portal + path)
            watched.page.wait_for_load_state("load")
            assert watched.page.title() != "gotcha", path
            assert watched.page.title().endswith("citeswatch"), path
            assert watched.complaints == [], path
            assert not watched.overflows(), path
        watched.page.wait_for_load_state("networkidle")
        assert watched.outside == []
        assert "<script>" in watched.page.locator("h1").inner_text()


def test_an_analyst_finds_her_way_by_clicks_and_keys(portal: str) -> None:
    with watched_page() as watched:
        page = watched.page
        page.goto(portal)
        page.get_by_label("Search titles").fill("1.2 kg, pair")
        page.keyboard.press("Enter")
        page.locator("td.col-listing a").first.click()
        assert page.locator("h1 mark").inner_text() == "ivory tusk"
        page.get_by_role("link", name="Appendix I", exact=True).click()
        page.get_by_label("taxon").fill("macao")
        page.get_by_label("state").select_option("active")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url(re.compile("taxon=macao"))
        taxa = set(page.locator("td.col-taxon").all_inner_texts())
        assert taxa == {"Ara macao"}
        page.get_by_role("link", name="The SQL behind this").click()
        page.locator(".CodeMirror").wait_for()
        page.get_by_role("button", name="Format SQL").click()
        page.get_by_role("button", name="Ask").click()
        page.locator("td.col-taxon").first.wait_for()
        assert watched.complaints == []
        assert watched.outside == []
