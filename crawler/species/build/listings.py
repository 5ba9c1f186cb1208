"""The legal listings: those of today from layers A and B, the past from our facts."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date

from babel import Locale

from crawler.species.build import inputs
from crawler.species.build.canada import SCHEDULE, Schedule
from crawler.species.build.inputs import facts
from crawler.species.build.taxa import Layers
from crawler.species.model import LegalListing, Taxon

DELAYED = {
    ("CoP16", "18 months"): date(2014, 9, 14),
    ("CoP17", "6 months"): date(2017, 4, 4),
    ("CoP17", "12 months"): date(2017, 10, 4),
    ("CoP18", "12 months"): date(2020, 8, 28),
    ("CoP19", "12 months"): date(2023, 11, 25),
    ("CoP19", "18 months"): date(2024, 5, 25),
    ("CoP19", "24 months"): date(2024, 11, 25),
    ("CoP20", "18 months"): date(2027, 6, 5),
}
"""When a listing came into force that its meeting put off, from the meeting's end."""

_DELAY = re.compile(r"at (CoP\d+) .*?delayed by (\d+ months)")
_BOILERPLATE = re.compile(
    r"Except the species included in Appendix I and except Pereskia spp\., "
    r"Pereskiopsis spp\. and Quiabentia spp\."
    r"|Except the species included in Appendix I and Aloe vera, also [^.]*\."
    r"|Excludes (?:Agapornis|Caracara)[^.]*(?: spp\.)?\.?"
    r"|Except (?:Sceloglaux albifacies|Pteropus brunneus) and the species[^.]*\.?"
    r"|Except (?:for )?the species (?:included|listed) in Appendix I\.?"
    r"|Included in [A-Z][A-Za-z]+ spp\.?;?|Excludes fossils\.?"
    r"|(?:Listing )?(?:adopted|agreed) at CoP\d+ [^.]*?months\."
    r"|\[[A-Z]+ listing [^\]]*\]|All (?:subspecies|stocks)\.?|All populations(?! e)[^.]*\.?"
    r"|Except the species included in Appendix I \(Catagonus wagneri\)[^.]*"
)
_COUNTRY = re.compile(r"\b[A-Z]{2}\b")
_TERRITORIES = Locale("en").territories
_PART = re.compile(r"[Pp]opulation|Popns|Asian")


def current_listings(layers: Layers) -> list[LegalListing]:
    """Give the listings of the newest sources: ids from A, higher taxa from B."""
    by_name = _schedule_by_name(layers.schedule)
    rows = [
        row
        for appendix in ("I", "II", "III")
        for row in _coldp_rows(layers, appendix, by_name)
    ]
    known = {(row.taxon_id, row.appendix) for row in rows}
    for listing in layers.schedule:
        draft = layers.tree.find(listing.name)
        if listing.higher and draft and (draft.taxon_id, listing.appendix) not in known:
            rows += _schedule_rows(draft.taxon_id, listing)
    for fact in facts("taxa"):
        draft = layers.tree.find(fact["scientific_name"])
        if fact["appendix"] and draft and draft.taxon_id not in layers.listed_ids:
            rows.append(_plain(draft.taxon_id, fact["appendix"], fact["source"]))
    return rows


def annotated(
    listings: list[LegalListing], taxa: dict[str, Taxon], layers: Layers
) -> list[LegalListing]:
    """Add the numbered annotation (#n) of the nearest listing of the Schedule."""
    numbers = {
        (row.name, row.appendix): row.annotation
        for row in layers.schedule
        if row.annotation
    }
    return [_annotate(row, taxa, numbers) for row in listings]


def _annotate(
    row: LegalListing, taxa: dict[str, Taxon], numbers: dict[tuple[str, str], str]
) -> LegalListing:
    at: Taxon | None = taxa[row.taxon_id]
    if at is None or at.kingdom != "Plantae" or "#" in row.annotation:
        return row
    while at:
        number = numbers.get((at.scientific_name, row.appendix))
        if number:
            return replace(row, annotation=f"{number} {row.annotation}".strip())
        at = taxa.get(at.parent_id)
    return row


def _schedule_by_name(
    schedule: list[Schedule],
) -> dict[tuple[str, str], list[Schedule]]:
    by_name: defaultdict[tuple[str, str], list[Schedule]] = defaultdict(list)
    for row in schedule:
        by_name[row.name, row.appendix].append(row)
    return by_name


