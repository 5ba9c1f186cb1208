"""Word forms and disguises that sellers make: diminutives, compounds, emoji in a name."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.matching.adjectives import adjectives
from crawler.matching.diminutives import grown
from crawler.matching.matcher import Matcher

ON = date(2026, 11, 1)

MADE_SMALL = [
    ("peyotitos injertados, 3 botones", "Lophophora williamsii"),
    ("iguanita verde con terrario", "Iguana iguana"),
    ("tucancito pico iris manso", "Ramphastos sulfuratus"),
    ("uromasticino ornato CB24", "Uromastyx"),
    ("węgorzyk obsadowy 10 cm", "Anguilla anguilla"),
    ("Скорпіончик імператорський L5", "Pandinus imperator"),
    ("фенёчек девочка", "Vulpes zerda"),
    ("попугайчик жако ручной", "Psittacus erithacus"),
    ("икорка белужья 100г", "Huso huso"),
    ("sterletjes 10 cm per stuk", "Acipenser ruthenus"),
]

TURNED_TERMS = [
    ("шкура медвежья с когтями", "Ursus arctos"),
    ("шкура ведмежа з пазурами, трофей", "Ursidae"),
    ("статуэтка, кость слоновая, Китай", "Loxodonta africana"),
]

COMPOUNDS = [
    ("Narwalzahn alt, 180 cm", "Monodon monoceros"),
    ("Bärngalle getrocknet", "Ursus thibetanus"),
    ("schildpadhaarspeld jaren 20", "Eretmochelys imbricata"),
    ("olifantenvoet kruk met leer", "Loxodonta africana"),
    ("水獭皮帽子 老物件", "Lutrinae"),
]

BY_EAR = [
    ("goffen cockatu needs a home", "Cacatua goffiniana"),
    ("emporer scorpian big black", "Pandinus imperator"),
    ("lepord skin rug old", "Panthera pardus"),
    ("gorrilla skull cast of 1920, real", "Gorilla gorilla"),
    ("peregrin falcan eyas", "Falco peregrinus"),
    ("Mollucan cocaktoo male, plucked chest", "Cacatua moluccensis"),
    ("Elfnbein Kette 40er Jahre", "Loxodonta africana"),
]

PLURALS_LIKE_OTHER_WORDS = [
    ("aras de Buffon, couple reproducteur", "Ara ambiguus"),
    ("aras rouges EAM 2025", "Ara macao"),
    ("loris arcoíris, pareja", "Trichoglossus haematodus"),
]

DISGUISED = [
    ("Ti ger claw brooch gold mounted", "Panthera tigris"),
    ("Rh ino horn libation cup", "Rhinocerotidae"),
    ("lo ris lent apprivoisé", "Nycticebus"),
    ("豹纹陆🐢 2岁", "Stigmochelys pardalis"),
    ("象🦷吊坠 老料", "Loxodonta africana"),
    ("lVOIRE sculpté ancien", "Loxodonta africana"),
    ("caviarbeluga500g boite neuve", "Huso huso"),
]

ADJECTIVES = [
    ("тигриная шкура с головой", "Panthera tigris"),
    ("шкуры рысьи выделанные, 2 шт", "Lynx"),
    ("клык бегемотий резной", "Hippopotamus amphibius"),
    ("ремень крокодиловый мужской", "Crocodylia"),
    ("сумочка питонья 90х", "Pythonidae"),
    ("белужью икру 500 г", "Huso huso"),
    ("накладка палисандровая на гриф", "Dalbergia"),
    ("хутро рисяче, комір", "Lynx"),
    ("лев’яча шкура на стіну", "Panthera leo"),
    ("носорожий ріг старий", "Rhinocerotidae"),
    ("сайгачі роги пара", "Saiga tatarica"),
    ("skóra tygrysia stara", "Panthera tigris"),
    ("kły hipopotamie 2 szt", "Hippopotamus amphibius"),
    ("wilcze skóry garbowane", "Canis lupus"),
    ("pasek krokodylowy Gucci", "Crocodylia"),
]

# A pattern, a living animal of another kind, an adjective without a part.
NOT_MADE_OF_IT = [
    "леопардовая шуба эко 44",
    "леопардовая сумка новая",
    "тигровый питон самка",
    "волчья ягода саженец",
    "львиный зев семена",
    "tygrysia koszulka dziecięca",
    "тигрова піжама 110",
    "медвежий угол база отдыха",
]

CASES = [
    ("fildişinden el işi heykel", "Loxodonta africana"),
    ("gergedan boynuzundan tesbih", "Rhinocerotidae"),
    ("denizatları kurutulmuş", "Hippocampus"),
    ("королівські пітони малюки", "Python regius"),
    ("мальок стерляді", "Acipenser ruthenus"),
    ("wolvenschedel compleet", "Canis lupus"),
    ("Ariocarpen Sammlung Auflösung", "Ariocarpus"),
]

WITHOUT_CONNECTOR = [
    ("griffe ours collier", "Ursidae"),
    ("dente cachalote riscado", "Physeter macrocephalus"),
    ("dents morse inuit", "Odobenus rosmarus"),
    ("osso balena scolpito", "Cetacea"),
]

SHORT_HEADS = [
    ("ocelotjas jaren 60", "Leopardus pardalis"),
    ("zebravel hartmann groot", "Equus zebra"),
    ("walrustand beeldje inuit", "Odobenus rosmarus"),
]

# A word that is everyday speech, a word of another language, a longer word.
NOTHING = [
    "Martillo de carpintero con mango",
    "Elefantenfuß Zimmerpflanze 60 cm",
    "Jaguariúna casa com piscina",
    "Theodosia rodriguezi, scarab of Palawan",
    "Aras Kargo ile gönderilir, kırmızı elbise",
    "bolsa de gomitas panda para mesa dulce",
]


def raised(matcher: Matcher, title: str) -> set[str]:
    matches = matcher.match(title, on=ON)
    return {match.taxon for match in matches if match.offer != "unlikely"}


@pytest.mark.parametrize(
    ("title", "taxon"),
    [
        *(*MADE_SMALL, *TURNED_TERMS, *COMPOUNDS, *BY_EAR, *DISGUISED),
        *(*ADJECTIVES, *CASES, *SHORT_HEADS, *WITHOUT_CONNECTOR),
        *PLURALS_LIKE_OTHER_WORDS,
    ],
)
def test_an_offer_is_found_by_a_form_or_a_disguise_of_its_name(
    matcher: Matcher, title: str, taxon: str
) -> None:
    assert taxon in raised(matcher, title)


@pytest.mark.parametrize("title", NOTHING)
def test_a_word_that_only_looks_like_a_form_names_no_animal(
    matcher: Matcher, title: str
) -> None:
    found = raised(matcher, title)
    assert not found & {"Martes", "Loxodonta africana", "Panthera onca"}
    assert not found & {"Ailuropoda melanoleuca", "Rodriguezia", "Ara ararauna", "Ara"}


@pytest.mark.parametrize("title", NOT_MADE_OF_IT)
def test_an_adjective_says_nothing_without_a_part(matcher: Matcher, title: str) -> None:
    found = raised(matcher, title)
    assert not found & {"Panthera pardus", "Panthera tigris", "Panthera leo"}
    assert not found & {"Canis lupus", "Ursidae", "Ursus arctos"}


@pytest.mark.parametrize(
    ("noun", "language", "adjective"),
    [
        ("тигр", "ru", "тигриный"),
        ("волк", "ru", "волчий"),
        ("белуга", "ru", "белужий"),
        ("рысь", "ru", "рысий"),
        ("ведмідь", "uk", "ведмежий"),
        ("вовк", "uk", "вовчий"),
        ("слон", "uk", "слонячий"),
        ("wilk", "pl", "wilczy"),
        ("lampart", "pl", "lamparci"),
        ("ryś", "pl", "rysi"),
        ("slon", "cs", ""),
    ],
)
def test_adjectives_are_made_by_the_end_of_the_noun(
    noun: str, language: str, adjective: str
) -> None:
    made = adjectives(noun, language)
    assert adjective in made if adjective else made == set()


def test_the_explanation_names_the_adjective_as_made(matcher: Matcher) -> None:
    best = matcher.match("тигриная шкура", on=ON)[0]
    assert "adjective" in best.explanation[0].rule


def test_a_diminutive_is_read_only_in_the_languages_of_its_ending(
    matcher: Matcher,
) -> None:
    assert ("sterlet", "nl") in set(grown("sterletje"))
    assert not any(language == "de" for _, language in grown("sterletje"))
    assert not list(grown("sterlet"))


@pytest.mark.parametrize(
    ("word", "whole"),
    [
        ("пиявочка", "пиявка"),
        ("черепашка", "черепаха"),
        ("икорка", "икра"),
        ("крокодильчик", "крокодил"),
        ("tortuguita", "tortuga"),
        ("papuzka", "papuga"),
        ("papegaaitje", "papegaai"),
    ],
)
def test_letters_that_an_ending_changed_are_changed_back(word: str, whole: str) -> None:
    assert whole in {found for found, _ in grown(word)}


def test_the_place_of_a_match_with_an_emoji_is_that_of_the_words_as_written(
    matcher: Matcher,
) -> None:
    title = "出 黄缘闭壳🐢 一对"
    best = matcher.match(title, on=ON)[0]
    assert title[best.start : best.end] == best.matched_text
    assert "黄缘闭壳🐢" in best.matched_text
