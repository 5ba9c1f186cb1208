"""Long texts are matched piece by piece, which keeps the time in proportion."""

from __future__ import annotations

from collections.abc import Iterator

PIECE, OVERLAP = 2000, 160
"""Characters of a piece, and of its beginning that the piece before holds too."""


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text into pieces with their places; most texts are one piece.

    Pieces are cut between words where there are blanks, and overlap so that no
    name is lost at a cut.
    """
    start = 0
    while len(text) - start > PIECE:
        end = start + PIECE
        blank = text.rfind(" ", end - OVERLAP, end)
        end = blank if blank > 0 else end
        yield start, text[start:end]
        blank = text.find(" ", end - OVERLAP, end)
        start = blank if blank > 0 else end - OVERLAP
    yield start, text[start:]
