"""Dashboard, search, listing and the pages of taxa, marketplaces and sellers."""

from __future__ import annotations

import csv
import io
import json
import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import openpyxl
import pytest
from click.testing import CliRunner

from crawler.cli import main
from crawler.identity.linking import link_listings
from crawler.matching.claims import Claim
from crawler.portal import charts
from crawler.portal.asking.wanted import Wanted, read_wanted
from crawler.reports import chart_style
from crawler.workspace import Workspace, make_workspace
from tests.crawler.portal.client import Client, signed_in, stored
from tests.crawler.portal.conftest import add_people, portal_in_thread
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store


def found(client: Client, **wanted: str) -> list[str]:
    """Give the titles that a search finds."""
    links = client.page("/search", **wanted).select("table.found td:first-child a bdi")
    return [link.get_text() for link in links]


def test_the_dashboard_says_what_is_there_in_plain_words(
    viewer: Client, season: Workspace
) -> None:
    text = viewer.text("/")
    ((listings,),) = stored(season.database, "SELECT COUNT(*) FROM listings")
    ((flagged,),) = stored(
        season.database,
        """SELECT COUNT(*) FROM listings WHERE appendix = 'I' AND state = 'active'
           AND offer IN ('likely', 'possible')""",
    )
    ((waiting,),) = stored(season.database, "SELECT COUNT(*) FROM review_queue")
    assert f"{listings} listings of 4 marketplaces are stored." in text
    assert f"{flagged} flagged Appendix I offers on sale" in text
    assert f"{waiting} listings wait for a review" in text
    assert "A name match is not a finding of illegality" in text


def test_the_chart_colours_that_are_darkened_are_the_reports() -> None:
    assert (charts.INK, charts.FAINT, charts.GRID) == (
        chart_style.INK,
        chart_style.FAINT,
        chart_style.GRID,
    )
    assert chart_style.APPENDIX_COLOURS["I"] == charts.HERE


def test_charts_come_with_their_tables_and_the_trend_is_the_reports(
    viewer: Client,
) -> None:
    deadline = time.monotonic() + 60
    while not (images := viewer.page("/charts").select("figure img")):
        assert time.monotonic() < deadline, "no chart was drawn"
        time.sleep(0.3)
    for image in images:
        assert image["alt"]
        answer = viewer.get(str(image["src"]))
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.text.startswith("<svg")
        dark = viewer.get(str(image["src"]).replace(".svg", "-dark.svg")).text
        assert dark.startswith("<svg")
        assert not [colour for colour in charts.DARK if colour in dark]
        assert charts.DARK["white"] in dark
    rows = [
        [cell.get_text() for cell in row.select("td")]
        for row in viewer.page("/charts").select("details table")[0].select("tbody tr")
    ]
    assert len(rows) == 8
    seen, flagged, rate = (float(rows[0][n]) for n in (1, 2, 3))
    assert rate == pytest.approx(1000 * flagged / seen, abs=0.06)


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({"words": "PEAU tigre"}, lambda t: "peau de tigre" in t),
        ({"words": "べっ甲"}, lambda t: "べっ甲" in t),
        ({"words": "tusk pair"}, lambda t: t == "Carved ivory tusk, 1.2 kg, pair"),
        ({"taxon": "Ara macao"}, lambda t: "scarlet macaw" in t),
        ({"appendix": "III"}, lambda t: "snapping" in t),
        ({"marketplace": "rinku", "words": "carv"}, lambda t: "ivory" in t),
    ],
)
def test_a_search_finds_what_it_asks_for(
    viewer: Client, wanted: dict[str, str], fits: object
) -> None:
    titles = found(viewer, **wanted)
    assert titles
    assert all(fits(title) for title in titles)  # type: ignore[operator]


