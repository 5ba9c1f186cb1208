"""The register of marketplaces, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawler.marketplace.reading import read_marketplace
from crawler.reports.conduct import conduct_table
from crawler.reports.figures import Figures
from crawler.store import MarketplaceFacts, Store
from tests.crawler.sample_store import crawl, listing


def look(store: Store, at: datetime, tigers: list[str]) -> None:
    chairs = [listing("bazaar", f"n{n}", at) for n in range(40)]
    offers = [listing("bazaar", name, at, taxon="Panthera tigris") for name in tigers]
    crawl(store, "bazaar", at, chairs + offers)


def register(figures: Figures) -> dict[str, Any]:
    (row,) = conduct_table(figures).to_dict("records")
    return row


def test_rules_are_told_and_a_share_only_when_it_was_watched(
    store: Store, week: Callable[[int], datetime], figures_of: Callable[..., Figures]
) -> None:
    names = [f"t{n}" for n in range(8)]
    look(store, week(1), ["old"])
    look(store, week(2), ["old", *names])
    row = register(figures_of())
    assert (row["marketplace"], row["country"]) == ("bazaar", "KE")
    assert row["appendix_i_listings"] == 8
    assert row["went_in_30_days"] != row["went_in_30_days"]  # not known
    look(store, week(3), names[:2])
    for number in range(4, 9):
        look(store, week(number), names[:2])
    row = register(figures_of("all", date(2027, 1, 1)))
    # Six of eight went after half a week; two stood to the last.
    assert row["went_in_30_days"] == 0.75
    assert row["went_low"] < 0.75 < row["went_high"]


def test_a_period_without_crawls_has_no_register(
    figures_of: Callable[..., Figures],
) -> None:
    assert conduct_table(figures_of()).empty


FILE = """\
title = "Bazaar"
home = "https://bazaar.example/"
country = "KE"
languages = ["en"]
family = "schema_org"
start_urls = ["https://bazaar.example/all"]
[policy]
notice_address = "abuse@bazaar.example"
coalition = "Coalition to End Wildlife Trafficking Online"
"""


def test_the_register_tells_where_notices_go_and_the_coalition(
    store: Store, week: Callable[[int], datetime], figures_of: Callable[..., Figures]
) -> None:
    facts = MarketplaceFacts.of(read_marketplace(FILE, Path("bazaar.toml")))
    store.finish_crawl(store.begin_crawl(facts, started_at=week(1)), "finished")
    row = register(figures_of())
    assert row["notice_address"] == "abuse@bazaar.example"
    assert row["coalition"] == "Coalition to End Wildlife Trafficking Online"


def test_another_address_of_notices_is_no_other_way_of_reading_the_site() -> None:
    facts = MarketplaceFacts.of(read_marketplace(FILE, Path("bazaar.toml")))
    assert replace(facts, notice_address="", coalition="").sha256 == facts.sha256
    assert replace(facts, min_listings=7).sha256 != facts.sha256
