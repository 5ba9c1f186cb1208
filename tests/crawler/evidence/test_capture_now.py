"""Any listing can be captured when a person asks for it."""

from __future__ import annotations

import sqlite3

from crawler.workspace import Workspace
from tests.crawler.crawl.running import citeswatch
from tests.crawler.evidence.conftest import Captured


def asked(workspace: Workspace, listing: str) -> tuple[int, str]:
    done = citeswatch(
        "evidence", "capture", listing, "--workspace", str(workspace.folder)
    )
    return done.returncode, done.stdout + done.stderr


def test_a_listing_that_was_not_flagged_is_kept_when_asked_for(
    crawled: Captured, copy: Workspace
) -> None:
    code, said = asked(copy, "shelf//3")
    assert code == 0, said
    with sqlite3.connect(copy.database) as conn:
        rows = conn.execute(
            "SELECT kind, reason, crawl FROM evidence WHERE listing_id = '/3'"
        ).fetchall()
        [(action,)] = conn.execute("SELECT action FROM audit").fetchall()
    conn.close()
    assert {kind for kind, _, _ in rows} == {"page", "picture", "request", "details"}
    assert {(reason, crawl) for _, reason, crawl in rows} == {("asked", None)}
    assert action == "evidence captured"
    assert (
        "no faults"
        in citeswatch("evidence", "verify", "--workspace", str(copy.folder)).stdout
    )


def test_a_page_that_is_gone_is_told(crawled: Captured, copy: Workspace) -> None:
    gone = crawled.site.pages.pop("/4")
    code, said = asked(copy, f"{crawled.site.home}4")
    crawled.site.pages["/4"] = gone
    assert code == 1
    assert "answered 404" in said


def test_a_listing_that_is_not_stored_is_told(copy: Workspace) -> None:
    code, said = asked(copy, "99999")
    assert code == 1
    assert "no listing '99999' is stored" in said
