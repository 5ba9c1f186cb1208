import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.matching.folding import fold

ANY_TEXT = st.text(st.characters(codec=None), max_size=80)  # lone surrogates too

SAME_WORD = [
    ("IVORY", "ivory"),
    ("ｉｖｏｒｙ", "ivory"),
    ("𝐢𝐯𝐨𝐫𝐲", "ivory"),
    ("i\u200bv\u00ado\ufeffry", "ivory"),
    ("éléphant", "elephant"),
    ("e\u0301le\u0301phant", "elephant"),
    ("ŒUF", "oeuf"),
    ("Straße", "strasse"),
    ("łoś", "los"),
    ("İZMİR ıslak", "izmir islak"),
    ("Dumeril’s boa", "dumeril   boa"),
    ("d'ivoire", "d ivoire"),
    ("p@ngolin", "pangolin"),
    ("iv*ry", "iv*ry"),
    ("*ivory*", " ivory "),
    ("鱷魚", "鳄鱼"),
    ("鰐", "鳄"),
    ("ベッコウ", "べっこう"),
    ("ﾍﾞｯｺｳ", "べっこう"),
    ("가\u1100\u1161", "가가"),
    ("слонёнок", "слоненок"),
    ("عَاج", "عاج"),
    ("كاسكو", "کاسکو"),
    ("a\x00b", "a b"),
    ("a\ud800b", "a b"),
    ("Python™", "python "),
    ("№ 5", "no 5"),
]


@pytest.mark.parametrize(("written", "folded"), SAME_WORD)
def test_spellings_of_a_word_fold_alike(written: str, folded: str) -> None:
    assert fold(written).text == folded


@pytest.mark.parametrize("word", ["กฤษณา", "हाथी", "งาช้าง", "ngà"])
def test_vowel_signs_and_tones_that_make_words_are_not_lost_in_their_scripts(
    word: str,
) -> None:
    folded = fold(word).text
    assert len(folded) == len(unicodedata.normalize("NFC", word))


@given(ANY_TEXT)
@example("\u200b")
@example("ゕ゚゚")
@example("\u1112\u1161\u11ab")
def test_folding_never_loses_a_whole_text_and_folds_no_further(text: str) -> None:
    folded = fold(text).text
    assert bool(folded) == bool(text)
    assert fold(folded).text == folded


@given(ANY_TEXT, st.data())
def test_a_stretch_of_folded_text_has_its_place_in_the_source(
    text: str, data: st.DataObject
) -> None:
    folded = fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first < last <= len(text)
    if folded.offsets is not None:
        assert len(folded.offsets) == len(folded.text)
        assert folded.offsets == sorted(folded.offsets)


@given(st.text("abcdefgh ivory", min_size=1, max_size=30), st.data())
def test_what_is_cut_out_folds_to_the_stretch(text: str, data: st.DataObject) -> None:
    noisy = "".join(
        letter + data.draw(st.sampled_from(["", "", "\u0301", "\u200b"]))
        for letter in text
    )
    folded = fold(noisy)
    start = data.draw(st.integers(0, len(folded.text) - 1))
    first, last = folded.span(start, len(folded.text))
    assert fold(noisy[first:last]).text == folded.text[start:]


def test_a_mark_belongs_to_the_letter_before_it() -> None:
    folded = fold("ivo\u0301\u0301ry")
    assert folded.span(2, 3) == (2, 5)


def test_many_marks_leave_the_letters_with_their_places() -> None:
    folded = fold("e\u0301\u0300x\u0301" * 1000 + "ﬃ")
    assert folded.text == "ex" * 1000 + "ffi"
    assert folded.span(2, 4) == (5, 10)
    assert folded.span(2001, 2002) == (5000, 5001)


def test_an_empty_stretch_has_no_place() -> None:
    with pytest.raises(ValueError, match="empty stretch"):
        fold("ivory").span(2, 2)


@pytest.mark.slow
def test_every_character_is_folded_to_the_end() -> None:
    letters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    again = [
        letter
        for letter in letters
        if fold(fold(letter).text).text != fold(letter).text
    ]
    assert again == []
