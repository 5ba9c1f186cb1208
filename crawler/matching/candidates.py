"""What the phrases found in a text may be: names of taxa, and words that weigh."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from crawler.matching.folding import Folded, fold
from crawler.matching.hindi import romanised
from crawler.matching.index import Index, Sense
from crawler.matching.letters import SIGN_LETTERS
from crawler.matching.lexicon import EVERYDAY_LANGUAGES, Decoy, SpecimenTerm
from crawler.matching.match import Kind
from crawler.matching.name_rows import KINDS
from crawler.matching.plurals import forms
from crawler.matching.readings import (
    DIGITS,
    HIDDEN,
    LOOK_ALIKE,
    TYPO,
    fits_language,
)
from crawler.matching.spoken import languages_of
from crawler.matching.strengths import (
    CODE_WORD_POINTS,
    EVERYDAY_POINTS,
    IMPLIED_POINTS,
)
from crawler.matching.tokens import Hit
from crawler.matching.vietnamese import is_by_ear
from crawler.matching.words import word_texts

_STRICT_LANGUAGES = {"vi"}
_SHORT_WORD = 4
_LONG_WORDS = 7
_AROUND = 200
"""Characters before and behind a word that tell in which language it is."""
_DISGUISES = {LOOK_ALIKE, DIGITS, HIDDEN}


class Candidate(NamedTuple):
    """Words that may name a taxon. Places are in the folded text.

    `taxa` are taxon numbers of the index, the likeliest first; `points` is how
    far the name speaks for itself; `how` tells a misspelling or a trick.
    """

    start: int
    end: int
    taxa: tuple[int, ...]
    kind: Kind
    name: str
    language: str
    points: int
    cost: int = 0
    how: str = ""
    everyday: bool = False
    specimen_kind: str = ""
    source: str = ""

    @property
    def length(self) -> int:
        """The number of folded characters."""
        return self.end - self.start


def overlap(one: Candidate, other: Candidate) -> bool:
    """Say whether two candidates share words."""
    return one.start < other.end and other.start < one.end


class SpecimenWord(NamedTuple):
    """A specimen term where it stands; `start` is -1 when it is of another text.

    `cost` counts the letters that differ.
    """

    start: int
    end: int
    term: SpecimenTerm
    field: str = ""
    cost: int = 0


class DecoyWord(NamedTuple):
    """A decoy where it stands; `start` is -1 when it is of another text."""

    start: int
    end: int
    decoy: Decoy
    field: str = ""


ContextWord = SpecimenWord | DecoyWord


def candidates(index: Index, folded: Folded, hits: list[Hit]) -> list[Candidate]:
    """Give every reading of the hits as a name, a specimen or a code word."""
    return [one for hit in hits for one in _readings(index, folded, hit)]


def context_words(index: Index, folded: Folded, hits: list[Hit]) -> list[ContextWord]:
    """Give the specimen terms and decoys among the hits."""
    words: list[ContextWord] = []
    for hit in hits:
        for sense, ref in index.meanings(hit.phrase):
            if sense == Sense.SPECIMEN and hit.cost <= 2:
                term = index.lexicon.specimens[ref]
                if _is_written(
                    index, folded, hit, term.text, term.language
                ) and _is_form(folded, hit, term.text, term.language):
                    cost = hit.cost if hit.how == TYPO else 0
                    words.append(SpecimenWord(hit.start, hit.end, term, "", cost))
            elif sense == Sense.DECOY and hit.cost == 0:
                decoy = index.lexicon.decoys[ref]
                if _is_pushed_together(folded, hit, decoy.text):
                    continue
                if _is_written(
                    index, folded, hit, decoy.text, decoy.language, exactly=True
                ) and _is_form(folded, hit, decoy.text, decoy.language):
                    words.append(DecoyWord(hit.start, hit.end, decoy))
    return words


def _is_pushed_together(folded: Folded, hit: Hit, text: str) -> bool:
    """Say whether one word is read out of two, one a particle: `ball on`, no ballon."""
    words = folded.text[hit.start : hit.end].split()
    return (
        len(words) > 1
        and text.isalpha()
        and any(len(word) == 2 and word.isascii() for word in words)
    )


def _readings(index: Index, folded: Folded, hit: Hit) -> Iterator[Candidate]:
    if not index.phrase_names[hit.phrase]:
        return
    for sense, ref in index.meanings(hit.phrase):
        one = _reading(index, hit, sense, ref)
        if one is None or not one.taxa:
            continue
        if fits_language(hit.how, one.language) and _is_written(
            index, folded, hit, one.name, one.language
        ):
            yield _with_only_species(index, one)


def _with_only_species(index: Index, one: Candidate) -> Candidate:
    """A genus of one species is that species too: *Caretta*."""
    if len(one.taxa) > 1 or index.rank(one.taxa[0]) != "genus":
        return one
    return one._replace(taxa=one.taxa + index.only_species(one.taxa[0]))


def _reading(index: Index, hit: Hit, sense: Sense, ref: int) -> Candidate | None:
    place = hit.start, hit.end
    if sense == Sense.NAME:
        name = index.name(ref)
        return Candidate(
            *place,
            taxa=(name.taxon,),
            kind=KINDS[name.kind],
            name=name.text,
            language=name.language,
            points=name.points,
            cost=hit.cost,
            how=hit.how,
            source=name.source,
        )
    if sense == Sense.EVERYDAY:
        everyday = index.lexicon.everyday[ref]
        return Candidate(
            *place,
            taxa=_taxa(index, everyday.taxa),
            kind="common",
            name=everyday.text,
            language=everyday.language,
            points=EVERYDAY_POINTS[everyday.strength],
            cost=hit.cost,
            how=hit.how,
            everyday=True,
            source=everyday.source,
        )
    if sense == Sense.SPECIMEN:
        term = index.lexicon.specimens[ref]
        return Candidate(
            *place,
            taxa=_taxa(index, term.taxa),
            kind="specimen",
            name=term.text,
            language=term.language,
            points=IMPLIED_POINTS[term.strength],
            cost=hit.cost,
            how=hit.how,
            specimen_kind=term.kind,
            source=term.source,
        )
    if sense == Sense.CODE_WORD and hit.cost == 0:
        code = index.lexicon.code_words[ref]
        return Candidate(
            *place,
            taxa=_taxa(index, code.taxa),
            kind="code_word",
            name=code.text,
            language=code.language,
            points=CODE_WORD_POINTS[code.confidence],
            source=code.source,
        )
    return None


def _taxa(index: Index, names: tuple[str, ...]) -> tuple[int, ...]:
    known = index.lexicon_taxa
    return tuple(known[name] for name in names if name in known)


def _is_written(
    index: Index,
    folded: Folded,
    hit: Hit,
    name: str,
    language: str,
    *,
    exactly: bool = False,
) -> bool:
    """Say whether the accents that folding took off fit the name.

    Vietnamese `hổ` is a tiger, `hồ` a lake: there the accents must be those of the
    name, or left out altogether in one that is long enough to be clear. Elsewhere
    they may be left out unless another word comes of it: a `crane` is no French
    `crâne`. Nor is a short word without accents one with them: `bán` (for sale) is no
    Indonesian `ban` (tyre).
    """
    strict = language in _STRICT_LANGUAGES
    short = len(name) <= _SHORT_WORD or exactly
    if language == "la" or (name.isascii() and not short and not strict):
        return True
    start, end = folded.span(hit.start, hit.end)
    written = folded.source[start:end]
    if name.isascii():
        return written.isascii() or not any(
            map(unicodedata.decomposition, unicodedata.normalize("NFKC", written))
        )
    if strict:
        if written.isascii():
            return len(_letters(written)) >= _LONG_WORDS and " " in written.strip()
        same = _letters(written) == _letters(name)
        return same or hit.how in _DISGUISES or is_by_ear(written, name)
    if not written.isascii() or not SIGN_LETTERS.keys().isdisjoint(written):
        return True
    return not _is_another_word(index, folded, hit, language)


def _is_another_word(index: Index, folded: Folded, hit: Hit, language: str) -> bool:
    """Say whether what is written is rather an everyday word of another language.

    It is, unless the words around are of the language of the name and not of that one:
    Turkish `kartal tuy`. Hindi words are not known, so there the latter must do.
    """
    ordinary = index.lexicon.ordinary
    homes = ordinary.get(folded.text[hit.start : hit.end], "").split()
    if not homes or language in homes:
        return False
    before = folded.text[max(0, hit.start - _AROUND) : hit.start]
    behind = folded.text[hit.end : hit.end + _AROUND]
    around = languages_of(word_texts(f"{before} {behind}"), ordinary, least=1)
    fits = language in around or language not in EVERYDAY_LANGUAGES
    return not (fits and around.isdisjoint(homes))


def _letters(text: str) -> str:
    """Give the letters of a text with their accents, without what was put between."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in composed if letter.isalnum())


def _is_form(folded: Folded, hit: Hit, text: str, language: str) -> bool:
    """Say whether a word is written as itself, or as a form of its own language.

    French `mange` (eats) is no plural of an English `manga`, which is Italian.
    """
    written = folded.text[hit.start : hit.end]
    if hit.cost or hit.words > 1 or not written.isalpha():
        return True
    spoken = romanised(text) if language == "hi" and written.isascii() else text
    base = _base(spoken)
    return written == base or written in _forms(base, language)


@lru_cache(maxsize=4096)
def _base(text: str) -> str:
    return fold(text).text.strip()


@lru_cache(maxsize=4096)
def _forms(word: str, language: str) -> frozenset[str]:
    return frozenset(forms(word, language))


def words_of(one: Candidate) -> frozenset[str]:
    """Give the folded words of the name a candidate stands for."""
    return _folded_words(one.name)


@lru_cache(maxsize=4096)
def _folded_words(name: str) -> frozenset[str]:
    return frozenset(fold(name).text.split())
