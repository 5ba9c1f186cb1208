"""What speaks for a name: specimen terms around it, and other names of the taxon."""

from __future__ import annotations

from dataclasses import replace

from crawler.matching.adjectives import PATTERNED
from crawler.matching.candidates import SpecimenWord
from crawler.matching.evidence import (
    BESIDE,
    FROM_ELSEWHERE,
    Evidence,
    Scene,
    Target,
    told,
)
from crawler.matching.kinds import KINDS
from crawler.matching.words import has_unspaced

_SAME_MATERIAL, _SAME_MATERIAL_NEAR = 45, 30
_ALSO_NAMED, _ALSO_IN_LATIN = 10, 25
_SHARES = (1.0, 0.5, 0.25)
"""What the best, the second and each further kind of term counts."""
_SEX_OF_ODD_WORD = 23
_BODY_PART, _PART_OF = "body part", 24
_OF = {"de", "d", "del", "di", "do", "da", "du", "von", "vom", "van", "of", "of a"}
_FARTHEST = 5
_PLAIN_WORD = 30
# Polish `para`, a pair, is a preposition beside the Spanish name of an animal.
_SHORT = 4
_ANYWHERE = {"la", "en"}
# A living animal says nothing about ivory.
_NOT_FOR_MATERIALS = {"live", "sex and age", "morph", "plant", "seed"}
# A necklace speaks for ivory; beside `turtle` it is one in the shape of a turtle.
_FOR_MATERIALS_ONLY = {"carving", "ornament", "antique"}
# Leather in the colour of ivory is no ivory.
_HARD, _SOFT = {"ivory", "tusk", "shell", "horn"}, {"leather", "skin", "fur", "wool"}
# A coat or bag in the pattern of a leopard is mostly not made of one.
_IN_PATTERNS = {"fur", "hair", "wool", "leather", "leather product", "ornament"}
# Furniture of mahogany or ebony is rarely of the listed kinds; raw timber may be.
_RAW_TIMBER = {"timber", "genuine"}
_PARTS = {
    *("ivory", "tusk", "tooth", "jaw", "claw", "skull", "bone", "horn", "scale"),
    *("shell", "skin", "leather", "fur", "wool", "feather", "taxidermy", "trophy"),
}


def support_of(target: Target, scene: Scene) -> list[Evidence]:
    """Collect what speaks for it; the second term of a kind adds nothing."""
    best: dict[str, Evidence] = {}
    for word in scene.context:
        if isinstance(word, SpecimenWord):
            item = _from_term(target, word, scene)
            kind = word.term.kind
            if item and (kind not in best or item.points > best[kind].points):
                best[kind] = item
    ranked = sorted(best.values(), key=lambda item: -item.points)
    support = [
        replace(item, points=item.points * _SHARES[min(rank, 2)]) if rank else item
        for rank, item in enumerate(ranked)
    ]
    return support + _named_again(target, scene)


def _from_term(target: Target, word: SpecimenWord, scene: Scene) -> Evidence | None:
    kind = KINDS[word.term.kind]
    if kind.taxa.isdisjoint(target.lineage) or not _fits(target, kind.name):
        return None
    if _is_foreign(word, target, scene):
        return None
    if word.start < 0:
        if kind.reach <= _FARTHEST:
            return None
        text = f"{kind.name} term {told(word.term)} in the {word.field}"
        return Evidence(kind.points * FROM_ELSEWHERE, text, by=word)
    distance = scene.distance(target.candidate, word)
    implies = _implies(word, target, scene)
    if (
        distance is None
        and not target.is_material
        and (implies or _goes_on(word, target))
    ):
        distance = 0  # `Burmese python` in `Burmese python leather`
    if distance is None or distance > kind.reach:
        return None
    return _weighed_term(target, word, distance, implies, scene)


