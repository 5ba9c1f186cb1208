"""Many short texts folded, cut into words and looked over in one go.

What `fold` and `word_texts` do for a text is done here for all their characters at
once. A text with signs inside its words is left to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from crawler.matching import char_kinds as kind
from crawler.matching.apart import LEAST_SPELT_OUT_SHORT
from crawler.matching.char_kinds import between, codes_of, folded, kinds_of, text_of
from crawler.matching.disguises import LONGEST_SHORT
from crawler.matching.folding import FIRST_CODE, LAST_CODE, Folded, fold
from crawler.matching.letter_sums import LONGEST, Filter, Flags
from crawler.matching.word_rows import LONGEST_ROW, Places, hashes_of_pairs
from crawler.matching.words import word_texts

PAIRS, SPELT_OUT, DOTS, IN_UNSPACED, STARS = 1, 2, 4, 8, 16
"""Where a text may hide a name: in two words that are one, in single letters, between
dots, in a script without blanks, behind a star or a digit that is told by the word beside
it."""
EVERYWHERE = PAIRS | SPELT_OUT | DOTS | IN_UNSPACED | STARS
_AT_ONCE = LONGEST_ROW // 2
_END = "\n"


class Line(NamedTuple):
    """A text with its words, and where it may hide a name.

    `text` is the folded text; `written` is None where each of its characters stands in
    the place of one of the source.
    """

    source: str
    text: str
    words: list[str]
    hides: int
    written: Folded | None

    @property
    def folded(self) -> Folded:
        """The folded text."""
        return self.written or Folded(self.text, self.source)


def lines_of(texts: Iterable[str], joined: Filter) -> Iterator[list[Line]]:
    """Read texts, some at a time; *joined* has the words that two may be together."""
    some: list[str] = []
    room = _AT_ONCE
    for text in texts:
        if len(text) >= room and some:
            yield _lines(some, joined)
            some, room = [], _AT_ONCE
        some.append(text)
        room -= len(text) + len(_END)
    if some:
        yield _lines(some, joined)


def _lines(sources: list[str], joined: Filter) -> list[Line]:
    codes = codes_of(_END.join([*sources, ""]))
    plain = folded(codes)
    lengths = np.array(list(map(len, sources)))
    ends = np.cumsum(lengths + len(_END)) - len(_END)
    starts = ends - lengths
    alone = np.logical_or.reduceat(_needs_fold(codes, plain), starts).tolist()
    hides = _hides(codes, plain, starts, joined).tolist()
    whole = text_of(plain)
    spaced = np.where(kinds_of(plain) & kind.IN_WORD, plain, np.uint32(ord(" ")))
    spaced[ends] = ord(_END)
    places = zip(starts.tolist(), ends.tolist(), strict=True)
    return [
        _line_alone(source)
        if by_itself
        else Line(source, whole[start:end], words.split(), hiding, None)
        for source, (start, end), words, hiding, by_itself in zip(
            sources, places, text_of(spaced).split(_END), hides, alone, strict=False
        )
    ]


def _line_alone(source: str) -> Line:
    written = fold(source)
    return Line(source, written.text, word_texts(written.text), EVERYWHERE, written)


def _needs_fold(codes: kind.Codes, plain: kind.Codes) -> Flags:
    """Say at which characters a text is more than its characters folded one by one."""
    kinds = kinds_of(codes)
    letters = (kinds & kind.LETTER) != 0
    around_cross = (kinds & kind.AROUND_CROSS) != 0
    needs: Flags = (kinds & kind.JOINING) != 0
    needs |= between((kinds & kind.SIGN) != 0, letters)
    needs |= between((kinds & kind.CROSS) != 0, around_cross)
    needs |= (plain == ord("'")) | (plain == ord("*"))
    needs |= (plain >= FIRST_CODE) & (plain <= LAST_CODE)
    return needs


def _hides(
    codes: kind.Codes, plain: kind.Codes, lines: Places, joined: Filter
) -> Places:
    """Say where each line may hide a name; they begin at *lines*."""
    kinds = kinds_of(codes)
    dots = between((kinds & kind.DOT) != 0, (kinds & kind.LETTER) != 0)
    hides = DOTS * np.logical_or.reduceat(dots, lines)
    unspaced = (kinds_of(plain) & kind.UNSPACED) != 0
    hides += IN_UNSPACED * np.logical_or.reduceat(unspaced, lines)
    in_word = (kinds_of(plain) & kind.IN_WORD) != 0
    edges = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
    if in_word[0]:
        edges = np.concatenate([[0], edges])
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return hides
    line = np.searchsorted(lines, starts, "right") - 1
    single = np.bincount(line[ends - starts == 1], minlength=len(lines))
    hides += SPELT_OUT * (single >= LEAST_SPELT_OUT_SHORT)
    pairs = joined.may_hold(hashes_of_pairs(plain, starts, ends))
    letters = ends - starts
    spelt = _may_be_spelt(plain, starts, ends)
    hides += STARS * (np.bincount(line[spelt], minlength=len(lines)) > 0)
    pairs |= letters[:-1] + letters[1:] > LONGEST  # the filter has none of them
    pairs &= line[:-1] == line[1:]
    hides += PAIRS * (np.bincount(line[:-1][pairs], minlength=len(lines)) > 0)
    return hides


def _may_be_spelt(plain: kind.Codes, starts: Places, ends: Places) -> Flags:
    """Say which words are so short that the word beside tells what a digit hides."""
    digits = np.zeros(len(plain) + 1, dtype=np.int64)
    np.cumsum((plain >= ord("0")) & (plain <= ord("9")), out=digits[1:])
    letters, signs = ends - starts, digits[ends] - digits[starts]
    short: Flags = (letters <= LONGEST_SHORT) & (signs > 0) & (signs < letters)
    return short
