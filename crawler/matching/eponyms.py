"""Species told by the person they are named after: `Tartaruga di Kleinmann`.

The person's name stands beside that of the species' group, and begins the epithet:
*Testudo kleinmanni*, *Cacatua goffiniana*.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from crawler.matching.candidates import Candidate
from crawler.matching.index import EPITHET, ONE_WORD, Index
from crawler.matching.name_rows import KINDS
from crawler.matching.tokens import Tokens

_LEAST_NAME = 5
_BESIDE = 66
_LATIN = ("i", "ii", "ae", "iae", "orum", "iana", "ianus", "ianum", "ana", "anus")
_OF = frozenset(["di", "de", "d", "del", "della", "des", "du", "von", "van", "s"])
"""Words between a group and a person: `perruche de Bourke`."""


def species_by_person(
    index: Index, tokens: Tokens, found: list[Candidate]
) -> Iterator[Candidate]:
    """Give the species of a group that are named after a person told beside it."""
    taken = {one.start for one in found}
    for group in found:
        if group.cost or index.rank(group.taxa[0]) == "subspecies":
            continue
        for place in _places_beside(tokens, group):
            start, end = tokens.starts[place], tokens.ends[place]
            if start in taken or not _may_be_person(index, tokens.texts[place]):
                continue
            species = _named_after(index, tokens.texts[place], group)
            if len(species) == 1:
                name = index.taxon_names[species[0]]
                yield Candidate(
                    min(start, group.start),
                    max(end, group.end),
                    taxa=(species[0],),
                    kind="accepted",
                    name=name,
                    language="la",
                    points=_BESIDE,
                )


def _places_beside(tokens: Tokens, group: Candidate) -> Iterator[int]:
    """Give the words before and behind a group's name, over an `of`."""
    before = bisect_left(tokens.starts, group.start) - 1
    if before >= 0 and before + 1 not in tokens.breaks:
        yield before
    behind = bisect_left(tokens.starts, group.end)
    while behind < len(tokens.texts) and behind not in tokens.breaks:
        if tokens.texts[behind] not in _OF:
            yield behind
            return
        behind += 1


def _may_be_person(index: Index, text: str) -> bool:
    return (
        len(text) >= _LEAST_NAME
        and text.isalpha()
        and not index.masks.get(text, 0) & ONE_WORD
        and text not in index.lexicon.ordinary
    )


def _named_after(index: Index, person: str, group: Candidate) -> list[int]:
    """Give the species below a group whose epithet is made of a person's name."""
    above = {index.taxon_names[taxon] for taxon in group.taxa}
    species = {
        name.taxon
        for stem in (person, person[:-1])
        for end in _LATIN
        if index.masks.get(stem + end, 0) & EPITHET
        for name in index.binomials_of(stem + end)
        if KINDS[name.kind] == "accepted"
    }
    return [taxon for taxon in sorted(species) if above & index.lineage(taxon)]
