"""The plan of a large hub, worked out by hand from plain figures."""

from __future__ import annotations

from typing import Any

from benchmarks.plan import _options, plan, read_results

RESULTS: dict[str, Any] = {
    "cluster": {
        "pace": {"workers_2": {"cpu_ms_per_page": {"workers": 4.32}}},
        "memory": {"memory_peak_mb": 312, "matching_memory_mb": [150, 200, 190]},
    },
    "store": {
        "sizes": [
            {"stored": 10, "seen again, listings/s": 1, "new, listings/s": 1},
            {
                "seen again, listings/s": 1000,
                "new, listings/s": 500,
                "stored": 100_000,
            },
        ]
    },
    "rematch": {
        "listings": {
            "bytes": {"sighting": 50, "listing": 2000},
            "listings/s of a core": {"rematch, nothing moves": 1000},
        }
    },
}
ASKED = ["--sites", "100", "--listings", "36_000_000", "--per-page", "20"]
ASKED += ["--changed", "0.05", "--kilobytes", "24", "--seconds-a-page", "2"]


def test_each_line_follows_from_what_was_measured() -> None:
    lines = {
        line.what: line.value for line in plan(_options().parse_args(ASKED), RESULTS)
    }
    # 1.8 M results pages, and 1.8 M pages of listings that are new or changed.
    assert lines["pages"] == "3,600,000"
    assert lines["pages of a site"] == "36,000, 10.0 h"
    # 37.8 M x 4.32 ms are 3.8 half days; 83 requests at once are 11 workers of 8.
    assert lines["worker processes"] == "11"
    assert lines["memory of the workers"] == "5.5 GB"
    assert lines["bandwidth"] == "86 GB, 8.0 Mbit/s"
    # 34.2 M at 1000/s and 1.8 M at 500/s are 37,800 s of 86,400.
    assert lines["writer, share of its day"] == "44%"
    assert lines["growth of the store"] == "5.4 GB"
    assert lines["a terabyte is reached after"] == "185 days"
    assert lines["matching a year's texts again"] == "182 hours of a core"


def test_the_results_that_are_kept_give_a_plan() -> None:
    assert len(list(plan(_options().parse_args([]), read_results()))) > 8
