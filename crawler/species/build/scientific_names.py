"""Scientific names: synonyms of every layer, retired ids, names that only Wikidata has."""

from __future__ import annotations

from crawler.species.build import inputs
from crawler.species.build.inputs import facts
from crawler.species.build.taxa import Layers
from crawler.species.build.tree import Draft
from crawler.species.model import LegalListing, Name
from crawler.species.scientific import rank_of, without_author

Synonyms = dict[str, tuple[str, str]]
"""A synonym → the id of its accepted taxon, the source that says so."""


def collect_synonyms(layers: Layers) -> Synonyms:
    """Gather the synonyms of all layers; the newest source that knows one wins."""
    found: Synonyms = {}
    for name, accepted_id, source in _told(layers):
        draft = layers.tree.drafts.get(accepted_id)
        known = layers.tree.find(name)
        if draft and name and name != draft.name and (not known or known is draft):
            found.setdefault(name, (accepted_id, source))
    return found


def _told(layers: Layers) -> list[tuple[str, str, str]]:
    told = []
    for fact in facts("synonyms"):
        accepted = layers.tree.find(fact["accepted"])
        if accepted is None:
            raise ValueError(f"facts/synonyms.csv: {fact['accepted']} is unknown")
        told.append((fact["synonym"], accepted.taxon_id, fact["source"]))
    for appendix in ("I", "III"):
        for row in layers.source.rows(inputs.coldp(appendix, "NameUsage")):
            if row["status"] == "synonym":
                name = without_author(row["scientificName"])
                told.append((name, row["parentID"], f"col-cites-{appendix}"))
    told += _told_by_sapi(layers)
    for old in layers.index.values():
        if old.taxon_id in layers.tree.drafts:
            told += [(s, old.taxon_id, "checklist-2017") for s in old.synonyms or ()]
            told.append((old.scientific_name, old.taxon_id, "checklist-2017"))
    return told


def _told_by_sapi(layers: Layers) -> list[tuple[str, str, str]]:
    told = []
    for path in inputs.SAPI_SYNONYMS:
        for row in layers.source.rows(path):
            parent = layers.tree.drafts.get(row["ParentID"])
            if parent and row["Designation"] == "CITES_EU":
                words = f"{parent.name} {row['Scientific name']}"
                name = without_author(words.replace(" ssp. ", " subsp. "))
                if name != parent.name:
                    told.append((name, row["AcceptedID"], "sapi-2026"))
    return told


def add_retired(layers: Layers, synonyms: Synonyms) -> list[LegalListing]:
    """Add the taxa of 2017 whose ids the list of 2026 no longer has.

    A retired taxon becomes a synonym where a source says of what; else it
    stays as a name under its genus. Those that 2017 gave as not listed, alone
    or since removed, get an NC listing, so that no family listing catches them.
    """
    excluded = []
    for row in layers.index.values():
        if row.taxon_id in layers.tree.drafts:
            continue
        namesake = layers.tree.find(row.scientific_name)
        draft = layers.tree.add(
            row.taxon_id, row.scientific_name, "checklist-2017", row.rank
        )
        accepted = synonyms.get(row.scientific_name)
        if namesake:
            draft.accepted_id = namesake.accepted_id or namesake.taxon_id
        elif accepted and accepted[0] != row.taxon_id:
            draft.accepted_id = accepted[0]
        elif set(row.appendices) <= {"NC"}:
            excluded.append(exclusion(draft, "checklist-2017"))
    return excluded


def exclusion(draft: Draft, source: str, annotation: str = "") -> LegalListing:
    """Make the listing that says: this taxon is not in the Appendices."""
    return LegalListing(draft.taxon_id, "NC", "", "", annotation, None, None, source)


def add_wikidata_names(
    layers: Layers, synonyms: Synonyms, covered: dict[str, str]
) -> None:
    """Add the names that only Wikidata has, under genera that are in Appendix II.

    *covered* tells the Appendix that reaches a genus by its own or a higher
    listing. Such a name has no listing of its own: it takes that of its genus.
    """
    for row in layers.source.rows(inputs.WIKIDATA):
        name = without_author(
            row["name"].strip().capitalize().replace(" ssp. ", " subsp. ")
        )
        if " " not in name or layers.tree.find(name) or name in synonyms:
            continue
        if covered.get(name.split()[0]) == "II":
            layers.tree.add(
                f"wikidata-{row['id']}", name, "wikidata-2021", rank_of(name)
            )


def scientific_names(layers: Layers, synonyms: Synonyms) -> list[Name]:
    """Give the accepted name of every taxon and every synonym."""
    names = [
        Name(
            d.taxon_id,
            d.name,
            "la",
            "Latn",
            "synonym" if d.accepted_id else "accepted",
            d.source,
        )
        for d in layers.tree.drafts.values()
    ]
    names += [
        Name(taxon_id, text, "la", "Latn", "synonym", source)
        for text, (taxon_id, source) in synonyms.items()
        if layers.tree.find(text) is None
    ]
    return names
