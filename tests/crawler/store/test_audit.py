"""The audit record cannot be rewritten unseen."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store import Store
from crawler.store.write_audit import audit_faults, write_audit

AT = "2026-11-24T09:30:00Z"


@pytest.fixture
def conn(path: Path) -> Iterator[sqlite3.Connection]:
    with Store.open(path) as store:
        for number in range(1, 6):
            write_audit(store.conn, "ana", "case opened", f"case {number}", at=AT)
        yield store.conn


def test_a_record_that_nobody_touched_has_no_fault(conn: sqlite3.Connection) -> None:
    assert list(audit_faults(conn)) == []


@pytest.mark.parametrize(
    "sql", ["UPDATE audit SET actor = 'x' WHERE id = 3", "DELETE FROM audit"]
)
def test_the_database_refuses_to_change_it(conn: sqlite3.Connection, sql: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        conn.execute(sql)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE audit SET actor = 'x' WHERE id = 3", "row 3 was changed"),
        ("UPDATE audit SET detail = '{\"a\": 1}' WHERE id = 5", "row 5 was changed"),
        ("DELETE FROM audit WHERE id = 2", "row 3 does not follow"),
        ("DELETE FROM audit WHERE id = 1", "row 2 does not follow"),
        ("UPDATE audit SET id = 9 WHERE id = 2", "row 3 does not follow"),
    ],
)
def test_who_goes_round_the_triggers_is_found(
    conn: sqlite3.Connection, sql: str, fault: str
) -> None:
    conn.execute("DROP TRIGGER audit_is_not_changed")
    conn.execute("DROP TRIGGER audit_is_not_deleted")
    conn.execute(sql)
    assert any(fault in told for told in audit_faults(conn))
