"""Every earlier database is brought up to date without losing a row."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from crawler.panel.query import Plan, Query
from crawler.store import (
    Store,
    alarms,
    budgets,
    identity,
    page_validators,
    rests,
    schedule_runs,
    write_cluster,
)
from crawler.store.page_validators import Fetched
from crawler.store.schema import MIGRATIONS, step_names
from crawler.store.write_audit import write_audit
from crawler.store.write_notices import Notice, write_notice, write_policy
from crawler.store.write_queries import begin_queries
from tests.crawler.store.samples import BIRDS, day, make_listing, tiger

STEPS = step_names()


def full_database(path: Path) -> None:
    """Make a database with rows in every table, as today's program would."""
    with Store.open(path) as store:
        crawl_id = store.begin_crawl(BIRDS, started_at=day(0))
        seller = {"seller_pseudonym": "s"}
        store.write_batch(crawl_id, [tiger("1", **seller), make_listing("2")])
        store.finish_crawl(crawl_id, "finished", finished_at=day(0))
        crawl_id = store.begin_crawl(BIRDS, started_at=day(7))
        store.write_batch(crawl_id, [tiger("1", title="Tiger, now cheaper")])
        store.finish_crawl(crawl_id, "finished", finished_at=day(7))
        store.conn.execute(
            """INSERT INTO exports (made_at, path, format, sha256)
               VALUES ('2026-11-01T00:00:00Z', 'x.csv', 'csv', 'ab')"""
        )
        store.conn.execute(
            """INSERT INTO appendix_listings (taxon_id, appendix)
               SELECT id, 'I' FROM taxa"""
        )
        store.conn.execute(
            "INSERT INTO names (taxon_id, text) SELECT id, 'x' FROM taxa"
        )
        store.conn.execute(
            """INSERT INTO reviews (listing, version, reviewed_at, reviewer, verdict)
               SELECT id, version, '2026-11-01T00:00:00Z', 'ana', 'accepted'
               FROM listings"""
        )
        store.conn.execute(
            """INSERT INTO cases (reference, opened_at, opened_by)
               VALUES ('2026-001', '2026-11-01T00:00:00Z', 'ana')"""
        )
        store.conn.execute(
            """INSERT INTO case_listings (case_id, listing, added_at, added_by)
               SELECT 1, id, '2026-11-01T00:00:00Z', 'ana' FROM listings"""
        )
        store.conn.execute(
            """INSERT INTO case_members (case_id, login, added_at, added_by)
               VALUES (1, 'ana', '2026-11-01T00:00:00Z', 'ana')"""
        )
        store.conn.execute(
            """INSERT INTO case_notes (case_id, written_at, written_by, text)
               VALUES (1, '2026-11-01T00:00:00Z', 'ana', 'x')"""
        )
        store.conn.execute(
            """UPDATE reviews SET undone_at = '2026-11-02T00:00:00Z'
               WHERE listing IN (SELECT listing FROM matches)"""
        )
        store.conn.execute(
            """INSERT INTO evidence (captured_at, marketplace, kind, record_id,
                   record_bytes, record_sha256, previous_sha256, sha256, warc, at_byte)
               VALUES ('2026-11-01T00:00:00Z', 'birds', 'page', 'r', 1, 'a', 'b', 'c',
                   'w', 0)"""
        )
        store.conn.execute(
            """INSERT INTO evidence_stamps (evidence, head_sha256, authority,
                   stamped_at, token)
               VALUES (1, 'c', 'http://tsa.test', '2026-11-01T00:00:00Z', x'00')"""
        )
        add_operation(store.conn)
        add_panel(store.conn)
        store.conn.execute(
            """INSERT INTO rematches (started_at, asked, matcher, species_list_version)
               VALUES ('2026-11-01T00:00:00Z', '{}', 'ab', '2026')"""
        )
        store.conn.execute(
            """INSERT INTO learned (listing, version, probability, model, judged_at)
               SELECT id, version, 0.5, 'ab', '2026-11-01T00:00:00Z' FROM listings"""
        )
        add_notice(store.conn)
        store.conn.execute(
            """INSERT INTO handovers (export, contact, contact_name, key, made_at,
                   made_by, plain_sha256)
               VALUES (1, 'ke', 'x', 'age1', '2026-11-01T00:00:00Z', 'ana', 'ab')"""
        )
        store.conn.execute(
            """INSERT INTO outbox (idempotency_key, contact, queued_at, body, next_at)
               VALUES ('k', 'ke', '2026-11-01T00:00:00Z', '{}', '2026-11-01T00:00:00Z')"""
        )
        store.conn.execute("INSERT INTO outbox_marks VALUES ('ke', 1)")
        store.conn.execute(
            """INSERT INTO seller_identities
               SELECT id, x'00', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00Z'
               FROM sellers"""
        )
        store.conn.execute(
            "INSERT INTO holds VALUES (1, '2026-11-01T00:00:00Z', 'ana', 'court order')"
        )
        write_cluster.note_result(store.conn, "ab", "1-1")
        write_cluster.save_crawl(store.conn, "cd", 1, "{}", ended=True)
        write_audit(store.conn, "ana", "case opened", at="2026-11-01T00:00:00Z")


