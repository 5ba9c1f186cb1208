"""The portal in a real Chromium: by clicks, by keys, on a phone, in the dark."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from crawler.workspace import Workspace
from tests.crawler.browser import CHROMIUM, needs_chromium
from tests.crawler.portal.client import PASSWORD, stored
from tests.crawler.portal.conftest import portal_in_thread, with_seller

pytestmark = needs_chromium
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OURS = [
    "/",
    "/review",
    "/search",
    "/search?appendix=I&words=script&price_from=1",
    "/marketplaces",
    "/marketplace/bazaar",
    "/taxon/6344",
    "/cases",
    "/users",
    "/audit?check=1",
    "/account",
    "/nothing",
]
DATA = [
    "/data/",
    "/data/citeswatch/flagged_appendix_i",
    "/data/citeswatch",
    "/data/citeswatch/listings?_facet=taxon",
    "/data/citeswatch?sql=select+id+as+listing,title,url+from+listings",
    "/data/citeswatch/crawls/1",
]


@dataclass
class Visitor:
    """A page, the requests that left the portal, and what the console said."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.address.rstrip("/") + path)

    def sign_in(self, login: str) -> None:
        self.go("/sign-in")
        self.page.get_by_label("Login").fill(login)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("link", name=login, exact=True)).to_be_visible()

    def faults(self) -> list[str]:
        """Name what WCAG 2.2 AA forbids on the page, as far as axe can tell."""
        found = Axe().run(self.page, options={"runOnly": WCAG})
        return [
            f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
            for fault in found.response["violations"]
        ]

    def overflows(self) -> bool:
        wide: bool = self.page.evaluate(
            "document.documentElement.scrollWidth > window.innerWidth"
        )
        return wide


Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@contextmanager
def visiting(
    browser: Browser, address: str, width: int = 1280, scheme: str = "light"
) -> Iterator[Visitor]:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale="en-GB",
    )
    visitor = Visitor(context.new_page(), address)
    visitor.page.on("request", lambda asked: _note(visitor, asked.url))
    visitor.page.on("console", lambda said: visitor.complaints.append(said.text))
    visitor.page.on("pageerror", lambda fault: visitor.complaints.append(str(fault)))
    visitor.page.on("dialog", lambda asked: visitor.complaints.append(asked.message))
    try:
        yield visitor
    finally:
        context.close()


def _note(visitor: Visitor, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
        visitor.outside.append(url)


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1280, "light"),
        pytest.param(1280, "dark", marks=pytest.mark.slow),
        pytest.param(390, "light", marks=pytest.mark.slow),
    ],
)
def test_every_page_is_accessible_fits_and_asks_nobody_outside(
    chromium: Browser, portal: str, width: int, scheme: str
) -> None:
    with visiting(chromium, portal, width, scheme) as visitor:
        visitor.go("/sign-in")
        assert visitor.faults() == []
        visitor.sign_in("administrator")
        visitor.go("/search?words=gotcha")
        link = visitor.page.locator("table.found a").first.get_attribute("href")
        assert link is not None
        for path in (*OURS, link, *DATA):
            visitor.go(path)
            visitor.page.wait_for_load_state("load")
            assert visitor.page.title() != "gotcha", path
            assert visitor.page.title().endswith("citeswatch"), path
            assert not visitor.overflows(), path
            if path not in DATA:
                assert visitor.faults() == [], path
        assert visitor.outside == []
        said = [one for one in visitor.complaints if "404" not in one]
        assert said == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_tables_are_accessible(
    chromium: Browser, portal: str, scheme: str
) -> None:
    with visiting(chromium, portal, 1280, scheme) as visitor:
        visitor.sign_in("administrator")
        for path in DATA:
            visitor.go(path)
            visitor.page.wait_for_load_state("load")
            assert visitor.faults() == [], path


def test_a_case_page_is_accessible(
    chromium: Browser, fresh: tuple[Workspace, str]
) -> None:
    _, address = fresh
    with visiting(chromium, address) as visitor:
        visitor.sign_in("analyst")
        visitor.go("/review")
        page = visitor.page
        page.keyboard.press("c")
        page.get_by_label("Reference of a new case").fill("2026-014")
        page.get_by_role("button", name="Open the case").click()
        expect(page.get_by_role("status")).to_contain_text("The listing is in the case")
        page.get_by_role("link", name="2026-014").first.click()
        expect(page.locator("h1")).to_contain_text("2026-014")
        page.get_by_label("Write a note").fill("Seen on two marketplaces.")
        page.get_by_role("button", name="Keep the note").click()
        expect(page.locator(".note-text")).to_contain_text("Seen on two marketplaces.")
        assert visitor.faults() == []
        page.set_viewport_size({"width": 390, "height": 800})
        assert not visitor.overflows()
        with page.expect_download() as waited:
            page.get_by_role("button", name="Download").click()
        assert re.fullmatch(r"case-1-\w+\.xlsx", waited.value.suggested_filename)