def _coldp_rows(
    layers: Layers,
    appendix: str,
    by_name: dict[tuple[str, str], list[Schedule]],
) -> list[LegalListing]:
    rows = []
    for row in layers.source.rows(inputs.coldp(appendix, "taxon-property")):
        draft = layers.tree.drafts.get(row["taxonID"])
        if draft is None:
            continue
        remark = _own_part(row["remarks"], appendix)
        split = "/" in layers.listed_ids.get(draft.taxon_id, "")
        population, annotation = _read_remark(remark, draft.name, split)
        told = by_name.get((draft.name, appendix), [])
        if told and (split or (told[0].population and population)):
            population = told[0].population or population
            annotation = re.sub(r"Excludes the domesticated form.*", "", annotation)
        parties: tuple[str, ...] = ("",)
        if appendix == "III":
            parties = _parties(layers, draft.name, population, by_name) or ("",)
        rows += [
            LegalListing(
                draft.taxon_id,
                appendix,
                population,
                party,
                annotation,
                _delayed_until(row["remarks"]),
                None,
                f"col-cites-{appendix}",
            )
            for party in parties
        ]
    return rows


def _own_part(remark: str, appendix: str) -> str:
    """Give what a remark on a split taxon says of this Appendix."""
    parts = re.split(r"Appendix (I{1,3}):", remark)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))
    return " ".join(told.get(appendix, parts[0] if len(parts) == 1 else "").split())


def _read_remark(remark: str, name: str, split: bool) -> tuple[str, str]:
    """Part a remark into the population that is listed and the rest."""
    remark = " ".join(_BOILERPLATE.sub(" ", remark).split())
    remark = re.sub(r"(?<=[a-z]\.)(?=[A-Z][a-z])", " ", remark)
    sentences = re.split(r"(?<=[a-z)A-Z]\.) (?=[A-Z][a-z])", remark)
    population = [s for s in sentences if _PART.search(s)]
    if not split:
        population = [s for s in population if "quota" not in s]
    rest = [s for s in sentences if s not in population and not _of_others(s, name)]
    text = _COUNTRY.sub(_country, " ".join(population)).strip(" .")
    return text[:1].upper() + text[1:], " ".join(rest).strip(" ;,")


def _of_others(sentence: str, name: str) -> bool:
    """Say whether a quota or exception in a group's remark is that of other species."""
    named = re.findall(r"\b[A-Z](?:[a-z]+|\.) ([a-z]{4,})", sentence)
    named = [
        word for word in named if word not in {"quota", "zero", "export", "annual"}
    ]
    told_of_some = "quota" in sentence or "cultivars of" in sentence
    return told_of_some and bool(named) and name.rsplit(maxsplit=1)[-1] not in named


def _country(match: re.Match[str]) -> str:
    name = str(_TERRITORIES.get(match[0], match[0]))
    return name.split(" (", maxsplit=1)[0].replace(" & ", " and ")


def _delayed_until(remark: str) -> date | None:
    match = _DELAY.search(remark)
    return DELAYED[match[1], match[2]] if match else None


def _parties(
    layers: Layers,
    name: str,
    population: str,
    by_name: dict[tuple[str, str], list[Schedule]],
) -> tuple[str, ...]:
    former = [row["synonym"] for row in facts("synonyms") if row["accepted"] == name]
    words = name.split()
    for candidate in (name, *former, " ".join(words[:2]), words[0]):
        told = by_name.get((candidate, "III"))
        if told and told[0].parties:
            return told[0].parties
    codes = [c for c in ("Ukraine", "Brazil") if c in population]
    return tuple({"Ukraine": "UA", "Brazil": "BR"}[c] for c in codes)


def _schedule_rows(taxon_id: str, listing: Schedule) -> list[LegalListing]:
    return [
        LegalListing(
            taxon_id,
            listing.appendix,
            listing.population,
            party,
            listing.annotation,
            None,
            None,
            SCHEDULE,
        )
        for party in listing.parties or ("",)
    ]


def _plain(taxon_id: str, appendix: str, source: str) -> LegalListing:
    return LegalListing(taxon_id, appendix, "", "", "", None, None, source)