def add_notice(conn: sqlite3.Connection) -> None:
    """Add the rows of a notice and of rules on wildlife."""
    today, at = date(2026, 11, 9), "2026-11-09T06:00:00Z"
    write_notice(conn, Notice("birds", [1], today, "form"), "ana", at)
    facts = {"in_force_on": today, "read_on": today, "source": "x", "login": "ana"}
    write_policy(conn, "birds", "No tigers.", at=at, **facts)  # type: ignore[arg-type]


def add_panel(conn: sqlite3.Connection) -> None:
    """Add the rows of a crawl that asked a fixed panel."""
    query = Query("ivory", "en", "Loxodonta africana", "I", "specimen")
    plan = Plan("fixed", (query,), 3)
    begin_queries(conn, 2, "birds", plan, "2026-11-08T06:00:00Z")


def add_operation(conn: sqlite3.Connection) -> None:
    """Add the rows of schedules, health and alarms."""
    now = "2026-11-08T06:00:00Z"
    schedule_runs.register(conn, "nightly", now)
    conn.execute(
        """INSERT INTO crawl_health (crawl_id, judged_at, verdict)
           SELECT id, '2026-11-08T06:00:00Z', 'normal' FROM crawls"""
    )
    budgets.take(conn, "birds.test", "2026-11-08", limit=9, wanted=1)
    rests.note_refusal(conn, "birds", now=now, said="refused")
    fetched = Fetched("1", "http://birds.test/1", '"a"', "")
    page_validators.keep_validators(conn, "birds", [fetched], read_with="w", now=now)
    for compared in identity.load(conn, identity.not_compared(conn, 9)):
        identity.keep_keys(conn, compared, [1, 2], [("phone", "d")])
        identity.keep_picture(conn, compared.id, "ab", 3, [4])
        identity.keep_keys(conn, compared, [1, 2], [("phone", "d")])
    identity.keep_same(conn, 2, [(1, 0.9, "the texts share 90%")], now)
    facts = {"crawl": 1, "now": now, "channels": ["file"]}
    alarms.raise_alarm(conn, "birds", "slow", "9 s for each page", **facts)


def tables(conn: sqlite3.Connection) -> dict[str, list[Any]]:
    names = conn.execute(
        """SELECT name FROM sqlite_master WHERE type = 'table'
           AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlite%'
           AND name NOT LIKE 'listing_words%' ORDER BY name"""
    ).fetchall()
    return {
        name: conn.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
        for (name,) in names
    }


