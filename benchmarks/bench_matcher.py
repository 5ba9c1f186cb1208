"""Titles per second: citeswatch, an exact automaton, and a plain fuzzy scan.

    python -m benchmarks.bench_matcher [--scan 40] [--rounds 5] [--results FILE]

All three read the same titles and know the same names, in one run on one core:

* `citeswatch`: folds, finds exact and misspelt names, weighs the words around,
  gives matches with reasons. *First* sees every title for the first time, and every
  word but the common ones that are read when the list is compiled; *again* has met
  all before, as in a long crawl. *In batches* reads the words of 256 titles ahead, as
  `citeswatch match FILE` and `citeswatch rematch` do.
* `automaton`: folds, then one Aho-Corasick pass over the folded names; it judges
  nothing.
* `scan`: `rapidfuzz.process.extractOne` with `token_set_ratio` over the folded
  names, on the first titles only, for it takes long.

Time is that of the processor, so that a busy machine changes little. The best of
the rounds counts, each with a matcher that has met no title yet; *times
automaton* and *times scan* compare those. *Right* is the share of labelled offers
for which the answer names an expected taxon; *wrong* that of traps and ordinary
titles for which anything is raised.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from benchmarks.baselines import Names, exact_names, names_of
from benchmarks.title_sets import Title, title_sets
from crawler.matching import Matcher
from crawler.matching.folding import fold

RESULTS = Path(__file__).parent / "results" / "matcher.json"
CUTOFF = 90
BATCH = 256
Answer = Callable[[str], set[str]]


def main() -> None:
    """Measure, print and keep the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scan", type=int, default=40, help="titles for the scan")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--results", type=Path, default=RESULTS)
    options = arguments.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    matcher = Matcher.load()
    names = names_of(matcher.index)
    sets = title_sets()
    ordinary = [title.text for titles in sets for title in titles.background]
    offers = [title.text for titles in sets for title in titles.positive]
    automaton, scan = _automaton(names), _scan(names)
    gc.collect()
    gc.freeze()  # as the commands do: the list is not garbage
    rates = {
        "citeswatch": _best(options.rounds, lambda: _rates(matcher, ordinary, offers)),
        "automaton": _best(
            options.rounds,
            lambda: {
                "ordinary": _rate(automaton, ordinary),
                "offers": _rate(automaton, offers),
            },
        ),
        "scan": {
            "ordinary": _rate(scan, ordinary[: options.scan]),
            "offers": _rate(scan, offers[:: max(len(offers) // options.scan, 1)]),
        },
    }
    first = rates["citeswatch"]["ordinary, first, in batches"]
    found: dict[str, Any] = {
        "benchmark": "matcher",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "names": len(names),
        "ordinary_titles": len(ordinary),
        "titles/s": rates,
        "times automaton": round(rates["automaton"]["ordinary"] / first, 2),
        "times scan": round(first / rates["scan"]["ordinary"]),
        "judged": {
            "citeswatch": _judged(_citeswatch(matcher), sets, None),
            "automaton": _judged(automaton, sets, None),
            "scan": _judged(scan, sets, options.scan),
        },
    }
    options.results.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


def _rates(known: Matcher, ordinary: list[str], offers: list[str]) -> dict[str, float]:
    """Measure a matcher that has met no title yet."""
    single, batched = known.fresh(), known.fresh()
    return {
        "ordinary, first, in batches": _rate_in_batches(batched, ordinary),
        "ordinary, again, in batches": _rate_in_batches(batched, ordinary),
        "ordinary, first, one by one": _rate(single.match, ordinary),
        "ordinary, again, one by one": _rate(single.match, ordinary),
        "offers, in batches": _rate_in_batches(batched, offers),
    }


def _best(rounds: int, measure: Callable[[], dict[str, float]]) -> dict[str, float]:
    measured = [measure() for _ in range(rounds)]
    return {name: max(one[name] for one in measured) for name in measured[0]}


def _judged(answer: Answer, sets: list[Any], limit: int | None) -> dict[str, float]:
    offers = [title for titles in sets for title in titles.positive]
    offers = offers[:: max(len(offers) // limit, 1)] if limit else offers
    others = [t for titles in sets for t in (*titles.negative, *titles.background)]
    others = others[:: max(len(others) // limit, 1)] if limit else others
    return {
        "right": round(_share(offers, lambda t: bool(answer(t.text) & set(t.taxa))), 3),
        "wrong": round(_share(others, lambda t: bool(answer(t.text))), 4),
    }


def _rate(answer: Callable[[str], Any], titles: list[str]) -> float:
    started = time.process_time()
    for title in titles:
        answer(title)
    return round(len(titles) / (time.process_time() - started), 1)


def _rate_in_batches(matcher: Matcher, titles: list[str]) -> float:
    started = time.process_time()
    for place in range(0, len(titles), BATCH):
        batch = titles[place : place + BATCH]
        matcher.prepare(batch)
        for title in batch:
            matcher.match(title)
    return round(len(titles) / (time.process_time() - started), 1)


def _share(titles: list[Title], holds: Callable[[Title], bool]) -> float:
    return sum(map(holds, titles)) / len(titles)


def _citeswatch(matcher: Matcher) -> Answer:
    def answer(title: str) -> set[str]:
        found = matcher.match(title)
        return {match.taxon for match in found if match.offer != "unlikely"}

    return answer


def _automaton(names: Names) -> Answer:
    find = exact_names(names)
    return lambda title: set(find(title))


def _scan(names: Names) -> Answer:
    texts = list(names)

    def answer(title: str) -> set[str]:
        best = process.extractOne(
            fold(title).text, texts, scorer=fuzz.token_set_ratio, score_cutoff=CUTOFF
        )
        return names[best[0]] if best else set()

    return answer


if __name__ == "__main__":
    main()
