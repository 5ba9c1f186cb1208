"""Judges answers to labelled titles and counts: recall, precision, false alarms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

from benchmarks.title_sets import Title

Z = 1.959964
"""Of the normal distribution, for intervals that hold in 95 of 100 samples."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A taxon that a contestant raises for a title, with its highest Appendix."""

    taxon: str
    appendix: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A title with what was raised for it, best first.

    `code_words` says whether a code word was seen, which raises nothing.
    """

    title: Title
    answers: tuple[Answer, ...]
    code_words: bool = False

    @property
    def right(self) -> Answer | None:
        """Give the best answer that names an expected taxon."""
        taxa = self.title.taxa
        return next((one for one in self.answers if one.taxon in taxa), None)

    @property
    def first(self) -> bool:
        """Say whether the best answer of all names an expected taxon."""
        return bool(self.answers) and self.answers[0].taxon in self.title.taxa

    @property
    def right_appendix(self) -> bool:
        """Say whether the right answer has an expected Appendix."""
        return self.right is not None and self.right.appendix in self.title.appendices


def share(hits: int, of: int) -> dict[str, Any]:
    """Give a share with its 95 % interval (Wilson's score interval, 1927).

    The interval is that of a share; of nothing there is no share.
    """
    if not of:
        return {"hits": hits, "of": of, "share": None, "low": None, "high": None}
    p, z = hits / of, Z * Z / of
    middle = p + z / 2
    reach = Z * sqrt(p * (1 - p) / of + z / of / 4)
    low, high = (middle - reach) / (1 + z), (middle + reach) / (1 + z)
    return {
        "hits": hits,
        "of": of,
        "share": round(p, 4),
        "low": round(max(low, 0.0), 4),
        "high": round(min(high, 1.0), 4),
    }


def figures(judged: Iterable[Judged]) -> dict[str, Any]:
    """Count everything about some titles; code words stand apart."""
    by_class: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_class[one.title.offer_class].append(one)
    offers, traps = by_class["offer"], by_class["trap"]
    ordinary, codes = by_class["ordinary"], by_class["code_word"]
    found = [one for one in offers if one.right]
    raised = sum(bool(one.answers) for one in (*offers, *traps, *ordinary))
    return {
        "precision": share(len(found), raised),
        "recall": share(len(found), len(offers)),
        "F1": _f1(len(found), raised, len(offers)),
        "taxon first": share(sum(one.first for one in found), len(found)),
        "right Appendix": share(sum(one.right_appendix for one in found), len(found)),
        "raised, any taxon": _raised(offers),
        "recall, Appendix I": _recall_of_appendix_i(offers),
        "false alarms, traps": _raised(traps),
        "false alarms, ordinary": _raised(ordinary),
        "code words seen": share(sum(one.code_words for one in codes), len(codes)),
        "code words raised": _raised(codes),
    }


def figures_by(
    judged: Iterable[Judged], key: Callable[[Title], str]
) -> dict[str, dict[str, Any]]:
    """Count for each value of a column, most titles first; "" is left out."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[key(one.title)].append(one)
    groups.pop("", None)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return {value: figures(rows) for value, rows in ordered}


def best_threshold(scored: list[tuple[Judged, float]], candidates: range) -> int:
    """Give the threshold with the highest F1, the higher of equal ones."""

    def f1(threshold: int) -> float:
        rows = (above(judged, ratio, threshold) for judged, ratio in scored)
        return float(figures(rows)["F1"] or 0)

    return max(candidates, key=lambda threshold: (f1(threshold), threshold))


def above(judged: Judged, ratio: float, threshold: float) -> Judged:
    """Give the judgement as it is when only ratios from the threshold on raise."""
    return judged if ratio >= threshold else Judged(judged.title, ())


def _f1(found: int, raised: int, offers: int) -> float | None:
    return round(2 * found / (raised + offers), 4) if raised + offers else None


def _recall_of_appendix_i(offers: list[Judged]) -> dict[str, Any]:
    highest = [one for one in offers if one.title.appendices == ("I",)]
    return share(sum(one.right is not None for one in highest), len(highest))


def _raised(rows: list[Judged]) -> dict[str, Any]:
    return share(sum(bool(one.answers) for one in rows), len(rows))
