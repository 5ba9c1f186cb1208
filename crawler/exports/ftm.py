"""FollowTheMoney entities, one JSON object a line, as Aleph and its kin read them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from followthemoney import model
from followthemoney.proxy import EntityProxy

from crawler.exports.formats import bearing_match
from crawler.exports.identifiers import named_uuid, offer_uuid
from crawler.exports.offers import Record
from crawler.exports.package import NOTICE, Package


def ftm_entities(package: Package) -> bytes:
    """Make a page, a thing on offer, a seller's account and pictures of each offer."""
    lines: dict[str, str] = {}
    for record in package.records:
        for entity in _of_offer(record):
            told = json.dumps(entity.to_dict(), ensure_ascii=False)
            lines.setdefault(str(entity.id), told)
    return "".join(f"{line}\n" for line in lines.values()).encode("utf-8", "replace")


def _of_offer(record: Record) -> Iterator[EntityProxy]:
    page, asset = _page(record), _asset(record)
    yield page
    yield asset
    yield _link("Documentation", record, "documents", document=page, entity=asset)
    if record["seller_pseudonym"]:
        account = _account(record)
        yield account
        yield _link("UnknownLink", record, "offers", subject=account, object=asset)
    for kept in record["evidence"]:
        if kept["kind"] == "picture" and kept["payload_sha256"]:
            yield _picture(record, kept["payload_sha256"], page)


def _page(record: Record) -> EntityProxy:
    match = bearing_match(record)
    page = _entity("HyperText", offer_uuid(record, "page"))
    page.add("title", record["title"])
    page.add("bodyText", "\n".join((record["description"], record["price"]["text"])))
    page.add("sourceUrl", record["url"])
    page.add(
        "publisher", record["marketplace"]["title"] or record["marketplace"]["name"]
    )
    page.add("publishedAt", record["posted_on"])
    page.add("retrievedAt", record["last_seen_at"])
    page.add("country", record["country"])
    page.add("language", record["language"])
    page.add("keywords", _keywords(record))
    page.add("summary", match.get("reason", ""))
    page.add("notes", NOTICE)
    return page


def _asset(record: Record) -> EntityProxy:
    asset = _entity("Asset", offer_uuid(record, "asset"))
    asset.add("name", record["title"] or "(no title)")
    asset.add("keywords", _keywords(record))
    asset.add("country", record["country"])
    asset.add("address", record["place_text"])
    asset.add("sourceUrl", record["url"])
    asset.add("createdAt", record["first_seen_at"])
    asset.add("modifiedAt", record["last_seen_at"])
    if record["price"]["amount"] is not None:
        asset.add("amount", str(record["price"]["amount"]))
        asset.add("currency", record["price"]["currency"])
    asset.add("notes", NOTICE)
    return asset


def _account(record: Record) -> EntityProxy:
    known = record["seller_pseudonym"]
    place = record["marketplace"]["name"]
    account = _entity("UserAccount", named_uuid(f"{place}\0{known}"))
    account.add("username", known)
    account.add("name", f"seller {known[:12]}")
    account.add("service", place)
    account.add("notes", "A keyed hash of the published name, not the name.")
    return account


def _picture(record: Record, digest: str, page: EntityProxy) -> EntityProxy:
    picture = _entity("Image", offer_uuid(record, digest))
    picture.add("title", f"picture, SHA-256 {digest}")
    picture.add("parent", page)
    return picture


def _link(schema: str, record: Record, role: str, **ends: EntityProxy) -> EntityProxy:
    link = _entity(schema, offer_uuid(record, role))
    for name, end in ends.items():
        link.add(name, end)
    link.add("role", role)
    link.add(
        "startDate" if schema == "UnknownLink" else "date", record["first_seen_at"]
    )
    return link


def _entity(schema: str, number: str) -> EntityProxy:
    entity = model.make_entity(schema)
    entity.id = number
    return entity


def _keywords(record: Record) -> list[str]:
    appendix = f"CITES Appendix {record['appendix']}" if record["appendix"] else ""
    return [word for word in (record["taxon"], appendix) if word]