@pytest.mark.parametrize("first_missing", STEPS[1:])
def test_an_upgrade_keeps_every_row(
    path: Path, tmp_path: Path, first_missing: str
) -> None:
    full_database(tmp_path / "full.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        MIGRATIONS.apply(Database(conn), stop_before=first_missing)
        conn.execute("ATTACH ? AS source", (str(tmp_path / "full.db"),))
        before = {}
        for table in tables(conn):
            columns = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
            names = ", ".join(f'"{column}"' for column in columns)
            conn.execute(
                # A trigger may have filled a row of it already.
                f"""INSERT OR REPLACE INTO {table} ({names})
                    SELECT {names} FROM source.{table}"""
            )
            select = f"SELECT {names} FROM {table}"
            before[select] = conn.execute(select).fetchall()
            assert before[select], f"{table} has no row to lose"
    with Store.open(path) as store:
        for select, rows in before.items():
            assert store.conn.execute(select).fetchall() == rows
        assert list(tables(store.conn)) == list(_new_tables(tmp_path))
        assert store.conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.conn.execute("PRAGMA foreign_key_check").fetchall() == []


def _new_tables(folder: Path) -> dict[str, list[Any]]:
    with Store.open(folder / "new.db") as new:
        return tables(new.conn)


def test_a_step_that_fails_leaves_the_database_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_database(path)
    with closing(sqlite3.connect(path)) as conn:
        before = tables(conn)

    def broken(db: Database) -> None:
        db.conn.execute("DROP TABLE matches")
        db.conn.execute("DROP TABLE no_such_table")

    step = type(MIGRATIONS)._Migration("m9998_broken", broken)
    monkeypatch.setattr(MIGRATIONS, "_migrations", [*MIGRATIONS._migrations, step])
    with pytest.raises(sqlite3.OperationalError, match="no_such_table"):
        Store.open(path)
    with closing(sqlite3.connect(path)) as conn:
        assert tables(conn) == before


def test_words_of_listings_that_were_matched_before_the_index_are_in_it(
    path: Path,
) -> None:
    full_database(path)
    words = """SELECT l.listing_id FROM listing_words_matched w
        JOIN listings l ON l.id = w.rowid WHERE listing_words_matched MATCH 'tiger'"""
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("DROP TABLE listing_words_matched")
        conn.execute(
            f"DELETE FROM {MIGRATIONS.migrations_table} WHERE name LIKE 'm0024%'"
        )
        conn.commit()
    with Store.open(path) as store:
        assert store.conn.execute(words).fetchall() == [("1",)]


def test_steps_are_numbered_without_gaps() -> None:
    assert [name[:5] for name in STEPS] == [
        f"m{number:04d}" for number in range(1, len(STEPS) + 1)
    ]


def test_tables_without_a_rowid_begin_with_their_key(path: Path) -> None:
    """SQLite 3.40 takes another order for a damaged row when it checks itself."""
    with Store.open(path) as store:
        names = store.conn.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%'"
        ).fetchall()
        for (name,) in names:
            columns = store.conn.execute(f"PRAGMA table_info({name})").fetchall()
            places = [place for *_, place in columns]
            key = [place for place in places if place]
            assert places[: len(key)] == sorted(key), name


def test_opening_an_up_to_date_database_writes_nothing(path: Path) -> None:
    full_database(path)
    before = path.read_bytes()
    Store.open(path).close()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (
            "SELECT * FROM listings WHERE marketplace = 'a' AND listing_id = 'b'",
            "autoindex",
        ),
        (
            """SELECT id FROM listings WHERE marketplace = 'a' AND state = 'active'
               AND last_crawl_id < 5""",
            "listings_state",
        ),
        (
            "SELECT id FROM listings WHERE text_fingerprint = 'f' AND text_fingerprint <> ''",
            "listings_text",
        ),
        (
            "SELECT COUNT(*) FROM sightings WHERE crawl = 1 AND event = 'new'",
            "sightings_crawl",
        ),
        ("SELECT * FROM matches WHERE listing = 1", "matches_listing"),
        ("SELECT * FROM crawls WHERE outcome = 'running'", "crawls_running"),
    ],
)
def test_what_every_batch_and_crawl_asks_is_found_by_an_index(
    path: Path, sql: str, index: str
) -> None:
    with Store.open(path) as store:
        plan = store.conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    assert index in plan[0][3]
