"""Whether the same offer, and the same seller, is found again: precision and recall.

Every offer of `benchmarks/identity/offers.jsonl` is stored as its own listing, with its
pictures (`benchmarks.identity_pictures`), and linked as after a crawl. Precision and
recall are over all pairs of offers; a linked pair is right if both are of one group.
`same by kind` and `different by kind` count the pairs within a family: those that are
the same and how many were found, those that are different and how many were linked.
"recall by exact text" is what the store finds without this, for comparison.

The held-out families were written after the rules were done.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.identity_pictures import draw
from crawler.identity.linking import link_listings, note_picture
from crawler.items import Listing
from crawler.store import MarketplaceFacts, Store
from pipelines.identify_listing import fingerprint
from pipelines.protect_seller import pseudonym

OFFERS = Path(__file__).parent / "identity" / "offers.jsonl"
RESULTS = Path(__file__).parent / "results" / "identity.json"
FIRST_HELD_OUT = 104
"""Families before it were looked at when the rules were made."""
KEY = b"a key for this benchmark only..."
Pair = tuple[str, str]


def read_offers() -> list[dict[str, Any]]:
    """Read the labelled offers; each has a name of its own."""
    lines = OFFERS.read_text(encoding="utf-8").splitlines()
    offers = [json.loads(line) for line in lines]
    for one in offers:
        one["name"] = f"{one['family']}/{one['id']}"
    return offers


def is_held_out(one: dict[str, Any]) -> bool:
    """Whether an offer was written after the rules."""
    return int(one["family"]) >= FIRST_HELD_OUT


def listing_of(one: dict[str, Any]) -> Listing:
    """Give an offer as the pipelines would."""
    listing = Listing(
        one["market"], one["name"], f"http://x.test/{one['name']}", one["title"]
    )
    listing.description = one["text"]
    listing.price_amount = one["price"]
    listing.currency = one["currency"]
    listing.country = one["country"]
    listing.seller_pseudonym = pseudonym(KEY, one["seller"])
    listing.content_sha256 = one["name"]
    return listing


def store_all(store: Store, listings: Iterable[Listing], market: str) -> None:
    """Store *listings* as one crawl."""
    crawl_id = store.begin_crawl(MarketplaceFacts(market))
    store.write_batch(crawl_id, listings)
    store.finish_crawl(crawl_id, "finished")


def linked(offers: list[dict[str, Any]]) -> tuple[set[Pair], set[Pair]]:
    """Give the pairs of offers, and of sellers, that are linked in one database."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "x.db") as store,
    ):
        for market in sorted({one["market"] for one in offers}):
            mine = [one for one in offers if one["market"] == market]
            store_all(store, map(listing_of, mine), market)
        ids = dict(store.conn.execute("SELECT listing_id, id FROM listings"))
        for one in offers:
            for picture in one.get("pictures", ()):
                note_picture(store, ids[one["name"]], draw(picture))
        link_listings(store, KEY)
        found = store.conn.execute(
            """SELECT a.listing_id, b.listing_id FROM same_offers s
               JOIN listings a ON a.id = s.listing
               JOIN listings b ON b.id = s.other"""
        ).fetchall()
        sellers = store.conn.execute(
            """SELECT a.pseudonym, b.pseudonym FROM same_sellers s
               JOIN sellers a ON a.id = s.seller JOIN sellers b ON b.id = s.other"""
        ).fetchall()
    return _closed({_pair(*row) for row in found}), {_pair(*row) for row in sellers}


def _closed(pairs: set[Pair]) -> set[Pair]:
    """Add the pairs that follow: what is the same as one is the same as the other."""
    groups: dict[str, set[str]] = {}
    for one, other in pairs:
        together = groups.get(one, {one}) | groups.get(other, {other})
        groups.update(dict.fromkeys(together, together))
    return {
        _pair(*pair) for group in groups.values() for pair in combinations(group, 2)
    }


def score(offers: list[dict[str, Any]]) -> dict[str, Any]:
    """Compare what is linked with what is the same."""
    by_name = {one["name"]: one for one in offers}
    pairs = [_pair(*pair) for pair in combinations(by_name, 2)]
    true = {(a, b) for a, b in pairs if by_name[a]["group"] == by_name[b]["group"]}
    near = {(a, b) for a, b in pairs if by_name[a]["family"] == by_name[b]["family"]}
    found, sellers = linked(offers)
    prints = {
        name: fingerprint(f"{one['title']} {one['text']}")
        for name, one in by_name.items()
    }
    exact = {(a, b) for a, b in pairs if prints[a] and prints[a] == prints[b]}
    return {
        "offers": len(offers),
        "pairs": len(pairs),
        "labelled pairs within families": len(near),
        **_shares(true, found),
        "recall by exact text": round(len(exact & true) / max(len(true), 1), 4),
        "same by kind": _by_kind(true, true & found, by_name),
        "different by kind": _by_kind(near - true, found - true, by_name),
        "sellers": _shares(_same_persons(offers), sellers),
        "wrongly linked": sorted(found - true),
        "missed": sorted(true - found),
    }


def _shares(true: set[Pair], found: set[Pair]) -> dict[str, Any]:
    right = len(true & found)
    return {
        "same": len(true),
        "linked": len(found),
        "precision": round(right / max(len(found), 1), 4),
        "recall": round(right / max(len(true), 1), 4),
    }


def _by_kind(
    pairs: set[Pair], linked: set[Pair], by_name: dict[str, dict[str, Any]]
) -> dict[str, list[int]]:
    """Count pairs and those linked by the kind of the later offer."""
    count, hits = (
        Counter(str(by_name[later]["kind"]) for _, later in some)
        for some in (pairs, linked)
    )
    return {kind: [count[kind], hits[kind]] for kind in sorted(count | hits)}


def _same_persons(offers: list[dict[str, Any]]) -> set[Pair]:
    """Give the pairs of handles that one person goes by, on a site or on two."""
    persons = {
        pseudonym(KEY, one["seller"]): one["person"]
        for one in offers
        if "person" in one
    }
    return {
        _pair(a, b)
        for a, b in combinations(sorted(persons), 2)
        if persons[a] == persons[b]
    }


def _pair(one: str, other: str) -> Pair:
    """Order a pair: offers as they stand in the file, others by the alphabet."""
    first, second = sorted((one, other), key=_place)
    return first, second


def _place(name: str) -> tuple[list[int], str]:
    parts = name.split("/")
    known = len(parts) == 2 and all(part.isdecimal() for part in parts)
    return [int(part) for part in parts] if known else [], name


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/identity.json."""
    offers = read_offers()
    result: dict[str, Any] = {
        "benchmark": "identity",
        "development": score([one for one in offers if not is_held_out(one)]),
        "held out": score([one for one in offers if is_held_out(one)]),
        "together": score(offers),
    }
    text = json.dumps(result, indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
