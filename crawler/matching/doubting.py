"""What speaks against a name: brands, prints, toys, colours, other animals."""

from __future__ import annotations

from dataclasses import replace

from crawler.matching.adjectives import MADE_OF, PATTERNED
from crawler.matching.candidates import Candidate, DecoyWord, SpecimenWord
from crawler.matching.evidence import (
    BESIDE,
    FROM_ELSEWHERE,
    MET_ANYWHERE,
    Evidence,
    Scene,
    Target,
    told,
)
from crawler.matching.kinds import KINDS
from crawler.matching.strengths import CLEAR_TERM, POSSIBLE
from crawler.matching.words import gap, has_unspaced

DECOY_POINTS = {"weak": 15, "medium": 35, "strong": 60}
_OTHER_SOURCE = 40
_MOST_COUNTED = 3
_FAR, _FAR_SHARE = 3, 0.6
_COMES_WITH_SHARE, _WELL_BEHIND_SHARE = 0.25, 0.1
_MOUNTED_SHARE = 0.1
_AROUND = {"supplies", "place or event"}
_LIVING = {"live", "sex and age", "morph", "plant"}
_OF_THE_ANIMAL = {"faux", "print", "other animal", "unlisted fish"}
_CARVED = {"ivory", "tusk", "tooth", "horn", "bone", "shell"}
_FURTHER_ON = {"vehicle", "game or team", "place or event", "electronics"}
_MADE_OF_PARTS = {"clothing", "figure", "jewellery shape", "supplies"}


def doubts_of(target: Target, scene: Scene, support: list[Evidence]) -> list[Evidence]:
    """Collect what lowers it; the strongest counts whole, two more by half.

    Where a part is shown beside the name, a hat or a ring may be made of it, and
    a mounted bird stands on a perch; a figure is carved of a `walrustand`.
    """
    shown = any(item.shows_part for item in support)
    named = target.candidate.kind != "code_word"
    carved = named and any(_is_of_a_hard_part(item) for item in support)
    material = target.is_material or any(item.joins for item in support)
    mounted = any(_is_mounted(item) for item in support)
    living = _is_told_as_living(target, scene, support)
    found = []
    own = _terms_of_its_language(target, scene) | _places_of(support)
    for word in scene.context:
        if not isinstance(word, DecoyWord) or _is_foreign(word, target, own, scene):
            continue
        if _is_made_of_it(word, target) or (carved and word.decoy.kind == "figure"):
            continue
        if _is_the_adjective(word, target):
            continue
        if _means(word, target, scene, material):
            item = _from_decoy(word, target, scene, living, shown)
            if item and shown and word.decoy.kind in _MADE_OF_PARTS:
                item = replace(
                    item, points=item.points * (_MOUNTED_SHARE if mounted else 0.5)
                )
            found += [item] if item else []
    found.sort(key=lambda item: item.points)
    doubts = [
        replace(item, points=item.points / 2) if rank else item
        for rank, item in enumerate(_one_a_place(found)[:_MOST_COUNTED])
    ]
    return doubts + _of_another(target, scene)


def _terms_of_its_language(target: Target, scene: Scene) -> set[tuple[int, int]]:
    """Give the places of the specimen terms in the language of the name."""
    return {
        (word.start, word.end)
        for word in scene.context
        if isinstance(word, SpecimenWord)
        and word.term.language == target.candidate.language
        and not KINDS[word.term.kind].taxa.isdisjoint(target.lineage)
    }


def _places_of(support: list[Evidence]) -> set[tuple[int, int]]:
    """Give the places of the terms that raise: `graines` are seeds, not a grained print."""
    return {
        (item.by.start, item.by.end)
        for item in support
        if isinstance(item.by, SpecimenWord) and item.by.start >= 0
    }


