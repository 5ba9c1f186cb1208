"""How sellers order and shorten words: nouns first, denials, breeders' shorthand."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.matching.matcher import Matcher

ON = date(2026, 11, 1)

NOUN_FIRST = [
    ("Черепаха єгипетська, Київ", "Testudo kleinmanni"),
    ("Питон королевский самка", "Python regius"),
    ("Żółw promienisty, żółw grecki", "Astrochelys radiata"),
    ("Tortoise, Hermann's, 3 yrs", "Testudo hermanni"),
    ("Iguana, Fiji banded, pair", "Brachylophus fasciatus"),
]

NOT_TURNED = [
    ("Coral Blue nail polish", "Heliopora coerulea"),
    ("Cushion covers in coral, blue and sand", "Heliopora coerulea"),
]

DENIED = [
    ("Scrimshaw whale tooth, clipper ship, not repro", "Physeter macrocephalus"),
    ("Genuine leopard fur hat 1950s (not print!)", "Panthera pardus"),
    ("Weißer Hai Gebiss echt, nicht fossil", "Carcharodon carcharias"),
    ("Elfenbein Netsuke, keine Replik oder Imitation", "Loxodonta africana"),
    ("Статуэтка слоновая кость, не имитация", "Loxodonta africana"),
]

SAID = [
    "Scrimshaw whale tooth repro, not old",
    "Replica leopard fur hat, not worn",
]

SHORTHAND = [
    ("Fiji banded iguana CB pr, private zoo surplus", "Brachylophus fasciatus"),
    ("Python pastel 0.1", "Pythonidae"),
    ("Capuchin, 9 wks, on the bottle, hand fed", "Cebus"),
]


def raised(matcher: Matcher, title: str) -> set[str]:
    matches = matcher.match(title, on=ON)
    return {match.taxon for match in matches if match.offer != "unlikely"}


@pytest.mark.parametrize(("title", "taxon"), [*NOUN_FIRST, *DENIED, *SHORTHAND])
def test_an_offer_is_found_however_its_words_are_ordered_or_shortened(
    matcher: Matcher, title: str, taxon: str
) -> None:
    assert taxon in raised(matcher, title)


@pytest.mark.parametrize(("title", "taxon"), NOT_TURNED)
def test_frequent_words_behind_a_noun_make_no_name_with_it(
    matcher: Matcher, title: str, taxon: str
) -> None:
    assert taxon not in raised(matcher, title)


@pytest.mark.parametrize("title", SAID)
def test_a_copy_that_is_not_denied_stays_a_copy(matcher: Matcher, title: str) -> None:
    assert not raised(matcher, title)


def test_a_misspelt_term_of_another_language_says_nothing(matcher: Matcher) -> None:
    assert not raised(matcher, "De Leeuw bier emaille bord")


def test_digits_that_alternate_with_letters_hide_a_short_name(
    matcher: Matcher,
) -> None:
    assert "Psittacus erithacus" in raised(matcher, "z4k0 mówi po polsku")
    assert not raised(matcher, "l10n guide for developers")
