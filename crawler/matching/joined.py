"""Words written as one: `lizardskin`, `#ballpython`, `#realivorycarvingforsale`."""

from __future__ import annotations

from bisect import bisect_left

from crawler.matching.index import (
    CONTEXT_SHIFT,
    EPITHET,
    ONE_WORD,
    TRIGGER_BITS,
    Index,
    Sense,
)
from crawler.matching.joinable import (
    BETWEEN,
    LEAST_BEGINNING,
    LEAST_COMPOUND,
    LEAST_OF_MANY,
    LEAST_PART,
    LEAST_PHRASE,
    LEAST_SHORT_ENDED,
)
from crawler.matching.letter_sums import LONGEST

_LEAST_PARTS_OF_MANY = 3
_SCIENTIFIC = "la"
_COMPOUNDING = {"de", "nl"}
SHORT_ENDS = ("pop", "man", "vel", "tas", "jas", "bot", "kop", "rib")
"""Dutch words that end a compound: hen, skin, bag, coat, head: `amazonepop`."""
_SEXES = ("pop", "man")
_BEGINS_ONLY = (TRIGGER_BITS | TRIGGER_BITS << CONTEXT_SHIFT) & ~ONE_WORD


def joined_phrase(index: Index, token: str) -> str:
    """Give the phrase of several words that a word is without its blanks, or "".

    `africangreyparrot`, `peaudeléopard`; names only.
    """
    if not LEAST_PHRASE <= len(token) <= LONGEST or token in index.lexicon.ordinary:
        return ""
    masks = index.masks
    for end in range(LEAST_BEGINNING, len(token) - 1):
        if masks.get(token[:end], 0) & _BEGINS_ONLY:
            phrase = _onward(index, token, token[:end], end)
            if phrase:
                return phrase
    return ""


def _onward(index: Index, token: str, text: str, place: int) -> str:
    """Follow the phrases that begin with *text* through the rest of a word."""
    rest = f"{text} {token[place:]}"
    number = index.phrase_numbers.get(rest)
    if number is not None:
        return rest if index.phrase_names[number] else ""
    for end in range(place + 1, len(token)):
        longer = f"{text} {token[place:end]}"
        at = bisect_left(index.phrases, longer)
        if at == len(index.phrases) or not index.phrases[at].startswith(longer):
            return ""
        beginning = longer + " "
        at = bisect_left(index.phrases, beginning, at)
        if at < len(index.phrases) and index.phrases[at].startswith(beginning):
            phrase = _onward(index, token, longer, end)
            if phrase:
                return phrase
    return ""


def split_places(index: Index, token: str) -> tuple[int, ...]:
    """Find where a word falls into words of the list; none when it does not."""
    if not 2 * LEAST_PART <= len(token) <= LONGEST:
        return ()
    if token in index.lexicon.ordinary:
        return ()
    for place in range(len(token) - LEAST_PART, LEAST_PART - 1, -1):
        begun, ended = token[:place], token[place:]
        if not _is_listed(index, begun):
            continue
        if f"{begun} {ended}" in index.phrase_numbers:
            return (place,)  # `africangrey`
        first = _one_word(index, begun)
        second = _one_word(index, ended) if first else 0
        if (
            second
            and (first | second) & TRIGGER_BITS
            and _is_spoken(index, begun)
            and _is_spoken(index, ended)
        ):
            return (place,)
    place = (
        _short_ended(index, token)
        or _compound(index, token)
        or _begins_a_name(index, token)
    )
    if place:
        return (place,)
    return _many(index, token) if len(token) >= LEAST_OF_MANY else ()


def _short_ended(index: Index, token: str) -> int:
    """Find the short word at the end of a Dutch compound: `amazonepop`, `ocelotjas`."""
    place = len(token) - LEAST_BEGINNING
    if place < LEAST_SHORT_ENDED or not token.endswith(SHORT_ENDS):
        return 0
    name = token[:place]
    if token.endswith(_SEXES):
        return place if name in index.masks and place >= LEAST_PHRASE else 0
    return place if _one_word(index, name) & TRIGGER_BITS else 0


def _compound(index: Index, token: str) -> int:
    """Find where a German or Dutch compound goes on behind a name: `Narwalzahnstock`."""
    for place in range(len(token) - LEAST_BEGINNING, LEAST_COMPOUND - 1, -1):
        name = token[:place]
        if _one_word(index, name) & TRIGGER_BITS and _is_compounding(index, name):
            return place
    return 0


def _is_compounding(index: Index, name: str) -> bool:
    """Say whether a name is one of a language that makes compounds."""
    for word in (name, *index.forms.get(name, "").split("|")):
        phrase = index.phrase_numbers.get(word)
        if phrase is None:
            continue
        for sense, ref in index.meanings(phrase):
            if sense == Sense.SPECIMEN and index.lexicon.specimens[ref].taxa:
                language = index.lexicon.specimens[ref].language
            elif sense == Sense.EVERYDAY:
                language = index.lexicon.everyday[ref].language
            else:
                continue
            if language in _COMPOUNDING:
                return True
    return False


def _begins_a_name(index: Index, token: str) -> int:
    """Find where `redfooted` falls into the first words of `red footed tortoise`."""
    if not token.endswith("ed"):
        return 0
    for place in range(LEAST_BEGINNING, len(token) - LEAST_PART + 1):
        beginning = f"{token[:place]} {token[place:]} "
        at = bisect_left(index.phrases, beginning)
        if at < len(index.phrases) and index.phrases[at].startswith(beginning):
            return place
    return 0


def _many(index: Index, token: str) -> tuple[int, ...]:
    """Part a hashtag of several words: a way that holds a name, of the fewest parts."""
    best: dict[tuple[int, bool], tuple[int, ...]] = {(0, False): ()}
    for start in range(len(token)):
        ways = [
            (named, best[start, named])
            for named in (False, True)
            if (start, named) in best
        ]
        for end in range(start + 2, len(token) + 1) if ways else ():
            part = token[start:end]
            if not _is_listed(index, part) and part not in BETWEEN:
                continue
            names = _names(index, part)
            if not names and part not in BETWEEN and not _is_known(index, part):
                continue
            for named, way in ways:
                key = end, bool(named or names)
                if key not in best or len(best[key]) > len(way) + 1:
                    best[key] = (*way, end)
    return best.get((len(token), True), ())[:-1]


def _is_listed(index: Index, part: str) -> bool:
    """Say whether a part is a word of the list, or a form of one."""
    return part in index.masks or part in index.forms


def _names(index: Index, part: str) -> bool:
    if len(part) < LEAST_PART:
        return False
    return bool(_one_word(index, part) & TRIGGER_BITS) and _is_spoken(index, part)


def _is_known(index: Index, part: str) -> bool:
    """Say whether a part is a term, or begins a name of several words."""
    if len(part) < _LEAST_PARTS_OF_MANY:
        return False
    if len(part) >= LEAST_PART and index.masks.get(part, 0) & ~EPITHET:
        return True
    return bool(_one_word(index, part))


def _one_word(index: Index, text: str) -> int:
    """Give the mask bits of a text that is a whole phrase by itself."""
    mask = index.masks.get(text, 0) & ONE_WORD
    if not mask and text in index.forms:
        for word in index.forms[text].split("|"):
            if len(word) >= LEAST_PART:
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
