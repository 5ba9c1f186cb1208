"""Whatever is seen in whatever order, the tables agree with one another."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.store import Effort, MarketplaceFacts, Store
from crawler.store.consistency import find_faults
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
            assert find_faults(store.conn) == []
            running = "SELECT id FROM crawls WHERE outcome = 'running'"
            assert store.conn.execute(running).fetchall() == []


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
