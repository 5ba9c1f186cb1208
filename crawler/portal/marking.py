"""Marking matched words in a text."""

from __future__ import annotations

from collections.abc import Iterable


def mark(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Cut *text* into parts, each with whether a span covers it.

    Spans may overlap, and may lie outside of *text*: it can have changed.
    """
    covered = [False] * len(text)
    for start, end in spans:
        for place in range(max(start, 0), min(end, len(text))):
            covered[place] = True
    parts: list[tuple[str, bool]] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or covered[place] != covered[begin]:
            parts.append((text[begin:place], covered[begin]))
            begin = place
    return parts
