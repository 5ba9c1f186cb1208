from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from crawler.matching.budget import Budget
from crawler.matching.deletions import (
    LEAST_LETTERS,
    DeletionIndex,
    allowed_distance,
)
from crawler.matching.folding import fold
from crawler.matching.matcher import Matcher
from crawler.matching.plurals import forms
from crawler.matching.readings import (
    DIGITS,
    HIDDEN,
    JOINED,
    LOOK_ALIKE,
    REPEATED,
    TYPO,
)
from crawler.matching.spelling import Speller

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def misspell(word: str, how: str, place: int, letter: str) -> str:
    """Leave out, add, change or swap one letter; the first letter stays."""
    place = 1 + place % (len(word) - 2)
    if how == "less":
        return word[:place] + word[place + 1 :]
    if how == "more":
        return word[:place] + letter + word[place:]
    if how == "other":
        return word[:place] + letter + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


MISSPELLINGS = st.tuples(
    st.sampled_from(["less", "more", "other", "swapped"]),
    st.integers(0, 30),
    st.sampled_from(LETTERS),
)


@pytest.mark.parametrize(
    ("letters", "distance"), [(4, 0), (5, 1), (8, 1), (9, 2), (20, 2)]
)
def test_the_allowed_distance_grows_with_length(letters: int, distance: int) -> None:
    assert allowed_distance(letters) == distance


def test_the_index_finds_what_a_plain_comparison_finds(matcher: Matcher) -> None:
    chosen = random.Random(20260401)
    words = [
        word
        for word in chosen.sample(matcher.index.words, 6000)
        if word.isalpha() and LEAST_LETTERS <= len(word) <= 24
    ]
    index = DeletionIndex.build(words)
    tokens = [
        misspell(word, chosen.choice(["less", "more", "other", "swapped"]), 3, "q")
        for word in chosen.sample(words, 150)
    ]
    for token in tokens:
        plain = {
            number
            for number, word in enumerate(words)
            if OSA.distance(token, word) <= allowed_distance(len(word))
        }
        assert plain <= index.candidates(token), token


@settings(deadline=None)
@given(st.lists(st.text("abcde", min_size=5, max_size=12), max_size=20), MISSPELLINGS)
def test_a_stored_word_is_found_with_one_letter_wrong(
    words: list[str], wrong: tuple[str, int, str]
) -> None:
    index = DeletionIndex.build(words)
    for number, word in enumerate(words):
        assert number in index.candidates(misspell(word, *wrong))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data(), MISSPELLINGS)
def test_a_planted_name_with_one_typo_is_found(
    matcher: Matcher, data: st.DataObject, wrong: tuple[str, int, str]
) -> None:
    index = matcher.index
    number = data.draw(st.integers(0, len(index.name_taxa) - 1))
    words = fold(index.name_texts[number]).text.split()
    places = [place for place, word in enumerate(words) if len(word) >= 6]
    assume(len(words) in (2, 3) and places and all(w.isascii() for w in words))
    place = data.draw(st.sampled_from(places))
    written = misspell(words[place], *wrong)
    # Another word of the list, or of every day, is no typo of this one.
    assume(written not in index.masks and written not in index.forms)
    assume(written not in index.lexicon.ordinary and written.isalpha())
    name = " ".join([*words[:place], written, *words[place + 1 :]])
    found = {match.taxon for match in matcher.match(f"old {name} 2019")}
    taxa = {match.taxon for match in matcher.match(" ".join(words))}
    assert found & taxa, f"{name}: {found} for {taxa}"


READINGS = [
    ("1vory", "ivory", DIGITS),
    ("t1ger", "tiger", DIGITS),
    ("саiman", "caiman", LOOK_ALIKE),
    ("iv*ry", "ivory", HIDDEN),
    ("t**th", "tooth", HIDDEN),
    ("ع*ج", "عاج", HIDDEN),
    ("cлоновая", "слоновая", LOOK_ALIKE),
    ("нос0рога", "носорога", DIGITS),
    ("rhinooo", "rhino", REPEATED),
    ("ivoryyyy", "ivory", REPEATED),
    ("africangreyparrot", "african grey parrot", JOINED),
    ("peaudeleopard", "peau de leopard", JOINED),
    ("antongilli", "antongilii", TYPO),
    ("emerlad", "emerald", TYPO),
]


@pytest.mark.parametrize(("token", "word", "how"), READINGS)
def test_a_disguised_word_is_read(
    matcher: Matcher, token: str, word: str, how: str
) -> None:
    readings = Speller(matcher.index).read(token).readings
    assert (word, how) in {(reading.word, reading.how) for reading in readings}


