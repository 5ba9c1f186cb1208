"""The report in a real Chromium."""

from __future__ import annotations

import pytest

from crawler.reports.make import MadeReport
from tests.crawler.browser import file_url, needs_chromium, watched_page

pytestmark = needs_chromium


@pytest.fixture
def page_url(season_report: MadeReport) -> str:
    return file_url(season_report.page)


@pytest.mark.parametrize(("width", "drawn"), [(1280, "effort.svg"), (400, "-narrow")])
def test_the_report_fits_the_screen_and_asks_nobody(
    page_url: str, width: int, drawn: str
) -> None:
    with watched_page(width) as watched:
        watched.page.goto(page_url)
        watched.page.wait_for_load_state("networkidle")
        images = watched.page.locator("figure img")
        assert images.count() == 6
        for number in range(images.count()):
            assert images.nth(number).evaluate("image => image.naturalWidth") > 100
        assert drawn in images.first.evaluate("image => image.currentSrc")
        assert not watched.overflows()
        assert watched.page.title() == "Online offers of CITES-listed wildlife: all"
        assert watched.outside == []
        assert watched.complaints == []


def test_the_figures_behind_a_chart_open_by_keyboard(page_url: str) -> None:
    with watched_page() as watched:
        watched.page.goto(page_url)
        summary = watched.page.locator("details.figures summary").first
        table = watched.page.locator("details.figures table").first
        assert not table.is_visible()
        summary.focus()
        watched.page.keyboard.press("Enter")
        assert table.is_visible()
        assert table.locator("th[scope=col]").count() == 8
