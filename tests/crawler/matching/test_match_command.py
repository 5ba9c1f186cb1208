from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import match_work
from crawler.cli.match_work import Batch
from crawler.matching.matcher import Matcher
from tests.signals import take_ctrl_c

COMMAND = [sys.executable, "-c", "from crawler.cli import main; main()", "match"]

TOP_KEYS = ["title", "offer", "priority", "appendix", "matches"]
MATCH_KEYS = [
    *("taxon", "rank", "appendix", "appendices", "kind", "name", "language"),
    *("matched_text", "start", "end", "score", "reason"),
]


def run(
    *arguments: str, given: bytes = b"", code: int = 0
) -> tuple[list[dict[str, Any]], str]:
    done = subprocess.run(
        [*COMMAND, *arguments], input=given, capture_output=True, check=False
    )
    assert done.returncode == code, done.stderr.decode()
    lines = done.stdout.decode().splitlines()
    return [json.loads(line) for line in lines], done.stderr.decode()


def test_one_object_comes_out_for_each_title_in_order(matcher: Matcher) -> None:
    titles = ["Psittacus erithacus tame", "", "oak table", "象牙 印鑑", "tiger print"]
    found, errors = run(given="\n".join(titles).encode())
    assert [row["title"] for row in found] == titles
    assert errors == ""
    for row in found:
        assert list(row)[:5] == TOP_KEYS
        for match in row["matches"]:
            assert list(match)[: len(MATCH_KEYS)] == MATCH_KEYS
    assert found[0]["matches"][0]["taxon"] == "Psittacus erithacus"
    assert found[0]["priority"] == "high"
    assert found[1] == {
        "title": "", "offer": "unlikely", "priority": "low", "appendix": "", "matches": [],
        "claims": [],
    }  # fmt: skip


def test_a_file_is_read(tmp_path: Path, matcher: Matcher) -> None:
    path = tmp_path / "titles.txt"
    path.write_bytes(b"\xef\xbb\xbfrhino horn\r\npython handbag\r\n")
    found, _ = run(str(path))
    assert [row["title"] for row in found] == ["rhino horn", "python handbag"]


@pytest.mark.parametrize(
    ("title", "quoted"),
    [
        ("grey parrot's eggs", "'grey parrot'\"'\"'s eggs'"),
        ("grey parrot " * 40, "'" + "grey parrot " * 40 + "'"),  # longer than a name
    ],
)
def test_who_gives_a_title_for_a_file_is_told_how_to_match_it(
    title: str, quoted: str
) -> None:
    found, told = run(title, code=2)
    assert not found
    assert f"echo {quoted} | citeswatch match --explain" in told


def test_a_folder_is_no_title(tmp_path: Path) -> None:
    _, told = run(str(tmp_path), code=2)
    assert "Is a directory" in told
    assert "echo" not in told


def test_an_explanation_for_people_tells_what_each_word_did(matcher: Matcher) -> None:
    done = subprocess.run(
        [*COMMAND, "--explain", "--on", "2026-04-01"],
        input="Psittacus erithacus plush\n\u202egrey \x1b[2Jparrot\noak table\n象牙".encode(),
        capture_output=True,
        check=True,
    )
    told = done.stdout.decode()
    assert "=================== -----   = name, + raises, - lowers" in told
    assert 'scientific name "Psittacus erithacus"' in told
    assert 'decoys.csv: "plush"' in told
    assert "in force since 2017-01-02" in told
    assert "oak table\n  Nothing in it names a listed taxon." in told
    assert "\n    ====" in told  # two columns for each of the two characters
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_an_explanation_for_programs_adds_up(matcher: Matcher) -> None:
    plain, _ = run(given=b"faux 1vory bangle\n")
    assert "explanation" not in plain[0]["matches"][0]
    found, _ = run("--explain", "--json", given=b"faux 1vory bangle\n")
    for match in found[0]["matches"]:
        steps = match.pop("explanation")
        assert sum(step["points"] for step in steps) == match["score"]
        kinds = [step["kind"] for step in steps]
        assert kinds[0] == "name"
        assert {"spelling", "doubts", "verdict", "appendix", "listing"} <= set(kinds)
    assert found == plain


def test_the_day_counts(matcher: Matcher) -> None:
    then, _ = run("--on", "2016-12-31", given=b"Psittacus erithacus")
    now, _ = run("--on", "2026-04-01", given=b"Psittacus erithacus")
    assert (then[0]["appendix"], now[0]["appendix"]) == ("II", "I")


def test_a_line_that_is_no_utf_8_is_read_all_the_same_and_named(
    matcher: Matcher,
) -> None:
    found, errors = run(given=b"fine\nivory netsuke caf\xe9\n")
    assert found[1]["title"] == "ivory netsuke caf\ufffd"
    assert found[1]["matches"]
    assert errors.startswith("line 2: byte 0xe9 is not UTF-8")


def test_a_line_beyond_all_bounds_is_cut_and_named(matcher: Matcher) -> None:
    found, errors = run(given=b"x" * (5 * 1024 * 1024) + b"\nrhino horn\n")
    assert len(found) == 2
    assert found[1]["matches"]
    assert errors.startswith("line 1: longer than 4 MiB")


