"""What the store keeps of a listing over several crawls."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from crawler.store import Effort, ListingError, MarketplaceFacts, Store
from tests.crawler.store.samples import BIRDS, FRUIT, day, make_listing, tiger

Crawl = Callable[..., int]


def rows(store: Store, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return store.conn.execute(sql, values).fetchall()


def events(store: Store, crawl_id: int) -> dict[str, str]:
    return dict(
        rows(
            store,
            """SELECT l.listing_id, s.event FROM sightings s
               JOIN listings l ON l.id = s.listing WHERE s.crawl = ?""",
            crawl_id,
        )
    )


def state(store: Store, listing_id: str = "1") -> str:
    sql = "SELECT state FROM listings WHERE listing_id = ?"
    return str(rows(store, sql, listing_id)[0][0])


def counts(store: Store, crawl_id: int) -> dict[str, int]:
    names = ("seen", "new", "changed", "gone", "relisted")
    columns = ", ".join(f"listings_{name}" for name in names)
    row = rows(store, f"SELECT {columns} FROM effort WHERE crawl_id = ?", crawl_id)[0]
    return {name: count for name, count in zip(names, row, strict=True) if count}


def test_a_listing_seen_for_the_first_time_is_new(store: Store, crawl: Crawl) -> None:
    first = crawl(0, make_listing("1"), make_listing("2"))
    assert events(store, first) == {"1": "new", "2": "new"}
    assert counts(store, first) == {"seen": 2, "new": 2}


def test_the_same_text_seen_again_adds_a_sighting_and_no_version(
    store: Store, crawl: Crawl
) -> None:
    crawl(0, make_listing())
    second = crawl(7, make_listing())
    assert events(store, second) == {"1": "seen"}
    assert rows(store, "SELECT COUNT(*) FROM listing_versions") == [(1,)]
    assert rows(store, "SELECT first_seen_at, last_seen_at FROM listings") == [
        ("2026-11-01T06:00:00Z", "2026-11-08T06:00:00Z")
    ]


def test_every_text_that_a_listing_had_is_kept(store: Store, crawl: Crawl) -> None:
    crawl(0, make_listing(title="Ivory", price_text="€ 5", price_amount=Decimal(5)))
    crawl(7, make_listing(title="Ivory", price_text="€ 4", price_amount=Decimal(4)))
    third = crawl(14, make_listing(title="Bone", price_text="€ 4"))
    assert events(store, third) == {"1": "changed"}
    versions = rows(
        store,
        "SELECT title, price_text, price_amount FROM listing_versions ORDER BY id",
    )
    assert versions == [
        ("Ivory", "€ 5", 5.0),
        ("Ivory", "€ 4", 4.0),
        ("Bone", "€ 4", None),
    ]
    assert rows(store, "SELECT title FROM listings") == [("Bone",)]


def test_a_text_that_comes_back_is_a_change_again(store: Store, crawl: Crawl) -> None:
    for number, title in enumerate(("Ivory", "Bone", "Ivory")):
        crawl(number, make_listing(title=title))
    titles = rows(store, "SELECT title FROM listing_versions ORDER BY id")
    assert titles == [("Ivory",), ("Bone",), ("Ivory",)]


def test_a_listing_met_twice_in_one_crawl_is_seen_once(store: Store) -> None:
    crawl_id = store.begin_crawl(BIRDS)
    counted = store.write_batch(crawl_id, [make_listing(), make_listing()])
    assert counted == {"new": 1, "repeated": 1}
    store.finish_crawl(crawl_id, "finished")
    assert counts(store, crawl_id) == {"seen": 1, "new": 1}


def test_two_texts_in_one_crawl_are_both_kept(store: Store, crawl: Crawl) -> None:
    crawl(0, make_listing(title="Ivory"))
    second = crawl(7, make_listing(title="Ivory"), make_listing(title="Bone"))
    assert events(store, second) == {"1": "changed"}
    assert rows(store, "SELECT title FROM listing_versions") == [("Ivory",), ("Bone",)]


@pytest.mark.parametrize(
    "batch",
    [
        [make_listing("1"), tiger("2")],
        [make_listing("1", title="a"), make_listing("1", title="b")],
        [make_listing("1", title="b"), make_listing("1", title="a")],
        [tiger("1"), make_listing("1", title="Tiger print dress")],
    ],
)
def test_a_batch_written_twice_is_written_once(
    store: Store, crawl: Crawl, batch: list[Any]
) -> None:
    crawl(0, make_listing("1", title="a"))
    crawl_id = store.begin_crawl(BIRDS, started_at=day(7))
    store.write_batch(crawl_id, batch)
    before = list(store.conn.iterdump())
    again = store.write_batch(crawl_id, batch)
    assert again == {"repeated": len(batch)}
    assert list(store.conn.iterdump()) == before


def test_a_complete_crawl_calls_gone_what_it_did_not_see(
    store: Store, crawl: Crawl
) -> None:
    crawl(0, make_listing("1"), make_listing("2"))
    second = crawl(7, make_listing("2"))
    assert events(store, second) == {"1": "gone", "2": "seen"}
    assert state(store) == "gone"
    assert counts(store, second) == {"seen": 1, "gone": 1}
    assert rows(store, "SELECT complete FROM effort WHERE crawl_id = ?", second) == [
        (1,)
    ]
    assert rows(store, "SELECT last_seen_at FROM listings WHERE listing_id = '1'") == [
        ("2026-11-01T06:00:00Z",)
    ]


@pytest.mark.parametrize(
    "ending",
    [
        {"outcome": "interrupted", "reason": "shutdown"},
        {"outcome": "failed", "reason": "store_failed"},
        {"outcome": "refused", "reason": "the site refused"},
        {"outcome": "finished", "reason": "closespider_pagecount"},
        {"outcome": "finished", "effort": Effort(refusals=1)},
        {"outcome": "finished", "effort": Effort(errors=1, index_errors=1)},
        {"outcome": "finished", "effort": Effort(robots_forbidden=1)},
        {"outcome": "finished", "facts": MarketplaceFacts("birds", min_listings=2)},
    ],
)
def test_an_incomplete_crawl_calls_nothing_gone(
    store: Store, crawl: Crawl, ending: dict[str, Any]
) -> None:
    crawl(0, make_listing("1"), make_listing("2"))
    second = crawl(7, make_listing("2"), **ending)
    assert events(store, second) == {"2": "seen"}
    assert state(store) == "active"
    assert rows(store, "SELECT complete FROM effort WHERE crawl_id = ?", second) == [
        (0,)
    ]


def test_a_whole_crawl_of_part_of_a_site_calls_nothing_gone(
    store: Store, crawl: Crawl
) -> None:
    crawl(0, make_listing("1"), make_listing("2"))
    second = crawl(7, make_listing("2"), effort=Effort(sees_all=False))
    assert state(store) == "active"
    assert rows(store, "SELECT complete FROM effort WHERE crawl_id = ?", second) == [
        (1,)
    ]


def test_a_crawl_that_saw_nothing_calls_nothing_gone(
    store: Store, crawl: Crawl
) -> None:
    nothing_expected = MarketplaceFacts("birds", min_listings=0)
    crawl(0, make_listing("1"), facts=nothing_expected)
    crawl(7, facts=nothing_expected)
    assert state(store) == "active"


def test_a_short_crawl_says_so(store: Store, crawl: Crawl) -> None:
    crawl_id = crawl(0, make_listing(), facts=MarketplaceFacts("birds", min_listings=9))
    sql = "SELECT outcome, reason FROM crawls WHERE id = ?"
    assert rows(store, sql, crawl_id) == [
        ("finished", "short: listings seen 1, expected at least 9")
    ]


def test_pages_that_robots_txt_forbade_before_hide_nothing_new(
    store: Store, crawl: Crawl
) -> None:
    crawl(0, make_listing("1"), make_listing("2"), effort=Effort(robots_forbidden=3))
    crawl(7, make_listing("2"), effort=Effort(robots_forbidden=3))
    assert state(store) == "gone"


def test_a_listing_whose_own_page_failed_is_not_called_gone(
    store: Store, crawl: Crawl
) -> None:
    crawl(0, *(make_listing(name) for name in "1234"))
    unread = {"http://birds.test/1"}
    effort = Effort(errors=1, unread_urls=unread, unread_ids={"2"})
    second = crawl(7, make_listing("3"), effort=effort)
    assert events(store, second) == {"3": "seen", "4": "gone"}


def test_a_gone_listing_that_comes_back_is_relisted(store: Store, crawl: Crawl) -> None:
    crawl(0, make_listing("1"), make_listing("2"))
    crawl(7, make_listing("2"))
    third = crawl(14, make_listing("1"), make_listing("2"))
    assert events(store, third) == {"1": "relisted", "2": "seen"}
    assert state(store) == "active"
    assert counts(store, third) == {"seen": 2, "relisted": 1}


def test_a_gone_listing_is_called_gone_once(store: Store, crawl: Crawl) -> None:
    crawl(0, make_listing("1"), make_listing("2"))
    crawl(7, make_listing("2"))
    third = crawl(14, make_listing("2"))
    assert events(store, third) == {"2": "seen"}


def test_the_same_text_under_a_new_id_is_relisted_from_the_old(
    store: Store, crawl: Crawl
) -> None:
    same = {"text_fingerprint": "f", "seller_pseudonym": "s"}
    crawl(0, make_listing("old", **same), make_listing("2"))
    second = crawl(7, make_listing("new", **same), make_listing("2"))
    assert events(store, second) == {"old": "gone", "new": "relisted", "2": "seen"}
    sql = (
        "SELECT o.listing_id FROM listings n JOIN listings o ON o.id = n.relisted_from"
    )
    assert rows(store, sql) == [("old",)]
    assert counts(store, second) == {"seen": 2, "gone": 1, "relisted": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"text_fingerprint": "f", "seller_pseudonym": "another"},
        {"text_fingerprint": "g", "seller_pseudonym": "s"},
        {"text_fingerprint": "", "seller_pseudonym": "s"},
    ],
)
def test_another_seller_or_another_text_is_a_new_listing(
    store: Store, crawl: Crawl, other: dict[str, str]
) -> None:
    crawl(0, make_listing("old", text_fingerprint="f", seller_pseudonym="s"))
    second = crawl(7, make_listing("new", **other))
    assert events(store, second)["new"] == "new"


def test_a_copy_seen_beside_the_first_is_not_relisted(
    store: Store, crawl: Crawl
) -> None:
    copy = {"text_fingerprint": "f"}
    crawl(0, make_listing("1", **copy), make_listing("2", **copy))
    crawl(7, make_listing("2", **copy))
    assert rows(store, "SELECT COUNT(relisted_from) FROM listings") == [(0,)]


def test_a_listing_first_seen_in_a_crawl_that_died_is_relisted_all_the_same(
    store: Store, crawl: Crawl
) -> None:
    same = {"text_fingerprint": "f"}
    crawl(0, make_listing("old", **same), make_listing("2"))
    cut = crawl(
        7, make_listing("new", **same), outcome="interrupted", reason="shutdown"
    )
    assert counts(store, cut) == {"seen": 1, "new": 1}
    crawl(8, make_listing("new", **same), make_listing("2"))
    assert events(store, cut) == {"new": "relisted"}
    assert counts(store, cut) == {"seen": 1, "relisted": 1}


def test_the_same_text_on_another_marketplace_points_to_the_first(
    store: Store, crawl: Crawl
) -> None:
    crawl(0, make_listing("1", text_fingerprint="f"))
    copy = make_listing("9", marketplace="fruit", text_fingerprint="f")
    crawl(1, copy, make_listing("8", marketplace="fruit"), facts=FRUIT)
    crawl(2, make_listing("1", text_fingerprint="f"))
    sql = """SELECT c.listing_id, f.listing_id FROM listings c
             JOIN listings f ON f.id = c.same_as"""
    assert rows(store, sql) == [("9", "1")]


def test_an_auction_ends_when_its_time_has_passed(store: Store, crawl: Crawl) -> None:
    auction = make_listing("1", ends_at="2026-11-05T12:00:00+02:00")
    crawl(0, auction, make_listing("2"))
    assert rows(store, "SELECT ends_at FROM listings WHERE id = 1") == [
        ("2026-11-05T10:00:00Z",)
    ]
    second = crawl(7, make_listing("2"))
    assert state(store) == "ended"
    assert events(store, second) == {"2": "seen"}


def test_an_auction_ends_even_when_the_crawl_was_cut_off(
    store: Store, crawl: Crawl
) -> None:
    crawl(0, make_listing("1", ends_at="2026-11-05"))
    crawl(7, outcome="interrupted", reason="shutdown")
    assert state(store) == "ended"


@pytest.mark.parametrize(
    ("ends_at", "expected"),
    [
        ("2026-10-31", "ended"),
        ("2026-11-01", "active"),  # the day is not over
        ("2026-11-01T05:59:59Z", "ended"),
        ("2026-11-01T06:00:01Z", "active"),
        ("soon", "active"),
        ("", "active"),
    ],
)
def test_the_end_of_an_auction_is_read_to_the_second(
    store: Store, crawl: Crawl, ends_at: str, expected: str
) -> None:
    crawl(0, make_listing(ends_at=ends_at))
    assert state(store) == expected


def test_a_page_that_says_sold_ends_the_listing(store: Store, crawl: Crawl) -> None:
    crawl(0, make_listing())
    second = crawl(7, make_listing(available=False))
    assert (events(store, second), state(store)) == ({"1": "seen"}, "ended")
    third = crawl(14, make_listing())
    assert (events(store, third), state(store)) == ({"1": "relisted"}, "active")


def test_a_clock_set_back_does_not_turn_a_listing_round(
    store: Store, crawl: Crawl
) -> None:
    crawl(7, make_listing())
    crawl(0, make_listing())
    assert rows(store, "SELECT first_seen_at, last_seen_at FROM listings") == [
        ("2026-11-01T06:00:00Z", "2026-11-08T06:00:00Z")
    ]


def test_one_seller_of_two_listings_is_one_row(store: Store, crawl: Crawl) -> None:
    crawl(0, *(make_listing(name, seller_pseudonym="ab12") for name in "12"))
    assert rows(store, "SELECT marketplace, pseudonym FROM sellers") == [
        ("birds", "ab12")
    ]
    assert rows(store, "SELECT DISTINCT seller_id FROM listings") == [(1,)]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "\udfff", "\x00"])
def test_text_that_sqlite_cannot_keep_is_kept_letter_for_letter(
    store: Store, crawl: Crawl, text: str
) -> None:
    crawl(0, make_listing(title=text, image_urls=[text], provenance={"title": text}))
    (title,) = rows(store, "SELECT title FROM listings")[0]
    assert len(title) == len(text)
    assert "\ufffd" in title
    crawl(1, make_listing(title=text))
    assert rows(store, "SELECT COUNT(*) FROM listings") == [(1,)]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_an_id_that_sqlite_cannot_keep_finds_its_listing_again(
    store: Store, crawl: Crawl, text: str
) -> None:
    crawl(0, make_listing(text))
    second = crawl(1, make_listing(text))
    assert list(events(store, second).values()) == ["seen"]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1E+999999"])
def test_an_amount_that_is_no_number_is_left_out(
    store: Store, crawl: Crawl, amount: str
) -> None:
    crawl(0, make_listing(price_amount=Decimal(amount), price_text="?"))
    assert rows(store, "SELECT price_amount, price_text FROM listings") == [(None, "?")]


@pytest.mark.parametrize(
    "wrong",
    [
        make_listing("", title="no id"),
        make_listing("2", marketplace="fruit"),
        make_listing("2", title=None),
        make_listing("2", matches=[None]),
    ],
)
def test_a_listing_that_cannot_be_kept_is_named_and_the_batch_is_not_there(
    store: Store, wrong: Any
) -> None:
    crawl_id = store.begin_crawl(BIRDS)
    with pytest.raises(ListingError, match=repr(wrong.listing_id)):
        store.write_batch(crawl_id, [make_listing("1"), wrong])
    assert rows(store, "SELECT COUNT(*) FROM listings") == [(0,)]


def test_nothing_is_written_to_a_crawl_that_has_ended(store: Store) -> None:
    crawl_id = store.begin_crawl(BIRDS)
    store.finish_crawl(crawl_id, "finished")
    with pytest.raises(ValueError, match="is not running"):
        store.write_batch(crawl_id, [make_listing()])


def found_by(store: Store, word: str) -> list[str]:
    sql = """SELECT l.listing_id FROM listing_words w JOIN listings l ON l.id = w.rowid
        WHERE listing_words MATCH ? ORDER BY l.id"""
    return [listing_id for (listing_id,) in rows(store, sql, word)]


def test_the_words_of_a_batch_are_indexed_in_one_piece(
    store: Store, crawl: Crawl
) -> None:
    crawl(1, *(tiger(str(number)) for number in range(30)))
    pieces = "SELECT COUNT(DISTINCT segid) FROM listing_words_idx"
    assert rows(store, pieces) == [(1,)]


def test_a_text_that_changes_twice_in_a_batch_is_found_by_its_last_words(
    store: Store, crawl: Crawl
) -> None:
    titles = ("teapot", "kettle", "samovar")
    crawl(
        1, *(make_listing("1", title=title, content_sha256=title) for title in titles)
    )
    assert [found_by(store, title) for title in titles] == [[], [], ["1"]]


def test_what_else_a_page_says_is_renewed_without_a_change_of_the_text(
    store: Store, crawl: Crawl
) -> None:
    crawl(1, make_listing("1", place_text="Nairobi", price_amount=Decimal(5)))
    second = crawl(2, make_listing("1", place_text="Mombasa", price_amount=None))
    assert events(store, second) == {"1": "seen"}
    sql = """SELECT place_text, price_amount, version, first_crawl_id, last_crawl_id,
        first_seen_at < last_seen_at, state_since = first_seen_at FROM listings"""
    assert rows(store, sql) == [("Mombasa", None, 1, 1, second, 1, 1)]
