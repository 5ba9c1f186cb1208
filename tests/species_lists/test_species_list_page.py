"""The figures of docs/species-list.md are those of the list."""

import re
from datetime import date
from pathlib import Path

import pytest

from crawler.cli.species_tables import count
from crawler.species import SpeciesList
from crawler.species.species_list import packaged_folder

PAGE = Path(__file__).parents[2] / "docs" / "species-list.md"


@pytest.fixture(scope="module")
def species_list() -> SpeciesList:
    return SpeciesList.load()


def test_the_page_gives_the_figures_of_the_list(species_list: SpeciesList) -> None:
    text = PAGE.read_text(encoding="utf-8")
    counts = count(species_list, date(2026, 11, 24))
    listings = species_list.all_listings()
    unnamed = (packaged_folder() / "unnamed_ids.csv").read_text(encoding="utf-8")
    names = counts["names by kind"]
    figures = {
        "taxa": len(species_list.taxa),
        "species": counts["taxa by rank"]["species"],
        "in I": counts["taxa by their own Appendix"]["I"],
        "in II": counts["taxa by their own Appendix"]["II"],
        "in III": counts["taxa by their own Appendix"]["III"],
        "listings": len(listings),
        "names": len(species_list.names),
        "synonyms": names["synonym"],
        "common and trade names": names["common"] + names["trade"],
        "ids without a name": unnamed.count("\n") - 1,
        "listings without a day": sum(1 for row in listings if not row.valid_from),
    }
    missing = {what: f"{n:,}" for what, n in figures.items() if f"{n:,}" not in text}
    assert missing == {}


def test_the_page_gives_the_names_by_language(species_list: SpeciesList) -> None:
    text = PAGE.read_text(encoding="utf-8")
    counts = count(species_list, date(2026, 11, 24))
    told = re.search(r"taxa with a common or trade name \| (.*) \|", text)
    assert told
    for entry in told[1].split(", "):
        language, number = entry.split()
        found = counts["taxa with a common or trade name, by language"][language]
        assert f"{found:,}" == number, language


def test_every_file_that_the_page_names_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    root = PAGE.parents[1]
    for name in re.findall(r"^\| `([a-z_]+\.(?:csv|toml)|SOURCES\.toml)`", text, re.M):
        assert (packaged_folder() / name).is_file(), name
    for name in re.findall(r"`(facts/[a-z_]+\.(?:csv|toml))`", text):
        assert (root / "crawler" / "species" / "build" / name).is_file(), name
