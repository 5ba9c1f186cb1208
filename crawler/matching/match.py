"""What the matcher says of a text: matches, and the assessment drawn from them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Offer = Literal["likely", "possible", "unlikely"]
Priority = Literal["high", "normal", "low"]
Kind = Literal["accepted", "synonym", "common", "trade", "specimen", "code_word"]


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text, with all that is needed to judge it.

    `start` and `end` are offsets into the text as published, in characters,
    end exclusive; `matched_text` is exactly that slice. `appendix` is the
    highest that the evidence allows on the date of the offer and `appendices`
    every possibility (a population split keeps all), highest first. `score`
    runs from 0 to 100. `offer` says how likely the words name a specimen of
    the taxon; a match that context lowers is kept, and `reason` says why.
    """

    taxon: str
    taxon_id: str
    rank: str
    appendix: str
    appendices: tuple[str, ...]
    kind: Kind
    name: str
    language: str
    matched_text: str
    start: int
    end: int
    score: float
    offer: Offer
    reason: str
    field: str = "title"

    def as_dict(self) -> dict[str, Any]:
        """Give the match as plain JSON-ready values."""
        return {**asdict(self), "appendices": list(self.appendices)}


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement on one listing: its matches, best first, and what follows.

    `appendix` is the highest Appendix of the matches that bear the offer
    ("" when nothing matched); `priority` is high for a likely or possible
    Appendix I offer (Resolution Conf. 11.3).
    """

    offer: Offer
    priority: Priority
    appendix: str
    matches: tuple[Match, ...]
