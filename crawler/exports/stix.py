"""A STIX 2.1 bundle: what was observed, and a note on each offer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from stix2.v21 import (
    TLP_AMBER,
    URL,
    Bundle,
    File,
    Grouping,
    Identity,
    Note,
    ObservedData,
    UserAccount,
)

from crawler.exports.formats import bearing_match
from crawler.exports.identifiers import named_uuid, offer_uuid
from crawler.exports.offers import Record
from crawler.exports.package import NOTICE, Package


def stix_bundle(package: Package) -> bytes:
    """Make the bundle, marked TLP:AMBER; objects keep their ids from export to export."""
    at = datetime.fromisoformat(package.made_at)
    unit = Identity(
        id=f"identity--{named_uuid(f'unit{package.unit}')}",
        name=package.unit or "citeswatch",
        identity_class="organization",
        contact_information=package.contact or None,
        created=at,
        modified=at,
    )
    found: dict[str, Any] = {unit.id: unit, TLP_AMBER.id: TLP_AMBER}
    members = []
    for record in package.records:
        for made in _of_offer(record, unit, at):
            found.setdefault(made.id, made)
            if made.type in {"observed-data", "note"}:
                members.append(made.id)
    if members:
        group = Grouping(
            id=f"grouping--{named_uuid(package.made_at)}",
            name=f"Offers of CITES-listed wildlife, {package.made_at[:10]}",
            description=NOTICE,
            context="unspecified",
            object_refs=members,
            **_ours(unit, at),
        )
        found[group.id] = group
    name = f"bundle--{named_uuid(f'bundle{package.made_at}')}"
    bundle = Bundle(*found.values(), id=name)
    return str(bundle.serialize(indent=1)).encode("utf-8", "replace")


def _of_offer(record: Record, unit: Identity, at: datetime) -> Iterator[Any]:
    seen = list(_observables(record))
    yield from seen
    observed = ObservedData(
        id=f"observed-data--{offer_uuid(record, 'observed')}",
        first_observed=record["first_seen_at"],
        last_observed=record["last_seen_at"],
        number_observed=max(
            1, sum(one["event"] != "gone" for one in record["sightings"])
        ),
        object_refs=[one.id for one in seen],
        labels=_labels(record),
        **_ours(unit, at),
    )
    yield observed
    yield Note(
        id=f"note--{offer_uuid(record, 'note')}",
        abstract=record["title"] or "(no title)",
        content=_words(record),
        object_refs=[observed.id],
        labels=_labels(record),
        **_ours(unit, at),
    )


def _observables(record: Record) -> Iterator[Any]:
    yield URL(value=record["url"] or f"urn:citeswatch:{offer_uuid(record)}")
    if record["seller_pseudonym"]:
        yield UserAccount(
            user_id=record["seller_pseudonym"],
            account_type=record["marketplace"]["name"],
        )
    kept = {
        one["payload_sha256"]: one
        for one in record["evidence"]
        if one["kind"] in {"page", "picture"} and one["payload_sha256"]
    }
    for digest, one in kept.items():
        yield File(
            hashes={"SHA-256": digest},
            size=one["payload_bytes"],
            name=f"{one['kind']}-{one['id']}",
        )


def _ours(unit: Identity, at: datetime) -> dict[str, Any]:
    return {
        "created_by_ref": unit.id,
        "created": at,
        "modified": at,
        "object_marking_refs": [TLP_AMBER.id],
    }


def _labels(record: Record) -> list[str]:
    known = {
        "cites-appendix": record["appendix"],
        "taxon": record["taxon"],
        "certainty": record["offer"],
    }
    return [f"{name}:{value}" for name, value in known.items() if value] or [
        "unflagged"
    ]


def _words(record: Record) -> str:
    place = record["marketplace"]
    lines = [
        bearing_match(record).get("reason", ""),
        f"Price as published: {record['price']['text']}"
        if record["price"]["text"]
        else "",
        f"Place as published: {record['place_text']}" if record["place_text"] else "",
        f"{place['title'] or place['name']}, its number {record['listing_id']}",
        NOTICE,
    ]
    return "\n".join(line for line in lines if line)
