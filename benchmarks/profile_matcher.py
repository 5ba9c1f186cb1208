"""Where the time of an ordinary title goes when the matcher sees it first.

    python -m benchmarks.profile_matcher [--rounds 3]

Profiles the matching of the ordinary titles in batches, each time by a matcher that has
met no text yet, and prints a table in Markdown: for each step its share of the processor
time, and the calls of Python functions a title. Time inside numpy, rapidfuzz and other
compiled functions counts for the step that called them. A profile makes each call of a
function dearer, so shares tell more than times: those are `bench_matcher`'s.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import time
from collections import Counter
from pathlib import Path

from benchmarks.bench_matcher import BATCH
from benchmarks.title_sets import title_sets
from crawler.matching import Matcher

STEPS = {
    "fold, cut into words": (
        *("char_kinds", "folding", "letters", "together", "words"),
    ),
    "new words: what they are not, for many together": (
        *("deletions", "joinable", "letter_sums", "near_words", "plain_words"),
        "word_rows",
    ),
    "new words: those that are left, one by one": (
        *("spelling", "joined", "disguises", "readings"),
    ),
    "may the title hold a name? which phrases does it hold?": (
        *("apart", "beginnings", "breaks", "finding", "gate", "index", "tokens"),
        "unspaced",
    ),
    "calls from step to step": ("matcher", "budget", "profile_matcher"),
}
OTHER = "judge what was found"
Function = tuple[str, int, str]


def main() -> None:
    """Profile and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    matcher = Matcher.load()
    titles = [title.text for titles in title_sets() for title in titles.background]
    match_first(matcher.fresh(), titles)  # tables that are made once
    gc.collect()
    gc.freeze()
    profile = cProfile.Profile(time.process_time)
    for _ in range(options.rounds):
        fresh = matcher.fresh()
        profile.runcall(match_first, fresh, titles)
    seen = options.rounds * len(titles)
    print(f"| step, {len(titles):,} titles | share | calls a title |\n|---|---|---|")
    for step, share, calls in shares(profile):
        print(f"| {step} | {share:.0%} | {calls / seen:.1f} |")


def match_first(matcher: Matcher, titles: list[str]) -> None:
    """Match titles in batches, as `citeswatch match FILE` does."""
    for place in range(0, len(titles), BATCH):
        batch = titles[place : place + BATCH]
        matcher.prepare(batch)
        for title in batch:
            matcher.match(title)


def shares(profile: cProfile.Profile) -> list[tuple[str, float, int]]:
    """Give each step's share of the time and the calls of its functions."""
    times: Counter[str] = Counter()
    calls: Counter[str] = Counter()
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    for function, (_, count, own, _, callers) in stats.items():
        if function[0] != "~" and _is_ours(function):
            times[step_of(function)] += own
            calls[step_of(function)] += count
            continue
        for caller, (_, _, within, _) in callers.items():
            if caller[0] != "~":
                times[step_of(caller)] += within
    whole = sum(times.values())
    return [
        (step, times[step] / whole, calls[step])
        for step in (*STEPS, OTHER)
        if times[step]
    ]


def step_of(function: Function) -> str:
    """Say to which step a function belongs, by the file that it stands in."""
    name = Path(function[0]).stem
    for step, files in STEPS.items():
        if name in files:
            return step
    return OTHER


def _is_ours(function: Function) -> bool:
    path = Path(function[0])
    return path.parent.name == "matching" or path.stem == "profile_matcher"


if __name__ == "__main__":
    main()
