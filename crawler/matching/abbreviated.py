"""Binomials whose genus is an initial or cut short: `P. regius`, `Enceph horridus`."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.matching.candidates import Candidate
from crawler.matching.folding import Folded
from crawler.matching.index import Index, IndexedName
from crawler.matching.name_rows import KINDS
from crawler.matching.readings import TYPO, is_near_epithet
from crawler.matching.tokens import Tokens

_LEAST_SHORTENED, _LEAST_ODD = 3, 4
_MOST_SPECIES = 3
_ABBREVIATED = 70


def abbreviated(
    index: Index, folded: Folded, tokens: Tokens, place: int
) -> Iterator[Candidate]:
    """Read `P. regius`, `Phal. amabilis`: a full stop, an epithet of such a genus.

    Also without one where both words are odd: `Enceph horridus`.
    """
    epithet, initial = tokens.texts[place], tokens.texts[place - 1]
    start, end = folded.span(tokens.starts[place - 1], tokens.ends[place - 1])
    source, ordinary = folded.source, index.lexicon.ordinary
    dotted = source[end : end + 1] == "."
    odd = len(initial) >= _LEAST_ODD and initial not in ordinary
    shortened = odd or (dotted and end - start >= _LEAST_SHORTENED)  # `nep. rajah`
    if not (source[start].isupper() or shortened) or len(epithet) < 4:
        return
    if not dotted and (epithet in ordinary or len(epithet) < 6):
        return
    if not dotted and len(initial) > 1 and not odd:
        return
    names = _of_genera(index, epithet, initial)
    cost = 0
    if not names and dotted and len(initial) == 1:
        names, cost = _near_epithets(index, folded, tokens, place)
    species = tuple(dict.fromkeys(name.taxon for name in names))
    if 0 < len(species) <= _MOST_SPECIES:
        points = _ABBREVIATED - 24 * (epithet in ordinary) - 8 * (len(species) - 1)
        yield Candidate(
            tokens.starts[place - 1],
            tokens.ends[place],
            taxa=species,
            kind=KINDS[names[0].kind],
            name=names[0].text,
            language="la",
            points=points,
            cost=cost,
            how=TYPO if cost else "",
        )


def _of_genera(index: Index, epithet: str, initial: str) -> list[IndexedName]:
    """Give the names of an epithet in genera that begin with some letters.

    `U. uncia` is a synonym, but `P. regius` is no former name of another species.
    """
    names = [
        name
        for name in index.binomials_of(epithet)
        if name.text.lower().startswith(initial)
    ]
    return [name for name in names if KINDS[name.kind] == "accepted"] or names


def _near_epithets(
    index: Index, folded: Folded, tokens: Tokens, place: int
) -> tuple[list[IndexedName], int]:
    """Give the names that `P. metalica` is misspelt for, with the letters that differ.

    With a capital it would be a person: `P. Hermann`.
    """
    start, _ = folded.span(tokens.starts[place], tokens.ends[place])
    if not folded.source[start].islower():
        return [], 0
    for reading in tokens.steps[place][0].readings:
        if is_near_epithet(reading):
            names = _of_genera(index, reading.word, tokens.texts[place - 1])
            if names:
                return names, reading.cost
    return [], 0
