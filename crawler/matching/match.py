"""What the matcher says of a text: matches, and the assessment drawn from them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple

from crawler.matching.claims import Claim

Offer = Literal["likely", "possible", "unlikely"]
Priority = Literal["high", "normal", "low"]
Kind = Literal["accepted", "synonym", "common", "trade", "specimen", "code_word"]


StepKind = Literal[
    "name",
    "read",
    "spelling",
    "supports",
    "doubts",
    "limit",
    "place",
    "cut",
    "verdict",
    "appendix",
    "listing",
]


class Step(NamedTuple):
    """One step of an explanation; the points of all steps add up to the score.

    `words` are those that did it, as published, `start` and `end` their offsets in
    the text of `field` (-1 when they stand in another field); `rule` names the row
    of the species list's files that applied and `source` the key of its source.
    """

    kind: StepKind
    points: float
    reason: str
    words: str = ""
    start: int = -1
    end: int = -1
    field: str = ""
    rule: str = ""
    source: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Give the step as plain values; what it does not have is left out."""
        named = zip(self._fields, self, strict=True)
        values = {name: value for name, value in named if value != ""}
        values["points"] = round(self.points, 2)
        if self.start < 0:
            del values["start"], values["end"]
        return values


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text, with all that is needed to judge it.

    `start` and `end` are offsets into the text as published, in characters,
    end exclusive; `matched_text` is exactly that slice. `appendix` is the
    highest that the evidence allows on the date of the offer and `appendices`
    every possibility (a population split keeps all), highest first. `score`
    runs from 0 to 100. `offer` says how likely the words name a specimen of
    the taxon; a match that context lowers is kept, and `reason` says why in one
    sentence, `explanation` step by step.
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
    explanation: tuple[Step, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the match as plain JSON-ready values."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        values["appendices"] = list(self.appendices)
        values["explanation"] = [step.as_dict() for step in self.explanation]
        return values


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judgement on one listing: its matches, best first, and what follows.

    `appendix` is the highest Appendix of the matches that bear the offer
    ("" when nothing matched); `priority` is high for a likely or possible
    Appendix I offer (Resolution Conf. 11.3). `claims` is what the seller says of
    the offer, read only where something matched; they decide nothing.
    """

    offer: Offer
    priority: Priority
    appendix: str
    matches: tuple[Match, ...]
    claims: tuple[Claim, ...] = ()
