"""How well names are found in labelled titles, beside two baselines in the same run.

    make bench-match
    python -m benchmarks.bench_match [--titles FOLDER] [--quick] [--full]
                                     [--show miss|alarm|taxon|appendix]

Three contestants know the same names and answer the same titles:

* `citeswatch`: what it judges a likely or possible offer on 2026-11-01;
* `exact names`: names at word boundaries, nothing weighed;
* `closest name`: rapidfuzz `token_set_ratio` of the title with every name, from the
  threshold on that gives the best F1 on the development part (left out by --quick).

What each figure means is in benchmarks/titles/README.md; the intervals are Wilson's,
95 %. Of the held-out part only counts are printed, and no breakdown without
--full: no one who changes the matcher may learn which of its titles fail.
`--show` prints titles of the development part that citeswatch got wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import score_tables
from benchmarks.baselines import LEAST, closest_names, exact_names, names_of
from benchmarks.scoring import (
    Answer,
    Judged,
    above,
    best_threshold,
    figures,
    figures_by,
)
from benchmarks.title_sets import OWN, PARTS, Title, TitleFileError, read_folder
from crawler.matching import Matcher
from crawler.species import SpeciesList
from crawler.species.appendix import appendix

RESULTS = Path(__file__).parent / "results"
ON = date(2026, 11, 1)
Column = tuple[str, Callable[[Title], str]]
BREAKDOWNS: dict[str, Column] = {
    "file": ("files", lambda title: title.file),
    "language": ("all", lambda title: title.language),
    "group": ("offers", lambda title: title.group),
    "Appendix": ("offers", lambda title: title.appendix_label),
    "kind": ("offers", lambda title: title.kind if title.taxa else ""),
    "trick": ("offers", lambda title: title.trick),
    "trap": ("traps", lambda title: title.trap),
}
WRONG: dict[str, Callable[[Judged], bool]] = {
    "miss": lambda one: bool(one.title.taxa) and one.right is None,
    "alarm": lambda one: not one.title.taxa and bool(one.answers),
    "taxon": lambda one: one.right is not None and not one.first,
    "appendix": lambda one: one.right is not None and not one.right_appendix,
}


def main() -> int:
    """Score, print and keep the figures; 2 when the titles cannot be read."""
    options = _options()
    try:
        titles = read_folder(options.titles)
    except TitleFileError as error:
        print(error, file=sys.stderr)
        return 2
    matcher = Matcher.load()
    judged = {"citeswatch": [_citeswatch(matcher, title) for title in titles]}
    if options.show:
        _print_wrong(judged["citeswatch"], options.show, matcher)
        return 0
    judged |= _baselines(matcher, titles, options.quick)
    there = [part for part in PARTS if any(title.part == part for title in titles)]
    parts = {
        part: {name: _of_part(rows, part) for name, rows in judged.items()}
        for part in there
    }
    by = {part: _breakdowns(judged["citeswatch"], part) for part in there}
    _print(parts, by, options.full)
    if options.titles.resolve() == OWN and not options.quick:
        _keep({"titles": len(titles), "parts": parts, "citeswatch by": by}, matcher)
    return 0


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--titles", type=Path, default=OWN, metavar="FOLDER")
    arguments.add_argument("--quick", action="store_true", help="no closest name")
    arguments.add_argument("--full", action="store_true", help="held-out breakdowns")
    arguments.add_argument("--show", choices=WRONG, help="wrong titles of part dev")
    return arguments.parse_args()


def _citeswatch(matcher: Matcher, title: Title) -> Judged:
    matches = matcher.match(title.text, on=ON)
    raised = [match for match in matches if match.offer != "unlikely"]
    return Judged(
        title,
        tuple(Answer(match.taxon, match.appendix) for match in raised),
        code_words=any(match.kind == "code_word" for match in matches),
    )


def _baselines(
    matcher: Matcher, titles: list[Title], quick: bool
) -> dict[str, list[Judged]]:
    names = names_of(matcher.index)
    listed = _listed()

    def judged(title: Title, taxa: list[str]) -> Judged:
        return Judged(title, tuple(filter(None, map(listed, taxa))))

    exact = exact_names(names)
    found = {"exact names": [judged(title, exact(title.text)) for title in titles]}
    if quick:
        return found
    closest = closest_names(names, [title.text for title in titles])
    rows = [
        (judged(title, taxa), ratio)
        for title, (ratio, taxa) in zip(titles, closest, strict=True)
    ]
    dev = [(one, ratio) for one, ratio in rows if one.title.part == "dev"]
    threshold = best_threshold(dev, range(LEAST, 101))
    name = f"closest name, ratio {threshold}"
    return found | {name: [above(one, ratio, threshold) for one, ratio in rows]}


def _listed() -> Callable[[str], Answer | None]:
    """Give a function from a scientific name to its accepted taxon and Appendix."""
    species = SpeciesList.load()

    @cache
    def listed(name: str) -> Answer | None:
        taxon = species.find(name)[0]
        appendices = appendix(species, taxon.taxon_id, ON).appendices
        return Answer(taxon.scientific_name, appendices[0]) if appendices else None

    return listed


def _of_part(judged: list[Judged], part: str) -> dict[str, Any]:
    rows = [one for one in judged if one.title.part == part]
    return {"titles": len(rows), "overall": figures(rows)}


def _breakdowns(judged: list[Judged], part: str) -> dict[str, Any]:
    """Count for each value of each column, only what its table tells."""
    rows = [one for one in judged if one.title.part == part]
    return {
        name: {
            value: {column: found[column] for column in score_tables.COLUMNS[columns]}
            for value, found in figures_by(rows, key).items()
        }
        for name, (columns, key) in BREAKDOWNS.items()
    }


def _print(parts: dict[str, Any], by: dict[str, Any], full: bool) -> None:
    if "heldout" not in parts:
        print("no held-out part here: these titles may have been tuned on\n")
    for part, contestants in parts.items():
        titles = contestants["citeswatch"]["titles"]
        overall = {name: found["overall"] for name, found in contestants.items()}
        lines = list(score_tables.overall(f"{part}: {titles} titles", overall))
        if part == "dev" or full:
            for name, (columns, _) in BREAKDOWNS.items():
                title = f"{part}, citeswatch, by {name}"
                lines += score_tables.breakdown(title, by[part][name], columns)
        print("\n".join(lines))


def _print_wrong(judged: list[Judged], which: str, matcher: Matcher) -> None:
    for one in judged:
        title = one.title
        if title.part != "dev" or not WRONG[which](one):
            continue
        expected = "|".join(title.taxa) or f"nothing ({title.trap or 'ordinary'})"
        print(f"- {title.title_id} {title.text}\n    expected {expected}")
        for match in matcher.match(title.text, on=ON)[:3]:
            print(f"    {match.taxon} {match.offer} {match.score}: {match.reason}")


def _keep(scored: dict[str, Any], matcher: Matcher) -> None:
    found = {
        "benchmark": "match",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "species_list": matcher.species_list_version,
        "on": ON.isoformat(),
        **scored,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "match.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
