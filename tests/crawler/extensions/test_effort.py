"""What a real crawl of a small site leaves in the effort ledger."""

import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from werkzeug import Response

from crawler.store import Store
from tests.crawler.extensions.conftest import Market, page_of

Crawl = Callable[..., dict[str, Any]]


def rows(market: Market, sql: str) -> list[Any]:
    with closing(sqlite3.connect(market.workspace.database)) as conn:
        return conn.execute(sql).fetchall()


def last_crawl(market: Market) -> dict[str, Any]:
    with closing(sqlite3.connect(market.workspace.database)) as conn:
        conn.row_factory = sqlite3.Row
        return dict(
            conn.execute(
                """SELECT * FROM crawls JOIN effort ON crawl_id = id
                   ORDER BY id DESC LIMIT 1"""
            ).fetchone()
        )


def states(market: Market) -> dict[str, int]:
    sql = "SELECT state, COUNT(*) FROM listings GROUP BY state"
    return dict(rows(market, sql))


def test_a_crawl_is_in_the_ledger_with_what_it_asked_and_got(
    market: Market, crawl: Crawl
) -> None:
    market.answers["/offer/12"] = Response(status=404)
    told = crawl()
    row = last_crawl(market)
    expected = {
        "marketplace": "market",
        "outcome": "finished",
        "reason": "finished",
        "clock": "system",
        "complete": 1,
        "queries": 1,
        "pages_requested": 15,  # three results pages, twelve offers
        "pages_fetched": 14,
        "listing_pages": 11,
        "listings_seen": 11,
        "listings_new": 11,
        "refusals": 0,
        "errors": 0,
    }
    assert {name: row[name] for name in expected} == expected
    assert row["bytes"] > 1000
    assert 0 < row["seconds"] < 60
    assert '"downloader/response_status_count/404": 1' in row["detail"]
    assert row["species_list_version"].startswith("20")
    assert told["stats"]["store/new"] == 11
    assert told["summary"]["outcome"] == "finished"
    assert rows(market, "SELECT title, home FROM marketplaces") == [
        ("Little market", market.server.url_for("").rstrip("/"))
    ]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_listings_come_and_go(market: Market, crawl: Crawl) -> None:
    market.remember()
    market.offers = [*market.offers[2:], "20"]
    told = crawl()["summary"]
    assert (told["new"], told["gone"], told["listings"]) == (1, 2, 11)
    assert states(market) == {"active": 11, "gone": 2}


@pytest.mark.parametrize(
    ("answer", "outcome", "gone"),
    [
        (Response(status=404), "finished", ["1", "2"]),  # 2 says itself that it is gone
        (Response(status=500), "finished", ["1"]),
        (Response(status=403), "finished", []),  # refused once: who knows where else
        (page_of("<p>no title"), "finished", ["1"]),
        (Response(b"\x89PNG", content_type="text/html"), "finished", ["1"]),
    ],
)
def test_a_page_that_fails_hides_its_own_listing_only(
    market: Market, crawl: Crawl, answer: Response, outcome: str, gone: list[str]
) -> None:
    market.remember()
    market.offers = market.offers[1:]
    market.answers["/offer/2"] = answer
    assert crawl()["summary"]["outcome"] == outcome
    sql = "SELECT listing_id FROM listings WHERE state = 'gone' ORDER BY id"
    found = rows(market, sql)
    assert [name.rpartition("/")[2] for (name,) in found] == gone


@pytest.mark.parametrize(
    "answer",
    [Response(status=500), Response(status=404), page_of("<title>Access denied")],
)
def test_a_results_page_that_fails_may_hide_anything(
    market: Market, crawl: Crawl, answer: Response
) -> None:
    market.remember()
    market.answers["/offers?page=2"] = answer
    crawl()
    assert last_crawl(market)["complete"] == 0
    assert states(market) == {"active": 12}


def test_pages_newly_forbidden_by_robots_txt_hide_their_listings(
    market: Market, crawl: Crawl
) -> None:
    market.remember()
    market.robots = "User-agent: *\nDisallow: /offer/1\n"
    crawl()
    row = last_crawl(market)
    assert (row["robots_forbidden"], row["complete"]) == (4, 0)  # 1, 10, 11, 12
    assert states(market) == {"active": 12}


def test_a_redirect_in_a_circle_is_an_error(market: Market, crawl: Crawl) -> None:
    to_itself = Response(status=302, headers={"Location": "/offer/3"})
    market.answers["/offer/3"] = to_itself
    crawl()
    assert last_crawl(market)["errors"] == 1


def test_a_redirect_to_a_page_already_met_hides_nothing(
    market: Market, crawl: Crawl
) -> None:
    market.remember()
    market.answers["/offers?page=3"] = Response(
        status=302, headers={"Location": "/offers"}
    )
    crawl()
    row = last_crawl(market)
    assert (row["errors"], row["complete"]) == (0, 1)
    assert states(market) == {"active": 12}, "two were asked for themselves"


def test_a_crawl_that_met_the_limit_of_pages_is_not_complete(
    market: Market, crawl: Crawl
) -> None:
    market.remember()
    market.write_facts(max_pages=6)
    crawl()
    row = last_crawl(market)
    assert (row["outcome"], row["complete"]) == ("finished", 0)
    assert row["reason"] == "stopped at the limit of pages"
    assert states(market) == {"active": 12}


def test_a_crawl_that_met_the_limit_of_depth_is_not_complete(
    market: Market, crawl: Crawl
) -> None:
    market.remember()
    crawl(DEPTH_LIMIT=2)
    row = last_crawl(market)
    assert (row["listings_seen"], row["complete"]) == (10, 0)
    assert states(market) == {"active": 12}


def test_a_site_that_refuses_is_refused_and_not_empty(
    market: Market, crawl: Crawl
) -> None:
    market.remember()
    market.answers["/offers?page=1"] = Response(status=403)
    told = crawl()["summary"]
    row = last_crawl(market)
    assert (told["outcome"], row["outcome"], row["refusals"]) == (
        "refused",
        "refused",
        1,
    )
    assert states(market) == {"active": 12}


def test_a_site_that_is_down_is_a_failed_crawl(market: Market, crawl: Crawl) -> None:
    market.write_facts(home=f"http://127.0.0.1:{free_port()}")
    crawl()
    row = last_crawl(market)
    assert (row["outcome"], row["reason"]) == ("failed", "no page could be fetched")
    assert row["listings_seen"] == 0


def test_a_dated_crawl_has_the_clock_of_the_demo(market: Market, crawl: Crawl) -> None:
    crawl(CITESWATCH_CLOCK="2026-03-01T08:00:00+00:00")
    row = last_crawl(market)
    assert row["clock"] == "demo"
    assert row["started_at"] == "2026-03-01T08:00:00Z"
    assert row["finished_at"].startswith("2026-03-01T08:00:")
    seen = rows(market, "SELECT MIN(seen_at), MAX(seen_at) FROM sightings")[0]
    assert row["started_at"] <= seen[0] <= seen[1] <= row["finished_at"]


def test_a_locked_database_stops_the_crawl_with_its_name(
    market: Market, crawl: Crawl
) -> None:
    market.remember()
    with closing(sqlite3.connect(market.workspace.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        told = crawl(CITESWATCH_BUSY_SECONDS="0.1")
    assert "citeswatch.db is locked by another program" in told["summary"]["reason"]
    assert told["summary"]["outcome"] == "failed"
    assert told["stats"]["finish_reason"] == "store_failed"
    assert states(market) == {"active": 12}
    with Store.open(market.workspace.database) as store:
        assert store.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
