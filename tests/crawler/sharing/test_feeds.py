"""Feeds can be read by a feed reader, and are signed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner

from crawler.cli import main
from crawler.sharing.signing import check
from crawler.workspace import Workspace
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store
from tests.crawler.sharing.conftest import Partner, write_contacts

HOSTILE = '<script>alert(1)</script> & "tiger" \x0b\x00 peau de tigre \u202egnp.exe'


@pytest.fixture
def feeds(unit: Workspace) -> Path:
    with open_store(unit.database) as store:
        one = listing(
            "alpha", "evil/../1", MONDAY, taxon="Panthera tigris", title=HOSTILE
        )
        crawl(store, "alpha", MONDAY, [one])
    return write(unit)


def write(unit: Workspace, *words: str) -> Path:
    done = CliRunner().invoke(main, ["feed", "--workspace", str(unit.folder), *words])
    assert done.exit_code == 0, done.output
    return unit.folder / "feeds"


def test_a_reader_of_atom_finds_every_offer(feeds: Path) -> None:
    read: Any = feedparser.parse((feeds / "feed.atom").read_bytes())
    assert not read.bozo
    assert read.version == "atom10"
    ids = [entry.id for entry in read.entries]
    assert len(ids) == len(set(ids)) > 10
    titles = [entry.title for entry in read.entries]
    assert any("peau de tigre gnp.exe" in title for title in titles)
    assert {entry.title_detail.type for entry in read.entries} == {"text/plain"}
    assert b"<script" not in (feeds / "feed.atom").read_bytes()
    assert b"<link" not in (feeds / "feed.atom").read_bytes()


def test_the_json_feed_holds_the_same(feeds: Path) -> None:
    told = json.loads((feeds / "feed.json").read_text("utf-8"))
    read: Any = feedparser.parse((feeds / "feed.atom").read_bytes())
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in told["items"]] == [
        entry.id for entry in read.entries
    ]
    assert all(
        "not a finding of illegality" in item["content_text"] for item in told["items"]
    )


@pytest.mark.parametrize("name", ["feed.atom", "feed.json"])
def test_a_feed_is_signed(feeds: Path, name: str) -> None:
    told = json.loads((feeds / f"{name}.sig").read_text("utf-8"))
    check(told["public_key"], told["signature"], (feeds / name).read_bytes())


def test_a_feed_for_a_contact_holds_what_it_takes(
    unit: Workspace, partner: Partner
) -> None:
    write_contacts(unit, partner.table(taxa=["Ara macao"]))
    told = json.loads((write(unit, "--to", "ke") / "feed.json").read_text("utf-8"))
    assert {item["tags"][1] for item in told["items"]} == {"Ara macao"}
