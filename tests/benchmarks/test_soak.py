"""The soak counts what a person would count, and meets every fault it speaks of."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.resident_memory import growth, means, spread

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("series", "grown", "apart"),
    [
        ([5.0] * 10 + [100.0] * 10, 0.0, 0.0),
        ([1.0] * 10 + [100.0] * 8 + [110.0] * 2, 0.1, 0.1),
        ([1.0] * 10 + [100.0] * 4 + [150.0] + [100.0] * 5, 0.0, 0.5),
    ],
)
def test_growth_is_that_of_the_second_half(
    series: list[float], grown: float, apart: float
) -> None:
    assert (growth(series), spread(series)) == (grown, apart)


def test_samples_are_summed_up_in_slots() -> None:
    assert means([1.0, 2.0, 3.0]) == [1.0, 2.0, 3.0]
    assert means([float(n // 10) for n in range(600)])[:3] == [0.0, 1.0, 2.0]


@pytest.mark.slow
def test_nothing_is_lost_in_a_short_soak_with_every_fault(tmp_path: Path) -> None:
    file = tmp_path / "soak.json"
    words = ["-m", "benchmarks.bench_soak", "--pages", "3000", "--results", str(file)]
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True)
    told = json.loads(file.read_text())
    faults = told["citeswatch"]["faults_met"]
    assert set(faults) == {
        *("calendar page", "error 500", "page that repeats", "redirect"),
        *("redirect in a circle", "reset", "second link to an offer", "slow"),
    }
    assert all(faults.values())
    offers = told["offers"]
    assert offers["planted"] == 3000
    assert offers["lost"] == offers["doubled"] == offers["invented"] == 0
    assert offers["stored"] == 3000 - offers["never_answered"]
    assert offers["told_as_failed"] == offers["never_answered"]
    memory = told["citeswatch"]["memory_mb"]
    assert len(memory) > 1
    assert max(memory) < 600
