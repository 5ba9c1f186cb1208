"""Where common names come from: every source gives candidates, none decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler.species.build import inputs
from crawler.species.build.canada import SCHEDULE
from crawler.species.build.cleaning import singular
from crawler.species.build.inputs import facts
from crawler.species.build.taxa import Layers
from crawler.species.languages import KNOWN

VERNACULAR_SOURCES = {
    "birdnet_v2.4": "birdnet-2_4",
    "konrumi_cites_2017": "konrumi-2017",
    "javan_klh_2018": "javan-klh-2018",
    "omw": "omw",
    "english-wordnet": "english-wordnet",
    "wikidata_2021": "wikidata-2021",
}
WORDNETS = {"omw", "english-wordnet"}
CLDR_LANGUAGES = (KNOWN - {"nb", "lv"}) | {"no", "pt-PT", "zh-Hant"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A common name as a source gives it, on the taxon that the source means."""

    taxon_id: str
    language: str
    text: str
    kind: str
    source: str


def candidates(layers: Layers, ids: dict[str, str]) -> Iterator[Candidate]:
    """Give all candidates, the most trusted source first.

    *ids* maps every scientific name, accepted or synonym, to its accepted taxon.
    """
    yield from _own(ids)
    yield from _coldp(layers)
    yield from _index(layers)
    yield from _schedule(layers, ids)
    yield from _chinese(layers)
    yield from _cldr(layers, ids)
    yield from _wordnet_senses(layers, ids)
    yield from _vernacular(layers, ids)
    yield from _facts("dictionary_names", "common", ids)


def _own(ids: dict[str, str]) -> Iterator[Candidate]:
    yield from _facts("group_names", "common", ids)
    yield from _facts("species_names", "common", ids)
    yield from _facts("trade_names", "trade", ids)


def _facts(table: str, kind: str, ids: dict[str, str]) -> Iterator[Candidate]:
    for fact in facts(table):
        if fact["taxon"] not in ids:
            raise ValueError(f"facts/{table}.csv: {fact['taxon']} is unknown")
        yield Candidate(
            ids[fact["taxon"]],
            fact["language"],
            fact["text"],
            kind,
            fact["source"],
        )


def _coldp(layers: Layers) -> Iterator[Candidate]:
    for appendix in ("I", "II", "III"):
        source = f"col-cites-{appendix}"
        for row in layers.source.rows(inputs.coldp(appendix, "vernacular-name")):
            if row["taxonID"] in layers.tree.drafts:
                yield from _with_singular(
                    layers, row["taxonID"], row["language"], row["name"], source
                )


def _index(layers: Layers) -> Iterator[Candidate]:
    for row in layers.index.values():
        draft = layers.tree.drafts[row.taxon_id]
        for language, text in row.common or ():
            yield from _with_singular(
                layers,
                draft.accepted_id or draft.taxon_id,
                language,
                text,
                "checklist-2017",
            )


def _schedule(layers: Layers, ids: dict[str, str]) -> Iterator[Candidate]:
    for row in layers.schedule:
        taxon_id = ids.get(row.name)
        if not taxon_id:
            continue
        for text in row.english:
            yield from _with_singular(layers, taxon_id, "en", text, SCHEDULE)
        for text in row.french:
            yield Candidate(taxon_id, "fr", text, "common", SCHEDULE)


def _with_singular(
    layers: Layers, taxon_id: str, language: str, text: str, source: str
) -> Iterator[Candidate]:
    """Give a name, and its singular where it is the English plural of a group."""
    yield Candidate(taxon_id, language, text, "common", source)
    higher = layers.tree.drafts[taxon_id].rank not in {
        "species",
        "subspecies",
        "variety",
    }
    one = singular(text.strip()) if higher and language in {"en", "eng"} else ""
    if one:
        yield Candidate(taxon_id, language, one, "common", source)


def _chinese(layers: Layers) -> Iterator[Candidate]:
    for row in layers.source.rows(inputs.SAPI_CHINESE):
        if row["RecId"] in layers.listed_ids and row["RecId"] in layers.tree.drafts:
            yield Candidate(
                row["RecId"], "zh", row["ComName"], "common", "sapi-zh-2020"
            )


def _cldr(layers: Layers, ids: dict[str, str]) -> Iterator[Candidate]:
    taxa = {fact["english"]: ids[fact["taxon"]] for fact in facts("cldr_terms")}
    for row in layers.source.rows(inputs.CLDR):
        if row["kind"] != "tts" or row["lang"] not in CLDR_LANGUAGES:
            continue
        taxon_id = taxa.get(row["english"])
        if taxon_id:
            language = {"no": "nb", "zh-Hant": "zh"}.get(row["lang"], row["lang"])
            yield Candidate(taxon_id, language, row["term"], "common", "cldr")


def _wordnet_senses(layers: Layers, ids: dict[str, str]) -> Iterator[Candidate]:
    taxa = {fact["synset"]: ids[fact["taxon"]] for fact in facts("wordnet_senses")}
    for row in layers.source.rows(inputs.WORDNET):
        taxon_id = taxa.get(row["synset"])
        if taxon_id:
            yield Candidate(taxon_id, row["lang"], row["term"], "common", "omw")


def _vernacular(layers: Layers, ids: dict[str, str]) -> Iterator[Candidate]:
    for row in layers.source.rows(inputs.VERNACULAR):
        source = VERNACULAR_SOURCES.get(row["source"])
        name = row["taxon"].rstrip("*. ")
        taxon_id = ids.get(name[:1].upper() + name[1:])
        if source and taxon_id:
            yield Candidate(taxon_id, row["lang"], row["vernacular"], "common", source)
