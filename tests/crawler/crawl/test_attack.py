"""A site that means harm: each attempt is refused, counted, and the crawl goes on.

One crawl of marketplaces served on loopback.
"""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.middlewares.endless_lists import LONGEST_WITHOUT_NEWS
from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Site, answer, redirect
from tests.crawler.crawl.running import (
    QUICK,
    Outcome,
    offer,
    results,
    run,
    write_market,
)

NESTED = 50_000
DEEP = (
    "<html><body><h1>Under many tags</h1><b class=price>12 €</b><p class=text>"
    + "<div>" * NESTED
    + "x"
    + "</div>" * NESTED
    + "</p></body></html>"
)
DEEP_JSON = '<script type="application/ld+json">' + "[" * NESTED + "</script>"
ZEROS = b"\0" * (40 * 2**20)
PACK = zlib.compressobj(9, zlib.DEFLATED, -15)
DEFLATE_BOMB = PACK.compress(ZEROS) + PACK.flush()
NESTED_BOMB = gzip.compress(gzip.compress(ZEROS))
LEVELS = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
ENTITIES = (
    f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">{LEVELS}]>'
    "<urlset><url><loc>&h;</loc></url></urlset>"
)
OUTSIDE = {
    "file": "file:///etc/passwd",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "decimal": "http://2130706433/",
    "octal": "http://0177.0.0.1/",
    "hex": "http://0x7f000001/",
    "mapped": "http://[::ffff:127.0.0.1]/",
    "nat64": "http://[64:ff9b::a9fe:a9fe]/",
    "private": "http://10.0.0.1/admin",
    "other": "https://elsewhere.example/",
    "ftp": "ftp://127.0.0.1/",
    "data": "data:text/html,<h1>x</h1>",
}


@dataclass
class World:
    """The sites, and the one crawl of them."""

    bad: Site
    ports: Site
    outcome: Outcome


def calendar(request: BaseHTTPRequestHandler) -> None:
    month = int(parse_qs(urlsplit(request.path).query).get("m", ["0"])[0])
    page = results("/good/1", "/good/2", later=f"/calendar?m={month + 1}")
    answer(page)(request)


def shop_facts(workspace: Workspace, name: str, home: str, text: str) -> None:
    toml = f'title = "{name}"\nhome = "{home}"\n{text}{QUICK}'
    (workspace.marketplaces / f"{name}.toml").write_text(toml)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    workspace = make_workspace(tmp_path_factory.mktemp("attack"))
    bad, ports, loop, same, sitemap = (Site() for _ in range(5))
    for name, url in OUTSIDE.items():
        bad.pages[f"/to-{name}"] = redirect(f"{url}redirected")
    bad.add("/deep", DEEP)
    bad.add("/deep-json", offer("Deep metadata") + DEEP_JSON)
    bad.add("/deflate", DEFLATE_BOMB, Content_Encoding="deflate")
    bad.add("/twice", NESTED_BOMB, Content_Encoding="gzip, gzip")
    bad.add("/good", offer("A good offer"))
    scanned = [f"{ports.home}item/{n}" for n in range(3)]
    paths = [f"/to-{name}" for name in OUTSIDE]
    links = [*paths, *OUTSIDE.values(), *scanned, "/deep", "/deep-json"]
    bad.add("/results", results(*links, "/deflate", "/twice", "/good"))
    write_market(workspace, "bad", bad.home)
    text = '[follow]\nlistings = "a.item"\n'
    write_market(workspace, "deep_metadata", bad.home, text, "schema_org")
    for n in (1, 2):
        loop.add(f"/good/{n}", offer(f"Offer {n}"))
    loop.pages["/calendar"] = calendar
    loop.add("/results", results("/good/1", later="/calendar"))
    write_market(workspace, "loop", loop.home)
    product = {"id": 1, "name": "The same thing", "permalink": f"{same.home}p/1"}
    page = json.dumps([product] * 100)
    same.add("/wp-json/wc/store/v1/products", page, kind="application/json")
    shop_facts(workspace, "same", same.home, 'family = "woocommerce"\n')
    sitemap.add("/sitemap.xml", ENTITIES, kind="application/xml")
    source = f'[sources]\nsitemaps = ["{sitemap.home}sitemap.xml"]\n'
    shop_facts(workspace, "entities", sitemap.home, f'family = "schema_org"\n{source}')
    yield World(bad, ports, run(workspace))
    for site in (bad, ports, loop, same, sitemap):
        site.close()


def test_the_crawl_survives_and_keeps_what_is_good(world: World) -> None:
    assert world.outcome.by_name["bad"]["outcome"] == "finished"
    assert world.outcome.titles("bad") == [
        "A good offer",
        "Deep metadata",
        "Under many tags",
    ]


def test_nothing_but_the_site_is_asked(world: World) -> None:
    assert not world.ports.asked, "another port of this machine is another site"
    told = world.outcome.count("bad", "offsite/filtered")
    unusable = world.outcome.count("bad", "link/unusable")
    # Links to the web and redirects to the web are filtered; what is no web address
    # is no link.
    web = [url for url in OUTSIDE.values() if url.startswith("http")]
    assert unusable == len(OUTSIDE) - len(web)
    assert told == 2 * len(web) + 3
    assert "root:" not in json.dumps(world.outcome.titles("bad"))


def test_metadata_nested_without_end_is_counted_as_broken(world: World) -> None:
    assert world.outcome.by_name["deep_metadata"]["outcome"] == "failed"
    assert world.outcome.count("deep_metadata", "metadata/broken_json_ld") == 1


@pytest.mark.parametrize("path", ["deflate", "twice"])
def test_a_bomb_is_not_unpacked(world: World, path: str) -> None:
    place = f"WARNING bad: {world.bad.home}{path}: is larger than 10 MB unpacked"
    assert re.search(re.escape(place), world.outcome.log)


def test_pages_that_lead_round_for_ever_are_left(world: World) -> None:
    loop = world.outcome.by_name["loop"]
    assert loop["outcome"] == "finished"
    assert world.outcome.titles("loop") == ["Offer 1", "Offer 2"]
    assert loop["pages"] <= LONGEST_WITHOUT_NEWS + 6
    assert world.outcome.count("loop", "results/endless") == 1


def test_a_list_that_repeats_itself_is_left(world: World) -> None:
    same = world.outcome.by_name["same"]
    assert same["listings"] == 1
    assert same["pages"] <= LONGEST_WITHOUT_NEWS + 3
    assert world.outcome.count("same", "results/endless") == 1


def test_a_list_that_was_left_has_not_been_seen_whole(world: World) -> None:
    rows = world.outcome.rows(
        """SELECT marketplace, complete FROM effort JOIN crawls ON crawls.id = crawl_id
           WHERE marketplace IN ('loop', 'same') ORDER BY marketplace"""
    )
    assert rows == [("loop", 0), ("same", 0)]


def test_entities_of_a_sitemap_are_not_expanded(world: World) -> None:
    assert world.outcome.by_name["entities"]["outcome"] == "failed"
    assert "holds entity definitions" in world.outcome.log
