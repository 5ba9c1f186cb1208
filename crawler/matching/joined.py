"""Words written as one: `lizardskin`, `#ballpython`."""

from __future__ import annotations

from crawler.matching.index import ONE_WORD, TRIGGER_BITS, Index, Sense

_LEAST_PART = 4
_LONGEST = 30
_SCIENTIFIC = "la"


def split_place(index: Index, token: str) -> int:
    """Find where a word falls into two words of the list; 0 when it does not."""
    if not 2 * _LEAST_PART <= len(token) <= _LONGEST:
        return 0
    if token in index.lexicon.ordinary:
        return 0
    for place in range(len(token) - _LEAST_PART, _LEAST_PART - 1, -1):
        if f"{token[:place]} {token[place:]}" in index.phrase_numbers:
            return place  # `africangrey`
        first = _one_word(index, token[:place])
        second = _one_word(index, token[place:]) if first else 0
        if (
            second
            and (first | second) & TRIGGER_BITS
            and _is_spoken(index, token[:place])
            and _is_spoken(index, token[place:])
        ):
            return place
    return 0


def _one_word(index: Index, text: str) -> int:
    """Give the mask bits of a text that is a whole phrase by itself."""
    mask = index.masks.get(text, 0) & ONE_WORD
    if not mask and text in index.forms:
        for word in index.forms[text].split("|"):
            if len(word) >= _LEAST_PART:
                mask |= index.masks[word] & ONE_WORD
    return mask


def _is_spoken(index: Index, text: str) -> bool:
    """Say whether a word is more than a scientific name: nobody joins those.

    `Haliotis` is no carpet (Turkish) and bustard.
    """
    phrase = index.phrase_numbers.get(text)
    return phrase is None or any(
        sense != Sense.NAME or index.name(ref).language != _SCIENTIFIC
        for sense, ref in index.meanings(phrase)
    )
