"""Whatever is seen in whatever order, the tables agree with one another."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.store import Effort, MarketplaceFacts, Store
from crawler.store.facts import Outcome
from tests.crawler.store.samples import day, make_listing, tiger

SHOPS = ("birds", "fruit")
OUTCOMES = ("finished", "finished", "interrupted", "failed", "refused")


class Seen(NamedTuple):
    listing_id: str
    title: str
    flagged: bool
    fingerprint: str
    seller: str
    ends_at: str
    available: bool


seen = st.builds(
    Seen,
    listing_id=st.sampled_from("abcde"),
    title=st.sampled_from(["ivory", "bone", "tusk"]),
    flagged=st.booleans(),
    fingerprint=st.sampled_from(["", "f", "g"]),
    seller=st.sampled_from(["", "s", "t"]),
    ends_at=st.sampled_from(["", "2026-11-03", "2026-11-05T00:00:00Z", "soon"]),
    available=st.sampled_from([True, True, True, False]),
)


class Crawled(NamedTuple):
    shop: str
    day: int
    batches: list[list[Seen]]
    outcome: str
    index_errors: int
    written_twice: bool


crawled = st.builds(
    Crawled,
    shop=st.sampled_from(SHOPS),
    day=st.integers(0, 9),
    batches=st.lists(st.lists(seen, max_size=5), max_size=3),
    outcome=st.sampled_from([*OUTCOMES, "killed"]),
    index_errors=st.sampled_from([0, 0, 1]),
    written_twice=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(crawled, max_size=8))
def test_any_sequence_of_crawls_leaves_tables_that_agree(
    crawls: Sequence[Crawled],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "citeswatch.db"
        for crawl in crawls:
            run(path, crawl)
        with Store.open(path) as store:
            agree(store)


def run(path: Path, crawl: Crawled) -> None:
    with Store.open(path) as store:
        facts = MarketplaceFacts(crawl.shop, min_listings=2)
        crawl_id = store.begin_crawl(facts, started_at=day(crawl.day))
        for batch in crawl.batches:
            listings = [listing(crawl, one) for one in batch]
            store.write_batch(crawl_id, listings, Effort())
            if crawl.written_twice:
                store.write_batch(crawl_id, listings, Effort())
        if crawl.outcome == "killed":
            return
        outcome = cast("Outcome", crawl.outcome)
        effort = Effort(index_errors=crawl.index_errors)
        reason = "finished" if outcome == "finished" else "x"
        store.finish_crawl(
            crawl_id, outcome, reason, effort, finished_at=day(crawl.day)
        )


def listing(crawl: Crawled, one: Seen) -> Any:
    make = tiger if one.flagged else make_listing
    return make(
        one.listing_id,
        marketplace=crawl.shop,
        title=one.title,
        text_fingerprint=one.fingerprint,
        seller_pseudonym=one.seller,
        ends_at=one.ends_at,
        available=one.available,
        seen_at=day(crawl.day),
    )


def agree(store: Store) -> None:
    """Every query below finds rows that contradict one another."""
    for name, sql in CONTRADICTIONS.items():
        found = store.conn.execute(sql).fetchall()
        assert found == [], name
    assert store.conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert store.conn.execute("PRAGMA foreign_key_check").fetchall() == []


CONTRADICTIONS = {
    "a listing without a sighting": """
        SELECT id FROM listings WHERE id NOT IN
            (SELECT listing FROM sightings WHERE event <> 'gone')""",
    "a listing not first seen new or relisted": """
        SELECT l.id FROM listings l JOIN sightings s
            ON s.listing = l.id AND s.crawl = l.first_crawl_id
        WHERE s.event NOT IN ('new', 'relisted')""",
    "a listing new twice": """
        SELECT listing FROM sightings WHERE event = 'new'
        GROUP BY listing HAVING COUNT(*) > 1""",
    "first seen after last seen": """
        SELECT id FROM listings WHERE first_seen_at > last_seen_at""",
    "a sighting outside first and last seen": """
        SELECT l.id FROM listings l JOIN sightings s ON s.listing = l.id
        WHERE s.event <> 'gone'
          AND s.seen_at NOT BETWEEN l.first_seen_at AND l.last_seen_at""",
    "the last version is not the listing": """
        SELECT l.id FROM listings l JOIN listing_versions v ON v.id = l.version
        WHERE v.listing <> l.id OR v.title <> l.title OR v.offer <> l.offer
           OR v.content_sha256 <> l.content_sha256
           OR v.id <> (SELECT MAX(id) FROM listing_versions WHERE listing = l.id)""",
    "two versions in a row with the same text": """
        SELECT * FROM (SELECT content_sha256 AS sha, LAG(content_sha256) OVER
            (PARTITION BY listing ORDER BY id) AS former FROM listing_versions)
        WHERE sha = former""",
    "a sighting with another listing's version": """
        SELECT s.listing FROM sightings s JOIN listing_versions v ON v.id = s.version
        WHERE v.listing <> s.listing""",
    "a match that is not of the listing's version": """
        SELECT m.id FROM matches m JOIN listings l ON l.id = m.listing
        WHERE m.version <> l.version""",
    "a wrong number of matches": """
        SELECT l.id FROM listings l WHERE match_count <>
            (SELECT COUNT(*) FROM matches WHERE listing = l.id)""",
    "effort that does not count the sightings": """
        SELECT e.crawl_id FROM effort e WHERE
            listings_seen <> (SELECT COUNT(*) FROM sightings
                WHERE crawl = e.crawl_id AND event <> 'gone')
            OR listings_new <> (SELECT COUNT(*) FROM sightings
                WHERE crawl = e.crawl_id AND event = 'new')
            OR listings_changed <> (SELECT COUNT(*) FROM sightings
                WHERE crawl = e.crawl_id AND event = 'changed')
            OR listings_gone <> (SELECT COUNT(*) FROM sightings
                WHERE crawl = e.crawl_id AND event = 'gone')
            OR listings_relisted <> (SELECT COUNT(*) FROM sightings
                WHERE crawl = e.crawl_id AND event = 'relisted')""",
    "gone after an incomplete crawl": """
        SELECT s.listing FROM sightings s JOIN effort e ON e.crawl_id = s.crawl
        WHERE s.event = 'gone' AND (NOT e.complete OR e.listings_seen < 2)""",
    "gone, and seen by a later crawl": """
        SELECT l.id FROM listings l JOIN sightings s ON s.listing = l.id
        WHERE l.state = 'gone' AND s.event <> 'gone' AND s.crawl >
            (SELECT MAX(crawl) FROM sightings WHERE listing = l.id AND event = 'gone')""",
    "a copy of a later listing or of the same marketplace": """
        SELECT c.id FROM listings c JOIN listings f ON f.id = c.same_as
        WHERE f.id >= c.id OR f.marketplace = c.marketplace""",
    "relisted from a listing seen at the same time": """
        SELECT n.id FROM listings n JOIN listings o ON o.id = n.relisted_from
        WHERE o.marketplace <> n.marketplace OR o.first_crawl_id >= n.first_crawl_id""",
    "a crawl still running": "SELECT id FROM crawls WHERE outcome = 'running'",
    "a crawl without effort": """
        SELECT id FROM crawls WHERE id NOT IN (SELECT crawl_id FROM effort)""",
}
