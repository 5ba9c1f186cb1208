"""What a written word may stand for, and in which way."""

from __future__ import annotations

from typing import NamedTuple

EXACT = ""
TYPO = "misspelt"
LOOK_ALIKE = "look-alike letters"
DIGITS = "digits for letters"
HIDDEN = "hidden letters"
APART = "letters set apart"
REPEATED = "letters repeated"
JOINED = "words joined"
DRAWN = "an emoji for a character"
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
