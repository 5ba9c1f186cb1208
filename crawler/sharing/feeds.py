"""Flagged offers as feeds: Atom (RFC 4287) and JSON Feed 1.1, each with a signature."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from crawler.exports.formats import bearing_match
from crawler.exports.offers import Record
from crawler.exports.package import NOTICE, Package
from crawler.sharing.signing import public_text, sign, signing_key
from crawler.workspace import Workspace

ATOM = "http://www.w3.org/2005/Atom"
MOST = 200
_TITLE = "Flagged offers of CITES-listed wildlife"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_feeds(package: Package, workspace: Workspace, folder: Path) -> list[Path]:
    """Write `feed.atom` and `feed.json` into *folder*, each with its signature.

    Raises:
        SecretFileError: there is no key to sign with.
        OSError: the folder cannot be written.
    """
    key = signing_key(workspace.folder)
    newest = sorted(package.records, key=lambda one: one["first_seen_at"], reverse=True)
    chosen = newest[:MOST]
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in (
        ("feed.atom", atom(package, chosen)),
        ("feed.json", json_feed(package, chosen)),
    ):
        told = {
            "signed": name,
            "algorithm": "Ed25519",
            "public_key": public_text(key),
            "signature": sign(key, content),
        }
        files = {name: content, f"{name}.sig": json.dumps(told, indent=1).encode()}
        for file, body in files.items():
            draft = folder / f".{file}.new"
            draft.write_bytes(body)
            written.append(draft.replace(folder / file))
    return written


def atom(package: Package, records: Sequence[Record]) -> bytes:
    """Give an Atom feed; every text is text, and no entry has a link to be followed."""
    make = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    feed = make.feed(
        make.id("urn:citeswatch:flagged-offers"),
        make.title(_TITLE),
        make.subtitle(NOTICE),
        make.updated(package.made_at),
        make.author(make.name(_clean(package.unit) or "citeswatch")),
    )
    for record in records:
        feed.append(
            make.entry(
                make.id(_id(record)),
                make.title(_clean(record["title"]) or "(no title)", type="text"),
                make.published(record["first_seen_at"]),
                make.updated(record["last_seen_at"]),
                make.category(term=f"Appendix {record['appendix']}"),
                make.category(term=_clean(record["taxon"])),
                make.content(_clean(_text(record)), type="text"),
            )
        )
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8"))


def json_feed(package: Package, records: Sequence[Record]) -> bytes:
    """Give a JSON Feed of the same entries."""
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _TITLE,
        "description": NOTICE,
        "authors": [{"name": package.unit or "citeswatch"}],
        "items": [
            {
                "id": _id(record),
                "title": record["title"],
                "content_text": _text(record),
                "date_published": record["first_seen_at"],
                "date_modified": record["last_seen_at"],
                "tags": [f"Appendix {record['appendix']}", record["taxon"]],
                "_citeswatch": {
                    "url": record["url"],
                    "marketplace": record["marketplace"]["name"],
                    "listing_id": record["listing_id"],
                    "sha256": record["sha256"],
                },
            }
            for record in records
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _id(record: Record) -> str:
    # The marketplace's own id may hold what an address may not.
    listing = hashlib.sha256(record["listing_id"].encode("utf-8", "replace"))
    return f"urn:citeswatch:{record['marketplace']['name']}:{listing.hexdigest()[:32]}"


def _text(record: Record) -> str:
    match = bearing_match(record)
    lines = [
        match.get("reason", ""),
        f"Price as published: {record['price']['text']}"
        if record["price"]["text"]
        else "",
        f"{record['marketplace']['title'] or record['marketplace']['name']}, its number "
        f"{record['listing_id']}",
        f"Address, not to be opened from your own connection: {record['url']}",
        NOTICE,
    ]
    return "\n".join(line for line in lines if line)


def _clean(text: str) -> str:
    """Leave out what XML cannot hold, and marks that turn the direction of a line."""
    kept = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    return "".join(c for c in kept if unicodedata.category(c) != "Cf")
