"""What the species list knows: taxa, their listings in the Appendices, names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Taxon:
    """One taxon of the list.

    `taxon_id` is the Species+ id where there is one, else one made from the
    source. `accepted_id` is the accepted taxon of a synonym, else "".
    """

    taxon_id: str
    scientific_name: str
    rank: str
    parent_id: str
    kingdom: str
    phylum: str
    class_: str
    order: str
    family: str
    genus: str
    accepted_id: str
    source: str


@dataclass(frozen=True, slots=True)
class LegalListing:
    """One listing of a taxon in an Appendix.

    `population` names the part of the taxon that is listed ("" for the whole),
    `party` the Party of an Appendix III listing or of a national population
    (ISO 3166-1 alpha-2). In force from `valid_from` until the day before
    `valid_until`; None is open.
    """

    taxon_id: str
    appendix: str
    population: str
    party: str
    annotation: str
    valid_from: date | None
    valid_until: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a taxon, with its language (BCP 47; "la" for scientific)."""

    taxon_id: str
    text: str
    language: str
    script: str
    kind: str
    source: str
