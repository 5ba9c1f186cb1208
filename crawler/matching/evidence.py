"""What the weighing works with: a name in its surroundings, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.matching.candidates import Candidate, ContextWord, words_of
from crawler.matching.index import Index
from crawler.matching.lexicon import Decoy, SpecimenTerm
from crawler.matching.words import gap, has_unspaced

BESIDE = 1
"""Words that may stand between two that are beside each other."""
MET_ANYWHERE = {"en", ""}
"""Marks, patterns and English words are met in titles of every language."""
_SHORT = 5
FROM_ELSEWHERE = 0.6
"""What a word in the category or the title counts for a name in the description."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that raised or lowered a match, in points and in words.

    `joins` is where a material stands that makes one expression with the name;
    `shows_part` says that a part or product stands beside it: a fur, a skull.
    `by` is the word that did it, or the other name.
    """

    points: float
    text: str
    place: tuple[int, int] | None = None
    joins: tuple[int, int] | None = None
    shows_part: bool = False
    by: ContextWord | Candidate | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its points, all told, and the evidence that made them.

    The candidate's own points, those of the evidence and those of the limits, which
    take back what goes beyond a bound, add up to the score.
    """

    candidate: Candidate
    score: float
    evidence: tuple[Evidence, ...]
    limits: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """A text as the weighing sees it: folded, its names, and the words around.

    `languages` are those that most of its everyday words are of; empty where few tell.
    `signs` are the places of signs that stand for letters: `p@ngolin`.
    """

    text: str
    names: list[Candidate]
    context: list[ContextWord]
    index: Index
    languages: frozenset[str] = frozenset()
    signs: frozenset[int] = frozenset()

    def is_foreign(self, word: str, language: str) -> bool:
        """Say whether a short word is another one in the language of the text.

        Polish `para`, a pair, is a preposition in Spanish.
        """
        if not self.languages or language in {*self.languages, *MET_ANYWHERE}:
            return False
        short = len(word) <= _SHORT and word.isalpha() and not has_unspaced(word)
        homes = self.index.lexicon.ordinary.get(word, "")
        return short and not self.languages.isdisjoint(homes.split())

    def distance(self, one: Candidate, word: ContextWord) -> int | None:
        """Count the words between a name and a word; None where they overlap."""
        if word.end <= one.start:
            return gap(self.text, word.end, one.start)
        if one.end <= word.start:
            return gap(self.text, one.end, word.start)
        return None

    def related(self, one: int, other: int) -> bool:
        """Say whether one taxon is the other, or above or below it."""
        if one == other:
            return True
        first, second = self.index.lineage(one), self.index.lineage(other)
        return first <= second or second <= first


@dataclass(frozen=True, slots=True)
class Target:
    """The name that is weighed, with its lineage and its words."""

    candidate: Candidate
    lineage: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, one: Candidate, index: Index) -> Target:
        """Look up what the weighing asks of a candidate again and again."""
        return cls(one, index.lineage(one.taxa[0]), words_of(one))

    @property
    def is_material(self) -> bool:
        """Say whether it is a material, such as ivory, and no animal by its name."""
        return self.candidate.kind == "specimen"


def told(word: SpecimenTerm | Decoy) -> str:
    """Quote a word with its language; a pattern such as a year has none."""
    return f'"{word.text}"' + (f" ({word.language})" if word.language else "")
