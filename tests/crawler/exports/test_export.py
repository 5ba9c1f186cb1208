"""Exports from real databases: which offers, with what, and how they are written."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

import crawler.exports
from crawler.exports.formats import CSV_COLUMNS
from crawler.exports.make import ExportError, MadeExport, make_export
from crawler.exports.offers import record_sha256
from crawler.exports.spreadsheet import FORMULA_STARTS, restore
from crawler.store import Store
from crawler.store.export_queries import ExportFilters
from crawler.store.taxon_names import UnknownTaxonError
from crawler.workspace import Workspace
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store

SCHEMA_FILE = Path(crawler.exports.__file__).with_name("export.schema.json")
MADE_AT = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)


def exported(made: MadeExport) -> dict[str, Any]:
    """Read the JSON file of an export."""
    (path,) = [file.path for file in made.files if file.format == "json"]
    document: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    return document


def rows(made: MadeExport) -> list[dict[str, str]]:
    """Read the CSV file of an export."""
    (path,) = [file.path for file in made.files if file.format == "csv"]
    text = Path(path).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def hand_over(workspace: Workspace, **filters: Any) -> MadeExport:
    return make_export(workspace, ExportFilters(**filters), made_at=MADE_AT)


@pytest.fixture(scope="session")
def everything(season: Workspace) -> MadeExport:
    offers = ("likely", "possible", "unlikely")
    return hand_over(season, appendices=("I", "II", "III"), offers=offers)


def test_json_is_as_its_schema_says(everything: MadeExport) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    document = exported(everything)
    assert [error.message for error in validator.iter_errors(document)] == []
    assert document["count"] == len(document["offers"]) == everything.offers > 50
    assert document["made_at"] == "2026-11-24T10:15:00Z"
    assert document["species_list_versions"] == ["2026-03-05.ab12cd34"]


def test_the_schema_would_notice_a_change_of_shape(everything: MadeExport) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    document = exported(everything)
    for spoil in (
        lambda offer: offer.pop("matches"),
        lambda offer: offer.update(seller_name="Jane Doe"),
        lambda offer: offer.update(first_seen_at="24.11.2026 10:15"),
    ):
        spoilt = json.loads(json.dumps(document))
        spoil(spoilt["offers"][0])
        assert not validator.is_valid(spoilt)


def test_each_record_bears_its_own_checksum(everything: MadeExport) -> None:
    for record in exported(everything)["offers"]:
        assert record["sha256"] == record_sha256(record)
    record["title"] += "!"
    assert record["sha256"] != record_sha256(record)


def test_csv_and_json_hold_the_same_offers(everything: MadeExport) -> None:
    document, table = exported(everything), rows(everything)
    assert [record["title"] for record in document["offers"]] == [
        restore(row["title"]) for row in table
    ]
    assert [str(record["id"]) for record in document["offers"]] == [
        row["id"] for row in table
    ]


def test_no_cell_of_the_csv_is_a_formula_or_a_mangled_number(
    everything: MadeExport,
) -> None:
    table = rows(everything)
    for row in table:
        assert list(row) == list(CSV_COLUMNS)
        for cell in filter(None, row.values()):
            assert cell[0] not in FORMULA_STARTS
    ids = {restore(row["listing_id"]): row["listing_id"] for row in table}
    assert ids["12345678901234567890"] == "'12345678901234567890"
    titles = {row["title"] for row in table}
    assert '\'=HYPERLINK("http://evil.example","scarlet macaw")' in titles


def test_pandas_reads_the_csv_as_it_is(everything: MadeExport) -> None:
    (path,) = [file.path for file in everything.files if file.format == "csv"]
    table = pd.read_csv(path, dtype={"listing_id": "str", "title": "str"})
    assert len(table) == everything.offers
    assert table.columns[0] == "appendix"
    assert table["price_amount"].dtype.kind in "if"
    assert pd.to_datetime(table["first_seen_at"]).dt.tz is not None


def test_by_default_only_likely_and_possible_appendix_i_offers_go_out(
    season: Workspace,
) -> None:
    document = exported(make_export(season, ExportFilters()))
    assert {record["appendix"] for record in document["offers"]} == {"I"}
    assert {record["offer"] for record in document["offers"]} == {"likely", "possible"}
    assert document["filters"] == {
        "appendices": ["I"],
        "offers": ["likely", "possible"],
    }


def test_the_surest_and_newest_come_first(everything: MadeExport) -> None:
    keys = [
        (
            len(record["appendix"]),
            ["likely", "possible", "unlikely"].index(record["offer"]),
        )
        for record in exported(everything)["offers"]
    ]
    assert keys == sorted(keys)


@pytest.fixture
def small(workspace: Workspace) -> Workspace:
    """Three weeks of two shops.

    The tusk of alpha changes price, then its words; the copy on beta stays; the
    skin of beta is seen once and is gone; a toy tiger is judged unlikely.
    """
    with open_store(workspace.database) as store:
        for number in range(3):
            at = MONDAY + timedelta(weeks=number)
            _alpha(store, number, at)
            _beta(store, number, at + timedelta(hours=1))
    return workspace


def _alpha(store: Store, number: int, at: datetime) -> None:
    tusk: dict[str, Any] = {
        "price": ["900.00", "700.00", "700.00"][number],
        "text_fingerprint": "tusk",
        "seller": "s-17",
        "provenance": {"title": "json-ld name"},
        "image_urls": ["https://alpha.example/1.jpg"],
        "place_text": "Nairobi",
        "country": "KE",
        "posted_on": "2026-10-03",
    }
    if number < 2:
        tusk |= {"taxon": "Loxodonta africana", "title": "Pair of ivory tusks"}
    else:
        tusk |= {"title": "Pair of white canes, see pictures"}
    toy = listing("alpha", "toy", at, taxon="Panthera tigris", offer="unlikely")
    crawl(store, "alpha", at, [listing("alpha", "tusk", at, **tusk), toy])


def _beta(store: Store, number: int, at: datetime) -> None:
    found = [
        listing(
            "beta",
            "copy",
            at,
            taxon="Loxodonta africana",
            title="Pair of ivory tusks",
            text_fingerprint="tusk",
        ),
        listing("beta", "snake", at, taxon="Python regius"),
    ]
    if number == 0:
        found.append(listing("beta", "skin", at, taxon="Panthera tigris"))
    crawl(store, "beta", at, found)


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"tusk", "copy", "skin"}),
    ({"appendices": ("II",)}, {"snake"}),
    ({"appendices": ("I", "II", "III")}, {"tusk", "copy", "skin", "snake"}),
    ({"marketplaces": ("beta",)}, {"copy", "skin"}),
    ({"marketplaces": ("alpha", "beta")}, {"tusk", "copy", "skin"}),
    ({"taxon": "Panthera tigris"}, {"skin"}),
    ({"taxon": "panthera"}, {"skin"}),
    ({"taxon": "MAMMALS"}, {"tusk", "copy", "skin"}),
    ({"taxon": "Ailuropoda melanoleuca"}, set()),
    ({"offers": ("likely", "possible", "unlikely")}, {"tusk", "copy", "skin", "toy"}),
    ({"since": "2026-10-06"}, {"tusk", "copy"}),
    ({"until": "2026-10-05"}, {"tusk", "copy", "skin"}),
    ({"since": "2026-10-12", "until": "2026-10-12"}, {"tusk", "copy"}),
    # In the third week alpha's listing has other words: it was not offered as tusks.
    ({"since": "2026-10-19"}, {"copy"}),
    ({"since": "2027-01-01"}, set()),
    ({"until": "2026-10-04"}, set()),
    ({"taxon": "elephant tree"}, set()),
]


def test_a_name_that_nobody_has_is_told(small: Workspace) -> None:
    with pytest.raises(UnknownTaxonError, match="' OR 1=1 --"):
        hand_over(small, taxon="' OR 1=1 --")
    assert not any(small.exports.glob("*"))


@pytest.mark.parametrize(
    ("filters", "ids"),
    FILTERS,
    ids=lambda case: str(sorted(case) if isinstance(case, set) else case)[:60],
)
def test_filters_choose_the_offers(
    small: Workspace, filters: dict[str, Any], ids: set[str]
) -> None:
    made = hand_over(small, **filters)
    assert {row["listing_id"] for row in rows(made)} == ids
    assert made.offers == len(ids)


def test_a_rewritten_offer_goes_out_with_the_words_that_were_flagged(
    small: Workspace,
) -> None:
    (record,) = [
        each
        for each in exported(hand_over(small))["offers"]
        if each["listing_id"] == "tusk"
    ]
    assert record["title"] == "Pair of ivory tusks"
    assert record["price"] == {"text": "€ 700.00", "amount": 700.0, "currency": "EUR"}
    assert record["flagged_version"] != record["current_version"]
    assert [version["title"] for version in record["versions"]] == [
        "Pair of ivory tusks",
        "Pair of ivory tusks",
        "Pair of white canes, see pictures",
    ]
    assert [each["event"] for each in record["sightings"]] == [
        "new",
        "changed",
        "changed",
    ]
    assert not any(match["current"] for match in record["matches"])
    assert record["matches"][0]["matched_text"] == "ivory tusk"
    assert record["seller_pseudonym"] == "s-17"
    assert record["provenance"] == {"title": "json-ld name"}
    assert record["image_urls"] == ["https://alpha.example/1.jpg"]


def test_a_row_tells_prices_sightings_and_copies(small: Workspace) -> None:
    table = {row["listing_id"]: row for row in rows(hand_over(small))}
    assert table["tusk"]["prices"] == "€ 900.00 → € 700.00"
    assert table["tusk"]["times_seen"] == "3"
    assert table["tusk"]["posted_on"] == "2026-10-03"
    assert table["tusk"]["first_seen_at"] == "2026-10-05T09:00:00Z"
    assert table["tusk"]["place_text"] == "Nairobi"
    assert table["copy"]["same_as"] == "https://alpha.example/item/tusk"
    assert table["skin"]["state"] == "gone"
    assert table["skin"]["times_seen"] == "1"
    assert table["skin"]["reason"].startswith("“peau de tigre” is a name of")


@pytest.mark.parametrize("name", ["African elephant", "LOXODONTA"])
def test_an_everyday_name_takes_in_all_taxa_below_it(
    small: Workspace, name: str
) -> None:
    made = hand_over(small, taxon=name)
    assert {row["taxon"] for row in rows(made)} == {"Loxodonta africana"}


def test_each_file_is_noted_in_the_database_with_its_checksum(small: Workspace) -> None:
    made = hand_over(small, taxon="Panthera tigris")
    with sqlite3.connect(small.database) as conn:
        noted = conn.execute(
            "SELECT made_at, path, format, rows, sha256, filters FROM exports ORDER BY id"
        ).fetchall()
    assert len(noted) == 2
    for (made_at, path, name, count, digest, filters), file in zip(
        noted, made.files, strict=True
    ):
        assert (made_at, count) == ("2026-11-24T10:15:00Z", 1)
        assert (path, name) == (file.path, file.format)
        assert hashlib.sha256(Path(path).read_bytes()).hexdigest() == digest
        assert json.loads(filters)["taxon"] == "Panthera tigris"


def test_an_export_never_overwrites_another(small: Workspace) -> None:
    first, second = hand_over(small), hand_over(small)
    paths = [file.path for made in (first, second) for file in made.files]
    assert len(set(paths)) == 4
    assert all(Path(path).is_file() for path in paths)


def test_file_names_hold_nothing_of_a_listing(workspace: Workspace) -> None:
    with open_store(workspace.database) as store:
        evil = listing(
            "alpha",
            "../../etc/passwd",
            MONDAY,
            taxon="Panthera tigris",
            title="../../../tmp/owned\x00.csv",
            url="file:///etc/passwd",
        )
        crawl(store, "alpha", MONDAY, [evil])
    made = hand_over(workspace)
    assert sorted(path.name for path in workspace.exports.iterdir()) == [
        "flagged-offers-20261124T101500Z.csv",
        "flagged-offers-20261124T101500Z.json",
    ]
    assert rows(made)[0]["listing_id"] == "../../etc/passwd"


def test_if_the_database_cannot_note_it_no_file_is_left(
    small: Workspace, tmp_path: Path
) -> None:
    with sqlite3.connect(small.database) as conn:
        conn.execute(
            "CREATE TRIGGER no_room BEFORE INSERT ON exports "
            "BEGIN SELECT RAISE(FAIL, 'no room'); END"
        )
    with pytest.raises(sqlite3.IntegrityError, match="no room"):
        make_export(small, ExportFilters(), output=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_if_the_files_cannot_be_placed_nothing_is_noted(small: Workspace) -> None:
    small.exports.write_text("a file where the folder should be")
    with pytest.raises(ExportError, match="cannot be written"):
        hand_over(small)
    with sqlite3.connect(small.database) as conn:
        assert conn.execute("SELECT COUNT(*) FROM exports").fetchone() == (0,)


def test_nothing_found_is_an_empty_export_not_an_error(workspace: Workspace) -> None:
    open_store(workspace.database).close()
    made = hand_over(workspace)
    assert made.offers == 0
    assert exported(made)["offers"] == []
    assert rows(made) == []


def test_without_a_database_none_is_made(workspace: Workspace) -> None:
    with pytest.raises(ExportError, match="citeswatch crawl"):
        hand_over(workspace)
    assert not workspace.database.exists()