@pytest.mark.parametrize("token", ["amazon", "caracas", "keyboard", "elegant", "5mm"])
def test_everyday_words_are_no_misspelt_names(matcher: Matcher, token: str) -> None:
    assert not [r for r in Speller(matcher.index).read(token).readings if r.cost]


DISGUISES = [
    ("#realrhinohornforsale", "Rhinocerotidae"),
    ("realivorynetsuke signed", "Loxodonta africana"),
    ("a f r i c a n  g r e y  p a r r o t", "Psittacus erithacus"),
    ("rh-ino horn", "Rhinocerotidae"),
    ("iv'ory tusk", "Loxodonta africana"),
    ("ngà v*i nhẫn", "Loxodonta africana"),
    ("n.g.à v.o.i nguyên khối", "Loxodonta africana"),
    ("cao h\u200bổ cốt", "Panthera tigris"),
    ("穿*甲鳞片", "Manidae"),
    ("เขี้ยวเส*อ แท้", "Panthera tigris"),
    ("हा.थी दां.त का हार", "Loxodonta africana"),
    ("ع ا ج  ف ي ل سبحة", "Loxodonta africana"),
    ("afrcan grey parot", "Psittacus erithacus"),
    ("R3d eyed tree fr0gs, 4", "Agalychnis callidryas"),
    ("Cu l1 nhỏ nuôi quen người", "Nycticebus pygmaeus"),
    ("b0a imperat0r female hypo", "Boa constrictor"),
    ("N. r4jah seedling, 4 cm across", "Nepenthes rajah"),
    ("Paphio m1cranthum 2 pousses", "Paphiopedilum micranthum"),
    ("U. unc*a rug, felt backed", "Panthera uncia"),
    ("T1ger t00th pendant", "Panthera tigris"),
    ("l e o p a r d  fur pillbox hat vintage", "Panthera pardus"),
]


@pytest.mark.parametrize(("title", "taxon"), DISGUISES)
def test_a_disguised_name_makes_an_offer(
    matcher: Matcher, title: str, taxon: str
) -> None:
    offered = {m.taxon for m in matcher.match(title) if m.offer != "unlikely"}
    assert taxon in offered


@pytest.mark.parametrize(
    "title",
    [
        *("men's ivory shirt", "re-al iv drip", "co-op w/o ivy", "un-ion flag"),
        *("LED 3w red lamp", "r3d bull can", "cu5 panel", "T1ger"),
    ],
)
def test_signs_inside_everyday_words_hide_no_name(matcher: Matcher, title: str) -> None:
    assert [m for m in matcher.match(title) if m.offer != "unlikely"] == []


def test_words_beyond_the_budget_are_looked_up_exactly_only(matcher: Matcher) -> None:
    words = ["qqqqqq", "antongilii", "antongilli"]
    speller = Speller(matcher.index)
    for _ in ("first", "with every word known"):
        budget = Budget(searches=1)
        odd, listed, misspelt = speller.read_all(words, budget)
        assert (odd.readings, misspelt.readings) == ((), ())
        assert listed.readings
        assert budget.cut
        assert speller.read("antongilli").readings


def test_a_word_of_two_words_still_begins_the_name_that_it_begins(
    matcher: Matcher,
) -> None:
    found = {match.taxon for match in matcher.match("Pseudohemipilia holothrix")}
    assert "Habenaria holothrix" in found


PLURALS = [
    ("python", "en", "pythons"),
    ("tooth", "en", "teeth"),
    ("tortoise", "en", "tortoises"),
    ("monkey", "en", "monkeys"),
    ("butterfly", "en", "butterflies"),
    ("fox", "en", "foxes"),
    ("animal", "fr", "animaux"),
    ("tortue", "fr", "tortues"),
    ("leon", "es", "leones"),
    ("pez", "es", "peces"),
    ("leao", "pt", "leoes"),
    ("animal", "pt", "animais"),
    ("elefante", "it", "elefanti"),
    ("tartaruga", "it", "tartarughe"),
    ("schlange", "de", "schlangen"),
    ("slang", "nl", "slangen"),
    ("papuga", "pl", "papugi"),
    ("попугаи", "ru", "попугая"),
    ("عاج", "ar", "العاج"),
]


@pytest.mark.parametrize(("word", "language", "form"), PLURALS)
def test_plurals_and_cases_are_known(word: str, language: str, form: str) -> None:
    assert form in forms(word, language)


@pytest.mark.parametrize("language", ["en", "fr", "xx", "pt-BR", ""])
def test_a_form_is_never_the_word_itself(language: str) -> None:
    for word in ("python", "a", "os", "x1", "s" * 40):
        assert word not in forms(word, language)
