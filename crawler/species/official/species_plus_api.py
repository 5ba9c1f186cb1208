"""The answer of the Species+ API to `/api/v1/taxon_concepts.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from crawler.species.official.records import OfficialListing, OfficialTaxon
from crawler.species.reading import SpeciesFileError, read_text

KEY = "taxon_concepts"


def read_species_plus_api(path: Path) -> Iterator[OfficialTaxon]:
    """Read the accepted taxa of one page of an answer, in its order.

    Raises:
        SpeciesFileError: not JSON, no taxon concepts, or one without its keys.
    """
    concepts = _concepts(path)
    for number, concept in enumerate(concepts, start=1):
        try:
            if concept.get("name_status", "A") == "A":
                yield _taxon(concept)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SpeciesFileError(
                path,
                0,
                f"taxon concept number {number} is not as the API gives it ({error!r})",
                "Ask the API again and save its answer unchanged",
            ) from error


def _concepts(path: Path) -> list[Any]:
    text = read_text(path)
    try:
        answer = json.loads(text)
    except json.JSONDecodeError as error:
        raise SpeciesFileError(
            path, error.lineno, f"not valid JSON ({error.msg})", "Save the answer again"
        ) from error
    concepts = answer.get(KEY) if isinstance(answer, dict) else None
    if not isinstance(concepts, list):
        raise SpeciesFileError(
            path,
            1,
            f'no list "{KEY}" in it',
            "Save the whole answer of /api/v1/taxon_concepts.json",
        )
    return concepts


def _taxon(concept: dict[str, Any]) -> OfficialTaxon:
    higher = concept.get("higher_taxa") or {}
    name = " ".join(concept["full_name"].split())
    return OfficialTaxon(
        taxon_id=str(int(concept["id"])),
        scientific_name=name,
        rank=concept["rank"].lower(),
        kingdom=higher.get("kingdom") or "",
        phylum=higher.get("phylum") or "",
        class_=higher.get("class") or "",
        order=higher.get("order") or "",
        family=higher.get("family") or "",
        genus=name.split()[0] if concept["rank"] in LOW_RANKS else "",
        appendices=tuple((concept.get("cites_listing") or "").split("/"))
        if concept.get("cites_listing")
        else (),
        synonyms=tuple(
            " ".join(row["full_name"].split()) for row in concept.get("synonyms") or ()
        ),
        common=tuple(
            (row["language"].lower(), row["name"])
            for row in concept.get("common_names") or ()
        ),
        listings=tuple(_listing(row) for row in concept.get("cites_listings") or ()),
    )


LOW_RANKS = {"GENUS", "SPECIES", "SUBSPECIES", "VARIETY"}


def _listing(row: dict[str, Any]) -> OfficialListing:
    party = row.get("party") or ""
    note = " ".join((row.get("annotation") or "").split())
    hashed = row.get("hash_annotation") or ""
    return OfficialListing(
        appendix=row["appendix"],
        population=note if "opulation" in note else "",
        party=party.get("iso_code2", "") if isinstance(party, dict) else party,
        annotation=str(hashed) if isinstance(hashed, str) else "",
        valid_from=date.fromisoformat(row["effective_at"])
        if row.get("effective_at")
        else None,
    )
