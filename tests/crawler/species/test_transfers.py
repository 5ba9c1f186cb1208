"""Transfers between the Appendices: what holds on the day before and on the day."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawler.species import SpeciesList, appendix

TABLE = Path(__file__).with_name("transfers.csv")
with TABLE.open(encoding="utf-8", newline="") as file:
    TRANSFERS = list(csv.reader(file))[1:]


@pytest.mark.parametrize(("day", "name", "before", "after"), TRANSFERS)
def test_a_transfer_holds_from_its_day_and_not_a_day_earlier(
    species_list: SpeciesList, day: str, name: str, before: str, after: str
) -> None:
    taxon = species_list.find(name)[0]
    first = date.fromisoformat(day)
    eve = appendix(species_list, taxon.taxon_id, first - timedelta(days=1))
    assert "/".join(eve.appendices) == before
    status = appendix(species_list, taxon.taxon_id, first)
    assert "/".join(status.appendices) == after


SPLITS = [
    ("Loxodonta africana", "1998-01-01", "Zimbabwe", "South Africa"),
    ("Loxodonta africana", "2001-01-01", "South Africa", ""),
    ("Ceratotherium simum simum", "2000-01-01", "South Africa", "Eswatini"),
    ("Ceratotherium simum simum", "2010-01-01", "Eswatini", "Namibia"),
    ("Ceratotherium simum simum", "2023-02-23", "Namibia", ""),
    ("Crocodylus niloticus", "2020-01-01", "Egypt", ""),
    ("Vicugna vicugna", "2020-01-01", "Salta", ""),
    ("Ursus arctos", "2020-01-01", "Mongolia", ""),
    ("Panthera leo", "2020-01-01", "India", ""),
]


@pytest.mark.parametrize(("name", "day", "told", "untold"), SPLITS)
def test_a_split_names_the_populations_of_its_day(
    species_list: SpeciesList, name: str, day: str, told: str, untold: str
) -> None:
    taxon = species_list.find(name)[0]
    status = appendix(species_list, taxon.taxon_id, date.fromisoformat(day))
    assert status.appendices == ("I", "II")
    populations = " ".join(
        row.population
        for row in status.listings
        if row.appendix == "II" or "Only" in row.population
    )
    assert told in populations
    assert not untold or untold not in populations
