"""A report of one country: its marketplaces, and offers that are in it or go there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from crawler.cli import main
from crawler.reports.changes import changes_table
from crawler.reports.conduct import conduct_table
from crawler.reports.contents import contents_of
from crawler.reports.countries import CountryError, read_country
from crawler.reports.extent import extent_table
from crawler.reports.figures import Figures, gather
from crawler.reports.fitted_trend import fitted_trends
from crawler.reports.make import make_report
from crawler.reports.missed_offers import missed_table
from crawler.reports.offers import flagged_offers
from crawler.reports.period import parse_period
from crawler.reports.routes import methods_table, routes_table
from crawler.reports.summary import summarise
from crawler.reports.tables import effort_table, rates_by_appendix
from crawler.store import Store
from crawler.translation.words import Words
from crawler.workspace import Workspace, make_workspace
from tests.crawler.reports.conftest import MADE_ON
from tests.crawler.sample_store import crawl, listing, open_store

Week = Callable[[int], datetime]
IVORY = "Loxodonta africana"


def fill(store: Store, week: Week, weeks: int = 2) -> None:
    """Fill weeks of a marketplace of Kenya, one of Japan, and one of the world."""
    for number in range(1, weeks + 1):
        start = week(number)

        def offer(market: str, name: str, **facts: Any) -> Any:
            return listing(market, name, start, taxon=IVORY, **facts)  # noqa: B023

        chairs = [listing("bazaar", f"b{n}", start) for n in range(10)]
        own = offer("bazaar", "own", country="KE", shipping_text="ships to Japan")
        guest = offer("bazaar", "guest", country="TZ")
        crawl(store, "bazaar", start, [own, guest, *chairs])
        far = [listing("rinku", f"r{n}", start) for n in range(40)]
        located = offer("rinku", "located", country="KE", shipping_text="worldwide")
        sent = offer("rinku", "sent", country="JP", shipping_text="We ship to Kenya")
        apart = offer("rinku", "apart", country="JP", shipping_text="Japan only")
        crawl(store, "rinku", start, [located, sent, apart, *far])


@pytest.fixture
def kenya(store: Store, week: Week) -> Callable[..., Figures]:
    def read(*countries: str, weeks: int = 2) -> Figures:
        fill(store, week, weeks)
        words = Words("reports")
        chosen = countries or ("KE",)
        return gather(store, parse_period("all"), MADE_ON, words, chosen)

    return read


def test_offers_are_those_on_its_marketplaces_and_those_located_there(
    kenya: Callable[..., Figures],
) -> None:
    offers = flagged_offers(kenya())
    assert set(offers["listing_id"]) == {"own", "guest", "located"}
    extent = extent_table(kenya())
    assert extent.loc[extent["dimension"] == "all", "offers"].tolist() == [3]


def test_effort_rates_changes_and_register_are_of_its_marketplaces(
    kenya: Callable[..., Figures],
) -> None:
    figures = kenya()
    for table in (
        effort_table(figures),
        changes_table(figures),
        conduct_table(figures),
    ):
        assert set(table["marketplace"]) == {"bazaar"}
    assert changes_table(figures)["flagged_baseline"].sum() == 2
    rates = rates_by_appendix(figures)
    first = rates[rates["appendix"] == "I"].iloc[0]
    assert (first["flagged_listings"], first["listings_seen"]) == (2, 12)
    assert first["marketplaces_watched"] == 1
    summary = summarise(figures)
    assert (summary.listings, summary.flagged.listings) == (12, 3)
    assert summary.crawls_counted == 2


def test_the_trend_knows_neither_offers_nor_effort_of_other_marketplaces(
    store: Store, week: Week
) -> None:
    fill(store, week, weeks=12)
    for number in range(1, 13):
        more = [
            listing("rinku", f"x{number}-{n}", week(number), taxon=IVORY, country="KE")
            for n in range(number)
        ]
        crawl(store, "rinku", week(number), more)
    figures = gather(store, parse_period("all"), MADE_ON, Words("reports"), ("KE",))
    assert "2 distinct offers were seen" in fitted_trends(figures)[0].why_not


def test_routes_begin_or_end_in_the_country(kenya: Callable[..., Figures]) -> None:
    routes = routes_table(kenya())
    found = set(zip(routes["from_country"], routes["to_country"], strict=True))
    assert found == {("KE", "JP"), ("KE", "worldwide"), ("JP", "KE")}
    assert methods_table(kenya())["offers"].sum() == 3


def test_what_was_missed_is_told_of_its_marketplaces(
    kenya: Callable[..., Figures],
) -> None:
    told = missed_table(kenya()).iloc[0]["why_not"]
    assert told == "2 of 2 flagged listings are not reviewed"


def test_two_countries_are_one_report(kenya: Callable[..., Figures]) -> None:
    both = kenya("KE", "JP")
    assert set(flagged_offers(both)["listing_id"]) == {
        *("own", "guest", "located", "sent", "apart")
    }
    assert set(effort_table(both)["marketplace"]) == {"bazaar", "rinku"}


def test_without_a_country_everything_is_in_the_report(
    store: Store, week: Week
) -> None:
    fill(store, week)
    figures = gather(store, parse_period("all"), MADE_ON)
    assert len(flagged_offers(figures)) == 5
    assert set(effort_table(figures)["marketplace"]) == {"bazaar", "rinku"}
    assert len(routes_table(figures)) == 5


@pytest.mark.slow
def test_all_countries_of_the_marketplaces_together_are_the_whole(
    store: Store, week: Week
) -> None:
    fill(store, week)
    whole = contents_of(gather(store, parse_period("all"), MADE_ON))
    parts = contents_of(
        gather(store, parse_period("all"), MADE_ON, Words("reports"), ("JP", "KE"))
    )
    for name in set(whole.tables) - {"routes", "methods"}:
        pd.testing.assert_frame_equal(
            whole.tables[name].frame, parts.tables[name].frame
        )


@pytest.fixture
def unit(tmp_path: Path, week: Week) -> Workspace:
    workspace = make_workspace(tmp_path / "unit")
    with open_store(workspace.database) as store:
        fill(store, week)
    return workspace


def _text(page: Path) -> str:
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
    return " ".join(soup.get_text().split())


def test_the_report_names_its_countries_and_filters(unit: Workspace) -> None:
    arguments = ["report", "--workspace", str(unit.folder), "--country", "ke"]
    done = CliRunner().invoke(main, [*arguments, "--made-on", "2026-12-01"])
    assert done.exit_code == 0, done.output
    text = _text(unit.reports / "all-KE" / "index.html")
    assert "Kenya · 2 November 2026" in text
    assert "Kenya (KE)" in text
    assert "changes and register: Bazaar Classifieds" in text


@pytest.mark.slow
def test_the_same_database_period_language_and_countries_give_the_same_bytes(
    unit: Workspace, tmp_path: Path
) -> None:
    sums = []
    for name, countries in (("first", ["KE", "JP"]), ("again", ["JP", "KE", "KE"])):
        made = make_report(
            unit,
            parse_period("all"),
            MADE_ON,
            tmp_path / name,
            ("pdf", "xlsx", "json"),
            words=Words("reports", "fr"),
            countries=countries,
        )
        sums.append((made.page.parent / "files.json").read_text(encoding="utf-8"))
    assert sums[0] == sums[1]
    assert "report.pdf" in sums[0]


def test_a_country_without_a_marketplace_has_the_offers_located_there(
    unit: Workspace,
) -> None:
    made = make_report(
        unit, parse_period("all"), MADE_ON, formats=("pdf",), countries=["TZ"]
    )
    text = _text(made.page)
    assert (
        "No marketplace of this country was crawled, so nothing here is a rate" in text
    )
    assert "Flagged Appendix I offers" in text
    assert "Offers per effort" not in text


def test_a_country_without_anything_says_that_nobody_looked(unit: Workspace) -> None:
    made = make_report(unit, parse_period("all"), MADE_ON, countries=["NO"])
    assert "No crawl began on a marketplace of NO" in made.in_short
    text = _text(made.page)
    assert "Nothing to report" in text
    assert "No marketplace of this country was crawled in this period" in text


@pytest.mark.parametrize(
    ("asked", "mend"),
    [
        ("XX", "write two letters, such as KE for Kenya"),
        ("UK", "write two letters, such as GB for United Kingdom"),
        ("Kenya", "write two letters, such as KE for Kenya"),
        ("Viet Nam", "write two letters, such as VN for Viet Nam"),
        ("", "write two letters"),
        ("../..", "write two letters"),
    ],
)
def test_what_is_no_country_is_told_with_what_would_be(asked: str, mend: str) -> None:
    with pytest.raises(CountryError, match="is no country code of ISO 3166-1") as told:
        read_country(asked)
    assert mend in str(told.value)
    done = CliRunner().invoke(main, ["report", "--country", asked])
    assert done.exit_code == 2


@pytest.mark.parametrize("asked", ["KE", "ke", " Ke "])
def test_a_code_may_be_written_in_small_letters(asked: str) -> None:
    assert read_country(asked) == "KE"
