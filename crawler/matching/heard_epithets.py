"""Species named by a genus and an epithet in letters other than Latin ones.

`Ванда церулея`, `파피오페딜룸 델레나티`: sellers write the epithet as it sounds. Other scripts
write vowels as they please, so that only the consonants are compared, and only with the
epithets of the genus that stands before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

from anyascii import anyascii

from crawler.matching.candidates import Candidate
from crawler.matching.folding import Folded
from crawler.matching.index import Index
from crawler.matching.readings import HEARD
from crawler.matching.tokens import Hit

_LEAST_CONSONANTS = 3
_TOLD = 60
"""Points of a genus and its epithet, whatever the genus says alone."""
_BEHIND = re.compile(
    r"[\s・·:：-]{1,3}"
    "([\u0400-\u052f]{4,24}|[\u0600-\u06ff]{4,24}|[\u0900-\u097f]{4,24}"
    "|[\u0e00-\u0e7f]{4,24}|[\u3041-\u30fc]{4,24}|[\uac00-\ud7a3]{3,16})"
)
_KATAKANA = re.compile("[\u30a0-\u30ff]+")
_PAIRS = (
    *(("ae", "e"), ("oe", "e"), ("tsch", "s"), ("sch", "s"), ("sh", "s"), ("zh", "s")),
    *(("kh", "k"), ("ph", "p"), ("th", "t"), ("tsu", "tu"), ("ts", "s"), ("x", "ks")),
    *(("qu", "k"), ("ck", "k")),
)
_LATIN_CH, _OTHER_CH = ("ch", "k"), ("ch", "s")
# What one script writes as two letters another has as one; vowels go.
_SAME = str.maketrans("lbfvwcqzj", "rpppqkkss", "aeiouyh'`-")
_REPEATED = re.compile(r"(.)\1+")
_SOFT_C = re.compile("c(?=[eiy])")
_MOST_GENERA = 512


def heard_species(
    index: Index, folded: Folded, hits: list[Hit], found: list[Candidate]
) -> Iterator[Candidate]:
    """Give the species whose epithet is written as it sounds behind its genus.

    A context word is itself, `アルビノ` (albino) no *liboensis*; so is a species' name.
    """
    if folded.text.isascii():
        return
    known = {hit.start for hit in hits if not index.phrase_names[hit.phrase]}
    known.update(one.start for one in found if index.rank(one.taxa[0]) == "species")
    for one in found:
        if one.cost or index.rank(one.taxa[0]) != "genus":
            continue
        behind = _BEHIND.match(folded.text, one.end)
        if behind is None or behind.start(1) in known:
            continue
        genus = index.taxon_names[one.taxa[0]].lower()
        word, end = _as_written(folded, *behind.span(1))
        epithets = _heard(index.epithets(genus), consonants(word))
        names = [
            name
            for epithet in epithets
            for name in index.names_of(f"{genus} {epithet}")
        ]
        if len({name.taxon for name in names}) == 1:
            yield one._replace(
                end=end,
                taxa=(names[0].taxon,),
                name=names[0].text,
                language="la",
                points=max(one.points, _TOLD),
                how=HEARD,
            )


def _as_written(folded: Folded, start: int, end: int) -> tuple[str, int]:
    """Give a word of the text before it was folded, and where it ends.

    Folding takes `ベ` for `へ`, and so a particle in Hiragana for more of the word.
    """
    first, last = folded.span(start, end)
    word = folded.source[first:last]
    katakana = _KATAKANA.match(word)
    if katakana is None or len(word) != end - start:
        return word, end
    return katakana[0], start + katakana.end()


def consonants(word: str) -> str:
    """Give the consonants that a word is heard by, whatever its script."""
    heard = _REPEATED.sub(r"\1", anyascii(normalize("NFKC", word)).lower())
    for written, spoken in (*_PAIRS, _LATIN_CH if word.isascii() else _OTHER_CH):
        heard = heard.replace(written, spoken)
    return _SOFT_C.sub("s", heard).translate(_SAME)


def _heard(epithets: tuple[str, ...], sound: str) -> list[str]:
    """Give the epithets of some consonants; the last of a Latin ending may be left out."""
    by_sound = _by_consonants(epithets)
    return by_sound.get(sound) or by_sound.get(_without_ending(sound), [])


@lru_cache(maxsize=_MOST_GENERA)
def _by_consonants(epithets: tuple[str, ...]) -> dict[str, list[str]]:
    """Give the epithets of a genus by their consonants, with the ending and without."""
    whole: defaultdict[str, list[str]] = defaultdict(list)
    cut: defaultdict[str, list[str]] = defaultdict(list)
    for epithet in epithets:
        sound = consonants(epithet)
        whole[sound].append(epithet)
        cut[_without_ending(sound)].append(epithet)
    found = {**cut, **whole}
    return {
        sound: words
        for sound, words in found.items()
        if len(sound) >= _LEAST_CONSONANTS
    }


def _without_ending(sound: str) -> str:
    return sound.rstrip("sm")
