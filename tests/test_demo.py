"""`citeswatch demo`, whole: what was planted is found, what was not is left alone."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import tomllib
from datetime import date
from pathlib import Path

import pytest

from crawler.demo.calendar import Calendar
from crawler.demo.catalogue import names_of, planted, sites
from crawler.demo.truth import (
    changes,
    planted_lookalikes,
    planted_wildlife,
    readable_offers,
)
from crawler.demo.world import World

WEEKS = 3
# A unit behind a web proxy still reaches its own machine, and a terminal that knows
# Latin letters only is no reason to fail.
AWKWARD = {"http_proxy": "http://127.0.0.1:9", "PYTHONIOENCODING": "latin-1"}
SITES = sorted(sites())


def _command(*words):
    return [sys.executable, "-m", "crawler", "demo", "--small", *map(str, words)]


def _run(*words):
    return subprocess.run(
        _command(*words),
        check=False,
        capture_output=True,
        encoding="latin-1",
        timeout=200,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **AWKWARD},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "demo"


@pytest.fixture(scope="module")
def said(folder):
    done = _run("--workspace", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def world(said, folder):
    state = json.loads((folder / "demo.json").read_text())
    days = [date.fromisoformat(day) for day in state["days"]]
    assert len(days) == state["done"] == WEEKS
    return World(Calendar.of(days), seed=state["seed"], small=True)


@pytest.fixture(scope="module")
def database(said, folder):
    conn = sqlite3.connect(f"file:{folder / 'citeswatch.db'}?mode=ro", uri=True)
    conn.row_factory = sqlite3.Row
    yield conn
    conn.close()


@pytest.fixture(scope="module")
def stored(database):
    rows = database.execute("SELECT * FROM listings").fetchall()
    return {(row["marketplace"], row["listing_id"]): row for row in rows}


def _of(stored, offers):
    """Give (truth, stored row) of each planted offer."""
    return [(one, stored[site, str(number)]) for (site, number), one in offers.items()]


def _crawls(database, site):
    query = """SELECT c.id, e.* FROM crawls c JOIN effort e ON e.crawl_id = c.id
               WHERE c.marketplace = ? ORDER BY c.id"""
    return database.execute(query, (site,)).fetchall()


@pytest.mark.parametrize("site", SITES)
def test_every_week_is_crawled_to_its_end(database, world, site):
    crawls = _crawls(database, site)
    assert len(crawls) == WEEKS
    assert all(crawl["complete"] for crawl in crawls)
    clocks = database.execute("SELECT DISTINCT clock FROM crawls").fetchall()
    assert [row["clock"] for row in clocks] == ["demo"]


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("week", range(WEEKS))
def test_every_readable_listing_is_seen_and_no_other(database, world, site, week):
    crawl = _crawls(database, site)[week]
    seen = {
        int(row["listing_id"])
        for row in database.execute(
            """SELECT l.listing_id FROM sightings s JOIN listings l ON l.id = s.listing
               WHERE s.crawl = ? AND s.event <> 'gone'""",
            (crawl["id"],),
        )
    }
    readable = {offer.number for offer in readable_offers(world, site, week)}
    assert seen >= readable
    assert seen <= {offer.number for offer in world.offers(site, week)}


UNREADABLE = {
    # A page that answers 500, one without a title, one of another kind; HTML cut
    # off or with broken JSON-LD still has Open Graph on the classifieds site.
    "demo_classifieds": 3,
    "demo_shop": 4,
    "demo_storefront": 0,
    "demo_auction": 4,
}


@pytest.mark.parametrize("site", SITES)
def test_every_page_that_cannot_be_read_is_counted_as_an_error(database, world, site):
    errors = [crawl["errors"] for crawl in _crawls(database, site)]
    assert errors == [UNREADABLE[site]] * WEEKS


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("week", range(1, WEEKS))
def test_new_changed_gone_and_relisted_are_counted_exactly(database, world, site, week):
    crawl = _crawls(database, site)[week]
    expected = changes(world, site, week)
    for event in ("new", "changed", "gone", "relisted"):
        assert crawl[f"listings_{event}"] == expected[event], event


def test_planted_appendix_i_offers_are_flagged_with_their_taxon(stored, world):
    missed = [
        (one.key, one.title, row["taxon"], row["offer"], row["appendix"])
        for one, row in _of(stored, planted_wildlife(world, WEEKS - 1))
        if one.appendix == "I"
        and not (row["priority"] == "high" and row["taxon"] in one.taxa)
    ]
    assert missed == []


def test_planted_appendix_ii_and_iii_offers_are_matched_as_such(stored, world):
    missed = [
        (one.key, one.title, row["taxon"], row["offer"], row["appendix"])
        for one, row in _of(stored, planted_wildlife(world, WEEKS - 1))
        if one.appendix != "I"
        and not (row["appendix"] == one.appendix and row["taxon"] in one.taxa)
    ]
    assert missed == []


@pytest.mark.parametrize("key", ["W17", "W18"])
def test_a_misspelt_offer_is_flagged(stored, world, key):
    offers = planted_wildlife(world, WEEKS - 1)
    ((one, row),) = [pair for pair in _of(stored, offers) if pair[0].key == key]
    assert (row["priority"], row["appendix"]) == ("high", "I"), one.title


def test_no_look_alike_is_of_high_priority(stored, world):
    wrong = [
        (one.title, row["taxon"])
        for one, row in _of(stored, planted_lookalikes(world, WEEKS - 1))
        if row["priority"] == "high"
    ]
    assert wrong == []


def test_no_ordinary_goods_are_of_high_priority(stored, world):
    ordinary = {
        (site, str(offer.number))
        for site in SITES
        for offer in world.offers(site, WEEKS - 1)
        if not offer.key
    }
    wrong = [
        (stored[key]["title"], stored[key]["taxon"])
        for key in ordinary & stored.keys()
        if stored[key]["priority"] == "high"
    ]
    assert wrong == []


@pytest.mark.parametrize("key", ["X01", "X02", "X03"])
def test_a_copy_on_another_marketplace_is_linked(stored, world, key):
    by_key = {
        offer.key: stored[site, str(offer.number)]
        for site in SITES
        for offer in world.offers(site, WEEKS - 1)
        if offer.key in {key, planted()[key].copy_of}
    }
    copy, first = by_key[key], by_key[planted()[key].copy_of]
    assert copy["same_as"] == first["id"] or first["same_as"] == copy["id"]


def test_a_lot_that_closed_and_came_back_points_to_itself(stored, world):
    offers = world.offers("demo_auction", WEEKS - 1)
    (back,) = [offer for offer in offers if offer.key == "W25"]
    row = stored["demo_auction", str(back.number)]
    former = stored["demo_auction", str(back.relists)]
    assert row["relisted_from"] == former["id"]
    assert former["state"] == "ended"


def test_what_robots_txt_shuts_is_never_fetched(database, said, folder):
    for site in SITES:
        log = (folder / "logs" / f"{site}.log").read_text()
        assert log.count("GET /robots.txt") == WEEKS
        assert "/members/" not in log
    forbidden = database.execute(
        """SELECT c.marketplace, MIN(e.robots_forbidden) FROM effort e
           JOIN crawls c ON c.id = e.crawl_id GROUP BY c.marketplace"""
    ).fetchall()
    shut = dict(map(tuple, forbidden))
    for site in ("demo_classifieds", "demo_shop", "demo_auction"):
        assert shut[site] > 0, "the links into the shut area were not even tried"


def test_no_seller_is_in_the_database_by_name(said, folder):
    content = (folder / "citeswatch.db").read_bytes()
    handles = [name for site in SITES for name in names_of("seller")[site]]
    assert [name for name in handles if name.encode() in content] == []


def test_the_output_is_plain_and_says_what_a_person_needs(said, folder):
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", said)
    assert "invented" in said
    for words in ("Appendix I", "Appendix II", "Appendix III", "relisted", "gone"):
        assert words in said
    assert "illegal" not in said.lower()
    for line in ("Database:", "Report:", "Portal:", "Offers:"):
        assert re.search(rf"^{line} +\S", said, re.MULTILINE)
    (report,) = re.findall(r"^Report: +(.+)$", said, re.MULTILINE)
    assert Path(report).stat().st_size > 10_000


def test_the_marketplaces_are_no_longer_served(said, folder):
    for site in SITES:
        assert not _is_served(folder, site)


def _is_served(folder, site):
    facts = tomllib.loads((folder / "marketplaces" / f"{site}.toml").read_text())
    port = int(facts["home"].rstrip("/").rpartition(":")[2])
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_week_after_is_served_for_a_crawl_of_ones_own(said, folder):
    with _started("--serve", "--workspace", folder) as process:
        for line in process.stdout:
            if "In another terminal" in line:
                break
        words = line.partition("type: citeswatch ")[2].split()
        done = subprocess.run(
            [sys.executable, "-m", "crawler", *words, "--json"],
            check=True,
            capture_output=True,
            encoding="utf-8",
            timeout=100,
        )
        assert _ends_on_ctrl_c(process)
    state = json.loads((folder / "demo.json").read_text())
    days = [date.fromisoformat(day) for day in state["days"]]
    assert len(days) == state["done"] == WEEKS + 1
    world = World(Calendar.of(days), seed=state["seed"], small=True)
    for row in map(json.loads, done.stdout.splitlines()):
        expected = changes(world, row["marketplace"], WEEKS)
        for event in ("new", "changed", "gone", "relisted"):
            assert row[event] == expected[event], (row["marketplace"], event)
    assert not any(_is_served(folder, site) for site in SITES)


@pytest.mark.slow
def test_run_again_it_lives_one_more_week(said, folder):
    before = json.loads((folder / "demo.json").read_text())["done"]
    done = _run("--workspace", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "one more" in done.stdout
    assert json.loads((folder / "demo.json").read_text())["done"] == before + 1


def test_a_workspace_of_ones_own_is_refused(tmp_path):
    (tmp_path / "citeswatch.toml").write_text("")
    done = _run("--workspace", tmp_path)
    assert done.returncode == 2
    assert "workspace of your own" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["citeswatch.toml"]


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("x")
    done = _run("--workspace", tmp_path)
    assert done.returncode == 2
    assert "other files" in done.stderr


def _started(*words):
    return subprocess.Popen(
        _command(*words),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def _ends_on_ctrl_c(process):
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read()
    assert "Traceback" not in rest
    assert "Stopped" in rest
    return process.wait(timeout=60) == 130


def test_ctrl_c_stops_it_and_leaves_no_marketplace_behind(tmp_path):
    folder = tmp_path / "demo"
    with _started("--workspace", folder) as process:
        for line in process.stdout:
            if line.startswith("Week 1"):
                break
        time.sleep(1.5)  # into the crawl's start
        assert _ends_on_ctrl_c(process)
    assert not any(_is_served(folder, site) for site in SITES)
