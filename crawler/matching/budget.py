"""How much work one text may cost, counted, so that the same text always ends alike.

A marketplace's titles never come near these limits; a text made to slow the matcher
down does. What a limit left out is told by `Budget.cut`.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_SEARCHES = 600
"""Words of one text that are looked for among misspellings."""


@dataclass(slots=True)
class Budget:
    """What is left for one text."""

    searches: int = MOST_SEARCHES
    cut: str = ""
    """What was left out, in words for a reader."""
