"""The species list: reading it, asking it, importing official downloads."""

from crawler.species.appendix import AppendixStatus, appendix
from crawler.species.model import LegalListing, Name, Taxon
from crawler.species.reading import SpeciesFileError
from crawler.species.species_list import SpeciesList

__all__ = [
    "AppendixStatus",
    "LegalListing",
    "Name",
    "SpeciesFileError",
    "SpeciesList",
    "Taxon",
    "appendix",
]
