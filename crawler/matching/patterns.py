"""Context that is a pattern, not a word: years, ISBNs, catalogue numbers, sex counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.matching.candidates import Candidate, ContextWord, DecoyWord, SpecimenWord
from crawler.matching.folding import Folded
from crawler.matching.lexicon import Decoy, Reach, SpecimenTerm

_SOURCE = "citeswatch"
# Before 1947 an object counts as worked and antique in several countries' rules.
_OLD_YEAR = re.compile(r"(?<!\w)1(?:[5-8]\d\d|9[0-4]\d)s?(?!\w)")
_ISBN = re.compile(r"(?<!\w)97[89] ?\d{9}[\dx](?!\w)")
# Breeders write 1.2 for one male and two females, cb24 for bred in captivity in 2024.
_SEX_COUNT = re.compile(
    r"^\W*\d\.\d(?:\.\d)?\s+(?=[^\W\d]{4,})"
    r"|(?<=\s)[0-3][.,][0-3](?:[.,]\d)?(?=\s*(?:$|[,;(|/]|(?:cb|nz|dnz|wc)))",
    re.IGNORECASE,
)
_BRED = re.compile(
    r"(?<!\w)(?:us ?)?(?:cbb?|nz|dnz|wc|cf|ltc) ?(?:19|20)?[012]\d(?!\w)"
)
# In capitals, for `cb` is little by itself; and a CB radio is none.
_BRED_SHORT = re.compile(r"(?<!\w)(?:CB|NZ|DNZ)(?!\w)(?! ?(?:[Rr]adio|\d))")
# What is some weeks old is alive; months and years are met on other goods too.
_WEEKS_OLD = re.compile(
    r"(?<!\w)\d{1,2}(?: ?- ?\d{1,2})? ?(?:wks?|w/o|weeks?|wochen|weken|semaines?|semanas?"
    r"|settimane|tygodni\w?|tyg|недел[ьяи]|тижн\w*|нед|haftalik|minggu|tuan tuoi"
    r"|أسابيع|اسابیع|اسبوع|주|週齢|周龄)(?!\w)",
    re.IGNORECASE,
)
# Animals are counted by words of their own: `2匹`, `5마리`, `3 ekor`.
_HEADS = re.compile(r"(?<![\d.])\d{1,3} ?(?:匹|羽|마리|ekor(?!\w))")
# A catalogue's number: SG544, Mi933, (pb66243), #961.
_CATALOGUE = re.compile(
    r"(?<!\w)(?:sg|mi|yt|yv|sc|scott|michel|yvert)[ .#]*\d{2,4}(?!\w)"
    r"|[(\[][a-z]{0,3} ?\d{2,7}[a-z]?[)\]]|#\d{1,4}(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\w)(?:18[4-9]|19\d|20[0-3])\d(?!\w)")
_COMPANIONS = {"supplies", "toy"}
_WITH = re.compile(
    r"(?:\+|&|(?<!\w)(?:w/?|with|and|plus|incl\w*|in|mit|samt|inkl\w*|avec|et|con|y|com"
    r"|e|met|en|z|ze|i|с|со|и|з|зі|та|dengan|beserta|bonus|kèm|tặng|مع)"
    r"|(?:พร้อม|แถม)(?:กับ)?|[送附帶带])(?:[ \d'’]*|\s+[\w'’]+\s+)$",
    re.IGNORECASE,
)
_WITH_REACH = 24
# `새장포함`, `ケージ付`, `kafesiyle`: in these languages the word for it stands behind.
_ALONG = re.compile(
    r"^ ?(?:포함|세트|까지|같이|付|つき|セット|ごと|込み|一起|全套|ile|dahil|के साथ|सहित|समेत"
    r"|ke sa+th|sa[hm]et|sahit|incl|inkl|mag mee|mag erbij|erbij|dabei|kann mit|on top|gratis)",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"[,;|•]|\s[–-]\s")
"""What parts an animal from that which is named after it."""
# One Han character makes a colour, a pattern or a taste of the name before it.
_HAN_SUFFIX = re.compile("[色纹味柄]")
# `rapporté du Congo 1972` tells where a thing comes from.
_COMES_FROM = re.compile(
    r"(?<!\w)(?:from|in|to|du|de|des|d|en|au|aux|del|della|dal|dalla|do|da|dos|aus|im|nach"
    r"|von|uit|van|z|ze|w|из|с|в|на|з|із|dari|tu|من|في)(?: (?:the|la|le|el|der|dem|l))? ?$"
)
_STAMP_REACH = 8
"""Characters between an issuing country and the year or number of the issue."""
_SPEAKS_OF_NO_PART = {"sex and age", "genuine", "specimen", "antique", "live"}


def pattern_words(folded: Folded) -> Iterator[ContextWord]:
    """Give the patterns of a text as words that weigh."""
    text = folded.text
    for found in _OLD_YEAR.finditer(text):
        yield _term(found.span(), "antique", found.group())
    for found in _ISBN.finditer(text):
        yield DecoyWord(*found.span(), _decoy("book", "ISBN"))
    for kind, pattern in (
        ("live", _BRED),
        ("live", _HEADS),
        ("sex and age", _WEEKS_OLD),
    ):
        for found in pattern.finditer(text):
            yield _term(found.span(), kind, found.group())
    if not text.isascii():
        for found in _HAN_SUFFIX.finditer(text):
            yield DecoyWord(*found.span(), _decoy("print", found.group(), "suffix"))
    ends = len(text) - 1, len(text)
    if counted := _SEX_COUNT.search(folded.source):
        place = ends if counted.start() else (0, 1)
        yield _term(place, "live", counted.group().strip())
    if short := _BRED_SHORT.search(folded.source):
        placed = re.search(rf"(?<!\w){short.group().lower()}(?!\w)", text)
        yield _term(placed.span() if placed else ends, "sex and age", short.group())


def without_mere_countries(
    words: list[ContextWord], folded: Folded
) -> list[ContextWord]:
    """Keep the name of a country as a decoy only where it issues a stamp.

    Stamps are sold as `TOGO 961 - Nile Crocodile "Crocodylus niloticus" (pb66)`.
    A country beside a skull or a skin is where it comes from.
    """
    parts = any(
        isinstance(word, SpecimenWord) and word.term.kind not in _SPEAKS_OF_NO_PART
        for word in words
    )
    return [
        word
        for word in words
        if not _is_country(word) or (not parts and _issues_a_stamp(word, folded))
    ]


def without_companions(
    words: list[ContextWord], folded: Folded, names: list[Candidate]
) -> list[ContextWord]:
    """Leave out the supplies that go with an animal: `macaw w/ cage`, `macaw, cage`.

    A cage for a parrot is none; a parrot with a cage is.
    """
    ends = [
        folded.span(one.start, one.end)[1] for one in names if one.kind != "specimen"
    ]
    first = min(ends, default=len(folded.source))
    return [word for word in words if not _goes_with(word, folded, first)]


def _goes_with(word: ContextWord, folded: Folded, name_ends: int) -> bool:
    if not isinstance(word, DecoyWord) or word.decoy.kind not in _COMPANIONS:
        return False
    if word.start <= 0 or word.decoy.reach != "anywhere":
        return False
    start, end = folded.span(word.start, word.end)
    before = folded.source[max(start - _WITH_REACH, 0) : start]
    if _WITH.search(before) or _ALONG.search(folded.source[end : end + _WITH_REACH]):
        return True
    further = _FURTHER.search(folded.source, name_ends, start) is not None
    return further and word.decoy.kind == "supplies"


def _is_country(word: ContextWord) -> bool:
    return isinstance(word, DecoyWord) and word.decoy.reach == "stamp"


def _issues_a_stamp(word: ContextWord, folded: Folded) -> bool:
    if _CATALOGUE.search(folded.source):
        return True
    if _COMES_FROM.search(folded.text[: word.start]):
        return False
    start, end = folded.span(word.start, word.end)
    after = folded.source[end : end + _STAMP_REACH]
    before = folded.source[max(start - _STAMP_REACH, 0) : start]
    return bool(_YEAR.search(after) or _YEAR.search(before))


def _term(place: tuple[int, int], kind: str, text: str) -> SpecimenWord:
    return SpecimenWord(*place, SpecimenTerm(text, "", kind, (), "weak", _SOURCE))


def _decoy(kind: str, text: str, reach: Reach = "anywhere") -> Decoy:
    return Decoy(text, "", kind, ("*",), (), reach, "strong", _SOURCE)
