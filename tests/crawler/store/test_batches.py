"""A long batch of listings is written as its listings would be, one by one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.store import ListingError, Store
from tests.crawler.store.samples import BIRDS, TIGER, day, make_listing, tiger

Crawl = Callable[..., int]


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    return store.conn.execute(sql).fetchall()


@pytest.mark.parametrize(
    "wrong",
    [{"content_sha256": b"no text"}, {"matches": [replace(TIGER, start=2**63)]}],
)
@pytest.mark.parametrize("place", [3, 70, 119])
def test_a_listing_that_sqlite_refuses_is_named_in_a_long_batch(
    store: Store, wrong: dict[str, Any], place: int
) -> None:
    crawl_id = store.begin_crawl(BIRDS)
    batch = [tiger(f"n{number}") for number in range(120)]
    batch[place] = make_listing(f"n{place}", **wrong)
    with pytest.raises(ListingError, match=f"'n{place}'"):
        store.write_batch(crawl_id, batch)
    assert rows(store, "SELECT COUNT(*) FROM listings") == [(0,)]


def test_a_long_batch_leaves_what_its_listings_leave_one_by_one(
    store: Store, tmp_path: Path
) -> None:
    def editions(week: int) -> list[Any]:
        known = [
            (tiger if number % 7 == 0 else make_listing)(
                f"n{number}",
                price_text=f"€ {week if number % 3 == 0 else 5}",
                place_text=f"{week if number % 5 == 0 else 'Nairobi'}",
                seller_pseudonym=f"s{number % 9}",
                seen_at=day(7 * week + number % 2),
            )
            for number in range(60 + 60 * week)
        ]
        return [*known, *known[:3]]

    with Store.open(tmp_path / "singly.db") as singly:
        dumps = []
        for one in (store, singly):
            for week in range(2):
                crawl_id = one.begin_crawl(BIRDS, started_at=day(7 * week))
                batch = editions(week)
                for some in [batch] if one is store else [[each] for each in batch]:
                    one.write_batch(crawl_id, some)
                one.finish_crawl(crawl_id, "finished", finished_at=day(7 * week + 1))
            dumps.append(
                [
                    rows(one, f"SELECT * FROM {table}")
                    for table in (
                        *("listings", "listing_versions", "sightings", "sellers"),
                        *("matches", "past_matches", "review_queue", "effort"),
                    )
                ]
            )
    assert dumps[0] == dumps[1]
    assert {event for (event,) in rows(store, "SELECT event FROM sightings")} == {
        *("new", "seen", "changed"),
    }


def test_words_are_indexed_in_one_piece_in_whatever_order_listings_come(
    store: Store, crawl: Crawl
) -> None:
    names = [str(number) for number in range(30)]
    crawl(1, *map(make_listing, names))
    crawl(2, *(make_listing(name, title=f"teapot {name}") for name in names[::-1]))
    pieces = "SELECT COUNT(DISTINCT segid) FROM listing_words_idx"
    assert rows(store, pieces) == [(2,)]
    found = "SELECT COUNT(*) FROM listing_words WHERE listing_words MATCH '%s'"
    assert rows(store, found % "teapot") == [(30,)]
    assert rows(store, found % "offer") == [(0,)]
