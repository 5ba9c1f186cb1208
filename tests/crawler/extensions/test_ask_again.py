"""A listing that was missed is asked for itself before it is called gone."""

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug import Response

from tests.crawler.extensions.conftest import Market, page_of
from tests.crawler.extensions.test_effort import last_crawl, rows

Crawl = Callable[..., dict[str, Any]]
SOLD = '<h1>Carved box</h1><p class="state">sold</p>'


def state_of(market: Market, number: str) -> str:
    sql = f"SELECT state FROM listings WHERE listing_id = '/offer/{number}'"
    [(state,)] = rows(market, sql)
    return str(state)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Response("no", 404), "gone"),
        (Response("no", 410), "gone"),
        (page_of("This offer is no longer available"), "gone"),
        (Response("", 302, headers={"Location": "http://elsewhere.test/"}), "gone"),
        (page_of(SOLD), "ended"),
        (page_of("<h1>Carved box number 1</h1>"), "active"),
        (Response("broken", 500), "active"),
        (Response(b"\x89PNG", content_type="text/html"), "active"),
    ],
)
def test_its_own_page_decides(
    market: Market, crawl: Crawl, answer: Response, state: str
) -> None:
    path = market.workspace.marketplaces / "market.toml"
    facts = path.read_text().replace('seller = ".seller"', 'availability = ".state"')
    path.write_text(facts)
    market.remember()
    market.offers = market.offers[1:]
    market.answers["/offer/1"] = answer
    told = crawl()
    assert told["stats"]["ask_again/asked"] == 1
    assert state_of(market, "1") == state
    row = last_crawl(market)
    assert (row["outcome"], row["complete"]) == ("finished", 1)


def test_many_that_are_gone_do_not_end_the_crawl_as_failed(
    market: Market, crawl: Crawl
) -> None:
    market.offers = [str(number) for number in range(1, 39)]
    market.remember()
    for number in range(5, 39):
        market.answers[f"/offer/{number}"] = page_of("no longer available")
    market.offers = market.offers[:4]
    crawl()
    states = rows(market, "SELECT state, COUNT(*) FROM listings GROUP BY state")
    assert dict(states) == {"active": 4, "gone": 34}


def test_what_the_limit_of_pages_leaves_out_is_not_called_gone(
    market: Market, crawl: Crawl
) -> None:
    market.remember()
    market.offers = market.offers[:8]
    market.write_facts(max_pages=12)  # two results pages, eight offers, two more
    told = crawl()
    assert told["stats"]["ask_again/left"] == 2
    states = rows(market, "SELECT state, COUNT(*) FROM listings GROUP BY state")
    assert dict(states) == {"active": 10, "gone": 2}


def test_an_incomplete_crawl_asks_nothing_again(market: Market, crawl: Crawl) -> None:
    market.remember()
    market.offers = market.offers[1:]
    market.answers["/offers?page=2"] = Response("broken", 500)
    told = crawl()
    assert "ask_again/asked" not in told["stats"]
    assert state_of(market, "1") == "active"
