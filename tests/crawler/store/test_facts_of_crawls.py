"""A crawl keeps a checksum of how its site was read; rules and reviews are not in it."""

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.store import MarketplaceFacts, Store
from tests.crawler.store.samples import day

BIRDS = MarketplaceFacts(
    "birds",
    title="Birds & Co",
    home="https://birds.test/",
    country="KE",
    languages=("en", "sw"),
    family="schema_org",
    min_listings=3,
    terms_reviewed_on="2026-10-30",
    wildlife_policy_url="https://birds.test/rules",
)


@pytest.mark.parametrize(
    ("changed", "read_otherwise"),
    [
        ({"terms_reviewed_on": "2026-11-20"}, False),
        ({"code_of_conduct": "ETIS"}, False),
        ({"wildlife_policy_url": ""}, False),
        ({"notice_address": "abuse@birds.test"}, False),
        ({"family": "selectors"}, True),
        ({"min_listings": 4}, True),
        ({"languages": ("en",)}, True),
    ],
)
def test_only_what_the_site_is_read_by_is_in_the_checksum(
    changed: dict[str, object], read_otherwise: bool
) -> None:
    other = replace(BIRDS, **changed)  # type: ignore[arg-type]
    assert (other.sha256 != BIRDS.sha256) is read_otherwise


def former(facts: MarketplaceFacts) -> str:
    """Sum up all facts, rules and the day of the review too, as version 3.0 did."""
    texts = [
        *(facts.name, facts.title, facts.home, facts.country, str(facts.languages)),
        *(facts.family, str(facts.min_listings), facts.terms_reviewed_on),
        *(facts.code_of_conduct, facts.wildlife_policy_url),
    ]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def test_crawls_of_an_earlier_version_look_read_as_they_were(path: Path) -> None:
    """Another day of the review is no change; a lower threshold was one and stays so."""
    crawled = [
        replace(BIRDS, min_listings=1),
        replace(BIRDS, terms_reviewed_on=""),
        replace(BIRDS, terms_reviewed_on="2026-09-01"),
        BIRDS,
    ]
    with Store.open(path) as store:
        for number, facts in enumerate(crawled):
            crawl_id = store.begin_crawl(facts, started_at=day(number))
            store.finish_crawl(crawl_id, "finished", finished_at=day(number))
    with closing(sqlite3.connect(path)) as conn, conn:
        for number, facts in enumerate(crawled, 1):
            conn.execute(
                "UPDATE crawls SET facts_sha256 = ? WHERE id = ?",
                (former(facts), number),
            )
        conn.execute("UPDATE marketplaces SET facts_sha256 = ?", (former(BIRDS),))
        conn.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm0028%'")
    with Store.open(path) as store:
        store.begin_crawl(replace(BIRDS, terms_reviewed_on="2026-11-24"))
        kept = [
            sha256
            for (sha256,) in store.conn.execute(
                "SELECT facts_sha256 FROM crawls ORDER BY id"
            )
        ]
        (of_site,) = store.conn.execute(
            "SELECT facts_sha256 FROM marketplaces"
        ).fetchone()
    assert kept == [former(crawled[0]), *[BIRDS.sha256] * 4]
    assert of_site == BIRDS.sha256
