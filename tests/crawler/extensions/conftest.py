"""A small marketplace on loopback, and crawls of it in processes of their own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawler.items import Listing
from crawler.store import MarketplaceFacts, Store
from crawler.workspace import Workspace, make_workspace

ROOT = Path(__file__).parents[3]
PER_PAGE = 5
TOML = """
title = "Little market"
home = "{home}"
family = "selectors"
start_urls = ["{home}/offers"]
min_listings = 3
[follow]
listings = "a.offer"
next = "a.next"
[select]
title = "h1"
price = ".price"
seller = ".seller"
[politeness]
delay = 0.0
concurrency = 8
autothrottle = false
max_pages = {max_pages}
"""


class Market:
    """Results pages of five offers each; `answers` and `handlers` override single addresses."""

    def __init__(self, server: HTTPServer, workspace: Workspace) -> None:
        self.server = server
        self.workspace = workspace
        self.offers = [str(number) for number in range(1, 13)]
        self.answers: dict[str, Response] = {}
        self.hidden: set[str] = set()
        """Offers that no results page names, and that are there."""
        self.handlers: dict[str, Callable[[Request], Response]] = {}
        self.robots = ""
        self.robots_status = 200
        server.expect_request("/robots.txt").respond_with_handler(
            lambda _: Response(self.robots, self.robots_status)
        )
        server.expect_request("/offers").respond_with_handler(self._results)
        for number in range(40):
            server.expect_request(f"/offer/{number}").respond_with_handler(self._offer)
        self.write_facts()

    def write_facts(self, home: str = "", max_pages: int = 100) -> None:
        home = home or self.server.url_for("").rstrip("/")
        text = TOML.format(home=home, max_pages=max_pages)
        path = self.workspace.marketplaces / "market.toml"
        path.write_text(text, encoding="utf-8")

    def remember(self) -> None:
        """Store the offers, as a complete crawl a week ago would have."""
        with Store.open(self.workspace.database) as store:
            seen_at = datetime.now(UTC) - timedelta(days=7)
            crawl_id = store.begin_crawl(MarketplaceFacts("market"), started_at=seen_at)
            home = self.server.url_for("").rstrip("/")
            offers = [
                Listing("market", f"/offer/{one}", f"{home}/offer/{one}", "Box")
                for one in self.offers
            ]
            for offer in offers:
                offer.seen_at = seen_at
            store.write_batch(crawl_id, offers)
            store.finish_crawl(crawl_id, "finished", finished_at=seen_at)

    def _results(self, request: Request) -> Response:
        page = int(request.args.get("page", 1))
        if f"/offers?page={page}" in self.answers:
            return self.answers[f"/offers?page={page}"]
        here = self.offers[(page - 1) * PER_PAGE : page * PER_PAGE]
        links = "".join(f'<a class="offer" href="/offer/{one}">.</a>' for one in here)
        if page * PER_PAGE < len(self.offers):
            links += f'<a class="next" href="/offers?page={page + 1}">next</a>'
        return page_of(links or "nothing")

    def _offer(self, request: Request) -> Response:
        name = request.path.rpartition("/")[2]
        if request.path in self.answers:
            return self.answers[request.path]
        if request.path in self.handlers:
            return self.handlers[request.path](request)
        if name not in self.offers and request.path not in self.hidden:
            return Response("no longer here", 404)
        return page_of(
            f'<h1>Carved box number {name}</h1><p class="price">€ {name}.00</p>'
            f'<p class="seller">Seller {int(name) % 3}</p>'
        )


def page_of(body: str) -> Response:
    return Response(f"<!doctype html><html><body>{body}", content_type="text/html")


@pytest.fixture
def market(httpserver: HTTPServer, tmp_path: Path) -> Market:
    return Market(httpserver, make_workspace(tmp_path / "unit"))


@pytest.fixture(scope="session")
def crawling() -> Iterator["subprocess.Popen[str]"]:
    """Give the process that crawls."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crawler.extensions.crawls"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=30)


@pytest.fixture
def crawl(
    market: Market, crawling: "subprocess.Popen[str]"
) -> Callable[..., dict[str, Any]]:
    """Give a function that crawls the market with settings and tells how it went."""

    def run(**settings: Any) -> dict[str, Any]:
        order = {"workspace": str(market.workspace.folder), "name": "market"}
        settings = {"RETRY_TIMES": 0, **settings}
        assert crawling.stdin is not None and crawling.stdout is not None
        crawling.stdin.write(json.dumps({**order, "settings": settings}) + "\n")
        crawling.stdin.flush()
        told: dict[str, Any] = json.loads(crawling.stdout.readline())
        assert "error" not in told, told
        return told

    return run