def test_what_would_steer_a_terminal_is_written_as_an_escape(matcher: Matcher) -> None:
    done = subprocess.run(
        COMMAND,
        input="\u202eyrovi \x1b[2J\x9b".encode(),
        capture_output=True,
        check=True,
    )
    assert b"\\u202e" in done.stdout
    assert "\u202e".encode() not in done.stdout
    assert b"\x1b" not in done.stdout
    assert json.loads(done.stdout)["title"] == "\u202eyrovi \x1b[2J\x9b"


def test_an_answer_comes_at_once_to_a_program_that_waits(matcher: Matcher) -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as asked:
        assert asked.stdin and asked.stdout
        for title in ("rhino horn", "oak table"):
            asked.stdin.write(title.encode() + b"\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["title"] == title
        asked.stdin.close()


def test_a_reader_that_stops_is_no_error(tmp_path: Path, matcher: Matcher) -> None:
    path = tmp_path / "many.txt"
    path.write_text("Psittacus erithacus tame and talking\n" * 5000)
    with subprocess.Popen(
        [*COMMAND, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as told:
        assert told.stdout and told.stderr
        assert json.loads(told.stdout.readline())["matches"]
        told.stdout.close()
        assert told.stderr.read() == b""
        assert told.wait(30) == 0


def test_a_file_is_matched_by_several_processes_in_its_order(
    tmp_path: Path, matcher: Matcher
) -> None:
    path = tmp_path / "many.txt"
    lines = [f"Psittacus erithacus {n}" for n in range(1500)]
    lines[700] = "caf\xe9"
    path.write_bytes("\n".join(lines).encode("latin-1"))
    alone, told = run("--jobs", "1", str(path))
    shared, told_too = run("--jobs", "3", str(path))
    assert [row["title"] for row in shared] == [
        line.replace("\xe9", "\ufffd") for line in lines
    ]
    assert shared == alone
    assert told == told_too
    assert told.startswith("line 701: byte 0xe9")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_that_dies_is_told_and_no_line_is_lost_unsaid(
    tmp_path: Path, matcher: Matcher
) -> None:
    path = tmp_path / "many.txt"
    path.write_text("Psittacus erithacus tame and talking\n" * 20_000)
    with subprocess.Popen(
        [*COMMAND, "--jobs", "2", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as told:
        assert told.stdout and told.stderr
        told.stdout.readline()  # now it waits for us to read on
        children = Path(f"/proc/{told.pid}/task/{told.pid}/children").read_text()
        os.kill(int(children.split()[0]), signal.SIGKILL)
        rest = told.stdout.read()
        errors = told.stderr.read().decode()
        assert told.wait(30) == 1
    whole = 1 + rest.count(b"\n")
    assert rest.endswith(b"\n")
    assert whole < 20_000
    assert f"the first {whole} lines are whole" in errors
    assert "Traceback" not in errors


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_process_is_left_behind_when_the_first_is_killed(
    tmp_path: Path, matcher: Matcher
) -> None:
    path = tmp_path / "many.txt"
    path.write_text("Psittacus erithacus tame and talking\n" * 20_000)
    with subprocess.Popen(
        [*COMMAND, "--jobs", "2", str(path)], stdout=subprocess.PIPE
    ) as told:
        assert told.stdout
        told.stdout.readline()
        children = Path(f"/proc/{told.pid}/task/{told.pid}/children").read_text()
        told.kill()
    ends = time.monotonic() + 20
    alive = children.split()
    while alive and time.monotonic() < ends:
        alive = [one for one in alive if Path(f"/proc/{one}/exe").exists()]
        time.sleep(0.02)
    assert alive == []


@pytest.mark.parametrize("cut", [1, 5, 64])
def test_lines_are_the_same_however_they_arrive(cut: int) -> None:
    text = b"a\n\nbb\r\nccc" * 20

    class Slow(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            return self.read(cut)

    found = list(match_work.batches(Slow(text), Batch(1, [], 0)))
    assert [line for batch in found for line in batch.lines] == text.split(b"\n")
    assert sum(batch.size for batch in found) <= len(text)
    numbers = [batch.first for batch in found]
    assert numbers == sorted(numbers)
    for batch, following in pairwise(found):
        assert batch.first + len(batch.lines) == following.first


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--on", "31.12.2016"], "does not match the format '%Y-%m-%d'"),
        (["no-such-file.txt"], "no-such-file.txt"),
        (["--wrong"], "No such option"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], message: str) -> None:
    _, errors = run(*arguments, code=2)
    assert message in errors


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a terminal's signals")
def test_ctrl_c_ends_it(matcher: Matcher) -> None:
    with subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=take_ctrl_c,  # noqa: PLW1509
    ) as asked:
        assert asked.stdin and asked.stdout
        asked.stdin.write(b"rhino horn\n")
        asked.stdin.flush()
        asked.stdout.readline()
        asked.send_signal(signal.SIGINT)
        _, complaints = asked.communicate(timeout=60)
        assert b"Traceback" not in complaints
