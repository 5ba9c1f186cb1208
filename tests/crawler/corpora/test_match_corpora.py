"""`citeswatch match` of JSON Lines, Parquet and web archives, to a file that is whole."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.matching.matcher import Matcher
from tests.crawler.bulk.dask_machines import Machines

OFFERS: list[dict[str, Any]] = [
    {"id": 7, "title": "Psittacus erithacus, tame", "description": ""},
    {"id": "b", "title": "Old bag", "description": "Panthera onca skin"},
    {"id": None, "title": "象牙 印鑑", "description": ""},
    {"id": 9, "title": "oak table", "description": ""},
]
TAXA = ["Psittacus erithacus", "Panthera onca", "Elephantidae", ""]
PAGES = {
    "https://shop.example/1": (
        '<title>Shop</title><script type="application/ld+json">{"@type": "Product",'
        '"name": "Psittacus erithacus, tame", "offers": {"price": "9"}}</script>'
    ),
    "https://shop.example/2": (
        '<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Old bag'
        '</b><p itemprop="description">Panthera onca skin</p>'
        '<i itemprop="offers" itemscope itemtype="https://schema.org/Offer">'
        '<b itemprop="price">9</b></i></div>'
    ),
    "https://shop.example/3": "<title>Shop</title><h1>象牙 <b>印鑑</b></h1>",
    "https://shop.example/4": "<title>oak table</title>",
}


@pytest.fixture(autouse=True)
def compiled(matcher: Matcher) -> None:
    """The list is compiled once, before commands are timed or killed."""


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    return Matcher.load()


def as_json_lines(path: Path, offers: list[dict[str, Any]]) -> Path:
    lines = [json.dumps(one, ensure_ascii=False) for one in offers]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def as_parquet(path: Path) -> Path:
    told = [{**one, "id": str(one["id"])} for one in OFFERS]
    pq.write_table(pa.Table.from_pylist(told), path, row_group_size=2)
    return path


def as_warc(path: Path) -> Path:
    """Write an archive in which each page stands beside a refusal and a picture."""
    records = []
    for url, page in PAGES.items():
        for status, kind in (
            ("200 OK", "text/html; charset=utf-8"),
            ("404 Gone", "text/html"),
            ("200 OK", "image/png"),
        ):
            answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{page}".encode()
            head = (
                "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
                f"WARC-Date: 2026-11-01T00:00:00Z\r\nWARC-Target-URI: {url}\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            )
            records.append(head.encode() + answer + b"\r\n\r\n")
    packed = path.suffix == ".gz"
    path.write_bytes(b"".join(map(gzip.compress, records) if packed else records))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["match", *(str(one) for one in arguments)])


def taxa(text: str) -> list[str]:
    found = [json.loads(line)["matches"] for line in text.splitlines()]
    return [one[0]["taxon"] if one else "" for one in found]


CORPORA = {
    "offers.jsonl": lambda path: as_json_lines(path, OFFERS),
    "offers.parquet": as_parquet,
    "pages.warc": as_warc,
    "pages.warc.gz": as_warc,
}


@pytest.mark.parametrize("name", CORPORA)
def test_title_and_description_of_each_record_are_matched(
    tmp_path: Path, name: str
) -> None:
    done = run(CORPORA[name](tmp_path / name), "--jobs", "1")
    assert done.exit_code == 0, done.output
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["title"] for one in found] == [one["title"] for one in OFFERS]
    assert taxa(done.stdout)[:2] == TAXA[:2]
    assert taxa(done.stdout)[3] == ""
    known = list(PAGES) if "warc" in name else [one["id"] for one in OFFERS]
    assert [str(one["id"]) for one in found] == [str(one) for one in known]


def test_other_fields_are_named(tmp_path: Path) -> None:
    path = as_json_lines(tmp_path / "a.jsonl", [{"name": "rhino horn", "nr": 5}])
    done = run(path, "--title", "name", "--id", "nr")
    [found] = [json.loads(line) for line in done.stdout.splitlines()]
    assert (found["id"], found["title"]) == (5, "rhino horn")


def test_a_record_that_cannot_be_read_is_told_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"title": "rhino horn"}\n\nno\n[1]\n{"title": 5}\n{"title": "x"}'
    )
    done = run(path)
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 2
    assert "record 3: is not JSON" in done.stderr
    assert "record 4: is no JSON object with a text 'title'" in done.stderr
    assert "record 5: is no JSON object" in done.stderr


def _cut(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-60])
    return path


FAULTS = {
    "Parquet cut short": (lambda d: _cut(as_parquet(d / "a.parquet")), [], "a.parquet is no Parquet that can be read (cut short?)"),
    "no such column": (lambda d: as_parquet(d / "a.parquet"), ["--title", "name"], "has no column 'name'; name one of its own with --title: id, title, description"),
    "no WARC": (lambda d: as_json_lines(d / "a.warc", OFFERS), [], "a.warc: the record after number 0 cannot be read"),
    "a WARC cut short": (lambda d: _cut(as_warc(d / "a.warc")), [], "bytes of it are missing"),
    "a packed WARC cut short": (lambda d: _cut(as_warc(d / "a.warc.gz")), [], "is the file cut short"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_not_whole_is_refused(tmp_path: Path, fault: str) -> None:
    make, options, says = FAULTS[fault]
    done = run(make(tmp_path), *options)
    assert done.exit_code == 1, done.output
    assert says in " ".join(done.output.split())


def test_parquet_is_not_read_from_standard_input() -> None:
    done = run("--format", "parquet")
    assert done.exit_code == 1
    assert "not from standard input" in done.output


def many(path: Path, count: int) -> Path:
    offers = [{**OFFERS[n % 4], "id": n, "title": f"{OFFERS[n % 4]['title']} {n}"} for n in range(count)]  # fmt: skip
    return as_json_lines(path, offers)


@pytest.mark.slow
def test_a_killed_run_goes_on_and_ends_as_one_that_was_not(tmp_path: Path) -> None:
    path, out = many(tmp_path / "many.jsonl", 9_000), tmp_path / "out.jsonl"
    code = """
