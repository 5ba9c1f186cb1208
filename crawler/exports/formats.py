"""Flagged offers as CSV, a row an offer, and as JSON, with everything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from crawler.exports.offers import Record
from crawler.exports.package import Package
from crawler.exports.spreadsheet import as_csv
from crawler.matching.claims import told_claims

CSV_COLUMNS = {
    "appendix": "Appendix of the flagged text: the highest that the match allows",
    "offer": "likely, possible or unlikely: how surely the words offer a specimen",
    "taxon": "scientific name of the taxon that the words name",
    "taxon_group": "group of the taxon",
    "title": "title as published, of the latest flagged text",
    "price_text": "price as published with that text",
    "price_amount": "the amount read from it",
    "currency": "ISO 4217 code read from it",
    "marketplace": "name of the marketplace",
    "marketplace_title": "its title",
    "listing_id": "the listing's own number there",
    "url": "address of the listing; do not open it from your own connection",
    "place_text": "place as published",
    "country": "ISO 3166-1 code read from it",
    "posted_on": "date of posting as published, ISO 8601",
    "first_seen_at": "first sighting, UTC",
    "last_seen_at": "last sighting, UTC",
    "times_seen": "crawls that saw it",
    "state": "active, gone or ended, as of the last crawl",
    "state_since": "since when, UTC",
    "prices": "distinct prices as published, oldest first, parted by “ → ”",
    "matched_text": "the words that named the taxon, as published",
    "name": "the name in the species list that they matched",
    "kind": "accepted, synonym, common, trade, specimen or code_word",
    "language": "language of that name",
    "score": "0 to 100, how well the words fit the name",
    "reason": "why the matcher judged so",
    "claims": "what the seller says of it (captive-bred, antique, papers …), no proof",
    "possible_appendices": "every Appendix that the match allows, highest first",
    "other_taxa": "other taxa that the listing's words name",
    "seller_pseudonym": "keyed hash of the seller's handle; the handle is not stored",
    "relisted_from": "address of the listing that this one repeats, same marketplace",
    "same_as": "address of the listing with the same text on another marketplace",
    "species_list_version": "species list that the match was made with",
    "content_sha256": "SHA-256 over the published text",
    "id": "number of the listing in the database",
}
"""The columns of the CSV and what each means; printed in docs/exports.md."""

_OWN = frozenset({"posted_on", "first_seen_at", "last_seen_at", "state_since"})


def offers_csv(records: Sequence[Record]) -> bytes:
    """Write a row for each offer."""
    return as_csv(
        list(CSV_COLUMNS), [offer_row(record) for record in records], own=_OWN
    )


def offers_json(package: Package) -> bytes:
    """Write every offer with its matches, history, sightings and evidence."""
    text = json.dumps(package.document(), ensure_ascii=False, indent=1)
    return f"{text}\n".encode("utf-8", "replace")


def offer_row(record: Record) -> dict[str, Any]:
    """Give the row of an offer: a value for each of `CSV_COLUMNS`."""
    match = bearing_match(record)
    return {
        **{name: record.get(name) for name in CSV_COLUMNS},
        **{
            name: match.get(name, "")
            for name in (
                *("taxon_group", "matched_text", "name", "kind", "language", "score"),
                *("reason", "species_list_version"),
            )
        },
        "price_text": record["price"]["text"],
        "price_amount": _amount(record["price"]["amount"]),
        "currency": record["price"]["currency"],
        "marketplace": record["marketplace"]["name"],
        "marketplace_title": record["marketplace"]["title"],
        "times_seen": sum(each["event"] != "gone" for each in record["sightings"]),
        "prices": " → ".join(_prices(record)),
        "possible_appendices": ", ".join(match.get("appendices", [])),
        "claims": told_claims(record["claims"]),
        "other_taxa": ", ".join(_other_taxa(record)),
        "relisted_from": _address(record["relisted_from"]),
        "same_as": _address(record["same_as"]),
    }


def bearing_match(record: Record) -> dict[str, Any]:
    """Give the match that bears the judgement on the flagged text, {} if none."""
    of_text = [
        match
        for match in record["matches"]
        if match["version"] == record["flagged_version"]
        and match["taxon"] == record["taxon"]
    ]
    bearing = [match for match in of_text if match["appendix"] == record["appendix"]]
    found: dict[str, Any] = next(iter(bearing or of_text), {})
    return found


def _prices(record: Record) -> list[str]:
    texts = [version["price"]["text"] for version in record["versions"]]
    return [
        text
        for number, text in enumerate(texts)
        if text and (number == 0 or text != texts[number - 1])
    ]


def _other_taxa(record: Record) -> list[str]:
    named = [
        match["taxon"]
        for match in record["matches"]
        if match["version"] == record["flagged_version"]
    ]
    return [
        taxon for taxon in dict.fromkeys(named) if taxon and taxon != record["taxon"]
    ]


def _address(link: Record | None) -> str:
    return str(link["url"]) if link else ""


def _amount(amount: float | None) -> float | int | None:
    return int(amount) if amount is not None and amount.is_integer() else amount