def test_an_investigator_makes_a_package_and_takes_it_away(
    chromium: Browser, fresh: tuple[Workspace, str]
) -> None:
    workspace, address = fresh
    with visiting(chromium, address) as visitor:
        visitor.sign_in("investigator")
        visitor.go("/review")
        page = visitor.page
        page.locator("html[data-ready] #verdict-form").wait_for()
        page.keyboard.press("c")
        page.get_by_label("Reference of a new case").fill("2026-014")
        page.get_by_role("button", name="Open the case").click()
        page.get_by_role("link", name="2026-014").first.click()
        page.get_by_role("button", name="Make a package").click()
        expect(page.get_by_text("being made").first).to_be_visible()
        link = page.locator("#packages a[download]")
        expect(link).to_have_count(1, timeout=120_000)
        assert visitor.faults() == []
        with page.expect_download() as waited:
            link.click()
        content = waited.value.path().read_bytes()
        digest = page.locator("#packages code").inner_text()
        assert hashlib.sha256(content).hexdigest() == digest
        sql = "SELECT sha256 FROM exports WHERE format = 'bag'"
        assert stored(workspace.database, sql) == [(digest,)]
        page.set_viewport_size({"width": 390, "height": 800})
        assert not visitor.overflows()
        assert visitor.complaints == []


@pytest.mark.slow
def test_the_tables_have_the_header_in_the_language_and_the_colours_of_the_page(
    chromium: Browser, portal: str
) -> None:
    with visiting(chromium, portal, scheme="dark") as visitor:
        visitor.sign_in("viewer")
        page = visitor.page
        page.get_by_role("button", name="Français").click()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        paper = "getComputedStyle(document.body).backgroundColor"
        dark = page.evaluate(paper)
        for path in DATA:
            visitor.go(path)
            expect(page.locator("html")).to_have_attribute("lang", "en")
            expect(page.locator("header.top")).to_have_attribute("lang", "fr")
            expect(page.get_by_role("link", name="Recherche").first).to_be_visible()
            assert page.evaluate(paper) == dark, path


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1280, "light"),
        pytest.param(1280, "dark", marks=pytest.mark.slow),
        pytest.param(390, "light", marks=pytest.mark.slow),
    ],
)
def test_a_sellers_page_is_accessible(
    chromium: Browser, unit: Workspace, width: int, scheme: str
) -> None:
    pseudonym = "5e11" * 8
    with_seller(unit, pseudonym, "Tusks & Sons")
    with (
        portal_in_thread(unit) as address,
        visiting(chromium, address, width, scheme) as visitor,
    ):
        visitor.sign_in("investigator")
        visitor.go(f"/seller/{pseudonym}")
        assert visitor.faults() == []
        assert not visitor.overflows()
        visitor.page.get_by_role("button", name="Show who it is").click()
        expect(visitor.page.locator("dl.facts")).to_contain_text("Tusks & Sons")
        assert visitor.faults() == []
        assert not visitor.overflows()


def test_on_a_phone_the_menu_is_one_line_and_nothing_is_squeezed_or_cut_unsaid(
    chromium: Browser, portal: str
) -> None:
    with visiting(chromium, portal, 375) as visitor:
        visitor.sign_in("administrator")
        page = visitor.page
        for path in ("/search?words=script", "/data/"):
            visitor.go(path)
            bar = page.locator("header.top").bounding_box()
            assert bar is not None
            assert bar["height"] < 56
            page.locator("header.top summary").click()
            expect(page.locator(".menu").get_by_role("link")).to_have_count(7)
            expect(page.get_by_role("button", name="Sign out")).to_be_visible()
            assert visitor.faults() == []
        visitor.go("/search?words=script")
        offer = page.locator("table.found td .small").first
        expect(offer).to_have_text("likely offer")
        assert offer.evaluate("one => one.getClientRects().length") == 1
        for path in ("/users", "/marketplaces", "/audit"):
            visitor.go(path)
            expect(page.locator(".scroll.wide")).to_have_attribute(
                "data-hint", "The table scrolls sideways."
            )
            assert visitor.faults() == []


@pytest.mark.slow
def test_the_first_charts_come_by_themselves_in_the_colours_of_the_page(
    chromium: Browser, fresh: tuple[Workspace, str]
) -> None:
    _, address = fresh
    with visiting(chromium, address, scheme="dark") as visitor:
        visitor.sign_in("viewer")
        images = visitor.page.locator("figure img")
        expect(images).to_have_count(2, timeout=60_000)
        for image in images.all():
            image.scroll_into_view_if_needed()
            source = image.evaluate("one => one.currentSrc")
            assert "-dark.svg" in source
        assert visitor.faults() == []
        assert visitor.complaints == []


