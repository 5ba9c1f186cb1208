"""How much work one text may cost, counted, so that the same text always ends alike.

A marketplace's texts never come near these limits; a text made to slow the matcher
down does. What a limit left out is told in the explanation of the text's matches.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_CHARACTERS = 100_000
"""Of one text; what lies beyond is not read."""
MOST_SEARCHES = 400
"""Words of one text that are looked for among misspellings."""
MOST_LOOKS = 3_000
"""Words and phrases of one text that are looked at closely."""
LOOKS_OF_A_PHRASE = 3
"""What a phrase of the list counts, for it may be several names and terms."""
MOST_WEIGHINGS = 4_000
"""Pairs of a name and a word that weighs on it."""


@dataclass(slots=True)
class Budget:
    """What is left for one text."""

    searches: int = MOST_SEARCHES
    looks: int = MOST_LOOKS
    weighings: int = MOST_WEIGHINGS
    cut: str = ""
    """What was left out first, in words for a reader."""

    @property
    def work(self) -> int:
        """The steps that were counted, all told."""
        return (
            (MOST_SEARCHES - self.searches)
            + (MOST_LOOKS - self.looks)
            + (MOST_WEIGHINGS - self.weighings)
        )

    @property
    def is_spent(self) -> bool:
        """Say whether no name can be weighed any more, which is noted already."""
        return bool(self.cut) and (self.looks <= 0 or self.weighings <= 0)

    def leave_out(self, what: str) -> None:
        """Note that something was left out; the first such note is kept."""
        self.cut = self.cut or what

    def look(self, count: int) -> None:
        """Count words that were looked at closely."""
        self.looks -= count

    def weigh(self, names: int, words: int) -> int:
        """Give how many of so many names may be weighed, each by so many words."""
        allowed = min(names, self.weighings // max(words, 1))
        self.weighings -= allowed * words
        if allowed < names:
            self.weighings = 0
            self.leave_out("names among more words than are weighed")
        return allowed
