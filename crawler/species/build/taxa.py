"""Layer by layer, the taxa: ids and names of March 2026, then what older lists add."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from crawler.species.build import inputs
from crawler.species.build.canada import SCHEDULE, Schedule, read_schedule
from crawler.species.build.inputs import SourceFolder, facts
from crawler.species.build.tree import Place, Tree
from crawler.species.official.checklist_index import read_checklist_index
from crawler.species.official.records import OfficialTaxon

LAYER_OF = {
    "index_2017": "checklist-2017",
    "coldp_appI_2026": "col-cites-I",
    "coldp_appIII_2026": "col-cites-III",
    "speciesplus_reptiles_2023-07": "speciesplus-reptiles-2023",
    "sapi_N_to_A_2026-02": "sapi-2026",
    "okf_2019": "okf-2019",
}
_NAME_IN_REMARK = re.compile(
    r"(?:from which|which became a synonym of|which was lumped into)"
    r" ([A-Z][a-z]+ (?!was )[a-z]{3,}(?: (?!was )[a-z]{3,})?)(?= was split| in 20)"
)


@dataclass
class Layers:
    """What was read once and is used by several steps."""

    source: SourceFolder
    tree: Tree
    index: dict[str, OfficialTaxon]
    schedule: list[Schedule]
    listed_ids: dict[str, str] = field(default_factory=dict)
    """Every id of the list of March 2026 with its Appendix ("I", "I/II"…)."""
    unnamed: dict[str, str] = field(default_factory=dict)
    """The ids that no source names, with what the list remarks on them."""


def build_tree(source: SourceFolder) -> Layers:
    """Read the layers and put every named taxon into the tree."""
    index = {
        row.taxon_id: row for row in read_checklist_index(source.path(inputs.INDEX))
    }
    layers = Layers(source, Tree(), index, read_schedule(source))
    _learn_places(layers)
    _add_higher_taxa(layers)
    _add_listed(layers)
    _add_schedule(layers)
    _add_own_facts(layers)
    return layers


def _learn_places(layers: Layers) -> None:
    """Learn where families and genera stand; our own facts go before the lists."""
    tree = layers.tree
    for row in layers.index.values():
        tree.learn_place("", _place(row))
    _learn_own_facts(tree)
    for row in layers.index.values():
        tree.learn_place(row.genus, _place(row))
    for appendix in ("I", "III"):
        _learn_coldp(layers, appendix)
    for listing in layers.schedule:
        tree.learn_place(listing.genus, listing.place)


def _place(row: OfficialTaxon) -> Place:
    return Place(row.kingdom, row.phylum, row.class_, row.order, row.family)


def _learn_own_facts(tree: Tree) -> None:
    for fact in facts("families"):
        ranks = (
            fact[rank] for rank in ("kingdom", "phylum", "class", "order", "family")
        )
        tree.learn_place("", Place(*ranks))
    for fact in facts("genera"):
        known = tree.place_of_family(fact["family"])
        if known is None:
            raise ValueError(f"facts/genera.csv: {fact['family']} is in no source")
        tree.learn_place(fact["genus"], known)


def _learn_coldp(layers: Layers, appendix: str) -> None:
    nodes = {
        row["ID"]: row
        for row in layers.source.rows(inputs.coldp(appendix, "NameUsage"))
        if row["status"] == "accepted"
    }
    for row in nodes.values():
        if row["rank"] != "genus":
            continue
        above = {}
        parent = nodes.get(row["parentID"])
        while parent:
            above[parent["rank"]] = parent["scientificName"]
            parent = nodes.get(parent["parentID"])
        layers.tree.learn_place(
            row["scientificName"],
            Place(
                above.get("kingdom", ""),
                above.get("phylum", ""),
                above.get("class", ""),
                above.get("order", ""),
                above.get("family", ""),
            ),
        )


def _add_higher_taxa(layers: Layers) -> None:
    for row in layers.index.values():
        if row.rank not in {"species", "subspecies", "variety"}:
            layers.tree.add(
                row.taxon_id,
                row.scientific_name,
                "checklist-2017",
                row.rank,
                layers.tree.place_of(row.scientific_name) or _place(row),
            )


def _add_listed(layers: Layers) -> None:
    named = {fact["id"]: fact for fact in facts("named_ids")}
    for row in layers.source.rows(inputs.MERGED):
        taxon_id, name = row["taxon_id"], " ".join(row["name"].split())
        layers.listed_ids[taxon_id] = row["appendix"]
        if name:
            source = LAYER_OF[row["name_source"]]
        elif taxon_id in named:
            name, source = named[taxon_id]["scientific_name"], named[taxon_id]["source"]
        elif told := _NAME_IN_REMARK.findall(row["remarks"]):
            name, source = told[-1], "col-cites-II"
        else:
            layers.unnamed[taxon_id] = row["remarks"]
            continue
        layers.tree.add(taxon_id, name, source, row["rank"])


def _add_schedule(layers: Layers) -> None:
    for listing in layers.schedule:
        if listing.higher:
            place = layers.tree.place_of_family(listing.place.family) or listing.place
            layers.tree.ensure(listing.name, listing.rank, place, SCHEDULE)


def _add_own_facts(layers: Layers) -> None:
    for fact in facts("taxa"):
        layers.tree.ensure(
            fact["scientific_name"],
            fact["rank"],
            layers.tree.place_of(fact["scientific_name"])
            or layers.tree.place_of_family(fact["scientific_name"])
            or Place(),
            fact["source"],
        )
