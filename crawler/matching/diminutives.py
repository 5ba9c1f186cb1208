"""Fond words as sellers make them: `peyotitos`, `sterletjes`, `пиявочки`, `żółwik`.

The endings of seven languages, each with what stood there before it. A word of the
list that comes out stands for itself; other words are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

_LEAST_STEM = 4
_ENDINGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ito", "itos", "ita", "itas"), ("o", "a", "e", "")),
    **dict.fromkeys(("cito", "citos", "cita", "citas"), ("", "e")),
    **dict.fromkeys(("quito", "quitos", "quita", "quitas"), ("co", "ca")),
    **dict.fromkeys(("inho", "inhos", "inha", "inhas"), ("o", "a", "e")),
    **dict.fromkeys(("zinho", "zinhos", "zinha", "zinhas"), ("",)),
    **dict.fromkeys(("ino", "ini", "ina", "ine"), ("o", "a", "e")),
    **dict.fromkeys(("je", "jes", "tje", "tjes", "pje", "pjes"), ("",)),
    **dict.fromkeys(("chen", "lein"), ("", "e")),
    **dict.fromkeys(("очка", "очки", "очек", "очку"), ("ка", "а")),
    **dict.fromkeys(("ечка", "ечки", "ечек"), ("ка",)),
    **dict.fromkeys(("ьчик", "ьчики", "шка", "шки", "шечка", "шечки"), ("",)),
    **dict.fromkeys(("енок", "онок", "енка", "онка", "ята", "ят"), ("", "ь", "а")),
    **dict.fromkeys(("etto", "etti", "etta", "ette"), ("o", "a", "e")),
    **dict.fromkeys(("чик", "чики", "чика", "чиков", "ик", "ики", "ика"), ("",)),
    **dict.fromkeys(("ek", "ki", "ik", "iki", "yk", "yki", "ka"), ("", "a")),
}
_LONGEST = max(map(len, _ENDINGS))


def without_ending(word: str) -> Iterator[str]:
    """Give what a folded word may be the diminutive of, the longest ending first."""
    for letters in range(min(_LONGEST, len(word) - _LEAST_STEM), 1, -1):
        for before in _ENDINGS.get(word[-letters:], ()):
            yield word[:-letters] + before
