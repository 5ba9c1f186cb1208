"""Signed packages of a case: made in the background, for investigators alone."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from crawler.exports.bag_check import unpack, verify_bag
from crawler.workspace import Workspace
from tests.crawler.portal.client import Client, signed_in, stored
from tests.crawler.portal.test_cases import audited, begin
from tests.crawler.sample_store import open_store


def when_made(client: Client, case: int) -> BeautifulSoup:
    """Wait as the page does, and give what it shows then."""
    deadline = time.monotonic() + 120
    while (shown := client.page(f"/case/{case}/packages")).select("[hx-get]"):
        assert time.monotonic() < deadline, "the package is not ready"
        time.sleep(0.3)
    return shown


def put_package(workspace: Workspace, reference: str, path: Path, text: bytes) -> int:
    """Note a package as an export does, without the work of making it."""
    digest = hashlib.sha256(text).hexdigest()
    with open_store(workspace.database) as store:
        row = store.conn.execute(
            """INSERT INTO exports (made_at, path, format, filters, rows, sha256)
               VALUES ('2026-11-20T08:00:00Z', ?, 'bag', ?, 1, ?)""",
            (str(path), json.dumps({"case": reference}), digest),
        )
        return int(row.lastrowid or 0)


def test_an_investigator_gets_a_signed_package_with_its_checksum_and_both_are_noted(
    fresh: tuple[Workspace, str], tmp_path: Path
) -> None:
    workspace, address = fresh
    with signed_in(address, "investigator") as client:
        case = begin(client, workspace)
        assert client.post(f"/case/{case}/packages").status_code == 303
        shown = when_made(client, case)
        digest = shown.select_one("code.digest")
        link = shown.select_one("a[download]")
        assert digest is not None
        assert link is not None, shown.get_text()
        answer = client.get(str(link["href"]))
        assert answer.headers["content-type"] == "application/zip"
        assert link.get_text() in answer.headers["content-disposition"]
        assert hashlib.sha256(answer.content).hexdigest() == digest.get_text()
        told = client.text(f"/case/{case}")
        assert "signed package made" in told
        assert "signed package taken away" in told
    taken = tmp_path / "case.zip"
    taken.write_bytes(answer.content)
    assert verify_bag(unpack(taken, tmp_path / "bag")).faults == []
    subject = f"case {case}"
    assert ("investigator", "case package made", subject) in audited(workspace)
    assert ("investigator", "case package taken", subject) in audited(workspace)
    noted = "SELECT rows, sha256 FROM exports WHERE format = 'bag'"
    assert stored(workspace.database, noted) == [(1, digest.get_text())]


def test_packages_are_for_investigators_and_of_their_own_cases(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    text = b"a package"
    file = workspace.exports / "one.zip"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text)
    with signed_in(address, "analyst") as analyst:
        case = begin(analyst, workspace)
        number = put_package(workspace, "2026-014", file, text)
        assert "Signed package" not in analyst.text(f"/case/{case}")
        paths = [f"/case/{case}/packages", f"/case/{case}/package/{number}"]
        assert [analyst.get(path).status_code for path in paths] == [403, 403]
        assert analyst.post(paths[0]).status_code == 403
        with signed_in(address, "investigator") as other:
            assert [other.get(path).status_code for path in paths] == [404, 404]
            assert other.post(paths[0]).status_code == 404
            own = begin(other, workspace, "2026-015")
            assert other.get(f"/case/{own}/package/{number}").status_code == 404
            analyst.post(f"/case/{case}/member", login="investigator")
            assert other.get(paths[1]).content == text
    with signed_in(address, "viewer") as viewer:
        assert viewer.get(paths[1]).status_code == 403
    assert "case package made" not in [action for _, action, _ in audited(workspace)]


@pytest.mark.parametrize(
    ("where", "content", "status", "said"),
    [
        ("exports/one.zip", b"as it was", 200, "one.zip"),
        ("exports/one.zip", b"changed", 400, "one.zip"),
        ("exports/one.zip", None, 404, "one.zip: no longer there"),
        ("portal.db", None, 404, "portal.db: no longer there"),
        ("exports/../portal.db", None, 404, "portal.db: no longer there"),
    ],
)
def test_only_a_file_that_is_as_it_was_made_is_given(
    fresh: tuple[Workspace, str],
    where: str,
    content: bytes | None,
    status: int,
    said: str,
) -> None:
    workspace, address = fresh
    path = workspace.folder / where
    workspace.exports.mkdir(exist_ok=True)
    if content is not None:
        path.write_bytes(content)
    with signed_in(address, "investigator") as client:
        case = begin(client, workspace)
        number = put_package(workspace, "2026-014", path, b"as it was")
        assert said in client.text(f"/case/{case}")
        assert client.get(f"/case/{case}/package/{number}").status_code == status
    given = [action for _, action, _ in audited(workspace)].count("case package taken")
    assert given == (status == 200)


def test_what_went_wrong_is_said_and_can_be_tried_again(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    workspace.exports.mkdir(exist_ok=True)
    workspace.exports.rmdir()
    workspace.exports.write_text("not a folder")
    with signed_in(address, "investigator") as client:
        case = begin(client, workspace)
        client.post(f"/case/{case}/packages")
        fault = when_made(client, case).select_one("[role=alert]")
        assert fault is not None
        assert "The package could not be made." in fault.get_text()
        assert "exports" in fault.get_text()
        workspace.exports.unlink()
        client.post(f"/case/{case}/packages")
        assert when_made(client, case).select("a[download]")
