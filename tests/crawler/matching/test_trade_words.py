"""Titles by class: the words of hobbies and trades, and what they are told from.

A class is a way in which sellers write, not one title; add a row to the class that
a new title belongs to.
"""

from __future__ import annotations

from datetime import date

import pytest

from crawler.matching.matcher import Matcher

ON = date(2026, 4, 1)

# class: title, taxon that is raised
RAISED = {
    "snakes by morph and locality": [
        ("2024 Pastel Clown het Pied male ball", "Python regius"),
        ("Biak chondro yearling", "Morelia viridis"),
        ("Zebra jag carpet 1.0", "Morelia spilota"),
    ],
    "lizards by short name": [
        ("Nosy Be panther cham CB", "Furcifer pardalis"),
        ("Ackie monitor red yearling", "Varanus acanthurus"),
        ("Uro ornate pair CB", "Uromastyx"),
    ],
    "frogs by the second word": [
        ("Vanzolini froglets", "Ranitomeya vanzolinii"),
        ("Imitator Chazuta probable pair", "Ranitomeya imitator"),
        ("Blue jeans pumilio CB", "Oophaga pumilio"),
    ],
    "corals by trade name": [
        ("Indo hellfire torch", "Euphyllia"),
        ('Walt Disney Tenuis 1"', "Acropora tenuis"),
        ("Chalice frag miami hurricane", "Echinophyllia"),
    ],
    "parrots by colour": [
        ("Green wing macaw male", "Ara chloropterus"),
        ("Blue front amazon", "Amazona aestiva"),
        ("Timneh grey proven pair", "Psittacus erithacus"),
        ("Blue & gold macaw hand fed", "Ara ararauna"),
        ("B&G macaw", "Ara ararauna"),
        ("Quaker blue hand tame", "Myiopsitta monachus"),
    ],
    "tortoises by short name": [
        ("Spur thigh tortoise 40 years old female", "Testudo graeca"),
        ("Horsfield for sale with table", "Testudo horsfieldii"),
    ],
    "goods that name the taxon": [
        ("Rat snake skin guitar strap", "Ptyas mucosus"),
        ("Baleen plate 7ft with hair", "Cetacea"),
        ("Great white tooth modern not fossil 2.1 in", "Carcharodon carcharias"),
    ],
    "orchids and cacti": [
        ("Super kabuto grafted 4cm", "Astrophytum asterias"),
        ("Peruvian torch rooted", "Echinopsis peruviana"),
    ],
}


@pytest.mark.parametrize(
    ("title", "taxon"),
    [
        pytest.param(*row, id=f"{name}: {row[0]}")
        for name in RAISED
        for row in RAISED[name]
    ],
)
def test_the_words_of_the_trade_raise_the_taxon(
    matcher: Matcher, title: str, taxon: str
) -> None:
    raised = [m.taxon for m in matcher.match(title, on=ON) if m.offer != "unlikely"]
    assert taxon in raised


@pytest.mark.parametrize(
    "title",
    ["Abalone Haliotis midae", "Dioscorea elephantipes caudex", "Corallium rubrum"],
)
def test_a_species_off_the_list_is_no_other_species(
    matcher: Matcher, title: str
) -> None:
    assert not [m for m in matcher.match(title, on=ON) if m.offer != "unlikely"]


@pytest.mark.parametrize(
    ("title", "taxon"),
    [
        ("Pfeilgiftfrosch Dendrobates auratus Nachzucht", "Dendrobates auratus"),
        ("Paph micranthum bare root", "Paphiopedilum micranthum"),
        ("Encephalartos seeds altensteinii", "Encephalartos altensteinii"),
    ],
)
def test_a_species_comes_before_its_group(
    matcher: Matcher, title: str, taxon: str
) -> None:
    assert matcher.match(title, on=ON)[0].taxon == taxon


def test_a_term_of_its_own_language_is_no_decoy_of_another(matcher: Matcher) -> None:
    best = matcher.match("Corne de rhinocéros, bague ancienne", on=ON)[0]
    assert best.offer == "likely"


@pytest.mark.parametrize(
    ("title", "raised"),
    [
        ("Amazon parrot, green, w/ King's cage", True),
        ("Senegal parrot cock + cage & toys", True),
        ("Graupapagei mit Käfig", True),
        ("Жако с клеткой", True),
        ("Cage for Amazon parrot with toys", False),
        ("Amazon parrot cage, large", False),
    ],
)
def test_a_cage_lowers_unless_the_animal_comes_with_it(
    matcher: Matcher, title: str, raised: bool
) -> None:
    offers = {m.offer for m in matcher.match(title, on=ON)}
    assert bool(offers - {"unlikely"}) is raised


def test_a_word_of_sellers_inside_a_name_parts_it_not(matcher: Matcher) -> None:
    best = matcher.match("Green babies anaconda", on=ON)[0]
    assert best.taxon == "Eunectes murinus"
    assert best.matched_text == "Green babies anaconda"
