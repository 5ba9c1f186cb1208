"""Binomials whose genus is an initial or cut short: `P. regius`, `Enceph horridus`."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.matching.candidates import Candidate
from crawler.matching.folding import Folded
from crawler.matching.index import Index, IndexedName
from crawler.matching.name_rows import KINDS
from crawler.matching.readings import EXACT, TYPO, Reading, is_near_epithet
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
    near = None
    if not names:
        names, near = _near_epithet(index, folded, tokens, place, dotted=dotted)
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
            cost=near.cost if near else 0,
            how=near.how if near else EXACT,
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


def _near_epithet(
    index: Index, folded: Folded, tokens: Tokens, place: int, *, dotted: bool
) -> tuple[list[IndexedName], Reading | None]:
    """Give the names that `P. metalica` is misspelt for, or that `Paph. m1cranthum` hides.

    A misspelt epithet follows one letter with a full stop. With a capital it would be
    a person: `P. Hermann`.
    """
    before = tokens.texts[place - 1]
    start, _ = folded.span(tokens.starts[place], tokens.ends[place])
    one_letter = dotted and len(before) == 1
    for reading in tokens.steps[place][0].readings:
        if not is_near_epithet(reading):
            continue
        if reading.how == TYPO and not (one_letter and folded.source[start].islower()):
            continue
        names = _of_genera(index, reading.word, before)
        if names:
            return names, reading
    return [], None