@pytest.mark.parametrize(
    "wanted",
    [
        {"words": "100% ' OR 1=1 --"},
        {"words": '") OR listing_words MATCH ("a'},
        {"taxon": "brown bear"},
        {"marketplace": "bazaar' --"},
        {"seller": "' UNION SELECT 1"},
        {"specimen": "%"},
        {"verdict": "accepted"},
        {"price_from": "1e300"},
        {"first_seen_from": "2099-01-01"},
        {"country": "ZZ"},
    ],
)
def test_what_is_nowhere_is_not_found(viewer: Client, wanted: dict[str, str]) -> None:
    assert found(viewer, **wanted) == []
    assert "No listing is like that." in viewer.text("/search", **wanted)


def test_listings_without_a_match_are_found_when_asked_for(viewer: Client) -> None:
    assert found(viewer, words="Kinderwagen") == []
    assert set(found(viewer, words="Kinderwagen", scope="all")) == {
        "Kinderwagen, gut erhalten"
    }
    assert len(found(viewer, scope="all")) == 50


def test_facets_count_what_they_lead_to(viewer: Client) -> None:
    for link in viewer.page("/search", appendix="I").select("aside li")[:8]:
        count = link.select_one("span.small")
        anchor = link.select_one("a")
        assert count is not None
        assert anchor is not None
        if "on" in anchor.get("class", []):  # type: ignore[operator]
            continue
        text = viewer.text(str(anchor["href"]))
        number = int(count.get_text())
        said = "One listing." if number == 1 else f"{number} listings."
        assert said in text


def test_pages_follow_each_other_without_gap_or_repetition(viewer: Client) -> None:
    path, numbers = "/search?scope=all", []
    for _ in range(100):
        soup = viewer.page(path)
        numbers += [
            int(str(a["href"]).rpartition("/")[2])
            for a in soup.select("table.found td:first-child a")
        ]
        older = soup.select_one("a[rel=next]")
        if older is None:
            break
        path = str(older["href"])
    rows = viewer.rows("", sql="select count(*) as n from listings")
    assert len(numbers) == rows[0]["n"]
    assert numbers == sorted(set(numbers), reverse=True)


def test_the_address_that_is_shared_shows_the_same(viewer: Client) -> None:
    soup = viewer.page("/search", taxon="Ara macao", state="active", junk="x")
    share = soup.select_one("code.share")
    assert share is not None
    assert share.get_text() == "/search?taxon=Ara+macao&state=active"
    again = viewer.page(share.get_text())
    rows = [page.select_one("table.found").get_text() for page in (soup, again)]  # type: ignore[union-attr]
    assert rows[0] == rows[1]


def test_a_taxon_is_sought_by_everyday_names_and_a_misspelt_one_is_told(
    viewer: Client,
) -> None:
    found = viewer.page("/search", taxon="Guacamayo")
    taxa = {cell.get_text() for cell in found.select("table.found i")}
    assert taxa == {"Ara macao"}
    assert found(viewer, taxon="' OR ''='") == []
    told = viewer.page("/search", taxon="elephnt")
    near = told.select_one('p.lead a[href="/search?taxon=elephant"]')
    assert near is not None


def test_a_query_is_read_as_it_was_written() -> None:
    wanted = Wanted(
        words="a&b=c",
        appendix=("I", "II"),
        country=("DE",),
        price_from=1.5,
        first_seen_to="2026-11-01",
        scope="all",
        before=7,
    )
    assert read_wanted(parse_qsl(wanted.query())) == wanted


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_download_holds_exactly_what_is_shown_and_is_noted(
    fresh: tuple[Workspace, str], form: str
) -> None:
    workspace, address = fresh
    with signed_in(address, "viewer") as client:
        shown = found(client, marketplace="bazaar")
        query = "marketplace=bazaar"
        answer = client.post("/search/export", format=form, query=query)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    titles = _titles(form, answer.content)
    assert [title.removeprefix("'") for title in titles] == shown
    assert any("=HYPERLINK" in title for title in titles)
    ((made, rows, sha),) = stored(
        workspace.database, "SELECT filters, rows, sha256 FROM exports"
    )
    assert json.loads(made) == {"portal": query, "user": "viewer"}
    assert rows == len(shown)
    import hashlib

    assert sha == hashlib.sha256(answer.content).hexdigest()


