"""Hidden names: of plain Appendix I offers, how many are found under each trick.

    python -m benchmarks.bench_evasion [--titles 1000] [--results FILE]

Each development title with an expected taxon in Appendix I, in a language of the Latin
script, of which the matcher finds the name as it stands, is written again with that
name hidden in each way (`benchmarks/tricks.py`; which letters, by a fixed seed). *Found*:
a likely or possible match names an expected taxon. *In place*: of those, the match's
words are the ones that stand at its offsets. *Exact names* finds the same names letter
by letter (`benchmarks/baselines.py`) in the same run. A short word with a letter changed
may no more be told from others, so that not all can be found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.baselines import exact_names, names_of
from benchmarks.title_sets import OWN, Title, read_folder
from benchmarks.tricks import TRICKS, UNCHANGED
from crawler.matching import Matcher
from crawler.matching.match import Match

RESULTS = Path(__file__).parent / "results" / "evasion.json"
ON = date(2026, 11, 1)
SEED = 7
Exactly = Callable[[str], list[str]]
LATIN = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "id"}


def main() -> None:
    """Measure, print a table and keep the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--titles", type=int, default=1000)
    arguments.add_argument("--results", type=Path, default=RESULTS)
    options = arguments.parse_args()
    matcher = Matcher.load()
    offers = list(_offers(matcher))
    random.Random(SEED).shuffle(offers)
    offers = offers[: options.titles]
    exactly = exact_names(names_of(matcher.index))
    rows: list[dict[str, Any]] = []
    for trick in TRICKS:
        row = _measured(matcher, exactly, offers, trick)
        rows.append(row)
        print(
            f"{trick:28s}{row['titles']:>6} found {row['found']:6.1%}"
            f"  in place {row['in place']:6.1%}  exact names {row['exact names']:6.1%}",
            flush=True,
        )
    found: dict[str, Any] = {
        "benchmark": "evasion",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "tricks": rows,
    }
    options.results.write_text(json.dumps(found, indent=1) + "\n")


def _offers(matcher: Matcher) -> Iterator[tuple[Title, str]]:
    """Give the titles with the words of the name that is found in them."""
    for title in read_folder(OWN):
        plain = title.part == "dev" and not title.trick and title.language in LATIN
        if plain and title.appendix_label == "I":
            matches = _right(matcher, title, title.text)
            if matches and matches[0].matched_text in title.text:
                yield title, matches[0].matched_text


def _right(matcher: Matcher, title: Title, text: str) -> list[Match]:
    """Give the matches that raise an expected taxon in the text."""
    return [
        match
        for match in matcher.match(text, on=ON)
        if match.taxon in title.taxa and match.offer != "unlikely"
    ]


def _measured(
    matcher: Matcher, exactly: Exactly, offers: list[tuple[Title, str]], trick: str
) -> dict[str, Any]:
    chosen = random.Random(SEED)
    found: list[list[Match]] = []
    placed = exact = 0
    for title, words in offers:
        hidden = TRICKS[trick](words, chosen)
        if hidden is None or (hidden == words and trick != UNCHANGED):
            continue
        text = title.text.replace(words, hidden, 1)
        found.append(_right(matcher, title, text))
        placed += any(
            text[one.start : one.end] == one.matched_text for one in found[-1]
        )
        exact += not set(title.taxa).isdisjoint(exactly(text))
    titles, right = len(found), sum(map(bool, found))
    return {
        "trick": trick,
        "titles": titles,
        "found": round(right / max(titles, 1), 4),
        "in place": round(placed / max(right, 1), 4),
        "exact names": round(exact / max(titles, 1), 4),
    }


if __name__ == "__main__":
    main()