def _is_foreign(
    word: DecoyWord, target: Target, own: set[tuple[int, int]], scene: Scene
) -> bool:
    """Say whether a decoy is another word in the language of the name.

    Beside `corne de rhinocéros` a `coupe` is a cup, not a car, by its specimen terms;
    the `disco` of a Portuguese ray is everyday Portuguese, and no Spanish record.
    """
    language, mine = word.decoy.language, target.candidate.language.split("-")[0]
    if language == target.candidate.language:
        return False
    if (word.start, word.end) in own or _is_romanised(word, scene):
        return True
    if word.start >= 0 and scene.is_foreign(word.decoy.text, language):
        return True
    if language in MET_ANYWHERE or mine in MET_ANYWHERE or word.start < 0:
        return False
    homes = scene.index.lexicon.ordinary.get(scene.text[word.start : word.end], "")
    return mine in homes.split()


def _is_romanised(word: DecoyWord, scene: Scene) -> bool:
    """Say whether it is of a script of its own, but written in Latin letters."""
    written = scene.text[max(word.start, 0) : word.end]
    return word.start >= 0 and written.isascii() and has_unspaced(word.decoy.text)


def _is_made_of_it(word: DecoyWord, target: Target) -> bool:
    """Say whether a thing is one word with the end of a name: `水獭皮帽子`, an otter hat."""
    one = target.candidate
    crosses = one.start < word.start < one.end < word.end
    return crosses and word.decoy.kind in _MADE_OF_PARTS


def _is_the_adjective(word: DecoyWord, target: Target) -> bool:
    """Say whether a pattern is the adjective itself, which weighs as one already."""
    one = target.candidate
    same = (word.start, word.end) == (one.start, one.end)
    return same and one.specimen_kind in {MADE_OF, PATTERNED}


def _is_mounted(item: Evidence) -> bool:
    """Say whether a term tells of taxidermy, which is sold with its glass case."""
    return isinstance(item.by, SpecimenWord) and item.by.term.kind == "taxidermy"


def _is_of_a_hard_part(item: Evidence) -> bool:
    """Say whether a part stands beside the name that figures are carved of."""
    by = item.by
    return item.shows_part and isinstance(by, SpecimenWord) and by.term.kind in _CARVED


def _one_a_place(found: list[Evidence]) -> list[Evidence]:
    """Count a word once that is a decoy in several languages: `glass`, `Glas`."""
    best: dict[tuple[int, int] | str, Evidence] = {}
    for item in found:
        best.setdefault(item.place or item.text, item)
    return list(best.values())


def _means(word: DecoyWord, target: Target, scene: Scene, material: bool) -> bool:
    """Say whether a decoy disarms this name.

    A taxon in its list means the animal or plant by its name, not a *material*
    of it: an elephant statue is no elephant, an ivory statue is ivory.
    """
    decoy = word.decoy
    if not target.lineage.isdisjoint(decoy.unless):
        return False
    if decoy.kind == "brand" and material:
        return False  # a strap of alligator leather, whatever the watch
    if decoy.kind == "colour" and target.candidate.points >= CLEAR_TERM:
        return False
    groups = scene.index.lexicon.groups
    items = {part for item in decoy.disarms for part in groups.get(item, (item,))}
    if "*" in items or (not material and not target.lineage.isdisjoint(items)):
        return True
    words = {item for item in items if item == item.lower()}
    if target.candidate.specimen_kind in words or target.words & words:
        return True
    return any(has_unspaced(word) and word in target.candidate.name for word in words)


def _from_decoy(
    word: DecoyWord, target: Target, scene: Scene, living: bool, shown: bool
) -> Evidence | None:
    decoy = word.decoy
    points = -float(DECOY_POINTS[decoy.strength])
    text = f"{decoy.kind} {told(decoy)}"
    if word.start < 0:
        if decoy.reach != "anywhere":
            return None
        told_from = f"{text} in the {word.field}"
        return Evidence(points * FROM_ELSEWHERE, told_from, by=word)
    distance = scene.distance(target.candidate, word)
    if not _reaches(word, target, distance, scene):
        return None
    points *= _share(word, target, scene, distance or 0, living=living, shown=shown)
    return Evidence(points, text, place=(word.start, word.end), by=word)


