"""Manners, on a real site: budgets, delays, rests."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from werkzeug import Request, Response

from crawler.cli import main
from crawler.extensions.day_budgets import DayBudgets, budget_domain
from crawler.marketplace import load_marketplace
from crawler.resting import reasons_to_wait
from crawler.store import Store, budgets, rests
from crawler.store.times import utc_text
from tests.crawler.extensions.conftest import Market
from tests.crawler.extensions.test_effort import last_crawl, rows, states

Crawl = Callable[..., dict[str, Any]]
TODAY = f"{datetime.now(UTC):%Y-%m-%d}"


def give_budget(market: Market, requests: int) -> str:
    path = market.workspace.marketplaces / "market.toml"
    path.write_text(path.read_text() + f"requests_per_day = {requests}\n")
    return budget_domain(load_marketplace(path).home)


def why(market: Market) -> str:
    path = market.workspace.marketplaces / "market.toml"
    found = reasons_to_wait(market.workspace, {"market": load_marketplace(path)})
    return found.get("market", "")


def test_a_crawl_ends_when_the_budget_is_spent_and_calls_nothing_gone(
    market: Market, crawl: Crawl
) -> None:
    market.remember()
    domain = give_budget(market, 6)
    crawl()
    row = last_crawl(market)
    assert row["reason"] == "budget of requests for the day is spent"
    assert (row["outcome"], row["complete"]) == ("finished", 0)
    assert states(market) == {"active": 12}
    assert len(market.server.log) == 6, "robots.txt included"
    assert rows(market, "SELECT * FROM budgets") == [(domain, TODAY, 6)]
    assert "was sent the 6 requests of today's budget" in why(market)


def test_the_budget_holds_across_crawls_and_unused_requests_are_given_back(
    market: Market, crawl: Crawl
) -> None:
    domain = give_budget(market, 1000)
    first = crawl()["stats"]["downloader/request_count"]
    assert rows(market, "SELECT * FROM budgets") == [(domain, TODAY, first)]
    second = crawl()["stats"]["downloader/request_count"]
    assert rows(market, "SELECT requests FROM budgets") == [(first + second,)]
    assert why(market) == ""


def test_spiders_share_the_budget_of_a_domain(tmp_path: Path) -> None:
    """Two stores stand for two processes; a killed one has counted its block."""
    path = tmp_path / "citeswatch.db"
    urls = "https://www.birds.example.co.uk/1", "http://shop.example.co.uk/2"
    with Store.open(path) as one, Store.open(path) as two:
        spiders = [DayBudgets(one, 100), DayBudgets(two, 100)]
        sent = 0
        for turn in range(300):
            sent += spiders[turn % 2].take(urls[turn % 2])
        assert sent == 100
        assert budgets.spent(one.conn, "example.co.uk", TODAY) == 100
    with Store.open(path) as three:
        assert not DayBudgets(three, 100).take(urls[0])
        assert DayBudgets(three, 120).take(urls[0])


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.birds.example.org/x", "example.org"),
        ("https://example.co.uk", "example.co.uk"),
        ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
        ("http://localhost/", "localhost:80"),
    ],
)
def test_a_domain_is_what_somebody_registered(url: str, domain: str) -> None:
    assert budget_domain(url) == domain


def test_a_robots_txt_that_fails_forbids_everything(
    market: Market, crawl: Crawl
) -> None:
    market.remember()
    market.robots_status = 503
    told = crawl()
    row = last_crawl(market)
    assert (row["outcome"], row["pages_fetched"]) == ("refused", 0)
    assert told["stats"]["robotstxt/unreachable"] == 1
    assert states(market) == {"active": 12}


def test_the_crawl_delay_of_robots_txt_is_kept(market: Market, crawl: Crawl) -> None:
    market.offers = market.offers[:3]
    market.robots = "User-agent: *\nCrawl-delay: 0.4\n"
    began = time.monotonic()
    told = crawl()
    pages = told["stats"]["downloader/request_count"] - 1
    assert told["stats"]["robotstxt/crawl_delay_seconds"] == 0.4
    assert time.monotonic() - began >= 0.4 * (pages - 1), "only ever longer"


def test_a_short_retry_after_is_waited_for(market: Market, crawl: Crawl) -> None:
    asked: list[float] = []

    def busy_once(_: Request) -> Response:
        asked.append(time.monotonic())
        if len(asked) == 1:
            return Response("busy", 503, headers={"Retry-After": "1"})
        return Response("<h1>Carved box</h1>", content_type="text/html")

    market.handlers["/offer/1"] = busy_once
    told = crawl(RETRY_TIMES=2)
    assert told["stats"]["retry_after/waited"] == 1
    assert asked[1] - asked[0] >= 1, "only ever longer"
    assert last_crawl(market)["listings_seen"] == 12


def test_a_long_retry_after_ends_the_crawl_and_the_site_rests(
    market: Market, crawl: Crawl
) -> None:
    market.remember()
    days = 5 * 24 * 3600
    limited = Response("no", 429, headers={"Retry-After": str(days)})
    market.answers["/offer/3"] = limited
    crawl(RETRY_TIMES=2)
    row = last_crawl(market)
    assert (row["outcome"], row["complete"]) == ("refused", 0)
    assert states(market) == {"active": 12}
    [(until,)] = rows(market, "SELECT until FROM rests")
    assert until > utc_text(datetime.now(UTC) + timedelta(days=4.9))


def test_a_site_that_refuses_rests_longer_each_time(
    market: Market, crawl: Crawl
) -> None:
    market.answers["/offers?page=1"] = Response("no", 403)
    crawl()
    assert last_crawl(market)["outcome"] == "refused"
    said = why(market)
    assert said.startswith("rests until ")
    assert "for it refused a crawl" in said
    assert "citeswatch crawl market --now" in said
    crawl()
    assert "for it refused 2 crawls" in why(market)
    market.answers.clear()
    crawl()
    assert why(market) == ""


def test_rests_double_up_to_two_weeks(tmp_path: Path) -> None:
    start = datetime(2026, 11, 1, 2, 30, tzinfo=UTC)
    with Store.open(tmp_path / "citeswatch.db") as store:
        store.conn.execute("INSERT INTO marketplaces (name) VALUES ('birds')")
        hours = []
        for _ in range(6):
            now = utc_text(start)
            rests.note_refusal(store.conn, "birds", now=now, said="refused")
            rest = rests.rest_of(store.conn, "birds")
            assert rest is not None
            length = datetime.fromisoformat(rest.until) - start
            hours.append(length.total_seconds() / 3600)
    assert hours == [20, 44, 92, 188, 332, 332]


def test_crawl_skips_a_resting_site_with_a_word(market: Market, crawl: Crawl) -> None:
    market.answers["/offers?page=1"] = Response("no", 403)
    crawl()
    asked = len(market.server.log)
    words = ["crawl", "--json", "--workspace", str(market.workspace.folder)]
    ran = CliRunner().invoke(main, words)
    told = json.loads(ran.stdout)
    assert (ran.exit_code, told["outcome"]) == (0, "skipped")
    assert "rests until" in told["reason"]
    assert "market: skipped: rests until" in ran.stderr
    assert len(market.server.log) == asked
    shown = CliRunner().invoke(main, ["status", *words[2:]]).stdout
    assert "rests until" in " ".join(shown.split())
