from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.matching.matcher import Matcher

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
        "title": "", "offer": "unlikely", "priority": "low", "appendix": "", "matches": []
    }  # fmt: skip


def test_a_file_is_read(tmp_path: Path, matcher: Matcher) -> None:
    path = tmp_path / "titles.txt"
    path.write_bytes(b"\xef\xbb\xbfrhino horn\r\npython handbag\r\n")
    found, _ = run(str(path))
    assert [row["title"] for row in found] == ["rhino horn", "python handbag"]


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
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as asked:
        assert asked.stdin and asked.stdout and asked.stderr
        asked.stdin.write(b"rhino horn\n")
        asked.stdin.flush()
        asked.stdout.readline()
        asked.send_signal(signal.SIGINT)
        assert b"Traceback" not in asked.stderr.read()
