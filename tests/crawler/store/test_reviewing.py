"""What waits for a review, and the words by which listings are found."""

from pathlib import Path

import pytest

from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.consistency import find_faults
from crawler.store.search_words import MATCHED_WORDS, WORDS, words_query
from crawler.store.write_reviews import (
    Judgement,
    ReviewError,
    undo_last_review,
    write_review,
)
from tests.crawler.store.samples import BIRDS, day, make_listing, tiger

NOW = "2026-11-26T09:00:00Z"


def crawl(store: Store, number: int, *listings: object) -> None:
    crawl_id = store.begin_crawl(BIRDS, started_at=day(number))
    store.write_batch(crawl_id, listings)  # type: ignore[arg-type]
    store.finish_crawl(crawl_id, "finished", finished_at=day(number))


def waiting(store: Store) -> list[str]:
    return [
        name
        for (name,) in store.conn.execute(
            """SELECT l.listing_id FROM review_queue q JOIN listings l
               ON l.id = q.listing ORDER BY q.urgency, q.score DESC, q.since"""
        )
    ]


def judge(store: Store, listing_id: str, verdict: str = "accepted") -> None:
    number, version = store.conn.execute(
        "SELECT id, version FROM listings WHERE listing_id = ?", (listing_id,)
    ).fetchone()
    with transaction(store.conn):
        write_review(store.conn, "ana", Judgement(number, version, verdict), at=NOW)


def test_only_listings_with_a_match_wait_and_a_review_ends_it(path: Path) -> None:
    with Store.open(path) as store:
        crawl(store, 0, tiger("1"), make_listing("2"), tiger("3"))
        assert waiting(store) == ["1", "3"]
        judge(store, "1")
        assert waiting(store) == ["3"]


def test_being_seen_again_asks_for_nothing_and_a_new_price_neither(path: Path) -> None:
    with Store.open(path) as store:
        crawl(store, 0, tiger("1"))
        judge(store, "1")
        crawl(store, 1, tiger("1"))
        crawl(store, 2, tiger("1", price_text="9", content_sha256="other"))
        assert waiting(store) == []


def test_another_text_asks_for_another_review(path: Path) -> None:
    with Store.open(path) as store:
        crawl(store, 0, tiger("1"))
        judge(store, "1")
        crawl(store, 1, tiger("1", title="Tiger, another text"))
        assert waiting(store) == ["1"]


def test_a_judgement_on_a_text_that_has_changed_meanwhile_is_asked_again(
    path: Path,
) -> None:
    with Store.open(path) as store:
        crawl(store, 0, tiger("1"))
        old = store.conn.execute("SELECT id, version FROM listings").fetchone()
        crawl(store, 1, tiger("1", title="Tiger, another text"))
        with transaction(store.conn):
            write_review(store.conn, "ana", Judgement(*old, "unsure"), at=NOW)
        assert waiting(store) == ["1"]


def test_undo_takes_back_the_last_own_review_and_no_other(path: Path) -> None:
    with Store.open(path) as store:
        crawl(store, 0, tiger("1"), tiger("2"))
        judge(store, "1")
        judge(store, "2")
        with transaction(store.conn):
            assert undo_last_review(store.conn, "ben", at=NOW) is None
            undo_last_review(store.conn, "ana", at=NOW)
        assert waiting(store) == ["2"]
        with transaction(store.conn):
            undo_last_review(store.conn, "ana", at=NOW)
        assert waiting(store) == ["1", "2"]


@pytest.mark.parametrize(
    ("judgement", "why"),
    [
        (Judgement(1, 1, "guilty"), "none of"),
        (Judgement(1, 1, "rejected"), "needs a reason"),
        (Judgement(1, 1, "rejected", reason="because"), "needs a reason"),
        (Judgement(1, 1, "wrong_taxon"), "right taxon"),
        (Judgement(1, 99, "accepted"), "no such text"),
        (Judgement(1, 1, "accepted", origin="guess"), "none of"),
    ],
)
def test_a_review_that_says_too_little_is_refused(
    path: Path, judgement: Judgement, why: str
) -> None:
    with Store.open(path) as store:
        crawl(store, 0, tiger("1"))
        with pytest.raises(ReviewError, match=why), transaction(store.conn):
            write_review(store.conn, "ana", judgement, at=NOW)
        assert waiting(store) == ["1"]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Elephant TUSK, carved", "tusk"),
        ("Elephant tusk, carved", "carv eleph"),
        ("Défense d'éléphant", "defense elephant"),
        ("べっ甲の櫛", "べっ甲"),
        ("本象牙の印鑑", "象牙"),
        ("งาช้างแกะสลัก", "ช้าง"),
        ("ｉｖｏｒｙ box", "ivory"),
        ('12" tusk "old"', '12"'),
        ("Elephant tusk", "eleph\0tusk\0"),
    ],
)
def test_words_of_any_script_are_found(path: Path, title: str, words: str) -> None:
    with Store.open(path) as store:
        crawl(
            store, 0, make_listing("1", title=title), make_listing("2", title="chair")
        )
        assert found(store, words) == ["1"]


@pytest.mark.parametrize("words", ["", "   ", "-- ' \" * ( ) : ^", "NEAR(", "牙象"])
def test_what_is_no_word_or_elsewhere_is_not_found(path: Path, words: str) -> None:
    with Store.open(path) as store:
        crawl(store, 0, make_listing("1", title="象牙 tusk"))
        assert found(store, words) == []


def test_a_changed_text_is_found_by_its_new_words_alone(path: Path) -> None:
    with Store.open(path) as store:
        crawl(store, 0, make_listing("1", title="tusk"))
        crawl(store, 1, make_listing("1", title="horn", content_sha256="other"))
        assert found(store, "tusk") == []
        assert found(store, "horn") == ["1"]
        store.conn.execute(
            "INSERT INTO listing_words (listing_words) VALUES ('integrity-check')"
        )


def test_the_words_of_matched_listings_are_apart_as_long_as_they_match(
    path: Path,
) -> None:
    unmatched = {"matches": [], "offer": "", "priority": "", "appendix": ""}
    with Store.open(path) as store:
        crawl(store, 0, tiger("1"), make_listing("2", title="Tiger lily"))
        assert found(store, "tiger") == ["1", "2"]
        assert found(store, "tiger", MATCHED_WORDS) == ["1"]
        crawl(store, 1, tiger("1", **unmatched), tiger("2", title="Tiger lily"))
        assert found(store, "tiger", MATCHED_WORDS) == ["2"]
        crawl(store, 2, tiger("1", title="Tiger skin"), tiger("2", title="Lily"))
        assert found(store, "tiger", MATCHED_WORDS) == ["1"]
        assert found(store, "lily", MATCHED_WORDS) == ["2"]
        assert list(find_faults(store.conn)) == []
        for index in (WORDS, MATCHED_WORDS):
            store.conn.execute(
                f"INSERT INTO {index} ({index}) VALUES ('integrity-check')"
            )


def found(store: Store, words: str, index: str = WORDS) -> list[str]:
    query = words_query(words)
    if not query:
        return []
    rows = store.conn.execute(
        f"""SELECT l.listing_id FROM {index} w JOIN listings l ON l.id = w.rowid
           WHERE {index} MATCH ? ORDER BY l.id""",
        (query,),
    )
    return [name for (name,) in rows]
