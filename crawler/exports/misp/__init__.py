"""A MISP event with one object for each offer, by the template in definition.json."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pymisp import MISPEvent, MISPObject

from crawler.exports.formats import bearing_match
from crawler.exports.identifiers import named_uuid, offer_uuid
from crawler.exports.offers import Record
from crawler.exports.package import NOTICE, Package

TEMPLATE = Path(__file__).with_name("definition.json")
ONLY_OURS = 0
"""Distribution: your organisation only, until a person widens it."""
UNDEFINED, INITIAL = 4, 0


def misp_event(package: Package) -> bytes:
    """Make the event: one object an offer, shared with nobody until a person says so."""
    event = MISPEvent()
    event.uuid = named_uuid(f"event\0{package.made_at}\0{package.unit}")
    event.info = f"Offers of CITES-listed wildlife, {package.made_at[:10]}"
    event.set_date(package.made_at[:10])
    event.distribution = ONLY_OURS
    event.threat_level_id = UNDEFINED
    event.analysis = INITIAL
    event.add_tag("tlp:amber")
    event.add_attribute("comment", NOTICE, distribution=ONLY_OURS)
    template = json.loads(TEMPLATE.read_text("utf-8"))
    for record in package.records:
        event.add_object(_object(record, template))
    return str(event.to_json(indent=1)).encode("utf-8", "replace")


def _object(record: Record, template: dict[str, Any]) -> MISPObject:
    made = MISPObject(
        "wildlife-offer",
        strict=True,
        misp_objects_template_custom=template,
        default_attributes_parameters={"distribution": ONLY_OURS},
    )
    made.uuid = offer_uuid(record)
    made.distribution = ONLY_OURS
    for relation, value in _values(record):
        if value:
            made.add_attribute(relation, value=value, to_ids=False)
    return made


def _values(record: Record) -> Iterator[tuple[str, str]]:
    yield "title", record["title"] or "(no title)"
    yield "description", record["description"]
    yield "taxon", record["taxon"] or "(none named)"
    yield "appendix", record["appendix"]
    yield "certainty", record["offer"]
    yield "reason", bearing_match(record).get("reason", "")
    yield "url", record["url"]
    yield "marketplace", record["marketplace"]["title"] or record["marketplace"]["name"]
    yield "listing-id", record["listing_id"]
    yield "place", record["place_text"]
    yield "country", record["country"]
    yield "seller-pseudonym", record["seller_pseudonym"]
    yield "first-seen", record["first_seen_at"]
    yield "last-seen", record["last_seen_at"]
    for price in dict.fromkeys(one["price"]["text"] for one in record["versions"]):
        yield "price", price
    for kind in ("page", "picture"):
        sums = (
            one["payload_sha256"] for one in record["evidence"] if one["kind"] == kind
        )
        for digest in dict.fromkeys(sums):
            yield f"{kind}-sha256", digest
