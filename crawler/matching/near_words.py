"""The words of the list that many tokens may be misspelt for, measured all at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from crawler.matching.deletions import (
    MOST_LETTERS,
    DeletionIndex,
    allowed_distance,
)

_ALLOWED = np.array([allowed_distance(letters) for letters in range(MOST_LETTERS + 1)])
_MOST = int(_ALLOWED.max())

Near = dict[str, list[tuple[str, int]]]
"""The words within the distance that their length allows, with the distance."""


def near_words(
    deletions: DeletionIndex, words: list[str], tokens: Iterable[str]
) -> Near:
    """Give what is near each token; *words* are those of the index, by their ids.

    A token that nothing is near is left out.
    """
    found: Near = {}
    asked, ids = deletions.candidates_of(tokens)
    if not ids:
        return found
    near = list(map(words.__getitem__, ids))
    distances = process.cpdist(
        asked, near, scorer=OSA.distance, dtype=np.uint8, score_cutoff=_MOST
    )
    allowed = _ALLOWED[np.array(list(map(len, near)))]
    places = np.nonzero(distances <= allowed)[0]
    for place, distance in zip(
        places.tolist(), distances[places].tolist(), strict=True
    ):
        found.setdefault(asked[place], []).append((near[place], distance))
    return found
