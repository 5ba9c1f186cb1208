"""Titles per second: citeswatch, an exact automaton, and a plain fuzzy scan.

    python -m benchmarks.bench_matcher [--scan 40]

All three read the same titles and know the same names, in one run on one core:

* `citeswatch`: folds, finds exact and misspelt names, weighs the words around,
  gives matches with reasons. *First* sees every word for the first time, *again*
  has met them before, as in a long crawl.
* `automaton`: folds, then one Aho-Corasick pass over the folded names; it judges
  nothing.
* `scan`: `rapidfuzz.process.extractOne` with `token_set_ratio` over the folded
  names, on the first titles only, for it takes long.

*Right* is the share of labelled offers for which the answer names an expected
taxon; *wrong* that of traps and ordinary titles for which anything is raised.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from rapidfuzz import fuzz, process

from benchmarks.title_sets import Title, title_sets
from crawler.matching import Matcher
from crawler.matching.folding import fold
from crawler.matching.index import Index, Sense
from crawler.matching.words import word_texts

RESULTS = Path(__file__).parent / "results"
CUTOFF = 90
Answer = Callable[[str], set[str]]


def main() -> None:
    """Measure, print and keep the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--scan", type=int, default=40, help="titles for the scan")
    options = arguments.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    matcher = Matcher.load()
    names = _names(matcher.index)
    contestants = {
        "citeswatch": _citeswatch(matcher),
        "automaton": _automaton(names),
        "scan": _scan(names),
    }
    sets = title_sets()
    ordinary = [title.text for titles in sets for title in titles.background]
    found: dict[str, Any] = {
        "benchmark": "matcher",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "names": len(names),
        "ordinary_titles": len(ordinary),
    }
    for name, answer in contestants.items():
        limit = options.scan if name == "scan" else None
        found[name] = _measure(answer, ordinary[:limit], sets, limit)
    (RESULTS / "matcher.json").write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


def _measure(
    answer: Answer, ordinary: list[str], sets: list[Any], limit: int | None
) -> dict[str, float]:
    first, again = _rate(answer, ordinary), _rate(answer, ordinary)
    offers = [title for titles in sets for title in titles.positive]
    offers = offers[:: max(len(offers) // limit, 1)] if limit else offers
    others = [t for titles in sets for t in (*titles.negative, *titles.background)]
    others = others[:: max(len(others) // limit, 1)] if limit else others
    return {
        "ordinary titles/s, first": round(first, 1),
        "ordinary titles/s, again": round(again, 1),
        "offers/s": round(_rate(answer, [title.text for title in offers]), 1),
        "right": round(_share(offers, lambda t: bool(answer(t.text) & set(t.taxa))), 3),
        "wrong": round(_share(others, lambda t: bool(answer(t.text))), 4),
    }


def _rate(answer: Answer, titles: list[str]) -> float:
    started = time.perf_counter()
    for title in titles:
        answer(title)
    return len(titles) / (time.perf_counter() - started)


def _share(titles: list[Title], holds: Callable[[Title], bool]) -> float:
    return sum(map(holds, titles)) / len(titles)


def _names(index: Index) -> dict[str, set[str]]:
    """Give every folded name with the taxa it may be."""
    names: dict[str, set[str]] = {}
    for number, text in enumerate([*index.phrases, *index.patterns]):
        taxa = {
            index.taxon_names[int(index.name_taxa[ref])]
            for sense, ref in index.meanings(number)
            if sense == Sense.NAME
        }
        taxa |= {
            taxon
            for sense, ref in index.meanings(number)
            if sense == Sense.EVERYDAY
            for taxon in index.lexicon.everyday[ref].taxa
        }
        if taxa:
            names[text] = taxa
    return names


def _citeswatch(matcher: Matcher) -> Answer:
    def answer(title: str) -> set[str]:
        found = matcher.match(title)
        return {match.taxon for match in found if match.offer != "unlikely"}

    return answer


def _automaton(names: dict[str, set[str]]) -> Answer:
    texts = list(names)
    automaton = AhoCorasick(
        [f" {text} " if text.isascii() else text for text in texts],
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
    )

    def answer(title: str) -> set[str]:
        folded = f" {' '.join(word_texts(fold(title).text))} "
        hits = automaton.find_matches_as_indexes(folded)
        return {taxon for number, _, _ in hits for taxon in names[texts[number]]}

    return answer


def _scan(names: dict[str, set[str]]) -> Answer:
    texts = list(names)

    def answer(title: str) -> set[str]:
        best = process.extractOne(
            fold(title).text, texts, scorer=fuzz.token_set_ratio, score_cutoff=CUTOFF
        )
        return names[best[0]] if best else set()

    return answer


if __name__ == "__main__":
    main()