def _titles(form: str, content: bytes) -> list[str]:
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert all(not row["title"].startswith("=") for row in rows)
        return [row["title"] for row in rows]
    if form == "json":
        return [row["title"] for row in json.loads(content)["listings"]]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    return [str(row[1].value) for row in list(sheet.iter_rows())[1:]]


def test_a_kept_search_tells_what_is_new_since_the_look(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "viewer") as client, signed_in(address, "analyst") as other:
        client.post("/search/save", name="Elephants", query="taxon=Loxodonta africana")
        assert "Elephants : nothing new" in client.text("/")
        assert "Elephants" not in other.text("/")
        moment = MONDAY.replace(year=2099)
        with open_store(workspace.database) as store:
            tusk = listing("bazaar", "new-1", moment, taxon="Loxodonta africana")
            crawl(store, "bazaar", moment, [tusk])
        folder = str(workspace.folder)
        words = ["searches", "--new", "--json", "--workspace", folder]
        told = json.loads(CliRunner().invoke(main, words).output)
        assert (told["login"], told["name"], told["new"]) == ("viewer", "Elephants", 1)
        (link,) = [
            str(a["href"]) for a in client.page("/").select("a[href^='/search/saved/']")
        ]
        assert other.get(link).status_code == 404
        assert other.post(f"{link}/remove").status_code == 303
        assert (
            client.get(link).headers["location"] == "/search?taxon=Loxodonta+africana"
        )
        client.post(f"{link}/remove")
        assert "Elephants" not in client.text("/")


def test_a_listing_shows_reasons_history_and_marks_the_words(viewer: Client) -> None:
    number = viewer.number_of("b-twin")
    soup = viewer.page(f"/listing/{number}")
    assert [mark.get_text() for mark in soup.select("h1 mark")] == ["ivory tusk"]
    text = " ".join(soup.get_text(" ").split())
    assert "likely offer: Loxodonta africana" in text
    assert "The taxon is listed in Appendix I." in text
    assert "is a name of Loxodonta africana" in text
    assert "same text on another marketplace" in text
    link = soup.find("a", string="Open it in a new window")
    assert link is not None
    assert set(link["rel"]) >= {"noreferrer", "noopener", "nofollow"}
    assert link["href"] == "https://bazaar.example/item/b-twin"


