"""A page that fails three times is asked for again at the end of the crawl."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Answer, Site, answer
from tests.crawler.crawl.running import offer, results, run, write_market


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def workspace(tmp_path: Path, site: Site) -> Workspace:
    made = make_workspace(tmp_path / "unit")
    write_market(made, "shaky", site.home)
    return made


def failing(site: Site, path: str, times: int, page: str) -> Answer:
    """Answer 500 so many times, then the page."""

    def give(request: BaseHTTPRequestHandler) -> None:
        broken = site.asked[path] <= times
        answer("Broken", 500)(request) if broken else answer(page)(request)

    return give


LEDGER = """SELECT outcome, complete, errors, listings_seen, queries FROM crawls
            JOIN effort ON crawl_id = id"""


def test_a_results_page_that_comes_at_last_takes_no_listings_with_it(
    workspace: Workspace, site: Site
) -> None:
    site.add("/results", results("/item/1", "/item/2", later="/more"))
    site.pages["/more"] = failing(site, "/more", 4, results("/item/3", "/item/4"))
    for number in range(1, 5):
        site.add(f"/item/{number}", offer(f"Offer {number}"))
    outcome = run(workspace)
    assert outcome.titles("shaky") == [f"Offer {number}" for number in range(1, 5)]
    assert site.asked["/more"] == 5
    assert outcome.rows(LEDGER) == [("finished", 1, 0, 4, 1)]
    assert outcome.count("shaky", "retry/later") == 1
    assert outcome.count("shaky", "page/failed") == 0


@pytest.mark.slow
def test_a_site_that_breaks_down_is_not_asked_twice_as_often(
    workspace: Workspace, site: Site
) -> None:
    paths = [f"/item/{number}" for number in range(40)]
    site.add("/results", results(*paths))
    for path in paths:
        site.pages[path] = answer("Broken", 500)
    outcome = run(workspace)
    assert outcome.by_name["shaky"]["outcome"] == "failed"
    assert outcome.count("shaky", "retry/later") == 5
    assert sum(site.asked[path] for path in paths) <= 3 * len(paths) + 3 * 5


@pytest.mark.slow
def test_a_site_that_is_down_from_the_first_page_is_asked_three_times(
    workspace: Workspace, site: Site
) -> None:
    site.pages["/results"] = answer("Broken", 500)
    outcome = run(workspace)
    assert site.asked["/results"] == 3
    assert outcome.count("shaky", "retry/later") == 0
