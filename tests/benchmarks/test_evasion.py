"""The measurement of hidden names: what the tricks do, and that its table is counted."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest

from benchmarks import bench_evasion
from benchmarks.tricks import TRICKS, UNCHANGED

HIDDEN = {
    "digits in every word": "r1ng ta1l3d l3mur",
    "dots between letters": "ring t.a.i.l.e.d lemur",
    "blanks between letters": "ring t a i l e d lemur",
    "a blank inside": "ring tai led lemur",
    "words joined": "ringtailedlemur",
    "a hashtag": "#ringtailedlemur",
    "underscores": "ring_tailed_lemur",
}


@pytest.mark.parametrize("trick", HIDDEN)
def test_a_trick_hides_the_words_as_it_is_called(trick: str) -> None:
    assert TRICKS[trick]("ring tailed lemur", random.Random(1)) == HIDDEN[trick]


@pytest.mark.parametrize("trick", [name for name in TRICKS if name != UNCHANGED])
def test_every_trick_changes_a_name_that_it_can_hide(trick: str) -> None:
    words = "ring tailed lemur"
    assert TRICKS[trick](words, random.Random(1)) != words


@pytest.mark.slow
def test_every_trick_is_measured_beside_exact_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "evasion.json"
    monkeypatch.setattr(
        sys, "argv", ["bench", "--titles", "15", "--results", str(results)]
    )
    bench_evasion.main()
    rows = {row["trick"]: row for row in json.loads(results.read_text())["tricks"]}
    assert set(rows) == set(TRICKS)
    assert rows[UNCHANGED]["found"] == 1
    assert rows["dots between letters"]["exact names"] < rows[UNCHANGED]["exact names"]
    assert len(capsys.readouterr().out.splitlines()) == len(TRICKS)
