"""From reviewed listings to what can be learned from: features, labels, groups."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from crawler.store.learning_queries import Label, Subject

_LETTERS = 400
"""Of a text; what sellers add below says little."""
_LEAST_LETTERS = 30
_NOT_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Examples:
    """Labelled subjects: 1 where a person accepted the match as it stood.

    `groups` numbers those that belong together, by seller or by like text: they are
    never on both sides of a test.
    """

    subjects: list[Subject]
    labels: list[int]
    groups: list[int]
    since: str
    until: str


def examples(labels: Iterable[Label]) -> Examples:
    """Make examples of reviews; a match with the wrong taxon counts as rejected."""
    kept = list(labels)
    times = sorted(one.reviewed_at for one in kept)
    subjects = [one.subject for one in kept]
    return Examples(
        subjects,
        [int(one.verdict == "accepted") for one in kept],
        groups_of(subjects),
        times[0] if times else "",
        times[-1] if times else "",
    )


def groups_of(subjects: list[Subject]) -> list[int]:
    """Number subjects so that equal sellers and equal texts share a number."""
    parents = list(range(len(subjects)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    seen: dict[Hashable, int] = {}
    for place, subject in enumerate(subjects):
        for key in _keys(subject):
            parents[root(place)] = root(seen.setdefault(key, place))
    return [root(place) for place in range(len(subjects))]


def _keys(subject: Subject) -> list[Hashable]:
    keys: list[Hashable] = [("listing", subject.listing)]
    if subject.seller_id is not None:
        keys.append(("seller", subject.seller_id))
    if subject.text_fingerprint:
        keys.append(("text", subject.text_fingerprint))
    # `lot 12` and `lot 13` of one shop are one text; a short one is anybody's.
    title = _NOT_LETTERS.sub(" ", subject.title.casefold()).strip()
    if len(title) >= _LEAST_LETTERS:
        keys.append(("title", title))
    return keys


def text_of(subject: Subject) -> str:
    """Give the words that are learned from."""
    return f"{subject.title}\n{subject.description[:_LETTERS]}"


def facts_of(subject: Subject) -> dict[str, float]:
    """Give what the matcher and the marketplace say of a listing, by name."""
    facts = {
        f"kind={subject.kind}": 1.0,
        f"language={subject.language}": 1.0,
        f"offer={subject.offer}": 1.0,
        f"appendix={subject.appendix}": 1.0,
        f"taxon={subject.taxon}": 1.0,
        f"group={subject.taxon_group}": 1.0,
        f"marketplace={subject.marketplace}": 1.0,
        f"price={_price_band(subject)}": 1.0,
        "score": subject.score / 25,
    }
    for step in json.loads(subject.explanation):
        if step["kind"] in {"supports", "doubts", "spelling"}:
            facts[f"{step['kind']}={step.get('rule', step['reason'])}"] = 1.0
    return facts


def _price_band(subject: Subject) -> str:
    """Give the currency and the half of a power of ten that the price is in."""
    amount = subject.price_amount
    if amount is None or amount <= 0:
        return "none"
    return f"{subject.currency} {math.floor(2 * math.log10(amount))}"
