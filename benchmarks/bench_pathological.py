"""Titles made to be slow: the time of one title that tries every weakness.

    python -m benchmarks.bench_pathological [--rounds 3]

Each text is matched by a matcher that has met no text yet (*first*), then again by
the same one (*again*): processor time, the best of the rounds. *Work* is what the
tests bound: the steps that the matcher counts for a text; *cut* says that a limit
was met, as the match's explanation does.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.matching import Matcher
from crawler.matching.budget import Budget

RESULTS = Path(__file__).parent / "results"
LONG = 100_000


def texts(matcher: Matcher) -> dict[str, str]:
    """Give the texts by what they try."""
    chosen = random.Random(20260401)
    names = [matcher.index.name_texts[n] for n in range(len(matcher.index.name_texts))]
    words = [word for word in matcher.index.words if len(word) >= 7 and word.isalpha()]
    return {
        "100,000 characters of ordinary words": ("plain words of a long text, " * 4000)[
            :LONG
        ],
        "5,000 near-misses": " ".join(_misspelt(chosen, words, 5000)),
        "50,000 tokens": "ab " * 50_000,
        "50,000 distinct tokens": " ".join(f"q{n:x}" for n in range(50_000)),
        "a word of 100,000 characters": "abcdefghij" * (LONG // 10),
        "20,000 names": " ".join(chosen.sample(names, 20_000)),
        "beginnings of names, repeated": "red red red panda of the " * 4000,
        "a name's first word, 20,000 times": "panthera " * 20_000,
        "hidden letters": " ".join(_hidden(chosen, words, 5000)),
        "digits for letters": " ".join(_digits(chosen, words, 5000)),
        "single letters": "i v o r y t u s k " * 6000,
        "a matched title's words, 5,000 times": "python leather bag " * 5000,
        "Han names": "".join(chosen.sample(matcher.index.patterns, 5000)),
        "one Han name, 50,000 times": "象牙" * 50_000,
        "emoji": "🐘" * LONG,
        "stars": "*" * LONG,
        "combining marks": "i\u0301" * 50_000,
        "control characters": "\x00" * LONG,
        "stamps and years": "1887 togo 961 (pb66) " * 5000,
        "brackets": "tiger (" * 15_000,
    }


def main() -> None:
    """Measure, print a table and keep the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    matcher = Matcher.load()
    made = texts(matcher)
    gc.collect()
    gc.freeze()
    rows = []
    for name, text in made.items():
        first, again, budget = _measure(matcher, text, options.rounds)
        rows.append(
            {
                "text": name,
                "characters": len(text),
                "first, ms": round(first * 1000, 1),
                "again, ms": round(again * 1000, 1),
                "work": budget.work,
                "cut": budget.cut,
            }
        )
        print(
            f"{name:40s} {len(text):>8,} {first * 1000:8.1f} ms {again * 1000:8.1f} ms"
            f" {budget.work:>7,}  {budget.cut}"
        )
    found: dict[str, Any] = {
        "benchmark": "pathological",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "worst, ms": max(row["first, ms"] for row in rows),
        "texts": rows,
    }
    (RESULTS / "pathological.json").write_text(json.dumps(found, indent=1) + "\n")


def _measure(matcher: Matcher, text: str, rounds: int) -> tuple[float, float, Budget]:
    first, again, budget = [], [], Budget()
    for _ in range(rounds):
        fresh = matcher.fresh()
        first.append(_seconds(lambda known=fresh: known.match(text)))  # type: ignore[misc]
        budget = Budget()
        again.append(_seconds(lambda known=fresh: known.match(text, budget=budget)))  # type: ignore[misc]  # noqa: B023
    return min(first), min(again), budget


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _misspelt(chosen: random.Random, words: list[str], count: int) -> list[str]:
    found = []
    for word in chosen.sample(words, count):
        place = chosen.randrange(1, len(word) - 1)
        found.append(word[:place] + chosen.choice("qxzw") + word[place + 1 :])
    return found


def _hidden(chosen: random.Random, words: list[str], count: int) -> list[str]:
    found = []
    for word in chosen.sample(words, count):
        place = chosen.randrange(1, len(word) - 1)
        found.append(word[:place] + "*" + word[place + 1 :])
    return found


def _digits(chosen: random.Random, words: list[str], count: int) -> list[str]:
    signs = str.maketrans({"o": "0", "i": "1", "e": "3", "a": "4", "s": "5"})
    return [word.translate(signs) for word in chosen.sample(words, count)]


if __name__ == "__main__":
    main()
