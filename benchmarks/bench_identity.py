"""Whether the same offer is found again: precision and recall over all pairs.

Every offer of `benchmarks/identity/offers.jsonl` is stored as its own listing and
linked as after a crawl; each linked pair is right if both are of one group. "pairs by
exact text" is the fingerprint that the store had before, for comparison. With
`--listings N` it also links N made-up listings and tells the pace and the size.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.crawl_site import title, words
from crawler.identity.linking import link_listings
from crawler.items import Listing
from crawler.store import MarketplaceFacts, Store
from pipelines.identify_listing import fingerprint
from pipelines.protect_seller import pseudonym

OFFERS = Path(__file__).parent / "identity" / "offers.jsonl"
RESULTS = Path(__file__).parent / "results" / "identity.json"
FIRST_HELD_OUT = 17
KEY = b"a key for this benchmark only..."
Pair = tuple[str, str]


def read_offers() -> list[dict[str, Any]]:
    """Read the labelled offers; each has a name of its own."""
    lines = OFFERS.read_text(encoding="utf-8").splitlines()
    offers = [json.loads(line) for line in lines]
    for one in offers:
        one["name"] = f"{one['family']}/{one['id']}"
    return offers


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


def linked(offers: list[dict[str, Any]]) -> set[Pair]:
    """Give the pairs that are linked when all *offers* are in one database."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "x.db") as store,
    ):
        for market in sorted({one["market"] for one in offers}):
            mine = [one for one in offers if one["market"] == market]
            store_all(store, map(listing_of, mine), market)
        link_listings(store, KEY)
        rows = store.conn.execute(
            """SELECT a.listing_id, b.listing_id FROM same_offers s
               JOIN listings a ON a.id = s.listing
               JOIN listings b ON b.id = s.other"""
        ).fetchall()
    return _closed({_pair(*row) for row in rows})


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
    pairs = [_pair(*pair) for pair in combinations(sorted(by_name), 2)]
    true = {(a, b) for a, b in pairs if by_name[a]["group"] == by_name[b]["group"]}
    found = linked(offers)
    prints = {
        name: fingerprint(f"{one['title']} {one['text']}")
        for name, one in by_name.items()
    }
    exact = {(a, b) for a, b in pairs if prints[a] and prints[a] == prints[b]}
    return {
        "offers": len(offers),
        "pairs": len(pairs),
        "same": len(true),
        "linked": len(found),
        "precision": round(len(found & true) / max(len(found), 1), 4),
        "recall": round(len(found & true) / max(len(true), 1), 4),
        "recall by exact text": round(len(exact & true) / max(len(true), 1), 4),
        "wrongly linked": sorted(found - true),
        "missed": sorted(true - found),
    }


def pace(count: int) -> dict[str, float]:
    """Link *count* made-up listings; tell how long it took and what it weighs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        with Store.open(path) as store:
            made = []
            for number in range(count):
                one = Listing(
                    "m", str(number), f"http://x.test/{number}", title(number)
                )
                one.description = words(number)
                one.content_sha256 = str(number)
                made.append(one)
            store_all(store, made, "m")
            before = path.stat().st_size
            began = time.perf_counter()
            link_listings(store, KEY)
            seconds = time.perf_counter() - began
            store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        grown = path.stat().st_size - before
    return {
        "listings": count,
        "listings_per_second": round(count / seconds, 1),
        "bytes_per_listing": round(grown / count),
    }


def _part(one: dict[str, Any]) -> str:
    if one["family"] >= FIRST_HELD_OUT:
        return "held out"
    return "development" if one["family"] % 2 else "looked at"


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/identity.json."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--listings", type=int, default=0)
    chosen = options.parse_args()
    offers = read_offers()
    result: dict[str, Any] = {
        "benchmark": "identity",
        "development": score([one for one in offers if _part(one) == "development"]),
        "looked at": score([one for one in offers if _part(one) == "looked at"]),
        "held out": score([one for one in offers if _part(one) == "held out"]),
        "together": score(offers),
    }
    if chosen.listings:
        result["pace"] = pace(chosen.listings)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    RESULTS.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
