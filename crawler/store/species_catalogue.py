"""The packaged species list, as the store asks it for matched taxa."""

from __future__ import annotations

from functools import cache

from crawler.species import LegalListing, Name, SpeciesList, Taxon
from crawler.species.groups import taxon_group
from crawler.species.species_list import packaged_folder, read_version


class SpeciesCatalogue:
    """A species list that answers the store's questions."""

    def __init__(self, species_list: SpeciesList) -> None:
        self.species_list = species_list

    @property
    def version(self) -> str:
        """The date and checksum of the list."""
        return self.species_list.version

    def taxon(self, taxon_id: str) -> Taxon | None:
        """Give the taxon, None if the list does not know it."""
        return self.species_list.taxa.get(taxon_id)

    def group(self, taxon_id: str) -> str:
        """Name the taxon's group for reports."""
        return taxon_group(self.species_list.taxa[taxon_id])

    def listings_of(self, taxon_id: str) -> list[tuple[Taxon, LegalListing]]:
        """List the listings of the taxon and of those above it, nearest first."""
        taxon = self.species_list.accepted(taxon_id)
        return [
            (bearer, listing)
            for bearer in [taxon, *self.species_list.lineage(taxon.taxon_id)]
            for listing in self.species_list.listings_of(bearer.taxon_id)
        ]

    def names_of(self, taxon_id: str) -> list[Name]:
        """List the names that the taxon is known by."""
        return self.species_list.names_of(taxon_id)


@cache
def packaged_catalogue() -> SpeciesCatalogue:
    """Load the list that comes with citeswatch, once; it takes a second or two."""
    return SpeciesCatalogue(SpeciesList.load())


@cache
def packaged_version() -> str:
    """Give the version of the list that comes with citeswatch, without loading it."""
    return read_version(packaged_folder())
