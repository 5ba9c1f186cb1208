"""What every official download says of a taxon, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OfficialListing:
    """One listing with its own dates and population, where the format gives them."""

    appendix: str
    population: str = ""
    party: str = ""
    annotation: str = ""
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class OfficialTaxon:
    """One taxon of a download.

    `appendices` is the status in short ("I", "II" for a split; "NC" for not
    listed); `listings` the listings in full, where the format has them.
    `synonyms` is None where the format does not say, so that nothing known is
    taken for removed; so is `common`, pairs of BCP 47 language and name.
    """

    taxon_id: str
    scientific_name: str
    rank: str
    kingdom: str = ""
    phylum: str = ""
    class_: str = ""
    order: str = ""
    family: str = ""
    genus: str = ""
    appendices: tuple[str, ...] = ()
    party: str = ""
    annotation: str = ""
    synonyms: tuple[str, ...] | None = None
    common: tuple[tuple[str, str], ...] | None = None
    listings: tuple[OfficialListing, ...] = ()
    listed_under: str = ""
