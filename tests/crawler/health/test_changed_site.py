"""A site that really changes between two crawls: the alarm names how."""

import json
from pathlib import Path

import pytest

from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Site, answer, redirect
from tests.crawler.crawl.running import Outcome, offer, results, run, write_market

PATHS = [f"/item/{number}" for number in range(24)]


def build(site: Site) -> None:
    site.pages.clear()
    site.add("/results", results(*PATHS))
    for number, path in enumerate(PATHS):
        site.add(path, offer(f"Old clock number {number}"))


def rebuild_offers(site: Site) -> None:
    """The title moves from h1 to h2."""
    for number, path in enumerate(PATHS):
        page = offer(f"Old clock number {number}")
        site.add(path, page.replace("h1", "h2"))


def rename_price(site: Site) -> None:
    for number, path in enumerate(PATHS):
        page = offer(f"Old clock number {number}")
        site.add(path, page.replace("class=price", "class=cost"))


def empty(site: Site) -> None:
    site.add("/results", results(*PATHS[:1]))


def move(site: Site) -> None:
    site.pages["/results"] = redirect("http://elsewhere.example/results")


def block(site: Site) -> None:
    for path in ("/results", *PATHS):
        site.pages[path] = answer("no", 403)


def alarms(outcome: Outcome) -> list[str]:
    return [kind for (kind,) in outcome.rows("SELECT kind FROM alarms ORDER BY id")]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return make_workspace(tmp_path_factory.mktemp("changing") / "unit")


@pytest.mark.slow
def test_each_change_of_the_site_is_named(workspace: Workspace) -> None:
    changes = {
        "blocked": block,
        "empty_now": empty,
        "moved": move,
        "other_offers": rebuild_offers,
        "other_price": rename_price,
        "unchanged": build,
    }
    sites = {name: Site() for name in changes}
    for name, site in sites.items():
        build(site)
        write_market(workspace, name, site.home)
    first = run(workspace)
    assert (first.code, alarms(first)) == (0, [])
    for name, change in changes.items():
        change(sites[name])
    second = run(workspace)
    for site in sites.values():
        site.close()
    found = dict(second.rows("SELECT marketplace, kind FROM alarms"))
    assert found == {
        "blocked": "blocked",
        "empty_now": "fewer",
        "moved": "moved",
        "other_offers": "layout",
        "other_price": "layout",
    }
    assert "empty_now: alarm: fewer" in second.errors
    assert "1 listings, usually 24; 23 more are there" in second.errors
    assert gone(second, "empty_now") == 0
    assert "other_price: alarm: layout" in second.errors
    assert "price in 0% of the listings, usually in 100%" in second.errors
    assert gone(second, "other_price") == 0
    file: Path = workspace.folder / "alarms.jsonl"
    told = [json.loads(line)["marketplace"] for line in file.read_text().splitlines()]
    assert sorted(told) == sorted(found)


def gone(outcome: Outcome, name: str) -> int:
    """Count the listings called gone: a change of the site is no sale."""
    query = "SELECT COUNT(*) FROM listings WHERE marketplace = ? AND state = 'gone'"
    [(count,)] = outcome.rows(query, name)
    return int(count)
