"""Which of several readings of the same words are kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate

from crawler.matching.candidates import Candidate, ContextWord, DecoyWord
from crawler.matching.index import Index
from crawler.matching.overlaps import Overlaps
from crawler.matching.readings import TYPO

MOST_READINGS = 2
"""Readings of the same words that are kept, best first."""

_SPECIES_BONUS = 4
_FIRST_UNSPACED = "\u0e00"
_PRECISE_RANKS = {"genus", "species", "subspecies", "variety"}
_MATERIAL = {"specimen", "code_word"}
_SCIENTIFIC = {"accepted", "synonym"}
_KIND_ORDER = {
    "accepted": 0,
    "synonym": 1,
    "specimen": 2,
    "common": 3,
    "trade": 3,
    "code_word": 4,
}


def resolve(found: list[Candidate], index: Index) -> list[Candidate]:
    """Keep the longest readings; of equally long ones the two likeliest.

    A name inside a longer one goes: `grey parrot` in `African grey parrot`, also
    where they merely overlap. A name inside a specimen term goes too unless it
    is more precise: `elephant` in `elephant ivory`, but not `Nile crocodile` in
    `Nile crocodile leather`. Code words are a tier of their own.
    """
    names = [one for one in found if one.kind not in _MATERIAL]
    names = _longest(_without_groups_of_species(names, index), index)
    materials = [one for one in found if one.kind == "specimen"]
    materials = _longest(_without_vaguer(materials, index), index)
    first = {(name.start, name.end): name for name in reversed(names)}
    lost: set[tuple[int, int]] = set()
    kept = []
    for material in materials:
        stays = True
        for (start, end), name in first.items():
            if start < material.end and material.start < end:
                if _yields(name, material, index):
                    lost.add((start, end))
                else:
                    stays = False
        if stays:
            kept.append(material)
    return [
        *(one for one in names if (one.start, one.end) not in lost),
        *kept,
        *_longest([one for one in found if one.kind == "code_word"], index),
    ]


def _without_vaguer(materials: list[Candidate], index: Index) -> list[Candidate]:
    """Leave out a term that shares words with one of a taxon below its own.

    `Brazilian rosewood back and sides` is that species, though `rosewood back and
    sides` is longer.
    """
    if len(materials) < 2:
        return materials
    all_of_them = Overlaps(materials)
    return [
        one
        for one in materials
        if not any(_is_more_precise(other, one, index) for other in all_of_them.of(one))
    ]


def _without_groups_of_species(names: list[Candidate], index: Index) -> list[Candidate]:
    """Leave out a group's common name that shares words with a species in it.

    In `P.metallica sling` the `metallica sling` of hobbyists is longer, and only a
    genus; so is the `otter taxidermy` of a `Eurasian otter taxidermy`. In scripts without
    blanks any name may be part of a longer word: `懒熊头骨` is a skull of a sloth bear.
    """
    exact = Overlaps(
        [
            one
            for one in names
            if not one.cost and (" " in one.name or one.name[0] >= _FIRST_UNSPACED)
        ]
    )
    return [
        one
        for one in names
        if one.kind != "common"
        or not any(
            _is_more_precise(other, one, index)
            and (other.kind in _SCIENTIFIC or _is_of_species(other, index))
            for other in exact.of(one)
        )
    ]


def _is_of_species(one: Candidate, index: Index) -> bool:
    return index.rank(one.taxa[0]) == "species"


def _yields(name: Candidate, material: Candidate, index: Index) -> bool:
    """Say whether a name gives way to a term that overlaps it.

    The `python` of `python leather` is the word of everyday speech, not the genus. A
    species that ends with the first word of the term stays: `clouded leopard fur coat`.
    """
    if name.start < material.start < name.end and _is_of_species(name, index):
        return False
    inside = material.start <= name.start and name.end <= material.end
    genus = index.rank(name.taxa[0]) == "genus" and name.kind in _SCIENTIFIC
    if _is_more_precise(name, material, index) and not (inside and genus):
        return False
    return inside or name.length < material.length


def _is_more_precise(name: Candidate, material: Candidate, index: Index) -> bool:
    if index.rank(name.taxa[0]) not in _PRECISE_RANKS:
        return False
    above = {index.taxon_names[taxon] for taxon in material.taxa}
    return not set(material.taxa) & set(name.taxa) and any(
        above & index.lineage(taxon) for taxon in name.taxa
    )


def _longest(found: list[Candidate], index: Index) -> list[Candidate]:
    if len(found) < 2:
        return found
    kept: list[Candidate] = []
    at: defaultdict[tuple[int, int], list[Candidate]] = defaultdict(list)
    taken: list[tuple[int, int]] = []
    first: dict[tuple[int, int], int] = {}
    for one in sorted(found, key=lambda one: _order(one, index)):
        clashes = _clashes(taken, one)
        place = one.start, one.end
        more: list[Candidate] = []
        if not clashes:
            insort(taken, place)
            first[place] = len(kept)
            more = [one]
        elif clashes == [place]:
            more = _further_reading(at[place], one, index)
        elif len(clashes) == 1:
            _strengthen(kept, first[clashes[0]], one)
        kept += more
        at[place] += more
    return kept


def _strengthen(kept: list[Candidate], number: int, one: Candidate) -> None:
    """Let a longer name of a taxon say it no softer than a shorter one of its words.

    `real tortoiseshell` speaks loudly, so `real tortoiseshell box` does.
    """
    longer = kept[number]
    if (
        one.taxa[0] == longer.taxa[0]
        and longer.kind not in _SCIENTIFIC
        and one.points > longer.points
        and one.cost <= longer.cost
    ):
        kept[number] = longer._replace(points=one.points)


def _order(one: Candidate, index: Index) -> tuple[int, int, int, int, int]:
    """Sort longest first; a species' name may be a little shorter than a group's.

    `Water monitor` comes before `monitor lizard` in `water monitor lizard`.
    """
    species = index.rank(one.taxa[0]) == "species" and one.how != TYPO
    length = one.length + _bonus(one) * species
    binomial = one.kind in _SCIENTIFIC and " " in one.name
    sense = 0 if binomial else 1 if one.everyday else 2
    return -length, one.cost, sense, _KIND_ORDER[one.kind], -one.points


def _bonus(one: Candidate) -> int:
    """A letter of a script without blanks says as much as several of an alphabet."""
    return _SPECIES_BONUS if one.name[0] < _FIRST_UNSPACED else 1


def _clashes(taken: list[tuple[int, int]], one: Candidate) -> list[tuple[int, int]]:
    """Give the kept stretches that overlap; kept ones never overlap each other."""
    place = bisect_right(taken, (one.start, one.end))
    near = taken[max(place - 2, 0) : place + 2]
    return [
        stretch for stretch in near if stretch[0] < one.end and one.start < stretch[1]
    ]


def _further_reading(
    same: list[Candidate], one: Candidate, index: Index
) -> list[Candidate]:
    """Give the reading if it is a new one, no stronger than the everyday sense.

    `Python` is a genus too, but the word is met as the everyday one.
    """
    known = {taxon for other in same for taxon in other.taxa}
    if known & set(one.taxa) or one.cost > same[0].cost:
        return []
    if len(known) >= MOST_READINGS and not _says_the_species(one, same, index):
        return []
    if same[0].everyday:
        return [one._replace(points=min(one.points, same[0].points - 1))]
    return [one]


def _says_the_species(one: Candidate, same: list[Candidate], index: Index) -> bool:
    """Say whether a name means a species where the everyday word means groups.

    A `sterlet` is a sturgeon of everyday speech, and a species by its common name.
    """
    groups = {index.taxon_names[taxon] for taxon in same[0].taxa}
    return (
        len(same) == 1
        and same[0].everyday
        and index.rank(one.taxa[0]) == "species"
        and not groups.isdisjoint(index.lineage(one.taxa[0]))
    )


def context_outside(
    words: list[ContextWord], kept: list[Candidate]
) -> list[ContextWord]:
    """Leave out the words that are part of a longer name or term.

    The `ivory` of an ivory gull is no ivory, the `bone` of bone china no bone. What an
    everyday name is of stays: `shark fin dried` tells what is sold of a hammerhead.
    """
    longer = _places(
        word
        for word in words
        if not isinstance(word, DecoyWord) or word.decoy.reach != "inside"
    )
    names = [one for one in kept if one.kind not in _MATERIAL]
    all_of_them = _Stretches(longer | _places(names))
    proper = _Stretches(longer | _places(one for one in names if not one.everyday))
    return [
        word
        for word in words
        if not (all_of_them if isinstance(word, DecoyWord) else proper).hide(word)
    ]


def _places(words: Iterable[Candidate | ContextWord]) -> set[tuple[int, int]]:
    return {(one.start, one.end) for one in words}


class _Stretches:
    """Places in a text, looked through for those that hold a word and more."""

    def __init__(self, places: set[tuple[int, int]]) -> None:
        self._places = sorted(places)
        self._starts = [start for start, _ in self._places]
        self._farthest = list(accumulate((end for _, end in self._places), max))

    def hide(self, word: ContextWord) -> bool:
        """Say whether the word is part of something longer."""
        before = bisect_left(self._starts, word.start)
        if before and self._farthest[before - 1] >= word.end:
            return True
        upto = bisect_right(self._starts, word.start)
        return bool(upto > before and self._places[upto - 1][1] > word.end)
