"""The words of the list that many tokens may be misspelt for, measured all at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from crawler.matching.deletions import DeletionIndex, allowed_distance

Near = dict[str, list[tuple[str, int]]]
"""The words within the distance that their length allows, with the distance."""


def near_words(
    deletions: DeletionIndex, words: list[str], tokens: Iterable[str]
) -> Near:
    """Give what is near each token; *words* are those of the index, by their ids.

    A token that nothing is near is left out.
    """
    pairs = list(deletions.candidates_of(tokens))
    found: Near = {}
    if not pairs:
        return found
    near = [words[number] for _, number in pairs]
    distances = process.cpdist(
        [token for token, _ in pairs], near, scorer=OSA.distance, dtype=np.uint8
    ).tolist()
    for (token, _), word, distance in zip(pairs, near, distances, strict=True):
        if distance <= allowed_distance(len(word)):
            found.setdefault(token, []).append((word, distance))
    return found
