"""What strangers may try: in a listing's text, in an address, in a form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from crawler.portal.app import LARGEST_FORM
from crawler.portal.pages.evidence import redrawn
from crawler.portal.visit import NotFoundError
from crawler.workspace import Workspace
from tests.crawler.browser import CHROMIUM
from tests.crawler.portal.client import PASSWORD, signed_in, stored
from tests.crawler.portal.conftest import portal_in_thread
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store

HOSTILE = [
    '<script>document.title="owned"</script>',
    '"><img src=x onerror=document.title="owned">',
    "'><svg/onload=document.title='owned'>",
    "</title><script>document.title='owned'</script>",
    "{{ 7 * 7 }}{% for x in y %}{{ config }}",
    "javascript:document.title='owned'",
    "\u202egnp.exe\u202c \u2066hidden\u2069",
    "w" * 10_000,
    "' OR 1=1; DROP TABLE listings; --",
    "=cmd|'/c calc'!A1",
    "\x00\x1b[31m control",
    "%(words)s %s {0} ${x}",
]
ADDRESS = "javascript:document.title='owned'"


@pytest.fixture(scope="module")
def hostile(
    tmp_path_factory: pytest.TempPathFactory, _pattern: Path
) -> Iterator[tuple[Workspace, str]]:
    """A portal over listings whose every text is hostile."""
    import shutil

    from crawler.workspace import open_workspace

    folder = tmp_path_factory.mktemp("hostile") / "unit"
    workspace = open_workspace(shutil.copytree(_pattern, folder))
    start = MONDAY + timedelta(weeks=6)
    with open_store(workspace.database) as store:
        goods = [
            listing(
                *("bazaar", f"evil-{number}", start),
                taxon="Panthera tigris",
                title=f"peau de tigre {text}",
                description=text,
                place_text=text,
                shipping_text=text,
                category_text=text,
                seller=f"{number:032x}",
                url=ADDRESS,
                language="fr",
            )
            for number, text in enumerate(HOSTILE)
        ]
        crawl(store, "bazaar", start, goods)
    with portal_in_thread(workspace) as address:
        yield workspace, address


def numbers(workspace: Workspace) -> list[int]:
    sql = "SELECT id FROM listings WHERE listing_id LIKE 'evil-%' ORDER BY id"
    return [number for (number,) in stored(workspace.database, sql)]


@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_a_hostile_text_stays_text_on_every_page(
    hostile: tuple[Workspace, str], place: int
) -> None:
    workspace, address = hostile
    number = numbers(workspace)[place]
    with signed_in(address, "analyst") as client:
        client.post("/cases", reference=f"case {place}", title=HOSTILE[place])
        for path in (
            f"/listing/{number}",
            f"/review?listing={number}",
            "/search?words=tigre",
            f"/data/citeswatch/listings/{number}",
            "/cases",
            f"/seller/{place:032x}",
        ):
            answer = client.http.get(path)
            assert answer.status_code == 200, path
            soup = BeautifulSoup(answer.text, "lxml")
            for script in soup.find_all("script"):
                assert script.get("src"), path
                assert not script.get_text()
            handlers = [
                name
                for tag in soup.find_all(True)
                for name in tag.attrs
                if name.startswith("on")
            ]
            assert handlers == [], path
            links = [str(tag.get("href") or "") for tag in soup.find_all("a")]
            assert not [link for link in links if "javascript" in link.casefold()]
            assert "49{%" not in answer.text


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed")
def test_nothing_hostile_runs_or_breaks_a_page_in_a_browser(
    hostile: tuple[Workspace, str],
) -> None:
    workspace, address = hostile
    root = address.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 390, "height": 800})
        said: list[str] = []
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{root}/sign-in")
        page.get_by_label("Login").fill("analyst")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.locator("h1").wait_for()
        paths = [f"/listing/{number}" for number in numbers(workspace)]
        for path in [*paths, "/search?words=tigre", "/review", "/cases", "/"]:
            page.goto(root + path)
            assert "owned" not in page.title(), path
            assert not page.evaluate(
                "document.documentElement.scrollWidth > window.innerWidth"
            ), path
        assert said == []
        browser.close()


SQL = [
    "'",
    "' OR '1'='1",
    "1; DROP TABLE listings",
    '" OR ""="',
    "') UNION SELECT sha256 FROM audit --",
    "%' AND 1=(SELECT COUNT(*) FROM seller_identities) --",
    "\x00",
    "tusk\x00 x\x00",
]
FIELDS = (
    *("words", "taxon", "specimen", "seller", "currency", "language", "country"),
    *("marketplace", "price_from", "first_seen_from", "before", "scope", "verdict"),
)


@pytest.mark.parametrize("field", FIELDS)
def test_sql_in_any_field_of_a_search_is_only_text(
    hostile: tuple[Workspace, str], field: str
) -> None:
    workspace, address = hostile
    before = stored(workspace.database, "SELECT COUNT(*) FROM listings")
    with signed_in(address, "viewer") as client:
        for text in SQL:
            answer = client.get("/search", **{field: text})
            assert answer.status_code in (200, 400), (field, text)
            assert "sqlite" not in answer.text.casefold()
            assert "Traceback" not in answer.text
    assert stored(workspace.database, "SELECT COUNT(*) FROM listings") == before


PATHS = [
    "/evidence/..%2f..%2fportal.db",
    "/evidence/1%00.png",
    "/evidence/999999999999999999999999",
    "/static/../app.py",
    "/static/%2e%2e/app.py",
    "/static/..%2fdesk%2ffile.py",
    "/static//etc/passwd",
    "/data/-/static/../../app.py",
    "/data/..%2fportal.db",
    "/data//evil.example/",
    "/data///evil.example/",
    "/data/%2f%2fevil.example/",
    "/data/%5cevil.example/",
    "/charts/..%2f..%2fportal.db.svg",
    "/marketplace/..%2f..%2fetc%2fpasswd",
    "/taxon/..%2f..%2fetc%2fpasswd",
    "/portal.db",
    "/citeswatch.db",
    "/seller.key",
    "/identities.key",
]


@pytest.mark.parametrize("path", PATHS)
def test_path_tricks_lead_nowhere(hostile: tuple[Workspace, str], path: str) -> None:
    _, address = hostile
    with signed_in(address, "administrator") as client:
        answer = client.http.request("GET", httpx.URL(address).join(path))
        assert answer.status_code in (400, 404), path
        assert "argon2" not in answer.text
        assert "root:" not in answer.text


def test_a_form_without_its_token_or_with_anothers_is_refused(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as one, signed_in(address, "second") as two:
        for token in ("", "guess", two.token(), one.token()[:-1], "ü" * 43):
            fields = {"form_token": token, "reference": "forged"}
            answer = one.http.post("/cases", data=fields)
            assert answer.status_code == 403
        replayed = two.http.post(
            "/cases", data={"form_token": one.token(), "reference": "forged"}
        )
        assert replayed.status_code == 403
    assert stored(workspace.database, "SELECT * FROM cases") == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_another_page_is_refused_even_with_its_token(
    fresh: tuple[Workspace, str], headers: dict[str, str]
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as client:
        fields = {"form_token": client.token(), "reference": "forged"}
        answer = client.http.post("/cases", data=fields, headers=headers)
        assert answer.status_code == 403
    assert stored(workspace.database, "SELECT * FROM cases") == []


def test_a_verdict_that_is_sent_twice_counts_once_for_the_next_listing(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as client:
        shown = client.get("/review").text
        number = re.search(r'action="/review/(\d+)"', shown)
        version = re.search(r'name="version" value="(\d+)"', shown)
        assert number
        assert version
        for _ in range(2):
            client.post(f"/review/{number[1]}", version=version[1], verdict="accepted")
    rows = stored(workspace.database, "SELECT DISTINCT listing FROM reviews")
    assert rows == [(int(number[1]),)]


def test_a_form_that_is_too_large_is_not_read(fresh: tuple[Workspace, str]) -> None:
    _, address = fresh
    with signed_in(address, "analyst") as client:
        answer = client.post("/cases", reference="x" * (LARGEST_FORM + 1))
        assert answer.status_code == 413
        many = {f"field{n}": "x" for n in range(500)}
        assert client.post("/cases", **many).status_code == 413


def test_a_session_that_is_made_up_is_none(portal: str) -> None:
    for value in ("", "x", "a" * 43, "../../portal.db", "' OR 1=1 --"):
        answer = httpx.get(
            f"{portal}search", headers={"Cookie": f"citeswatch-session={value}"}
        )
        assert answer.status_code == 303


def test_a_cookie_from_before_signing_in_is_no_session_after(portal: str) -> None:
    with httpx.Client(base_url=portal) as http:
        planted = {"citeswatch-session": "planted-by-another"}
        http.cookies.update(planted)
        soup = BeautifulSoup(http.get("/sign-in").text, "lxml")
        token = soup.find("input", {"name": "form_token"})
        assert token is not None
        fields = {"login": "viewer", "password": PASSWORD, "form_token": token["value"]}
        answer = http.post("/sign-in", data=fields)
        assert answer.status_code == 303
        assert "planted" not in str(answer.headers.get_list("set-cookie"))
    assert httpx.get(f"{portal}search", cookies=planted).status_code == 303


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        b"GIF89a" + b"\xff" * 200,
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        b"%PDF-1.7 /JS (app.alert(1))",
    ],
)
def test_what_is_no_picture_is_not_shown_as_one(content: bytes) -> None:
    with pytest.raises(NotFoundError):
        redrawn(content)


def test_a_picture_is_drawn_anew_without_what_was_hidden_in_it() -> None:
    import io

    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (2000, 1000), "red").save(drawn, "JPEG", comment=b"<script>")
    shown = redrawn(drawn.getvalue() + b"<script>alert(1)</script>")
    assert b"<script>" not in shown
    with Image.open(io.BytesIO(shown)) as opened:
        assert (opened.format, opened.size) == ("PNG", (900, 450))


def test_asking_changes_nothing(hostile: tuple[Workspace, str]) -> None:
    workspace, address = hostile
    with signed_in(address, "administrator") as client:
        client.get("/search", words="tigre")
        before = _content(workspace)
        for path in ("/cases?reference=x", "/sign-out", "/users/viewer/remove"):
            client.get(path)
        assert _content(workspace) == before


def _content(workspace: Workspace) -> str:
    tables = ("cases", "reviews", "audit", "exports")
    rows = [stored(workspace.database, f"SELECT * FROM {name}") for name in tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
