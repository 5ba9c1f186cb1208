"""Captures that come at once are written together, and each is as safe as one alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from PIL import Image
from scrapy import Request

from crawler.evidence.keeper import EvidenceKeeper
from crawler.evidence.pictures import NotAPicture, PictureFacts, picture_facts
from crawler.evidence.verify import verify
from crawler.evidence.wire import Exchange, Received
from crawler.evidence.writing import Bundle, Captured, Made
from crawler.store import MarketplaceFacts, Store

HOME = "https://shelf.example/"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "unit.db"
    with Store.open(path) as store:
        store.begin_crawl(MarketplaceFacts("shelf"), started_at=datetime.now(UTC))
    return path


def exchange(path: str, body: bytes, kind: bytes = b"text/html") -> Exchange:
    headers = ((b"Content-Type", [kind]),)
    now = datetime.now(UTC)
    received = Received(now, 200, "HTTP/1.1", headers, body, "127.0.0.1", None)
    return Exchange(Request(f"{HOME}{path}"), received)


def bundle(number: int, *made: Made) -> Bundle:
    captured = Captured("shelf", str(number), f"text {number}", "first_match")
    return Bundle(captured, [("page", exchange(f"{number}", b"<p>%d" % number))], made)


def keep(folder: Path, database: Path, bundles: Sequence[Bundle]) -> list[object]:
    """Keep them all at once; give what each was told."""

    async def work() -> list[object]:
        keeper = EvidenceKeeper(folder, database, "shelf", crawl=1, version="list 1")
        try:
            asked = (keeper.keep(one) for one in bundles)
            return await asyncio.gather(*asked, return_exceptions=True)
        finally:
            keeper.close()

    return asyncio.run(work())


def bodies(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, WarcRecordType.response):
                yield record.headers["WARC-Target-URI"], record.reader.read()


def pages(database: Path) -> set[str]:
    with Store.open(database, read_only=True) as store:
        rows = store.conn.execute("SELECT url FROM evidence WHERE kind = 'page'")
        return {url.removeprefix(HOME) for (url,) in rows}


def test_fifty_at_once_are_all_kept_in_one_chain(
    tmp_path: Path, database: Path
) -> None:
    folder = tmp_path / "evidence"
    told = keep(folder, database, [bundle(number) for number in range(50)])
    assert told == [None] * 50
    assert dict(bodies(folder)) == {f"{HOME}{n}": b"<p>%d" % n for n in range(50)}
    with Store.open(database, read_only=True) as store:
        verdict = verify(folder, store)
    assert verdict.faults == verdict.notes == []
    assert verdict.objects == 101  # each with its request, and what the file says


def test_an_equal_body_that_comes_at_once_is_kept_once(
    tmp_path: Path, database: Path
) -> None:
    captured = Captured("shelf", "1", "text 1", "first_match")
    same = [exchange(name, b"equal") for name in ("a", "b", "c")]
    folder = tmp_path / "evidence"
    keep(folder, database, [Bundle(captured, [("page", one)]) for one in same])
    assert dict(bodies(folder)) == {f"{HOME}a": b"equal"}
    assert pages(database) == {"a", "b", "c"}


def test_one_that_cannot_be_written_does_not_stop_the_others(
    tmp_path: Path, database: Path
) -> None:
    # No header of a WARC can hold half of a surrogate pair.
    odd = Made("details", "\ud800", b"{}", "application/json")
    folder = tmp_path / "evidence"
    told = keep(folder, database, [bundle(1), bundle(2, odd), bundle(3)])
    assert told[0] is told[2] is None
    assert isinstance(told[1], UnicodeEncodeError)
    assert pages(database) == {"1", "3"}
    with Store.open(database, read_only=True) as store:
        assert verify(folder, store).faults == []


def test_each_is_told_when_the_folder_cannot_be_written(
    tmp_path: Path, database: Path
) -> None:
    (tmp_path / "evidence").write_text("a file where the folder should be")
    told = keep(tmp_path / "evidence", database, [bundle(1), bundle(2)])
    assert [type(one) for one in told] == [FileExistsError] * 2
    assert pages(database) == set()


def photograph(kind: str) -> bytes:
    """A picture with as much in it as a photograph."""
    out = BytesIO()
    noise = Image.effect_noise((300, 200), 90).convert("RGB")
    noise.save(out, kind)
    return out.getvalue()


def test_a_jpeg_stands_in_the_file_as_it_came_and_a_page_is_packed(
    tmp_path: Path, database: Path
) -> None:
    captured = Captured("shelf", "1", "text 1", "first_match")
    shown, text = photograph("JPEG"), b"<p>An old chair.</p>" * 1000
    both = [
        ("page", exchange("1", text)),
        ("picture", exchange("1.jpg", shown, b"image/jpeg")),
    ]
    folder = tmp_path / "evidence"
    keep(folder, database, [Bundle(captured, both)])  # type: ignore[arg-type]
    (path,) = folder.glob("*.warc.gz")
    assert shown in path.read_bytes()
    assert path.stat().st_size < len(shown) + 5000
    assert dict(bodies(folder)) == {f"{HOME}1": text, f"{HOME}1.jpg": shown}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"])
def test_a_picture_is_looked_at_to_its_end(kind: str) -> None:
    content = photograph(kind)
    assert picture_facts(content) == PictureFacts(kind, 300, 200)
    with pytest.raises(NotAPicture):
        picture_facts(content[: len(content) * 9 // 10])
