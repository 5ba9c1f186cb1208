"""What finding works with: the words of a text, and the phrases found in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from crawler.matching.readings import EXACT, Reading, Spelt

# Words that sellers put inside a name: `green babies anaconda`.
FILLERS = frozenset(
    {
        *("x", "ssp", "subsp", "var", "cf", "aff", "forma"),
        *("baby", "babies", "adult", "juvenile", "male", "female", "pair"),
        *("cb", "cbb", "uscbb", "wc", "ltc"),
    }
)
LEAST_JOINED = 5
"""Letters of a word that may be written as two."""


class Hit(NamedTuple):
    """A phrase of the index found in the folded text.

    `phrase` numbers the phrase (or pattern) of the index; `cost` counts the
    letters that differ and `how` says in which way.
    """

    start: int
    end: int
    phrase: int
    words: int
    cost: int = 0
    how: str = EXACT


class Step(NamedTuple):
    """One way on through the text: a word read in some way, and where it ends."""

    readings: tuple[Reading, ...]
    to: int


@dataclass(slots=True)
class Tokens:
    """The words of a text: places, readings, and the ways from word to word."""

    starts: list[int]
    ends: list[int]
    texts: list[str]
    steps: list[list[Step]]
    breaks: set[int]
    """Words that a comma, a bar or a bracket parts from the one before."""


class Words(NamedTuple):
    """The words of a text with their readings."""

    texts: list[str]
    spelt: list[Spelt]