import crawler.corpora.whole_file as whole
whole._EVERY = 0
from crawler.cli import main
main()"""
    args = ["match", str(path), "--on", "2026-04-01", "--jobs", "1"]
    journal = tmp_path / ".out.jsonl.journal"
    with subprocess.Popen(
        [sys.executable, "-c", code, *args, "--output", str(out)]
    ) as process:
        while not journal.exists():
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
    assert not out.exists()
    before = json.loads(journal.read_text())["records"]
    assert 0 < before < 9_000
    with (tmp_path / ".out.jsonl.partial").open("ab") as file:
        file.write(b"half an ans")  # written after the journal
    assert run(*args[1:], "--output", out).exit_code == 0
    assert out.read_bytes() == run(*args[1:]).stdout_bytes
    assert sorted(one.name for one in tmp_path.iterdir()) == ["many.jsonl", "out.jsonl"]


def test_a_draft_of_other_work_is_not_gone_on_with(tmp_path: Path) -> None:
    path, out = many(tmp_path / "a.jsonl", 3), tmp_path / "out.jsonl"
    broken = _cut(as_parquet(tmp_path / "b.parquet"))
    assert run(broken, "--output", out).exit_code == 1
    done = run(path, "--output", out)
    assert done.exit_code == 1
    assert "was begun with another input" in done.output
    assert "to begin anew" in done.output


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = many(tmp_path / "a.jsonl", 3)
    done = run(path, "--output", path)
    assert done.exit_code == 1
    assert "is there already" in done.output


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    made = Machines(tmp_path / "dask")
    yield made
    made.end()


@pytest.mark.cluster
def test_two_workers_of_which_one_is_killed_write_what_one_core_writes(
    tmp_path: Path, machines: Machines
) -> None:
    path, out = many(tmp_path / "many.jsonl", 6_000), tmp_path / "out.jsonl"
    doomed, _ = machines.worker(), machines.worker()
    code = "import crawler.corpora.whole_file as w; w._EVERY = 0\nfrom crawler.cli import main; main()"
    args = ["match", str(path), "--on", "2026-04-01"]
    place = ["--cluster", machines.address, "--output", str(out)]
    with subprocess.Popen([sys.executable, "-c", code, *args, *place]) as process:
        while not (tmp_path / ".out.jsonl.journal").exists():
            time.sleep(0.01)
        doomed.kill()
    assert process.returncode == 0
    assert out.read_bytes() == run(*args[1:], "--jobs", "1").stdout_bytes
