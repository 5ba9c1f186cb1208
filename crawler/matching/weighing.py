"""Weighing a name by the words around it, with a reason for every point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from crawler.matching.candidates import (
    Candidate,
    ContextWord,
    DecoyWord,
    SpecimenWord,
    words_of,
)
from crawler.matching.index import Index
from crawler.matching.kinds import KINDS
from crawler.matching.words import gap

DECOY_POINTS = {"weak": 18, "medium": 35, "strong": 60}
_MOST_SUPPORT = 50
_MOST_DOUBT = 90
_SAME_MATERIAL, _SAME_MATERIAL_NEAR = 45, 30
_ALSO_NAMED, _ALSO_IN_LATIN = 10, 20
_OTHER_SOURCE = 40
_TYPO, _ONE_WORD_TYPO = 4, 16
_FROM_ELSEWHERE = 0.6
_BESIDE = 1
_PLAIN_WORD = 30
_CLEAR_TERM = 60
# A living animal says nothing about ivory, a bag nothing about bile.
_NOT_FOR_MATERIALS = {"live", "sex and age", "plant", "seed"}
# A necklace speaks for ivory; beside `turtle` it is one in the shape of a turtle.
_FOR_MATERIALS_ONLY = {"carving", "ornament", "antique"}
# Furniture of mahogany or ebony is rarely of the listed kinds: raw timber may be.
_RAW_TIMBER = {"timber", "genuine"}
_FAR, _FAR_SHARE = 3, 0.6
_PARTS = {
    *("ivory", "tusk", "tooth", "jaw", "claw", "skull", "bone", "horn", "scale"),
    *("shell", "skin", "leather", "fur", "wool", "feather", "taxidermy", "trophy"),
}
_MADE_OF_PARTS = {"clothing", "figure", "jewellery shape"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that raised or lowered a match, in points and in words."""

    points: float
    text: str
    joins: tuple[int, int] | None = None
    """Where a material stands that makes one expression with the name."""
    place: tuple[int, int] | None = None
    shows_part: bool = False
    """A part or product stands beside the name: `fur`, `skull`, `leather`."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its points, all told, and the evidence that made them."""

    candidate: Candidate
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A text as the weighing sees it: folded, its names, and the words around."""

    text: str
    names: list[Candidate]
    context: list[ContextWord]


def weigh(one: Candidate, scene: Scene, index: Index) -> Weighed:
    """Add up what speaks for and against a candidate."""
    lineage = frozenset(index.lineage(one.taxa[0]))
    support = _support(one, scene, lineage, index)
    shown = any(item.shows_part for item in support)
    doubt = _doubt(one, scene, lineage, index, shown)
    spelling = _spelling(one)
    score = (
        one.points
        + min(sum(item.points for item in support), _MOST_SUPPORT)
        + max(sum(item.points for item in doubt), -_MOST_DOUBT)
        + sum(item.points for item in spelling)
    )
    return Weighed(one, max(0.0, min(100.0, score)), (*spelling, *support, *doubt))


def _spelling(one: Candidate) -> list[Evidence]:
    if not one.cost:
        return []
    one_word = " " not in one.name and one.how == "misspelt"
    points = _ONE_WORD_TYPO if one_word else _TYPO
    letters = "one letter differs" if one.cost == 1 else f"{one.cost} letters differ"
    how = letters if one.how == "misspelt" else f"{one.how}, {letters}"
    return [Evidence(-points - _TYPO * (one.cost - 1), how)]


def _support(
    one: Candidate, scene: Scene, lineage: frozenset[str], index: Index
) -> list[Evidence]:
    """Collect the specimen terms that speak for it; the second of a kind adds nothing."""
    found: dict[str, Evidence] = {}
    for word in scene.context:
        if isinstance(word, SpecimenWord):
            item = _from_term(one, word, scene, lineage, index)
            kind = word.term.kind
            if item and (kind not in found or item.points > found[kind].points):
                found[kind] = item
    ranked = sorted(found.values(), key=lambda item: -item.points)
    support = [
        replace(item, points=item.points / (1, 2, 4)[min(rank, 2)])
        for rank, item in enumerate(ranked)
    ]
    return support + _named_again(one, scene, index)


def _from_term(
    one: Candidate,
    word: SpecimenWord,
    scene: Scene,
    lineage: frozenset[str],
    index: Index,
) -> Evidence | None:
    kind = KINDS[word.term.kind]
    if not kind.taxa & lineage or not _fits(one, kind.name):
        return None
    if word.start < 0:
        text = f'{kind.name} term "{word.term.text}" in the {word.field}'
        return Evidence(kind.points * _FROM_ELSEWHERE, text) if kind.reach > 5 else None
    distance = _distance(scene.text, one, word)
    implies = _implies(word, lineage, index)
    if distance is None and implies and one.kind != "specimen":
        distance = 0  # `Burmese python` in `Burmese python leather`
    if distance is None or distance > kind.reach:
        return None
    where = "beside the name" if distance <= _BESIDE else "near it"
    text = f'{kind.name} term "{word.term.text}" ({word.term.language}) {where}'
    shows = distance <= _BESIDE and kind.name in _PARTS
    if not implies:
        return Evidence(kind.points, text, shows_part=shows)
    if distance > _BESIDE or one.kind == "specimen":
        points = max(kind.points, _SAME_MATERIAL_NEAR)
        return Evidence(points, text, shows_part=shows)
    joined = word.start, word.end
    return Evidence(_SAME_MATERIAL, text, joins=joined, shows_part=shows)


def _fits(one: Candidate, kind: str) -> bool:
    """Say whether a kind of term speaks for a name, or for a material."""
    if one.kind != "specimen":
        return kind not in _FOR_MATERIALS_ONLY
    if one.specimen_kind == "timber" and one.points < _PLAIN_WORD:
        return kind in _RAW_TIMBER
    return kind not in _NOT_FOR_MATERIALS


def _implies(word: SpecimenWord, lineage: frozenset[str], index: Index) -> bool:
    """Say whether a term names the same taxon by itself: ivory, an elephant."""
    taxa = [index.lexicon_taxa[t] for t in word.term.taxa if t in index.lexicon_taxa]
    return any(
        index.taxon_names[taxon] in lineage or lineage <= set(index.lineage(taxon))
        for taxon in taxa
    )


def _named_again(one: Candidate, scene: Scene, index: Index) -> list[Evidence]:
    """A second name of the same taxon, or of one above or below it."""
    for other in scene.names:
        apart = other.end <= one.start or one.end <= other.start
        if not apart or other.kind in {"code_word", "specimen"}:
            continue
        if _related(one.taxa[0], other.taxa[0], index):
            text = f'also named as "{other.name}"'
            latin = "la" in {one.language, other.language}
            return [Evidence(_ALSO_IN_LATIN if latin else _ALSO_NAMED, text)]
    return []


def _related(one: int, other: int, index: Index) -> bool:
    if one == other:
        return True
    first, second = set(index.lineage(one)), set(index.lineage(other))
    return first <= second or second <= first


def _doubt(
    one: Candidate,
    scene: Scene,
    lineage: frozenset[str],
    index: Index,
    shown: bool,
) -> list[Evidence]:
    """Collect the decoys that lower it; the strongest counts whole, the next half.

    Where a part is *shown* beside the name, a hat may be made of it.
    """
    found = []
    for word in scene.context:
        if not isinstance(word, DecoyWord):
            continue
        item = _from_decoy(one, word, scene, lineage, index)
        if item and shown and word.decoy.kind in _MADE_OF_PARTS:
            item = replace(item, points=item.points / 2)
        if item:
            found.append(item)
    found.sort(key=lambda item: item.points)
    doubt = [
        Evidence(item.points / (1 if not rank else 2), item.text)
        for rank, item in enumerate(_one_a_place(found)[:3])
    ]
    return doubt + _of_another(one, scene, index)


def _one_a_place(found: list[Evidence]) -> list[Evidence]:
    """Count a word once that is a decoy in several languages: `glass`, `Glas`."""
    best: dict[tuple[int, int] | str, Evidence] = {}
    for item in found:
        best.setdefault(item.place or item.text, item)
    return list(best.values())


def _from_decoy(
    one: Candidate,
    word: DecoyWord,
    scene: Scene,
    lineage: frozenset[str],
    index: Index,
) -> Evidence | None:
    decoy = word.decoy
    groups = index.lexicon.groups
    items = [part for item in decoy.disarms for part in groups.get(item, (item,))]
    if lineage.intersection(decoy.unless) or not _disarms(items, one, lineage):
        return None
    if decoy.kind in {"brand", "colour"} and not _is_ambiguous(one, decoy.kind):
        return None
    points = -float(DECOY_POINTS[decoy.strength])
    text = f'{decoy.kind} "{decoy.text}" ({decoy.language})'
    if word.start < 0:
        if decoy.reach != "anywhere":
            return None
        return Evidence(points * _FROM_ELSEWHERE, f"{text} in the {word.field}")
    if not _reaches(word, one, scene.text):
        return None
    if decoy.strength != "strong" and (_distance(scene.text, one, word) or 0) > _FAR:
        points *= _FAR_SHARE
    return Evidence(points, text, place=(word.start, word.end))


def _is_ambiguous(one: Candidate, kind: str) -> bool:
    """Say whether a name can be a brand, or a colour.

    A watch strap of alligator leather is one whatever the brand of the watch.
    """
    if kind == "brand":
        return one.kind != "specimen"
    return one.points < _CLEAR_TERM


def _disarms(items: list[str], one: Candidate, lineage: frozenset[str]) -> bool:
    """Say whether one of the items means this candidate.

    A taxon means the animal or plant by its name, not a material made of it:
    an elephant statue is no elephant, an ivory statue is ivory.
    """
    by_taxon = one.kind != "specimen" and not lineage.isdisjoint(items)
    return by_taxon or any(item == "*" or _names_word(item, one) for item in items)


def _names_word(item: str, one: Candidate) -> bool:
    return item.islower() and (item == one.specimen_kind or item in _words(one))


@cache
def _words(one: Candidate) -> frozenset[str]:
    return frozenset(words_of(one))


def _reaches(word: DecoyWord, one: Candidate, text: str) -> bool:
    inside = word.start <= one.start and one.end <= word.end
    reach = word.decoy.reach
    if reach == "inside":
        return inside
    if inside or reach in {"anywhere", "stamp"}:
        return True
    distance = _distance(text, one, word)
    if distance is not None and distance > _BESIDE:
        return False
    if reach == "before":
        return word.start < one.start
    return reach == "beside" or one.end < word.end


def _distance(text: str, one: Candidate, word: ContextWord) -> int | None:
    """Count the words between; None where they overlap."""
    if word.end <= one.start:
        return gap(text, word.end, one.start)
    if one.end <= word.start:
        return gap(text, one.end, word.start)
    return None


def _of_another(one: Candidate, scene: Scene, index: Index) -> list[Evidence]:
    """A material straight after the name of another animal is of that animal."""
    if one.kind != "specimen":
        return []
    for other in scene.names:
        before = other.end <= one.start and not gap(scene.text, other.end, one.start)
        if not before or other.kind in {"specimen", "code_word"}:
            continue
        if not any(_related(taxon, other.taxa[0], index) for taxon in one.taxa):
            return [Evidence(-_OTHER_SOURCE, f'of "{other.name}", by its name')]
    return []
