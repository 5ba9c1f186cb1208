"""The profile of the matcher gives each part of it to a step."""

from __future__ import annotations

import cProfile
from pathlib import Path

import pytest

import crawler.matching
from benchmarks.profile_matcher import OTHER, STEPS, match_first, shares, step_of
from crawler.matching import Matcher


def test_every_file_that_a_step_names_is_there() -> None:
    there = {path.stem for path in Path(crawler.matching.__path__[0]).glob("*.py")}
    named = {file for files in STEPS.values() for file in files}
    assert named - there == {"profile_matcher"}


def test_the_shares_of_the_steps_make_a_whole() -> None:
    profile = cProfile.Profile()
    titles = ["oak table, six chairs", "carved ivory tusk, antique", "blue kettel 2l"]
    profile.runcall(match_first, Matcher.load().fresh(), titles)
    found = shares(profile)
    assert sum(share for _, share, _ in found) == pytest.approx(1)
    assert [step for step, _, _ in found][-1] == OTHER
    assert all(share > 0 for _, share, _ in found)
    calls = {step: count for step, _, count in found}
    assert calls[step_of(("folding.py", 1, "fold"))] >= len(titles)
