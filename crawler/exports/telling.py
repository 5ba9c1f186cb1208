"""An offer in words for people: what both the PDF and the page print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel import Locale

from crawler import __version__
from crawler.counting import counted
from crawler.exports.formats import bearing_match
from crawler.exports.offers import Record
from crawler.exports.package import NOTICE, Package
from crawler.exports.renditions import Rendition

CUT = 4000
"""Letters of a description that the report prints; the data hold all."""
_KINDS = {
    "page": "page",
    "picture": "picture",
    "request": "request",
    "details": "details of the capture",
    "style": "style sheet",
    "screenshot": "screenshot",
    "print": "print",
}


def tell_package(package: Package, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the head of the report and the told offers."""
    number, digest = package.evidence_head
    case = package.case or {}
    head = [("Made", package.made_at.replace("T", " ").replace("Z", " UTC"))]
    head += [("By", package.unit)] if package.unit else []
    head += [("Contact", package.contact)] if package.contact else []
    if case:
        head.append(
            ("Case", " – ".join(filter(None, (case["reference"], case["title"]))))
        )
    head += [("Asked for", _asked(package)), ("Offers", str(len(package.records)))]
    head.append(("Software", f"citeswatch {__version__}"))
    if number:
        head.append(
            ("Chain of evidence", f"ends with object {number}, SHA-256 {digest}")
        )
    return {
        "title": "Offers of CITES-listed wildlife",
        "notice": NOTICE,
        "head": [list(row) for row in head],
        "offers": entries,
    }


def tell_offer(
    record: Record, pictures: Sequence[Rendition], faults: Sequence[str]
) -> dict[str, Any]:
    """Give what people need to know of one offer, in the order they ask."""
    entries = record["appendix_listings"]
    return {
        "title": record["title"] or "(no title)",
        "sure": _sure(record),
        "facts": [[name, value] for name, value in _facts(record) if value],
        "text": _cut(record["description"]),
        "why": _why(record),
        "law": [_law(entry) for entry in entries if _held(entry, record)],
        "law_else": [_law(entry) for entry in entries if not _held(entry, record)],
        "history": _history(record),
        "reviews": [_review(one) for one in record["reviews"]],
        "custody": [_custody(one) for one in record["evidence"]],
        "pictures": [
            {"file": one.file, "told": f"object {one.evidence}, {one.url}"}
            for one in pictures
        ],
        "faults": list(faults),
        "id": str(record["id"]),
    }


def _sure(record: Record) -> str:
    if not record["taxon"]:
        return "No name of a listed taxon was found; it was added by a person."
    return (
        f"Name match, {record['offer']}: {record['taxon']}; the taxon is listed in "
        f"Appendix {record['appendix'] or '?'}."
    )


def _facts(record: Record) -> list[tuple[str, str]]:
    place = record["marketplace"]
    seen = sum(each["event"] != "gone" for each in record["sightings"])
    country = Locale("en").territories.get(record["country"], record["country"])
    return [
        ("Price", _price(record["price"])),
        ("Marketplace", place["title"] or place["name"]),
        ("Its own number", record["listing_id"]),
        ("Address", record["url"]),
        ("Place as published", record["place_text"]),
        ("Country", country),
        ("Shipping as published", record["shipping_text"]),
        ("Category as published", record["category_text"]),
        ("Seller", record.get("seller", "") or _pseudonym(record)),
        ("Posted", _time(record["posted_on"])),
        ("First seen", _time(record["first_seen_at"])),
        ("Last seen", f"{_time(record['last_seen_at'])}, in {counted(seen, 'crawl')}"),
        ("State", f"{record['state']} since {_time(record['state_since'])}"),
        ("Repeats", _link(record["relisted_from"])),
        ("Same text as", _link(record["same_as"])),
        ("Number in the database", str(record["id"])),
    ]


def _price(price: Record) -> str:
    """Give the price as published, with the currency that it was read in."""
    text, currency = price["text"], price["currency"]
    return f"{text} ({currency})" if currency and currency not in text else text


def _pseudonym(record: Record) -> str:
    known = record["seller_pseudonym"]
    return f"pseudonym {known} (the name is not in this report)" if known else ""


def _why(record: Record) -> list[str]:
    best = bearing_match(record)
    rest = [
        one
        for one in record["matches"]
        if one is not best and one["version"] == record["flagged_version"]
    ]
    return [one["reason"] for one in [best, *rest] if one][:8]


def _held(entry: Record, record: Record) -> bool:
    """Whether an entry was in force on a day between first and last sighting."""
    ended = (
        entry["valid_until"] and entry["valid_until"] <= record["first_seen_at"][:10]
    )
    return not ended and entry["valid_from"] <= record["last_seen_at"][:10]


def _law(entry: Record) -> str:
    until = f" until {entry['valid_until']}" if entry["valid_until"] else ""
    since = f", in force from {entry['valid_from']}" if entry["valid_from"] else ""
    higher = entry["listed_under"]
    under = f" (listed as {higher})" if higher and higher != entry["taxon"] else ""
    extra = "; ".join(
        filter(None, (entry["population"], entry["party"], entry["annotation"]))
    )
    return (
        f"{entry['taxon']}{under}: Appendix {entry['appendix']}{since}{until}"
        f"{f' [{extra}]' if extra else ''}"
    )


def _history(record: Record) -> list[list[str]]:
    rows = [
        [_time(one["seen_at"]), _price(one["price"]), _cut(one["title"], 200)]
        for one in record["versions"]
    ]
    gone = [
        [_time(one["seen_at"]), "", "(not seen any more)"]
        for one in record["sightings"]
        if one["event"] == "gone"
    ]
    return sorted([*rows, *gone], key=lambda row: row[0])


def _review(one: Record) -> str:
    words = " ".join(filter(None, (one["reason"], one["taxon"], one["note"])))
    return f"{_time(one['reviewed_at'])}: {one['verdict'].replace('_', ' ')} {words}".strip()


def _custody(one: Record) -> list[str]:
    kind = _KINDS.get(one["kind"], one["kind"])
    state = f" (deleted {one['deleted_at'][:10]})" if one["deleted_at"] else ""
    digest = one["payload_sha256"] or one["record_sha256"]
    return [str(one["id"]), _time(one["captured_at"]), f"{kind}{state}", digest]


def _asked(package: Package) -> str:
    told = []
    for name, value in package.filters.items():
        words = ", ".join(value) if isinstance(value, (list, tuple)) else str(value)
        told.append(f"{name}: {words}")
    return "; ".join(told)


def _link(link: Record | None) -> str:
    return str(link["url"]) if link else ""


def _time(text: str) -> str:
    return text.replace("T", " ").replace("Z", " UTC")


def _cut(text: str, longest: int = CUT) -> str:
    return text if len(text) <= longest else f"{text[:longest]} […]"
