"""Scientific names as sellers hear, cut and misspell them."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.matching.matcher import Matcher
from crawler.matching.sounds import sound_of, sounds_like, stem_of

ON = date(2026, 11, 1)

HEARD = [
    ("энцефалартос хорридус 5 см", "Encephalartos horridus"),
    ("филлобатес террибилис минт", "Phyllobates terribilis"),
    ("обрегония денегри прививка", "Obregonia denegrii"),
    ("цератозамия сеянец", "Ceratozamia"),
    ("ariocarpo fissurato innestato", "Ariocarpus fissuratus"),
    ("cipripedio calceolo da giardino", "Cypripedium calceolus"),
    ("fragmipedio besse en maceta", "Phragmipedium besseae"),
    ("lofofora williamsi 3 cabezas", "Lophophora williamsii"),
    ("filobates terribilis amarilla", "Phyllobates terribilis"),
    ("uroplatusy, уроплатусы пара", "Uroplatus"),
    ("Ванда церулея голубая цветущая", "Vanda coerulea"),
    ("파피오페딜룸 델레나티 개화주", "Paphiopedilum delenatii"),
    ("담수가오리 모토로 수컷", "Potamotrygon motoro"),
    ("パフィオペディルム サンデリアナム 株分け", "Paphiopedilum sanderianum"),
    ("アリオカルプス コチョウベヤナスです", "Ariocarpus kotschoubeyanus"),
]

AFTER_A_PERSON = [
    ("Tartaruga di Kleinmann coppia adulta", "Testudo kleinmanni"),
    ("Amazzone di Finsch coppia riproduttiva", "Amazona finschi"),
    ("perruche de Bourke couple", "Neopsephotus bourkii"),
]
BY_A_RARE_EPITHET = [
    ("Świergotka złotoskrzydła chrysopterygius para", "Psephotellus chrysopterygius"),
]

# A word of the trade behind a genus is itself, however like an epithet it sounds.
ONLY_THE_GENUS = [
    ("トカゲモドキ アルビノ ペア", "Goniurosaurus"),
    ("морской конек сушеный", "Hippocampus"),
    ("палисандр шпон бруски", "Dalbergia"),
]

CUT_OR_MISSPELT = [
    ("Paph roth 'Rex' x self BS division", "Paphiopedilum rothschildianum"),
    ("ara chloro couple eam", "Ara chloropterus"),
    ("Enceph horridus caudex bare root", "Encephalartos horridus"),
    ("L. willamsii 8 head button clump", "Lophophora williamsii"),
    ("ball pyton albino male 1200g", "Python regius"),
    ("piton royale avec terra", "Python regius"),
    ("agapornis fischery papilleros", "Agapornis fischeri"),
    ("tillandsia xerográfica", "Tillandsia xerographica"),
]

# What stands nearest is a phrase of another table: its row once named another taxon.
NEAR_A_PHRASE = [
    ("Cypripedium Hybride 'Gisela'", "Cypripedium"),
    ("tillandsia xerográfica", "Tillandsia"),
    ("agapornis fishers", "Agapornis"),
]

# Everyday words that sound like a genus, people, a word that is no epithet.
NO_NAMES = [
    "билет в Мексику на двоих",
    "игровая консоль Sony",
    "династия книга про царей",
    "Изабелла виноград саженец",
    "calipso occhiali mare",
    "P. Hermann Ölbild Landschaft",
    "J. Hartmann Uhr Silber",
    "Ara pacis guida turistica Roma",
    "Perruche de Mario, livre pour enfants",
    "Kolibri von Anna Postkarte",
]


def raised(matcher: Matcher, title: str) -> set[str]:
    matches = matcher.match(title, on=ON)
    return {match.taxon for match in matches if match.offer != "unlikely"}


@pytest.mark.parametrize(
    ("title", "taxon"), [*HEARD, *CUT_OR_MISSPELT, *AFTER_A_PERSON, *BY_A_RARE_EPITHET]
)
def test_a_scientific_name_is_found_as_it_is_heard_or_cut(
    matcher: Matcher, title: str, taxon: str
) -> None:
    assert taxon in raised(matcher, title)


@pytest.mark.parametrize(("title", "taxon"), ONLY_THE_GENUS)
def test_a_word_of_the_trade_is_no_epithet(
    matcher: Matcher, title: str, taxon: str
) -> None:
    assert raised(matcher, title) == {taxon}


@pytest.mark.parametrize(("title", "genus"), NEAR_A_PHRASE)
def test_a_misspelt_epithet_is_one_of_its_genus(
    matcher: Matcher, title: str, genus: str
) -> None:
    taxa = raised(matcher, title)
    assert taxa
    assert {taxon.split()[0] for taxon in taxa} == {genus}


@pytest.mark.parametrize("title", NO_NAMES)
def test_an_everyday_word_or_a_person_is_no_genus(matcher: Matcher, title: str) -> None:
    assert raised(matcher, title) == set()


@pytest.mark.parametrize(
    ("written", "genus"),
    [
        ("астрофитум", "astrophytum"),
        ("пафиопедилум", "paphiopedilum"),
        ("брахипельма", "brachypelma"),
        ("braquipelma", "brachypelma"),
        ("pachipodium", "pachypodium"),
        ("poecilotheria", "pecilotheria"),
    ],
)
def test_alphabets_and_spellings_sound_alike(written: str, genus: str) -> None:
    assert sound_of(written) == sound_of(genus)


def test_an_ending_is_no_part_of_the_stem() -> None:
    stems = {
        stem_of(sound_of(word)) for word in ("astrophytum", "astrofito", "астрофитумы")
    }
    assert len(stems) == 1


def test_an_epithet_is_one_by_its_whole_sound() -> None:
    assert sounds_like("металлика", "metallica")
    assert not sounds_like("металл", "regalis")
    assert not sounds_like("", "regalis")


def test_no_heard_genus_is_passed_over_among_many_words(matcher: Matcher) -> None:
    sounds = matcher.index.sounds
    words = [
        *("astrofito", "астрофитум", "гемантус", "хемантус", "пафиопедилумы"),
        *("table", "restaurant", "натуральная", "хххххххе", "ghhhhhha", "عصافير"),
        *list(matcher.index.forms)[::40],
    ]
    heard = {word for word in words if sounds.genera(word)}
    assert len(heard) > 20
    assert heard <= sounds.among(words)
    assert "restaurant" not in sounds.among(words)
    assert sounds.among([]) == set()
