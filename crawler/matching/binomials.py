"""Species named by part of their binomial: `P. regius`, `Porosus crocodile`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

from crawler.matching.abbreviated import abbreviated
from crawler.matching.candidates import Candidate
from crawler.matching.folding import Folded
from crawler.matching.index import (
    EPITHET,
    LONGEST_ODD_ABBREVIATION,
    Index,
)
from crawler.matching.name_rows import KINDS
from crawler.matching.readings import HEARD, TYPO
from crawler.matching.sounds import sounds_like
from crawler.matching.spoken import is_everyday
from crawler.matching.strengths import HIGHER_POINTS
from crawler.matching.tokens import Tokens
from crawler.matching.words import gap

_LEAST_CUT = 4
_MOST_SPECIES = 3
_NEAR = 4
"""Words around an epithet that surely hold every group beside it."""
_AROUND = 20
"""Words before and behind a word that tell in which language it is."""
_EPITHET_BESIDE, _UNDETERMINED = 66, 72
_UNLISTED, _CUT_EPITHET = 10, 62
_LEAST_EPITHET, _LONG_EPITHET = 5, 9
_LATIN_END = re.compile("(?:us|um|is|ii?|ae|a|ensis|oides|atus)$")
_SCIENTIFIC = {"accepted", "synonym"}
_FAMILY_ENDS = ("idae", "aceae")
_UNDETERMINED_MARKS = {"sp", "spp", "species"}


def species_by_epithet(
    index: Index, folded: Folded, tokens: Tokens, found: list[Candidate]
) -> list[Candidate]:
    """Give the species that a text names by part of their binomial.

    By genus and a misspelt epithet, by an abbreviated genus, or by the epithet
    beside the name of its group.
    """
    more: list[Candidate] = []
    names = _Names.of(found, index)
    before = (-1, -1)
    for place, text in enumerate(tokens.texts):
        if before in names.scientific:
            more += _after_genus(index, tokens, place, names)
        if before in names.genera:
            more += _cut_epithet(index, tokens, place, names.genera[before])
        if place and len(tokens.texts[place - 1]) <= LONGEST_ODD_ABBREVIATION:
            more += abbreviated(index, folded, tokens, place)
        if names.groups and index.masks.get(text, 0) & EPITHET:
            more += _beside_group(index, folded, tokens, place, names)
        before = tokens.starts[place], tokens.ends[place]
    return more


class _Names(NamedTuple):
    """The names found in a text, by their places."""

    scientific: dict[tuple[int, int], list[Candidate]]
    genera: dict[tuple[int, int], Candidate]
    places: set[tuple[int, int]]
    first_starts: dict[int, int]
    groups: list[Candidate]

    @classmethod
    def of(cls, found: list[Candidate], index: Index) -> _Names:
        scientific: dict[tuple[int, int], list[Candidate]] = {}
        genera: dict[tuple[int, int], Candidate] = {}
        for one in found:
            if not one.cost and one.taxa and index.rank(one.taxa[0]) == "genus":
                genera.setdefault((one.start, one.end), one)
            if one.kind in _SCIENTIFIC:
                scientific.setdefault((one.start, one.end), []).append(one)
        places = {(one.start, one.end) for one in found}
        first_starts = {end: start for start, end in sorted(places, reverse=True)}
        groups = [one for one in found if not one.cost]
        return cls(scientific, genera, places, first_starts, groups)

    def groups_near(self, tokens: Tokens, place: int) -> list[Candidate]:
        """Give the groups some words before or after a word, in their order."""
        if len(self.groups) <= _NEAR:
            return self.groups
        first = tokens.starts[max(place - _NEAR, 0)]
        last = tokens.ends[min(place + _NEAR, len(tokens.ends) - 1)]
        return [one for one in self.groups if first <= one.end and one.start <= last]


def _after_genus(
    index: Index, tokens: Tokens, place: int, names: _Names
) -> Iterator[Candidate]:
    """Read the word after a genus as `sp.` or as an epithet with letters wrong."""
    text = tokens.texts[place]
    before = tokens.starts[place - 1], tokens.ends[place - 1]
    for genus in names.scientific.get(before, ()):
        if text in _UNDETERMINED_MARKS:
            yield _grown(genus, tokens, place, points=_UNDETERMINED)
        elif len(text) >= _LEAST_EPITHET and genus.cost <= 2:
            if (genus.start, tokens.ends[place]) in names.places:
                continue  # a name of the list as it stands
            species = list(_misspelt_epithet(index, genus, tokens, place))
            yield from species
            # The `esmeralda` of `boa esmeralda` is no orchid.
            longer = names.first_starts[genus.end] < genus.start
            if not (species or longer) and _is_unlisted(index, genus, tokens, place):
                yield _grown(genus, tokens, place, points=_UNLISTED)


def _is_unlisted(index: Index, genus: Candidate, tokens: Tokens, place: int) -> bool:
    """Say whether the word reads as the epithet of a species that is on no list.

    Only where it matters: in a genus of which some species are listed, or one
    that is itself misspelt and may be another. The epithet may be one that a
    listed species of another genus bears: `Corallium rubrum`.
    """
    text = tokens.texts[place]
    uncertain = genus.cost or genus.points < HIGHER_POINTS
    epithet = bool(index.masks.get(text, 0) & EPITHET)
    exact = any(not reading.how for reading in tokens.steps[place][0].readings)
    known = (exact and not epithet) or text in index.lexicon.ordinary
    latin = epithet or bool(_LATIN_END.search(text))
    return bool(uncertain and latin and not known)


def _misspelt_epithet(
    index: Index, genus: Candidate, tokens: Tokens, place: int
) -> Iterator[Candidate]:
    text = tokens.texts[place]
    limit = 1 + (len(text) >= _LONG_EPITHET)
    if text in index.lexicon.ordinary:
        limit = 1
    best: list[tuple[int, str]] = []
    heard = genus.how == HEARD
    for epithet in index.epithets(genus.name.lower()):
        distance = OSA.distance(text, epithet, score_cutoff=limit)
        if heard and sounds_like(text, epithet):
            best.append((0, epithet))
        elif 0 < distance <= limit:
            best.append((distance, epithet))
    for distance, epithet in sorted(best)[:1]:
        names = index.names_of(f"{genus.name.lower()} {epithet}")
        for name in names[:_MOST_SPECIES]:
            yield Candidate(
                genus.start,
                tokens.ends[place],
                taxa=(name.taxon,),
                kind="accepted",
                name=name.text,
                language="la",
                points=name.points,
                cost=genus.cost + distance,
                how=TYPO if genus.cost + distance else HEARD,
            )


def _cut_epithet(
    index: Index, tokens: Tokens, place: int, genus: Candidate
) -> Iterator[Candidate]:
    """Read `Paph roth` and `ara chloro`: the beginning of one species' epithet alone."""
    text = tokens.texts[place]
    if len(text) < _LEAST_CUT or not text.isalpha() or place in tokens.breaks:
        return
    if (
        index.masks.get(text, 0)
        or text in index.forms
        or _is_everyday(index, tokens, place)
    ):
        return
    name = index.taxon_names[genus.taxa[0]].lower()
    species: dict[int, str] = {}
    for epithet in index.epithets(name):
        if epithet.startswith(text) and len(epithet) > len(text) + 1:
            for found in index.names_of(f"{name} {epithet}"):
                species.setdefault(found.taxon, found.text)
    if len(species) == 1:
        ((taxon, told),) = species.items()
        yield Candidate(
            genus.start,
            tokens.ends[place],
            taxa=(taxon,),
            kind="accepted",
            name=told,
            language="la",
            points=_CUT_EPITHET,
        )


