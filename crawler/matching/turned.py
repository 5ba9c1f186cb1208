"""Names whose noun comes first: `Черепаха египетская`, `Chuckwalla, San Esteban`.

So do terms that imply a taxon: `шкура медвежья` is a `медвежья шкура`.
Sellers write a name as a catalogue does. In Russian, Ukrainian, Polish and sellers'
Turkish an adjective may stand on either side of its noun; elsewhere the words behind the noun
must tell more than a frequent word, or a `coral, blue` would be a blue coral.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from crawler.matching.index import ONE_WORD, Index, Sense
from crawler.matching.tokens import Hit, Tokens

_FREE_ORDER = {"ru", "uk", "pl", "tr", "id"}
_MOST_BEHIND, _MOST_CLOSE = 3, 2
"""Words behind a noun that are read with it: beyond a comma, and without one."""
_LEAST_NOUN, _AGE_BETWEEN = 3, 2


def turned_names(index: Index, tokens: Tokens) -> Iterator[Hit]:
    """Find names of which the last word stands first, or an adjective last."""
    for place, steps in enumerate(tokens.steps):
        if len(tokens.texts[place]) < _LEAST_NOUN:
            continue
        for noun in steps[0].readings[:2]:
            if noun.mask & ONE_WORD and not noun.cost:
                yield from _behind(index, tokens, place, noun.word)
                yield from _before(index, tokens, place, noun.word)
                yield from _around_an_age(index, tokens, place, noun.word)


def _behind(index: Index, tokens: Tokens, place: int, noun: str) -> Iterator[Hit]:
    parted = place + 1 in tokens.breaks
    words: tuple[str, ...] = ()
    for count in range(1, (_MOST_BEHIND if parted else _MOST_CLOSE) + 1):
        last = place + count
        if last >= len(tokens.texts) or (count > 1 and last in tokens.breaks):
            return
        words = (*words, _word(tokens, last))
        phrase = index.phrase_numbers.get(" ".join(words) + " " + noun)
        if phrase is None or not index.phrase_names[phrase]:
            continue
        if _ends_a_name(index, tokens, place, noun):
            return  # the `coral` of `galaxy coral galaxea`
        if _may_be_turned(index, phrase, words, parted):
            yield Hit(tokens.starts[place], tokens.ends[last], phrase, count + 1)


def _ends_a_name(index: Index, tokens: Tokens, place: int, noun: str) -> bool:
    if not place or place in tokens.breaks:
        return False
    phrase = index.phrase_numbers.get(f"{_word(tokens, place - 1)} {noun}")
    return phrase is not None and bool(index.phrase_names[phrase])


def _before(index: Index, tokens: Tokens, place: int, noun: str) -> Iterator[Hit]:
    """Find `королевский питон` where the list has `питон королевский`."""
    if not place or place in tokens.breaks:
        return
    phrase = index.phrase_numbers.get(f"{noun} {_word(tokens, place - 1)}")
    if phrase is not None and names_in(index, phrase, _FREE_ORDER):
        yield Hit(tokens.starts[place - 1], tokens.ends[place], phrase, 2)


def _around_an_age(
    index: Index, tokens: Tokens, place: int, noun: str
) -> Iterator[Hit]:
    """Find `scarlet macaw` in `scarlet pair, macaws` and `radiated male tortoise`."""
    if place < _AGE_BETWEEN or place - 1 in tokens.breaks:
        return
    phrase = index.phrase_numbers.get(f"{_word(tokens, place - _AGE_BETWEEN)} {noun}")
    if phrase is None or not index.phrase_names[phrase]:
        return
    between = index.phrase_numbers.get(_word(tokens, place - 1))
    if between is not None and any(
        sense == Sense.SPECIMEN and index.lexicon.specimens[ref].kind == "sex and age"
        for sense, ref in index.meanings(between)
    ):
        start, end = tokens.starts[place - _AGE_BETWEEN], tokens.ends[place]
        yield Hit(start, end, phrase, 3)


def _word(tokens: Tokens, place: int) -> str:
    """Give a word as the list has it, or as it is written."""
    readings = tokens.steps[place][0].readings
    return readings[0].word if readings else tokens.texts[place]


def _may_be_turned(
    index: Index, phrase: int, words: tuple[str, ...], parted: bool
) -> bool:
    if names_in(index, phrase, _FREE_ORDER):
        return True
    languages = languages_of(index, phrase)
    if not languages:
        return False
    if parted and len(words) > 1:
        return True
    lexicon = index.lexicon
    if all(
        len(word) < 4
        or (
            word in lexicon.frequent and languages & set(lexicon.ordinary[word].split())
        )
        for word in words
    ):
        return False
    return parted or any(
        languages.isdisjoint(lexicon.ordinary.get(word, "").split()) for word in words
    )


def names_in(index: Index, phrase: int, languages: Collection[str]) -> bool:
    """Say whether a phrase names a taxon, or a material of one, in these languages."""
    specimens = index.lexicon.specimens
    return not languages_of(index, phrase).isdisjoint(languages) or any(
        sense == Sense.SPECIMEN
        and specimens[ref].taxa
        and specimens[ref].language in languages
        for sense, ref in index.meanings(phrase)
    )


def languages_of(index: Index, phrase: int) -> set[str]:
    """Give the languages in which a phrase is a name of a taxon."""
    found = set()
    for sense, ref in index.meanings(phrase):
        if sense == Sense.NAME:
            found.add(index.name(ref).language)
        elif sense == Sense.EVERYDAY:
            found.add(index.lexicon.everyday[ref].language)
    return found