def test_a_listing_names_what_is_probably_the_same_offer(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    text = "Carved figure of a fisherman, height 14 cm, weight 210 g, small crack, {}"
    with open_store(workspace.database) as store:
        for market, more in (("bazaar", "from an estate"), ("souk", "price reduced")):
            one = listing(market, "alike", MONDAY, title="Old figure of a fisherman")
            one.description = text.format(more)
            crawl(store, market, MONDAY, [one])
        link_listings(store, b"k" * 32)
        numbers = [
            number
            for (number,) in store.conn.execute(
                "SELECT id FROM listings WHERE listing_id = 'alike' ORDER BY id"
            )
        ]
    with signed_in(address, "viewer") as client:
        for number, other in (numbers, numbers[::-1]):
            page = client.page(f"/listing/{number}")
            assert "probably the same offer" in page.get_text()
            assert page.select(f"a[href='/listing/{other}']")


@pytest.mark.parametrize(
    "path",
    [
        "/taxon?name=Loxodonta africana",
        "/taxon/6344",
        "/marketplaces",
        "/marketplace/bazaar",
        "/account",
    ],
)
def test_what_is_known_of_a_subject_has_a_page(viewer: Client, path: str) -> None:
    viewer.http.follow_redirects = True
    try:
        soup = viewer.page(path)
    finally:
        viewer.http.follow_redirects = False
    assert soup.select_one("h1")
    for link in soup.select("main a[href^='/listing/']")[:3]:
        assert viewer.get(str(link["href"])).status_code == 200


@pytest.mark.parametrize(
    "path", ["/taxon/nothing", "/taxon?name=x", "/marketplace/x", "/seller/x"]
)
def test_a_subject_that_is_not_known_is_not_found(viewer: Client, path: str) -> None:
    assert viewer.get(path).status_code == 404


def test_a_seller_is_shown_by_pseudonym_with_all_offers(unit: Workspace) -> None:
    start = MONDAY + timedelta(weeks=3)
    pseudonym = "5e11" * 8
    with open_store(unit.database) as store:
        for shop in ("bazaar", "rinku"):
            goods = [
                listing(shop, f"s{n}", start, taxon="Ara macao", seller=pseudonym)
                for n in range(2)
            ]
            crawl(store, shop, start, goods)
    with portal_in_thread(unit) as address, signed_in(address, "viewer") as client:
        soup = client.page(f"/seller/{pseudonym}")
        assert len(soup.select("main a[href^='/listing/']")) == 4
        assert len(found(client, seller=pseudonym)) == 4
        link = soup.select("main a[href^='/listing/']")[0]
        text = client.text(str(link["href"]))
        assert "3 other offers of this seller" in text or "One other offer" in text


def test_what_a_crawl_writes_is_seen_at_once_and_odd_folders_are_no_trouble(
    tmp_path: object,
) -> None:
    from pathlib import Path

    workspace = make_workspace(Path(str(tmp_path)) / "unit #1? 100% ünïcode")
    open_store(workspace.database).close()
    add_people(workspace)
    with (
        portal_in_thread(workspace) as address,
        signed_in(address, "viewer") as client,
    ):
        assert "Nothing has been crawled yet" in client.text("/")
        with open_store(workspace.database) as store:
            for week in range(2):
                at = MONDAY + timedelta(weeks=week)
                tusk = listing("bazaar", "tusk", at, taxon="Loxodonta africana")
                crawl(store, "bazaar", at, [tusk])
                assert len(client.rows("/effort_ledger")) == week + 1
        assert "Antique ivory tusk no. tusk" in client.text("/")


def test_the_portal_listens_on_loopback_only(portal: str) -> None:
    import socket

    port = urlsplit(portal).port
    assert port is not None
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        pytest.skip("this machine has no other address")
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://{own}:{port}/", timeout=3)


def test_what_a_seller_claims_is_shown_as_what_the_seller_says(unit: Workspace) -> None:
    claims = [
        Claim("captive-bred", "2023", "CB 23", 0, 5),
        Claim("permit", "12-KE/4", "permit <b>12-KE/4</b>", 6, 27, "description"),
        Claim("antique", "19th century", "XIX siècle", 28, 38),
    ]
    start = MONDAY + timedelta(weeks=4)
    with open_store(unit.database) as store:
        macaw = listing("bazaar", "c1", start, taxon="Ara macao", claims=claims)
        crawl(store, "bazaar", start, [macaw])
    sql = "SELECT id FROM listings WHERE listing_id = 'c1'"
    ((number,),) = stored(unit.database, sql)
    with portal_in_thread(unit) as address, signed_in(address, "analyst") as client:
        for path in (f"/listing/{number}", f"/review?listing={number}"):
            found = client.page(path).select_one(".claims")
            assert found is not None
            assert "it proves nothing" in found.get_text()
            assert [line.get_text() for line in found.select("li")] == [
                "bred in captivity (2023): “CB 23”",
                "permit or certificate: “permit <b>12-KE/4</b>”",
                "antique (19th century): “XIX siècle”",
            ]
        assert client.page("/listing/1").select_one(".claims") is None


def test_no_verdict_is_chosen_before_the_reviewer_chooses(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as client:
        chooser = client.page("/listing/1").select_one("#verdict")
        assert chooser is not None
        assert chooser.has_attr("required")
        assert not chooser.select("[selected]")
        assert chooser.select("option")[0]["value"] == ""
        sql = "SELECT version FROM listings WHERE id = 1"
        ((version,),) = stored(workspace.database, sql)
        answer = client.post("/listing/1/review", version=str(version), verdict="")
        assert answer.status_code == 400
    assert stored(workspace.database, "SELECT id FROM reviews") == []
