"""One flagged offer as an investigator gets it: all that the store knows of it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawler.store import Store
from crawler.store import export_queries as queries
from crawler.store.export_queries import ExportFilters

Record = dict[str, Any]
BATCH = 500

_PUBLISHED = (
    "url",
    "description",
    "posted_on",
    "ends_at",
    "place_text",
    "country",
    "shipping_text",
    "category_text",
    "language",
)
_MATCH = (
    "version",
    "field",
    "taxon",
    "taxon_id",
    "rank",
    "taxon_group",
    "kingdom",
    "phylum",
    "class",
    "order",
    "family",
    "genus",
    "appendix",
    "kind",
    "name",
    "language",
    "matched_text",
    "start",
    "end",
    "score",
    "offer",
    "reason",
    "species_list_version",
    "matched_at",
)
_EVIDENCE = (
    "id",
    "captured_at",
    "kind",
    "reason",
    "url",
    "status",
    "content_type",
    "payload_bytes",
    "payload_sha256",
    "warc",
    "record_id",
    "record_sha256",
    "sha256",
    "clock",
    "software_version",
)
_LEGAL = (
    "taxon",
    "listed_under",
    "appendix",
    "population",
    "party",
    "annotation",
    "valid_from",
    "valid_until",
    "source",
)
_REVIEW = ("version", "reviewed_at", "verdict", "reason", "taxon", "note")
_CRAWL = (
    "started_at",
    "outcome",
    "clock",
    "software_version",
    "species_list_version",
)


def flagged_offers(store: Store, filters: ExportFilters) -> Iterator[Record]:
    """Give the records of the offers that *filters* let through, by number."""
    yield from records_of(store, queries.find_flagged(store.conn, filters))


def records_of(store: Store, versions: Mapping[int, int]) -> Iterator[Record]:
    """Give the records of listings, each with the version of its text that counts."""
    conn = store.conn
    ids = list(versions)
    for begin in range(0, len(ids), BATCH):
        batch = ids[begin : begin + BATCH]
        texts = _by_listing(queries.versions_by_listing(conn, batch))
        sightings = _by_listing(queries.sightings_by_listing(conn, batch))
        matches = _by_listing(queries.matches_by_listing(conn, batch))
        around = _around(store, batch)
        for row in queries.listings_by_id(conn, batch):
            number = row["id"]
            parts = {
                "texts": texts[number],
                "sightings": sightings[number],
                "matches": matches[number],
                **{name: rows[number] for name, rows in around.items()},
            }
            yield _record(row, versions[number], parts)


def record_sha256(record: Record) -> str:
    """Sum up *record* without its own `sha256`: keys sorted, no spaces, UTF-8."""
    rest = {key: value for key, value in record.items() if key != "sha256"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _by_listing(rows: Sequence[queries.Row]) -> defaultdict[int, list[queries.Row]]:
    found: defaultdict[int, list[queries.Row]] = defaultdict(list)
    for row in rows:
        found[row["listing"]].append(row)
    return found


def _around(
    store: Store, batch: list[int]
) -> dict[str, defaultdict[int, list[queries.Row]]]:
    """Give what the law, the reviewers and the evidence say of the listings."""
    conn = store.conn
    return {
        "appendix_listings": _by_listing(
            queries.legal_listings_by_listing(conn, batch)
        ),
        "reviews": _by_listing(queries.reviews_by_listing(conn, batch)),
        "evidence": _by_listing(queries.evidence_by_listing(conn, batch)),
    }


def _record(
    row: queries.Row, flagged_version: int, parts: dict[str, list[queries.Row]]
) -> Record:
    (text,) = [each for each in parts["texts"] if each["id"] == flagged_version]
    record = {
        **_judgement(row, text),
        **_publication(row, text),
        **_whereabouts(row),
        "content_sha256": text["content_sha256"],
        "provenance": json.loads(row["provenance"]),
        "claims": json.loads(text["claims"]),
        "matches": [_match(each) for each in parts["matches"]],
        "versions": [_version(each) for each in parts["texts"]],
        "sightings": [_sighting(each) for each in parts["sightings"]],
        "appendix_listings": _named(parts["appendix_listings"], _LEGAL),
        "reviews": _named(parts["reviews"], _REVIEW),
        "evidence": [_evidence(each) for each in parts["evidence"]],
    }
    return {**record, "sha256": record_sha256(record)}


def _judgement(row: queries.Row, text: queries.Row) -> Record:
    return {
        "id": row["id"],
        "appendix": text["appendix"],
        "offer": text["offer"],
        "priority": text["priority"],
        "taxon": text["taxon"],
        "flagged_version": text["id"],
        "current_version": row["version"],
    }


def _publication(row: queries.Row, text: queries.Row) -> Record:
    """Give what was published: title, description and price as they were flagged."""
    return {
        "title": text["title"],
        **{name: row[name] for name in _PUBLISHED},
        "description": text["description"],
        "price": _price(text),
        "image_urls": json.loads(row["image_urls"]),
    }


def _whereabouts(row: queries.Row) -> Record:
    """Give where and when the listing was, and which other listings it repeats."""
    return {
        "marketplace": {
            "name": row["marketplace"],
            "title": row["marketplace_title"],
            "home": row["marketplace_home"],
            "country": row["marketplace_country"],
            "family": row["marketplace_family"],
        },
        "listing_id": row["listing_id"],
        "seller_pseudonym": row["seller_pseudonym"] or "",
        "state": row["state"],
        "state_since": row["state_since"],
        "first_seen_at": row["first_seen_at"],
        "last_seen_at": row["last_seen_at"],
        "relisted_from": _other(row, "relisted_from"),
        "same_as": _other(row, "same_as"),
    }


def _price(text: queries.Row) -> Record:
    return {
        "text": text["price_text"],
        "amount": text["price_amount"],
        "currency": text["currency"],
    }


def _other(row: queries.Row, link: str) -> Record | None:
    if row[link] is None:
        return None
    return {
        "id": row[link],
        "marketplace": row[f"{link}_marketplace"],
        "listing_id": row[f"{link}_listing_id"],
        "url": row[f"{link}_url"],
    }


def _named(rows: list[queries.Row], names: Sequence[str]) -> list[Record]:
    return [
        {name: "" if row[name] is None else row[name] for name in names} for row in rows
    ]


def _evidence(row: queries.Row) -> Record:
    return {
        **{name: row[name] for name in _EVIDENCE},
        "deleted_at": row["deleted_at"] or "",
    }


def _match(row: queries.Row) -> Record:
    return {
        "current": bool(row["is_current"]),
        **{name: "" if row[name] is None else row[name] for name in _MATCH},
        "appendices": json.loads(row["appendices"]),
    }


def _version(row: queries.Row) -> Record:
    return {
        "id": row["id"],
        "seen_at": row["seen_at"],
        "title": row["title"],
        "description": row["description"],
        "price": _price(row),
        "content_sha256": row["content_sha256"],
        "offer": row["offer"],
        "appendix": row["appendix"],
        "taxon": row["taxon"],
    }


def _sighting(row: queries.Row) -> Record:
    return {
        "seen_at": row["seen_at"],
        "event": row["event"],
        "version": row["version"],
        "crawl": {"id": row["crawl"], **{name: row[name] for name in _CRAWL}},
    }
