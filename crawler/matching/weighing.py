"""Weighing a name by the words around it, with a reason for every point."""

from __future__ import annotations

from dataclasses import replace

from crawler.matching.candidates import Candidate
from crawler.matching.doubting import doubts_of
from crawler.matching.evidence import Evidence, Scene, Target, Weighed
from crawler.matching.readings import SIGNS
from crawler.matching.strengths import POSSIBLE
from crawler.matching.supporting import support_of

_MOST_SUPPORT, _MOST_DOUBT = 50, 90
_TYPO, _ONE_WORD_TYPO, _FURTHER_TYPO = 2, 16, 4
_LONG_WORD, _LONG_WORD_TYPO = 8, 8
"""Letters of a word that hardly another is one letter away from."""
# Nobody hides the letters of a name that is not meant.
_DISGUISED = 18
_NO_NAMES = {"specimen", "code_word"}
_SCIENTIFIC = {"accepted", "synonym"}


def weigh(one: Candidate, scene: Scene) -> Weighed:
    """Add up what speaks for and against a candidate."""
    target = Target.of(one, scene.index)
    support = support_of(target, scene)
    doubts = doubts_of(target, scene, support)
    spelling = _spelling(one, scene.signs)
    limits: list[Evidence] = []
    supported = _up_to(_MOST_SUPPORT, _sum(support), limits, "what raises counts")
    raised = _up_to(100, one.points + supported, limits, "all that raises counts")
    taken = _up_to(_MOST_DOUBT, -_sum(doubts), limits, "what lowers takes")
    score = raised - taken + _sum(spelling)
    if score < 0:
        limits.append(Evidence(-score, "no score is below 0"))
    score = _up_to(100, score, limits, "all together counts")
    found = (*spelling, *support, *doubts)
    return Weighed(one, max(0.0, score), found, tuple(limits))


def _sum(found: list[Evidence]) -> float:
    return float(sum(item.points for item in found))


def _up_to(most: int, points: float, limits: list[Evidence], what: str) -> float:
    """Keep points within a bound, and note what that gives back."""
    if points <= most:
        return points
    beyond = points - most if what == "what lowers takes" else most - points
    limits.append(Evidence(beyond, f"{what} {most} points at most"))
    return float(most)


def precise_first(weighed: list[Weighed], scene: Scene) -> list[Weighed]:
    """Put a species before the genus or family that is named beside it.

    `Dart frog, Dendrobates auratus` is told as the species.
    """
    index = scene.index
    above = [
        (one, index.lineage(one.candidate.taxa[0]))
        for one in weighed
        if one.score >= POSSIBLE and one.candidate.kind not in _NO_NAMES
    ]
    if len(above) < 2:
        return weighed
    return [_after_more_precise(one, above, scene) for one in weighed]


def _after_more_precise(
    one: Weighed, above: list[tuple[Weighed, frozenset[str]]], scene: Scene
) -> Weighed:
    here, name = one.candidate, scene.index.taxon_names[one.candidate.taxa[0]]
    if here.kind in _NO_NAMES:
        return one
    score, precise = one.score, ""
    for other, lineage in above:
        there = other.candidate
        apart = there.end <= here.start or here.end <= there.start
        below = apart and name in lineage and there.taxa[0] != here.taxa[0]
        if below and other.score - 1 < score:
            score, precise = other.score - 1, there.name
    if not precise:
        return one
    limit = Evidence(score - one.score, f'after "{precise}", which is more precise')
    return replace(one, score=score, limits=(*one.limits, limit))


def _spelling(one: Candidate, signs: frozenset[int]) -> list[Evidence]:
    """A misspelt name of one word is doubtful, a longer or long one less so."""
    if not one.cost:
        if any(one.start <= place < one.end for place in signs):
            return [Evidence(_DISGUISED, f"disguised spelling ({SIGNS})")]
        return []
    if one.how != "misspelt":
        return [Evidence(_DISGUISED, f"disguised spelling ({one.how})")]
    genus = one.kind in _SCIENTIFIC  # an epithet may be one letter from it
    long = len(one.name) >= _LONG_WORD and one.cost == 1 and not genus
    points = _LONG_WORD_TYPO if long else _ONE_WORD_TYPO
    points = _TYPO if " " in one.name else points
    further = _TYPO if " " in one.name else _FURTHER_TYPO
    letters = "one letter differs" if one.cost == 1 else f"{one.cost} letters differ"
    return [Evidence(-points - further * (one.cost - 1), letters)]
