"""The catalogue reads from the files what the loaded species list says."""

from pathlib import Path

import pytest

from crawler.species import SpeciesList
from crawler.species.groups import taxon_group
from crawler.species.species_list import packaged_folder
from crawler.store.species_catalogue import SpeciesCatalogue, version_of


@pytest.fixture(scope="module")
def species_list() -> SpeciesList:
    return SpeciesList.load()


def test_it_says_the_same_as_the_list(species_list: SpeciesList) -> None:
    catalogue = SpeciesCatalogue(packaged_folder())
    taxa = list(species_list.taxa.values())
    listed = [one for one in taxa if species_list.listings_of(one.taxon_id)]
    synonyms = [one for one in taxa if one.accepted_id]
    some = [*taxa[::4000], taxa[-1], *listed[::1000], *synonyms[::3000]]
    for taxon in some:
        taxon_id = taxon.taxon_id
        assert catalogue.taxon(taxon_id) == taxon
        assert catalogue.group(taxon_id) == taxon_group(taxon)
        assert catalogue.names_of(taxon_id) == species_list.names_of(taxon_id)
        accepted = species_list.accepted(taxon_id)
        assert catalogue.listings_of(taxon_id) == [
            (bearer, listing)
            for bearer in [accepted, *species_list.lineage(accepted.taxon_id)]
            for listing in species_list.listings_of(bearer.taxon_id)
        ]


def test_it_has_the_version_of_the_list(species_list: SpeciesList) -> None:
    assert version_of(packaged_folder()) == species_list.version


@pytest.mark.parametrize("taxon_id", ["", "no such id", "605", "id", "\ud800", "50,"])
def test_an_unknown_id_is_unknown(taxon_id: str) -> None:
    catalogue = SpeciesCatalogue(packaged_folder())
    assert catalogue.taxon(taxon_id) is None
    assert catalogue.group(taxon_id) == ""
    assert catalogue.listings_of(taxon_id) == catalogue.names_of(taxon_id) == []


def test_quoted_values_and_a_last_line_without_an_end_are_read(tmp_path: Path) -> None:
    (tmp_path / "taxa.csv").write_text(
        'id,name\n1,"Felis ""nova"", L.",species,,,,,,,,,s', encoding="utf-8"
    )
    for name in ("listings.csv", "names.csv"):
        (tmp_path / name).write_text("taxon\n", encoding="utf-8")
    taxon = SpeciesCatalogue(tmp_path).taxon("1")
    assert taxon is not None
    assert taxon.scientific_name == 'Felis "nova", L.'