def test_the_key_that_a_listings_page_names_works_there(
    chromium: Browser, portal: str
) -> None:
    with visiting(chromium, portal) as visitor:
        visitor.sign_in("analyst")
        visitor.go("/search?words=script")
        visitor.page.locator("table.found a").first.click()
        page = visitor.page
        page.locator("html[data-ready] .case-form kbd").wait_for()
        page.keyboard.press("c")
        expect(page.locator(".case-form")).to_have_attribute("open", "")
        page.keyboard.press("Escape")
        expect(page.locator(".case-form")).not_to_have_attribute("open", "")


def test_an_analyst_reviews_by_keys_alone_and_takes_back(
    chromium: Browser, fresh: tuple[Workspace, str]
) -> None:
    workspace, address = fresh
    sql = "SELECT verdict, reason, taxon FROM reviews WHERE undone_at IS NULL"
    with visiting(chromium, address) as visitor:
        visitor.sign_in("analyst")
        visitor.go("/review")
        page = visitor.page
        done = page.locator(".bar p").first
        _press(page, "a")
        expect(done).to_contain_text("You reviewed one today")
        _press(page, "r")
        _press(page, "1")
        expect(done).to_contain_text("You reviewed 2 today")
        _press(page, "w")
        page.keyboard.type("panthera onc")
        expect(page.locator("#picked button").first).to_contain_text("Panthera onca")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(done).to_contain_text("You reviewed 3 today")
        _press(page, "u")
        expect(done).to_contain_text("You reviewed 4 today")
        _press(page, "z")
        expect(page.get_by_role("status")).to_contain_text("Taken back")
        expect(done).to_contain_text("You reviewed 3 today")
        assert stored(workspace.database, f"{sql} ORDER BY id") == [
            ("accepted", "", ""),
            ("rejected", "toy_or_model", ""),
            ("wrong_taxon", "", "Panthera onca"),
        ]
        page.get_by_label("Letters on the keyboard").uncheck()
        page.get_by_label("Letters on the keyboard").blur()
        _press(page, "a")
        page.get_by_label("Note").fill("raw")
        assert len(stored(workspace.database, sql)) == 3
        assert visitor.complaints == []


def _press(page: Page, key: str) -> None:
    page.locator("html[data-ready] #verdict-form").wait_for()
    page.keyboard.press(key)


def test_a_viewer_searches_keeps_and_takes_away_and_cannot_review(
    chromium: Browser, fresh: tuple[Workspace, str]
) -> None:
    _, address = fresh
    with visiting(chromium, address) as visitor:
        visitor.sign_in("viewer")
        page = visitor.page
        expect(page.get_by_role("link", name="Review", exact=True)).to_have_count(0)
        page.get_by_label("Words in titles").fill("1.2 kg, pair")
        page.keyboard.press("Enter")
        page.locator("table.found a").first.click()
        expect(page.locator("h1 mark")).to_have_text("ivory tusk")
        expect(page.get_by_role("heading", name="Review")).to_have_count(0)
        page.get_by_role("link", name="Search", exact=True).click()
        page.get_by_label("Taxon, of any rank").fill("Ara macao")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url(re.compile("taxon=Ara"))
        page.locator("aside").get_by_role("link", name="on sale").click()
        page.wait_for_url(re.compile("state=active"))
        taxa = set(page.locator("table.found td:nth-child(3)").all_inner_texts())
        assert taxa == {"Ara macao"}
        page.get_by_label("Keep this search as").fill("macaws")
        page.get_by_role("button", name="Keep", exact=True).click()
        expect(page.get_by_role("status").first).to_contain_text("The search is kept")
        page.get_by_label("Take away exactly").select_option("json")
        with page.expect_download() as waited:
            page.get_by_role("button", name="Download").click()
        rows = json.loads(waited.value.path().read_text(encoding="utf-8"))["listings"]
        assert {row["taxon"] for row in rows} == {"Ara macao"}
        assert {row["state"] for row in rows} == {"active"}
        visitor.go("/review")
        expect(page.locator(".fault")).to_contain_text("Your role does not allow this")
        visitor.go("/data/citeswatch?sql=select+title+from+listings")
        page.locator(".CodeMirror").wait_for()
        page.get_by_role("button", name="Format SQL").click()
        page.get_by_role("button", name="Ask").click()
        page.locator("td.col-title").first.wait_for()
        page.locator(".brand").click()
        page.get_by_role("button", name="Français").click()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        page.get_by_role("button", name="Se déconnecter").click()
        expect(page.locator("h1")).to_have_text("Connexion")
        assert visitor.outside == []


def test_the_keyboard_alone_reaches_the_content_and_leaves_it(
    chromium: Browser, portal: str
) -> None:
    with visiting(chromium, portal) as visitor:
        visitor.sign_in("viewer")
        visitor.go("/search")
        page = visitor.page
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_label("Words in titles")).to_be_focused()