def _is_everyday(index: Index, tokens: Tokens, place: int) -> bool:
    """Say whether a word is an everyday one in the language of the words around it."""
    texts = tokens.texts
    before = texts[max(0, place - _AROUND) : place]
    around = before + texts[place + 1 : place + 1 + _AROUND]
    return is_everyday(texts[place], around, index.lexicon.ordinary)


def _grown(genus: Candidate, tokens: Tokens, place: int, points: int) -> Candidate:
    return Candidate(
        genus.start,
        tokens.ends[place],
        taxa=genus.taxa,
        kind=genus.kind,
        name=genus.name,
        language=genus.language,
        points=points,
        cost=genus.cost,
        how=genus.how,
        source=genus.source,
    )


def _beside_group(
    index: Index, folded: Folded, tokens: Tokens, place: int, names: _Names
) -> Iterator[Candidate]:
    """Read `Porosus crocodile`: an epithet beside a name of a group it belongs to."""
    epithet = tokens.texts[place]
    if len(epithet) < _LEAST_EPITHET or _is_everyday(index, tokens, place):
        return
    species = [
        name.taxon
        for name in index.binomials_of(epithet)
        if KINDS[name.kind] == "accepted"
    ]
    if not species:
        return
    start, end = tokens.starts[place], tokens.ends[place]
    species = _of_the_genus_before(index, tokens, place, names, species)
    for group in names.groups_near(tokens, place):
        if group.start < end and start < group.end:
            continue
        first, last = min(end, group.end), max(start, group.start)
        if gap(folded.text, first, last) > 2:
            continue
        above = {index.taxon_names[taxon] for taxon in group.taxa}
        if len(species) == 1 and len(epithet) >= _LONG_EPITHET:
            above |= _families(index, group)
        below = [taxon for taxon in species if above & index.lineage(taxon)]
        if len(below) == 1 and below[0] not in group.taxa:
            name = index.taxon_names[below[0]]
            yield Candidate(
                start, end, tuple(below), "accepted", name, "la", _EPITHET_BESIDE
            )
            return


def _families(index: Index, group: Candidate) -> set[str]:
    """Give the families of a name's taxa: a rare epithet tells their species apart."""
    above = {name for taxon in group.taxa for name in index.lineage(taxon)}
    return {name for name in above if name.endswith(_FAMILY_ENDS)}


def _of_the_genus_before(
    index: Index, tokens: Tokens, place: int, named: _Names, species: list[int]
) -> list[int]:
    """Leave out the species of other genera where a genus stands before the epithet.

    The `rubrum` of `Corallium rubrum` is no other coral.
    """
    if not place:
        return species
    before = tokens.starts[place - 1], tokens.ends[place - 1]
    for genus in named.scientific.get(before, ()):
        if genus.cost:
            continue
        name = index.taxon_names[genus.taxa[0]]
        species = [taxon for taxon in species if name in index.lineage(taxon)]
    return species