def _share(
    word: DecoyWord,
    target: Target,
    scene: Scene,
    distance: int,
    *,
    living: bool,
    shown: bool,
) -> float:
    """Give how much a decoy that is not beside the name counts, from 0 to 1."""
    kind, weak = word.decoy.kind, word.decoy.strength != "strong"
    behind = distance > BESIDE and target.candidate.end <= word.start
    well_behind = behind and distance >= _FAR
    if kind in _AROUND:
        apart = well_behind or _comes_with(word, target, distance, scene)
        return _COMES_WITH_SHARE if apart else 1.0
    shares = {
        _WELL_BEHIND_SHARE: well_behind and weak and _speaks_for_itself(target),
        _COMES_WITH_SHARE: (living and behind and kind not in _OF_THE_ANIMAL)
        or (shown and well_behind and kind in _FURTHER_ON),
        _FAR_SHARE: weak and distance > _FAR,
    }
    return min((share for share, holds in shares.items() if holds), default=1.0)


def _speaks_for_itself(target: Target) -> bool:
    """Say whether a name of several words is one of a specimen: `manta de vicuña`."""
    return target.candidate.points >= POSSIBLE and len(target.words) > 1


def _comes_with(word: DecoyWord, target: Target, distance: int, scene: Scene) -> bool:
    """Say whether a supply or a zoo goes with a living specimen: `macaw male, cage`.

    Words of breeders tell of a living one, anywhere or between the two.
    """
    end = target.candidate.end
    return any(
        isinstance(other, SpecimenWord)
        and other.term.kind in _LIVING
        and (distance > BESIDE or end <= other.start < other.end <= word.start)
        for other in scene.context
    )


def _is_told_as_living(target: Target, scene: Scene, support: list[Evidence]) -> bool:
    """Say whether words beside a name that says something tell of a living specimen.

    What a seller adds further on is about the sale: `macaw male, with all his toys`.
    """
    if target.candidate.points < POSSIBLE:
        return False
    for item in support:
        if isinstance(item.by, SpecimenWord) and item.by.term.kind in _LIVING:
            distance = scene.distance(target.candidate, item.by)
            if distance is None or 0 <= distance <= BESIDE:
                return True
    return False


def _reaches(
    word: DecoyWord, target: Target, distance: int | None, scene: Scene
) -> bool:
    one, reach = target.candidate, word.decoy.reach
    inside = word.start <= one.start and one.end <= word.end
    if reach == "inside":
        return inside
    if reach == "suffix":
        return word.start == one.end
    if inside or reach in {"anywhere", "stamp"}:
        return True
    if (distance or 0) > BESIDE or (reach == "before" and word.start >= one.start):
        return False
    if reach == "after" and distance and word.decoy.kind == "print":
        return _is_of_a_part(word, one, scene)
    return reach in {"before", "beside"} or one.end < word.end


def _is_of_a_part(word: DecoyWord, one: Candidate, scene: Scene) -> bool:
    """Say whether a pattern is of a part: `peacock feather print`, not `mixed colours`."""
    return one.end <= word.start and any(
        isinstance(other, SpecimenWord)
        and one.end <= other.start < other.end <= word.start
        for other in scene.context
    )


def _of_another(target: Target, scene: Scene) -> list[Evidence]:
    """A material straight after the name of another animal is of that animal."""
    one = target.candidate
    if not target.is_material:
        return []
    for other in scene.names:
        before = other.end <= one.start and not gap(scene.text, other.end, one.start)
        if not before or other.kind in {"specimen", "code_word"}:
            continue
        if not any(scene.related(taxon, other.taxa[0]) for taxon in one.taxa):
            text = f'of "{other.name}", by its name'
            return [Evidence(-_OTHER_SOURCE, text, by=other)]
    return []
