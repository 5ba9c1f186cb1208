"""Reading corpora of offers: JSON Lines, Parquet, web archives (WARC), plain lines.

Reading here is cheap: a record is taken as it lies in the file. What costs, JSON and pages, is
read by `texts` where the matching is done, on whichever core or machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

LARGEST_PAGE = 4 * 1024 * 1024
"""Bytes of a page; the rest of a longer one is not read."""
_MOST = 256
"""Records that are handed on at once."""
_MOST_BYTES = 4 * 1024 * 1024
FORMS = ("lines", "jsonl", "parquet", "warc")
_ENDINGS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".warc": "warc",
    ".warc.gz": "warc",
}


class CorpusError(Exception):
    """A corpus cannot be read; the text names the file and the mend."""


class Names(NamedTuple):
    """Under which names a record holds its title, its text and what it is known by."""

    title: str = "title"
    description: str = "description"
    id: str = "id"


class Text(NamedTuple):
    """What is matched of a record."""

    id: Any
    title: str
    description: str = ""


class Page(NamedTuple):
    """An answer of a site, as a web archive keeps it."""

    url: str
    content_type: str
    body: bytes


def form_of(name: str) -> str:
    """Tell by a file's name what it holds."""
    found = [form for ending, form in _ENDINGS.items() if name.lower().endswith(ending)]
    return found[-1] if found else "lines"


def records(
    file: IO[bytes], form: str, names: Names
) -> Iterator[tuple[list[Any], int]]:
    """Give records in their order, some at once, with the bytes that they took.

    Raises:
        CorpusError: the file is cut short, or not of this form.
    """
    one_by_one = _rows if form == "parquet" else _pages
    held, size, weight = [], 0, 0
    for record, taken, heavy in one_by_one(file, names):
        if record is not None:
            held.append(record)
        size, weight = size + taken, weight + heavy
        if len(held) >= _MOST or weight >= _MOST_BYTES:
            yield held, size
            held, size, weight = [], 0, 0
    if held:
        yield held, size


def texts(record: Any, form: str, names: Names) -> Text | str:
    """Give what is matched of a record, or why it cannot be read."""
    return _TEXTS[form](record, names)


def _rows(file: IO[bytes], names: Names) -> Iterator[tuple[Text, int, int]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = _path(file)
    try:
        with pq.ParquetFile(path) as found:
            columns = found.schema_arrow.names
            if names.title not in columns:
                raise CorpusError(
                    f"{path} has no column {names.title!r}; name one of its own with "
                    f"--title: {', '.join(columns)}"
                )
            wanted = [name for name in names if name in columns]
            share = path.stat().st_size / max(found.metadata.num_rows, 1)
            for batch in found.iter_batches(_MOST * 16, columns=wanted):
                cells = {name: batch.column(name).to_pylist() for name in wanted}
                empty = [None] * len(batch)
                yield from (
                    (Text(own, _said(title), _said(text)), round(share), 0)
                    for own, title, text in zip(
                        cells.get(names.id, empty),
                        cells[names.title],
                        cells.get(names.description, empty),
                        strict=True,
                    )
                )
    except pa.ArrowException as error:
        raise CorpusError(
            f"{path} is no Parquet that can be read (cut short?): {error}"
        ) from error


def _pages(file: IO[bytes], names: Names) -> Iterator[tuple[Page | None, int, int]]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number, before = 0, 0
    archive = ArchiveIterator(file)
    try:
        for record in archive:
            if record.format != "warc":
                raise ValueError("it has no WARC header")
            page = _page(record)
            _read_to_its_end(record)
            number += 1
            yield page, archive.offset - before, len(page.body) if page else 0
            before = archive.offset
        if file.seekable() and file.tell() > archive.offset:
            # A packed record whose head is cut short is passed over in silence.
            raise ValueError(f"{file.tell() - archive.offset} bytes are no record")
    except (ArchiveLoadFailed, EOFError, ValueError) as error:
        raise CorpusError(
            f"{file.name}: the record after number {number} cannot be read (is the "
            f"file cut short, or no WARC?): {error}"
        ) from error


def _page(record: Any) -> Page | None:
    """Give the page of a record, None if it is none."""
    answer = record.http_headers
    if record.rec_type != "response" or answer is None:
        return None
    kind = answer.get_header("Content-Type") or ""
    if answer.get_statuscode() != "200" or "html" not in kind.lower():
        return None
    body = record.content_stream().read(LARGEST_PAGE)
    return Page(record.rec_headers.get_header("WARC-Target-URI") or "", kind, body)


def _read_to_its_end(record: Any) -> None:
    while record.raw_stream.read(1 << 16):
        pass
    # A packed record that is cut short just ends, for the reader that we have.
    if record.raw_stream.limit > 0:
        raise ValueError(f"{record.raw_stream.limit} bytes of it are missing")


def _of_json(raw: bytes, names: Names) -> Text | str:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        return f"is not JSON ({error})"
    if not isinstance(found, dict) or not isinstance(found.get(names.title), str):
        return (
            f"is no JSON object with a text {names.title!r}; name another with --title"
        )
    description = found.get(names.description)
    return Text(found.get(names.id), found[names.title], _said(description))


def _of_page(page: Page, names: Names) -> Text | str:
    from scrapy.http import HtmlResponse

    from crawler.families.page_texts import page_texts

    headers = {"Content-Type": page.content_type}
    response = HtmlResponse(page.url, headers=headers, body=page.body)
    title, description = page_texts(response)
    return Text(page.url, title, description)


def _of_row(row: Text, names: Names) -> Text | str:
    return row


def _said(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _path(file: IO[bytes]) -> Path:
    name = getattr(file, "name", "")
    if not isinstance(name, str) or not Path(name).is_file():
        raise CorpusError("Parquet is read from a file, not from standard input")
    return Path(name)


_TEXTS: dict[str, Callable[[Any, Names], Text | str]] = {
    "jsonl": _of_json,
    "parquet": _of_row,
    "warc": _of_page,
}
