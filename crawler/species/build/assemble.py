"""The build from end to end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from crawler.species.appendix import nearest_listing
from crawler.species.build.common_names import common_names
from crawler.species.build.history import with_history
from crawler.species.build.inputs import SourceFolder, facts
from crawler.species.build.listings import annotated, current_listings
from crawler.species.build.provenance import write_sources
from crawler.species.build.scientific_names import (
    add_retired,
    add_wikidata_names,
    collect_synonyms,
    exclusion,
    scientific_names,
)
from crawler.species.build.successors import find_successors
from crawler.species.build.taxa import Layers, build_tree
from crawler.species.model import LegalListing, Taxon
from crawler.species.species_list import SpeciesList
from crawler.species.writing import write_rows, write_species_list

LIST_DATE = date(2026, 3, 31)
"""The day of the newest layer (A); the Appendices of 5 March 2026 are in force."""


def build(sources: Path, target: Path) -> list[str]:
    """Build the list in *target* from the folder *sources*; give what was made.

    Raises:
        OSError: an input is missing.
        ValueError: one of our own facts does not fit the sources.
    """
    layers = build_tree(SourceFolder(sources))
    excluded = _add_exclusions(layers)
    synonyms = {**find_successors(layers), **collect_synonyms(layers)}
    excluded += add_retired(layers, synonyms)
    synonyms = {**collect_synonyms(layers), **synonyms}
    listings = current_listings(layers) + excluded
    add_wikidata_names(layers, synonyms, _covered_genera(layers, listings))
    taxa = {taxon.taxon_id: taxon for taxon in layers.tree.finish()}
    listings = annotated(with_history(listings, taxa, layers), taxa, layers)
    names = scientific_names(layers, synonyms)
    names += common_names(
        layers,
        taxa,
        names,
        _reached(taxa.values(), listings, LIST_DATE),
        _worth(taxa.values(), listings),
    )
    write_species_list(target, taxa.values(), set(listings), set(names))
    _write_unnamed(layers, target)
    write_sources(layers.source, target, LIST_DATE)
    ranks = Counter(taxon.rank for taxon in taxa.values())
    return [
        f"{len(taxa):,} taxa ({', '.join(f'{n:,} {r}' for r, n in ranks.most_common())})",
        f"{len(set(listings)):,} listings",
        f"{len(set(names)):,} names",
        f"{len(layers.unnamed):,} listed ids without a name",
    ]


def _write_unnamed(layers: Layers, target: Path) -> None:
    """Write the ids that are listed and that no source names, with what is known."""
    rows = [
        (taxon_id, layers.listed_ids[taxon_id], " ".join(remark.split()))
        for taxon_id, remark in layers.unnamed.items()
    ]
    rows.sort(key=lambda row: int(row[0]))
    write_rows(target / "unnamed_ids.csv", ("id", "appendix", "remark"), rows)


def _add_exclusions(layers: Layers) -> list[LegalListing]:
    rows = []
    for fact in facts("exclusions"):
        name = fact["scientific_name"]
        place = layers.tree.place_of(name) or layers.tree.place_of_family(name)
        if place is None:
            raise ValueError(f"facts/exclusions.csv: {name} has no known place")
        draft = layers.tree.ensure(name, fact["rank"], place, fact["source"])
        rows.append(exclusion(draft, fact["source"], fact["annotation"]))
    return rows


def _reached(
    taxa: Iterable[Taxon], listings: list[LegalListing], day: date
) -> set[str]:
    """Give the taxa that a listing in force reaches, their own or one from above."""
    species_list = SpeciesList(list(taxa), listings, [])
    return {
        taxon.taxon_id
        for taxon in species_list.taxa.values()
        if any(
            row.appendix != "NC" for row in nearest_listing(species_list, taxon, day)[1]
        )
    }


def _worth(taxa: Iterable[Taxon], listings: list[LegalListing]) -> dict[str, str]:
    """Give each taxon that a listing of any time reaches, with its highest Appendix."""
    always = [replace(row, valid_from=None, valid_until=None) for row in listings]
    species_list = SpeciesList(list(taxa), always, [])
    worth = {}
    for taxon in species_list.taxa.values():
        _, rows = nearest_listing(species_list, taxon, LIST_DATE)
        if rows:
            worth[taxon.taxon_id] = min(row.appendix for row in rows)
    return worth


def _covered_genera(layers: Layers, listings: list[LegalListing]) -> dict[str, str]:
    """Tell for each genus the highest Appendix that reaches it from itself or above."""
    species_list = SpeciesList(layers.tree.finish(), listings, [])
    covered = {}
    for taxon in species_list.taxa.values():
        if taxon.rank == "genus":
            _, rows = nearest_listing(species_list, taxon, LIST_DATE)
            found = {row.appendix for row in rows} - {"NC"}
            covered[taxon.scientific_name] = min(found, default="", key=len)
    return covered
