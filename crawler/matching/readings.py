"""What a written word may stand for, and in which way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from crawler.matching.index import EPITHET, NEAR_EPITHET, TRIGGER_BITS

EXACT = ""
TYPO = "misspelt"
LOOK_ALIKE = "look-alike letters"
DIGITS = "digits for letters"
SIGNS = "signs for letters"
HIDDEN = "hidden letters"
APART = "letters set apart"
REPEATED = "letters repeated"
JOINED = "words joined"
DRAWN = "an emoji or a digit for a character"
DISGUISES = frozenset([LOOK_ALIKE, DIGITS, HIDDEN, APART, REPEATED])
"""Ways of writing that hide a word."""
LEAST_ALONE = 7
"""Letters that a misspelt name of one word must have."""
HEARD = "as it sounds"
DIMINUTIVE = "diminutive"
"""Followed by the languages that make it so: `diminutive ru uk`."""


def fits_language(how: str, language: str) -> bool:
    """Say whether a word met in some way may be one of a language."""
    return not how.startswith(DIMINUTIVE) or language in how.split()


class Reading(NamedTuple):
    """A word of the list that a written word may stand for.

    `word` is a whole phrase where several words were written as one. `cost` counts
    the letters that differ; `how` names the trick or misspelling.
    """

    word: str
    cost: int
    how: str
    mask: int


def is_near_epithet(reading: Reading) -> bool:
    """Say whether a word is a hidden epithet, or a misspelt one long enough to be told."""
    if not reading.mask & EPITHET:
        return False
    if reading.how == TYPO:
        return len(reading.word) >= 7 + 4 * (reading.cost - 1)
    return reading.how in DISGUISES


class Spelt(NamedTuple):
    """What is known of one written word.

    `splits` is where it falls into words of the list (empty: it does not). `gate`
    says what it may begin, in the bits of `Index.masks`: 0 for a word that begins
    no name. `searched` says that it was no word of the list as written.
    """

    readings: tuple[Reading, ...]
    splits: tuple[int, ...] = ()
    gate: int = 0
    searched: bool = False


UNKNOWN = Spelt(())
NOTHING = Spelt((), searched=True)
"""A word that was looked for, and is nothing to the list."""


def is_believed(text: str, words: int, cost: int, how: str) -> bool:
    """Say whether a misspelt phrase is long enough to be believed."""
    if not cost or how != TYPO:
        return True
    if words == 1:
        return len(text) >= LEAST_ALONE and cost <= 1 + (len(text) >= 11)
    return cost <= 1 or len(text) >= 6 * cost + 1


def gate_of(token: str, readings: Iterable[Reading]) -> int:
    """Say what a word may begin: a misspelt one that is too short, no name alone."""
    gate = 0
    for reading in readings:
        mask = reading.mask & TRIGGER_BITS
        if reading.cost and not is_believed(reading.word, 1, reading.cost, reading.how):
            mask &= ~1
        if reading.word == token:
            mask |= reading.mask & EPITHET
        elif is_near_epithet(reading):
            mask |= NEAR_EPITHET
        gate |= mask
    return gate
