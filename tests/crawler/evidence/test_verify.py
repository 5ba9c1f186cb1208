"""One flipped bit, a missing file, a changed row, another order: each is found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.workspace import Workspace
from tests.crawler.evidence.conftest import Captured


def verify(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(
        main, ["evidence", "verify", "--workspace", str(workspace.folder), *words]
    )


def warc(workspace: Workspace) -> Path:
    return min(workspace.evidence.glob("*.warc.gz"))


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def run_sql(workspace: Workspace, *statements: str) -> None:
    """Change the database as somebody would who knows SQL."""
    conn = sqlite3.connect(workspace.database)
    conn.execute("DROP TRIGGER evidence_is_not_changed")
    conn.execute("DROP TRIGGER evidence_is_not_deleted")
    for statement in statements:
        conn.execute(statement)
    conn.commit()
    conn.close()


def edit_manifest(
    workspace: Workspace, change: Callable[[list[str]], list[str]]
) -> None:
    path = workspace.evidence / "manifest.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{line}\n" for line in change(lines)), encoding="utf-8")


def test_what_was_captured_is_whole(crawled: Captured) -> None:
    done = verify(crawled.workspace)
    assert done.exit_code == 0, done.output
    assert "no faults" in done.output


@pytest.mark.parametrize("place", [0.02, 0.3, 0.5, 0.77, 0.999])
def test_one_flipped_bit_is_found_wherever_it_is(copy: Workspace, place: float) -> None:
    path = warc(copy)
    flip(path, int(path.stat().st_size * place))
    done = verify(copy)
    assert done.exit_code == 1
    assert "was changed" in done.output
    assert "1 fault" in done.output


def test_a_missing_file_is_found(copy: Workspace) -> None:
    warc(copy).unlink()
    done = verify(copy)
    assert done.exit_code == 1
    assert "is missing, with" in done.output


def test_a_file_cut_short_is_found(copy: Workspace) -> None:
    path = warc(copy)
    path.write_bytes(path.read_bytes()[:-50])
    assert verify(copy).exit_code == 1


def test_added_bytes_are_told(copy: Workspace) -> None:
    with warc(copy).open("ab") as file:
        file.write(b"left by a process that died")
    done = verify(copy)
    assert done.exit_code == 0
    assert "27 bytes that belong to no object" in done.output


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence SET captured_at = '2020-01-01T00:00:00Z' WHERE id = 4",
        "UPDATE evidence SET listing_id = 'other' WHERE id = 4",
        "UPDATE evidence SET at_byte = at_byte + 1 WHERE id = 4",
        "DELETE FROM evidence WHERE id = 4",
        "UPDATE evidence SET id = 999 WHERE id = 4",
    ],
)
def test_a_changed_row_is_found(copy: Workspace, statement: str) -> None:
    run_sql(copy, statement)
    assert verify(copy).exit_code == 1


def test_the_database_itself_refuses_a_change(copy: Workspace) -> None:
    conn = sqlite3.connect(copy.database)
    for statement in (
        "UPDATE evidence SET captured_at = '2020-01-01T00:00:00Z'",
        "DELETE FROM evidence",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            conn.execute(statement)
    conn.close()


def swapped(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[4], lines[3], *lines[5:]]


def changed(lines: list[str]) -> list[str]:
    return [*lines[:3], lines[3].replace('"status": 200', '"status": 404'), *lines[4:]]


@pytest.mark.parametrize(
    "change",
    [swapped, changed, lambda lines: lines[:-1], lambda lines: [*lines, "{}"]],
    ids=["swapped", "changed", "cut", "added"],
)
def test_another_manifest_is_found(
    copy: Workspace, change: Callable[[list[str]], list[str]]
) -> None:
    if change is changed:
        lines = (copy.evidence / "manifest.jsonl").read_text("utf-8").splitlines()
        at = next(n for n, line in enumerate(lines) if '"status": 200' in line)
        edit_manifest(
            copy,
            lambda all_: [
                line.replace('"status": 200', '"status": 404') if n == at else line
                for n, line in enumerate(all_)
            ],
        )
    else:
        edit_manifest(copy, change)
    assert verify(copy).exit_code == 1


def test_a_chain_cut_on_both_sides_is_found_by_a_head_that_was_noted(
    copy: Workspace,
) -> None:
    head = json.loads(verify(copy, "--json").output)["head"]
    edit_manifest(copy, lambda lines: lines[:-1])
    run_sql(copy, "DELETE FROM evidence WHERE id = (SELECT MAX(id) FROM evidence)")
    assert verify(copy).exit_code == 0
    done = verify(copy, "--head", head)
    assert done.exit_code == 1
    assert "was cut or replaced" in done.output
