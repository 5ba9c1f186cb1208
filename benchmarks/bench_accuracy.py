"""How well the matcher judges labelled titles.

    python -m benchmarks.bench_accuracy [--show positive|negative|background]

*Found* is a likely or possible match that names one of the expected taxa; *first*
says that the best match does. A false alarm is a trap or an ordinary title with a
likely or possible match.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator

from benchmarks.title_sets import Title, TitleSet, title_sets
from crawler.matching import Match, Matcher


def main() -> None:
    """Print the table, and with --show each title that was judged wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--show", choices=("positive", "negative", "background"))
    options = arguments.parse_args()
    matcher = Matcher.load()
    for titles in title_sets():
        _print_scores(titles, matcher)
        if options.show:
            for title, matches in _wrong(getattr(titles, options.show), matcher):
                _print_wrong(title, matches)


def _print_scores(titles: TitleSet, matcher: Matcher) -> None:
    counts = Counter(
        count for title in titles.positive for count in _judged(title, matcher)
    )
    offers = len(titles.positive)
    print(f"{titles.name}: {offers} offers")
    for what in ("found", "likely", "first", "appendix"):
        print(f"  {what:10} {counts[what]:5} {counts[what] / max(offers, 1):7.1%}")
    for name, rows in (("traps", titles.negative), ("ordinary", titles.background)):
        alarms = sum(1 for _ in _wrong(rows, matcher))
        print(
            f"  {name}: {alarms} false alarms in {len(rows)} {alarms / max(len(rows), 1):.2%}"
        )


def _judged(title: Title, matcher: Matcher) -> Iterator[str]:
    raised = _raised(matcher.match(title.text))
    right = [match for match in raised if match.taxon in title.taxa]
    if right:
        yield "found"
        if right[0].offer == "likely":
            yield "likely"
        if raised[0].taxon in title.taxa:
            yield "first"
        if right[0].appendix in title.appendices:
            yield "appendix"


def _raised(matches: list[Match]) -> list[Match]:
    return [match for match in matches if match.offer != "unlikely"]


def _wrong(rows: list[Title], matcher: Matcher) -> Iterator[tuple[Title, list[Match]]]:
    """Give the titles that are judged wrongly, with their matches."""
    for title in rows:
        matches = matcher.match(title.text)
        taxa = {match.taxon for match in _raised(matches)}
        if (title.taxa and not taxa & set(title.taxa)) or (not title.taxa and taxa):
            yield title, matches


def _print_wrong(title: Title, matches: list[Match]) -> None:
    expected = "|".join(title.taxa) or "nothing"
    print(f"- {title.text}\n    expected {expected} {title.note}")
    for match in matches[:3]:
        print(f"    {match.taxon} {match.offer} {match.score}: {match.reason}")


if __name__ == "__main__":
    main()
