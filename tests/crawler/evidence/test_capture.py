"""What came over the wire of a flagged offer is kept, and can be read by others."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from tests.crawler.crawl.running import run
from tests.crawler.evidence.conftest import TUSK, Captured, page, picture


def rows(crawled: Captured, columns: str, where: str = "1") -> list[tuple[Any, ...]]:
    return crawled.outcome.rows(
        f"SELECT {columns} FROM evidence WHERE {where} ORDER BY id"
    )


def records(crawled: Captured) -> list[Any]:
    """Read every WARC with a reader that shares no code with the writer."""
    found = []
    for path in sorted(crawled.workspace.evidence.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, parse_http=False, verify_digests=False):
                record.freeze()
                found.append(record)
    return found


def body_of(crawled: Captured, path: str) -> tuple[str, bytes]:
    """Give head and body of the answer for *path*, as an independent reader has them."""
    for record in records(crawled):
        target = record.headers.get("WARC-Target-URI") or ""
        if record.record_type == WarcRecordType.response and target.endswith(path):
            head, _, body = record.reader.read().partition(b"\r\n\r\n")
            return head.decode("latin-1"), body
    raise AssertionError(f"no answer for {path} is kept")


def test_an_independent_reader_finds_the_bytes_as_they_came(crawled: Captured) -> None:
    head, body = body_of(crawled, "/1")
    assert head.startswith("HTTP/1.1 200 OK\r\n")
    assert "X-Served-By: shelf 7" in head
    assert "Content-Encoding: gzip" in head
    assert f"<h1>{TUSK} one</h1>" in gzip.decompress(body).decode()
    assert body_of(crawled, "/a.jpg")[1] == picture()


def test_chunks_are_undone_and_the_file_says_so(crawled: Captured) -> None:
    head, body = body_of(crawled, "/2")
    assert "chunked" not in head.lower()
    assert body.decode().endswith("</html>")
    about = records(crawled)[0]
    assert about.record_type == WarcRecordType.warcinfo
    assert b"undone the transfer encoding" in about.reader.read()


def test_every_record_bears_sums_that_hold(crawled: Captured) -> None:
    for path in crawled.workspace.evidence.glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, parse_http=False):
                assert record.headers["WARC-Block-Digest"].startswith("sha256:")
                assert record.verify_block_digest()


def test_the_request_is_kept_beside_its_answer(crawled: Captured) -> None:
    asked = [r for r in records(crawled) if r.record_type == WarcRecordType.request]
    text = asked[0].reader.read().decode()
    assert text.startswith("GET /")
    assert "Host: 127.0.0.1:" in text
    assert "me@example.org" in text


def test_only_flagged_offers_are_kept(crawled: Captured) -> None:
    kept = {url.rpartition("/")[2] for (url,) in rows(crawled, "url", "kind = 'page'")}
    assert kept == {"1", "2", "4"}
    assert set(rows(crawled, "reason", "kind = 'page'")) == {("first_match",)}


def test_an_equal_picture_is_kept_once_and_referred_to(crawled: Captured) -> None:
    found = rows(
        crawled, "repeats, record_id", "url LIKE '%/a.jpg' AND kind = 'picture'"
    )
    (first, record), (again, _) = found
    assert (first, again) == ("", record)
    repeat = [r for r in records(crawled) if r.record_type == WarcRecordType.revisit]
    assert [r.headers["WARC-Refers-To"] for r in repeat] == [record]
    assert repeat[0].headers["WARC-Profile"].endswith("identical-payload-digest")


REFUSED = [
    ("/1", "/private/c.jpg", "robots.txt"),
    ("/1", "/d.svg", "it is no JPEG, PNG"),
    ("/2", "/not.jpg", "it is no JPEG, PNG"),
    ("/4", "http://elsewhere.example/x.jpg", "could not be had"),
    ("/4", "/bomb.png", "too many pixels"),
]


@pytest.mark.parametrize(("listing", "url", "why"), REFUSED)
def test_what_is_no_picture_or_not_to_be_asked_for_is_refused(
    crawled: Captured, listing: str, url: str, why: str
) -> None:
    told = [
        json.loads(record.reader.read())
        for record in records(crawled)
        if record.record_type == WarcRecordType.metadata
    ]
    (pictures,) = [one["pictures"] for one in told if one["listing_id"] == listing]
    (outcome,) = [one for one in pictures if one["url"].endswith(url)]
    assert outcome["kept"] is False
    assert why in outcome["why"]
    assert not rows(crawled, "id", f"kind = 'picture' AND url LIKE '%{url}'")


def test_robots_txt_holds_for_pictures(crawled: Captured) -> None:
    assert crawled.site.asked["/private/c.jpg"] == 0


def test_each_object_says_with_what_it_was_made(crawled: Captured) -> None:
    facts = "clock, software_version, species_list_version, crawl"
    for clock, software, species, crawl in rows(crawled, facts):
        assert clock.startswith("system clock")
        assert software and species and crawl


def test_pictures_are_no_pages_in_the_effort(crawled: Captured) -> None:
    [(fetched,)] = crawled.outcome.rows("SELECT pages_fetched FROM effort")
    assert fetched == 5


def test_a_text_is_kept_once_and_again_when_it_changes(crawled: Captured) -> None:
    crawled.site.add("/2", page(f"{TUSK} two", price="9 €"))
    before = len(rows(crawled, "id", "kind = 'page'"))
    again = run(crawled.workspace)
    assert again.count("shelf", "evidence/known") == 2
    pages = rows(crawled, "url, reason", "kind = 'page'")
    assert len(pages) == before + 1
    assert pages[-1] == (f"{crawled.site.home}2", "changed")
