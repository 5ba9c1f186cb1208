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

SHORTENED = [
    ("Braz rosewood blanks", "Dalbergia nigra"),
    ("Mono tití cabeza blanca bebé", "Saguinus oedipus"),
    ("Fell, kanad. Otter, gegerbt", "Lontra canadensis"),
]

FOND_WORDS = [
    ("Egyptian torts 1.1 CB24", "Testudo kleinmanni"),
    ("redfooted tortise 8in, messy eater", "Chelonoidis carbonarius"),
    ("Breitrandschildis 1,2 Gruppe", "Testudo marginata"),
    ("Черепашка среднеазиатская, с террариумом", "Testudo horsfieldii"),
    ("Griekse landschildpadjes met papieren", "Testudo hermanni"),
]

DIMINUTIVES = [
    ("peyotitos injertados en pereskiopsis, 5 botones", "Lophophora williamsii"),
    ("sterletjes 15 cm voor de vijver", "Acipenser ruthenus"),
    ("пиявочки медицинские аптечные 10шт", "Hirudo medicinalis"),
    ("кречетята вольерные, белые, весна 25", "Falco rusticolus"),
    ("cavalinho-marinho seco, 3 un", "Hippocampus"),
]

WRITTEN_AS_ONE = [
    ("caviarbeluga250g boite bleue origine azerb.", "Huso huso"),
    ("blauwvoorhoofd amazonepop, prater", "Amazona aestiva"),
    ("Narwalzahnstock, geschwungener Griff", "Monodon monoceros"),
    ("ÉVENTAIL 1900 monture lVOIRE repercée", "Loxodonta africana"),
    ("nep. rajah TC plantlets 3-4cm", "Nepenthes rajah"),
]

COMES_WITH_ITS_CAGE = [
    ("썬코뉴어 2살 말트임 새장포함 사정상", "Aratinga solstitialis"),
    ("amazone blauwvoorhoofd, kooi mag mee", "Amazona aestiva"),
]

TOLD_WELL_BEHIND = [
    ("Manta de vicuña tejida en telar, Belén Catamarca", "Vicugna vicugna"),
    ("شبلة فهد صياد مدربة على السيارة", "Acinonyx jubatus"),
]

SAID_FAUX = [
    "Pianola Casio, tasti in similavorio, 61 tasti",
    "Handtasche Kunstkroko schwarz",
    "Сумка под крокодила новая",
    "Haifischflossenantenne E90 saphirschwarz",
]

MORE_PRECISE = [
    ("Brazilian rosewood back and sides set", "Dalbergia nigra"),
    ("Panzer Caretta antik", "Caretta caretta"),
]

TELLS_ITS_ORIGIN = [
    ("bracelet poil d'éléphant, rapporté du Congo 1972", "Loxodonta africana"),
    ("cao hổ cốt nấu tại nhà 1 lạng", "Panthera tigris"),
]

OTHER_PETS = [
    "красноухая черепаха отдам",
    "बजरीगर तोता जोड़ी",
    "valkparkiet en grasparkiet papegaai tam",
    "虎皮鹦鹉 手养",
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


ALL = [
    *(*NOUN_FIRST, *SHORTENED, *MORE_PRECISE),
    *(*DENIED, *SHORTHAND, *TELLS_ITS_ORIGIN, *FOND_WORDS, *TOLD_WELL_BEHIND),
    *(*DIMINUTIVES, *WRITTEN_AS_ONE, *COMES_WITH_ITS_CAGE),
]


def raised(matcher: Matcher, title: str) -> set[str]:
    matches = matcher.match(title, on=ON)
    return {match.taxon for match in matches if match.offer != "unlikely"}


@pytest.mark.parametrize(("title", "taxon"), ALL)
def test_an_offer_is_found_however_its_words_are_ordered_or_shortened(
    matcher: Matcher, title: str, taxon: str
) -> None:
    assert taxon in raised(matcher, title)


@pytest.mark.parametrize(("title", "taxon"), NOT_TURNED)
def test_frequent_words_behind_a_noun_make_no_name_with_it(
    matcher: Matcher, title: str, taxon: str
) -> None:
    assert taxon not in raised(matcher, title)


@pytest.mark.parametrize("title", [*SAID, *SAID_FAUX])
def test_a_copy_that_is_not_denied_stays_a_copy(matcher: Matcher, title: str) -> None:
    assert not raised(matcher, title)


@pytest.mark.parametrize("title", OTHER_PETS)
def test_a_pet_that_is_not_listed_is_none(matcher: Matcher, title: str) -> None:
    assert not raised(matcher, title)


def test_a_misspelt_term_of_another_language_says_nothing(matcher: Matcher) -> None:
    assert not raised(matcher, "De Leeuw bier emaille bord")


def test_digits_that_alternate_with_letters_hide_a_short_name(
    matcher: Matcher,
) -> None:
    assert "Psittacus erithacus" in raised(matcher, "z4k0 mówi po polsku")
    assert not raised(matcher, "l10n guide for developers")