def _is_foreign(word: SpecimenWord, target: Target, scene: Scene) -> bool:
    """Say whether a term may be another word in the language of the name.

    A short one, or a misspelt one: Dutch `emaille` is no French `empaillé`. Not so
    in scripts of their own: `标本` (zh) beside a name in `zh-Hans`. In Latin letters
    a Hindi one is believed beside Hindi and English names only.
    """
    language, own = word.term.language, target.candidate.language
    if has_unspaced(word.term.text):
        latin = scene.text[max(word.start, 0) : word.end].isascii()
        return latin and word.start >= 0 and own not in {language, *_ANYWHERE}
    if word.start >= 0 and scene.is_foreign(word.term.text, language):
        return True
    anywhere = KINDS[word.term.kind].reach > _FARTHEST
    short = word.term.text.isalpha() and len(word.term.text) <= _SHORT
    if word.cost and " " not in word.term.text:
        return language not in {own, "en"} and own not in _ANYWHERE
    return anywhere and short and language not in {own, "en"} and own not in _ANYWHERE


def _goes_on(word: SpecimenWord, target: Target) -> bool:
    """Say whether a term says more than the name: `ivory snuff bottle`."""
    one = target.candidate
    return word.start < one.start or one.end < word.end


def _weighed_term(
    target: Target, word: SpecimenWord, distance: int, implies: bool, scene: Scene
) -> Evidence:
    kind = KINDS[word.term.kind]
    where = "beside the name" if distance <= BESIDE else "near it"
    text = f"{kind.name} term {told(word.term)} {where}"
    shows = distance <= BESIDE and kind.name in _PARTS
    if not implies:
        points = kind.points
        if _tells_a_sex(word, target, scene):
            points = _SEX_OF_ODD_WORD
        elif kind.name == _BODY_PART and _is_part_of(word, target, scene):
            points = _PART_OF
        return Evidence(points, text, shows_part=shows, by=word)
    if distance > BESIDE or target.is_material:
        points = max(kind.points, _SAME_MATERIAL_NEAR)
        return Evidence(points, text, shows_part=shows, by=word)
    joined = word.start, word.end
    return Evidence(_SAME_MATERIAL, text, joins=joined, shows_part=shows, by=word)


def _tells_a_sex(word: SpecimenWord, target: Target, scene: Scene) -> bool:
    """Say whether a sex or age stands by a name that is no everyday word.

    `Goffins hen` is a bird; `Tiger Boys` and `baby panda` are met on clothes.
    """
    ordinary = scene.index.lexicon.ordinary
    odd = any(word not in ordinary and len(word) > 2 for word in target.words)
    return odd and word.term.kind == "sex and age"


def _is_part_of(word: SpecimenWord, target: Target, scene: Scene) -> bool:
    """Say whether a body part is said to be of the animal: `cola de tigre`.

    A `tiger head` is met on belts.
    """
    between = scene.text[max(word.end, 0) : target.candidate.start]
    return between.strip() in _OF


def _fits(target: Target, kind: str) -> bool:
    """Say whether a kind of term speaks for a name, or for a material."""
    if not target.is_material:
        return kind not in _FOR_MATERIALS_ONLY
    one = target.candidate
    if one.specimen_kind == "timber" and one.points < _PLAIN_WORD:
        return kind in _RAW_TIMBER
    if one.specimen_kind in _HARD and kind in _SOFT:
        return False
    if one.specimen_kind == PATTERNED and kind in _IN_PATTERNS:
        return False
    return kind not in _NOT_FOR_MATERIALS


def _implies(word: SpecimenWord, target: Target, scene: Scene) -> bool:
    """Say whether a term names the same taxon by itself: ivory, an elephant."""
    index = scene.index
    known = index.lexicon_taxa
    taxa = [known[name] for name in word.term.taxa if name in known]
    return any(
        index.taxon_names[taxon] in target.lineage
        or target.lineage <= index.lineage(taxon)
        for taxon in taxa
    )


def _named_again(target: Target, scene: Scene) -> list[Evidence]:
    """A second name of the same taxon, or of one above or below it."""
    one = target.candidate
    for other in scene.names:
        apart = other.end <= one.start or one.end <= other.start
        if not apart or other.kind in {"code_word", "specimen"}:
            continue
        if scene.related(one.taxa[0], other.taxa[0]):
            text = f'also named as "{other.name}"'
            latin = "la" in {one.language, other.language}
            points = _ALSO_IN_LATIN if latin else _ALSO_NAMED
            return [Evidence(points, text, by=other)]
    return []
