"""Offers beside reported trade, worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from crawler.reports.figures import Figures
from crawler.reports.given import Given
from crawler.reports.legal_trade import (
    trade_by_taxon_table,
    trade_limits,
    trade_routes_table,
    trade_sources_table,
)
from crawler.reports.trade_file import SPECIMENS, read_trade
from crawler.store import Store
from tests.crawler.reports.test_trade_file import TABULATION
from tests.crawler.sample_store import crawl, listing

PYTHON = "2024,II,Python regius,Reptilia,Serpentes,Pythonidae,Python"
TIGER = "2023,I,Panthera tigris altaica,Mammalia,Carnivora,Felidae,Panthera"
ROWS = (
    f"{PYTHON},US,KE,,900,1000,live,,T,W\n"
    f"{PYTHON},US,KE,,20,,live,,T,C\n"
    f"{PYTHON},DE,TG,,,2.5,skins,kg,T,C\n"
    f"{PYTHON},DE,TG,,,7,skins,,T,C\n"
    f"{TIGER},US,KE,,1,,trophies,,H,O\n"
    "2024,II,Boa constrictor,Reptilia,Serpentes,Boidae,Boa,US,KE,,5,,live,,T,W\n"
)


@pytest.fixture
def figures(
    store: Store,
    week: Callable[[int], datetime],
    figures_of: Callable[..., Figures],
    tmp_path: Path,
) -> Figures:
    at = week(1)
    sent = {"country": "KE", "shipping_text": "Ships to the United States"}
    seen = [
        listing("bazaar", f"p{n}", at, taxon="Python regius", **sent) for n in range(3)
    ]
    seen += [listing("bazaar", "t", at, taxon="Panthera tigris")]
    seen += [listing("bazaar", "m", at, taxon="Ara macao")]
    crawl(store, "bazaar", at, seen)
    claims = json.dumps([{"kind": "captive-bred", "value": "2025", "words": "CB25"}])
    store.conn.execute(
        "UPDATE listing_versions SET claims = ? WHERE taxon = 'Python regius'",
        (claims,),
    )
    path = tmp_path / "trade.csv"
    path.write_text(TABULATION + ROWS)
    return replace(figures_of(), given=Given(trade=read_trade(path)))


def test_unlike_terms_and_units_stand_in_rows_of_their_own(figures: Figures) -> None:
    table = trade_by_taxon_table(figures)
    snakes = table[table["taxon"] == "Python regius"]
    assert [(row["term"], row["unit"]) for row in snakes.to_dict("records")] == [
        ("live", SPECIMENS),
        ("skins", "kg"),
        ("skins", SPECIMENS),
    ]
    assert snakes["importer_reported"].tolist()[0] == 920
    assert snakes["exporter_reported"].tolist() == [1000, 2.5, 7]
    assert pd.isna(snakes["importer_reported"].tolist()[1])
    assert set(snakes["offers"]) == {3}


def test_a_subspecies_is_its_species_and_no_trade_is_no_zero(figures: Figures) -> None:
    table = trade_by_taxon_table(figures).set_index("taxon")
    assert table.loc["Panthera tigris", "term"] == "trophies"
    assert table.loc["Ara macao", "records"] == 0
    assert pd.isna(table.loc["Ara macao", "importer_reported"])


@pytest.mark.parametrize(
    ("offered", "records"),
    [
        ("Python regius", 4),
        ("Python", 4),  # the genus
        ("Pythonidae", 4),
        ("Serpentes", 5),  # the order, with the boa
        ("Panthera", 1),
        ("Panthera tigris altaica", 1),
        ("Panther", 0),  # begins the name, and is another taxon
        ("Boa constrictor imperator", 0),
    ],
)
def test_trade_of_a_taxon_has_all_below_it(
    figures: Figures, offered: str, records: int
) -> None:
    figures.texts["taxon"] = pd.Categorical([offered] * len(figures.texts))
    assert trade_by_taxon_table(figures)["records"].sum() == records


def test_routes_are_compared_by_records_of_all_taxa(figures: Figures) -> None:
    (row,) = trade_routes_table(figures).to_dict("records")
    assert row == {
        "from_country": "KE",
        "to_country": "US",
        "offers": 3,
        "records": 4,
        "taxa": 3,
    }


def test_sources_stand_beside_the_nearest_claim(figures: Figures) -> None:
    table = trade_sources_table(figures).set_index("source")
    assert table.loc["C", ["records", "claim", "offers"]].tolist() == [
        3,
        "captive-bred",
        3,
    ]
    assert table.loc["W", ["records", "claim", "offers"]].tolist() == [
        1,
        "wild-caught",
        0,
    ]
    # The boa is not on offer.
    assert table["records"].sum() == 5


def test_what_it_does_not_show_is_said_with_years_and_checksum(
    figures: Figures,
) -> None:
    what, limits = trade_limits(figures)
    assert "2023–2024" in what
    assert "trade.csv" in what
    assert "does not make an offer unlawful" in limits
