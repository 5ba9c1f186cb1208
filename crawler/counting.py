"""Numbers with their nouns, as a sentence has them."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Give *number* and *noun*, with an s for all but one: `1 offer`, `2,000 offers`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def counted_or_none(number: int, noun: str) -> str:
    """Give *number* and *noun* as `counted` does, and `no faults` for none."""
    return counted(number, noun) if number else f"no {noun}s"
