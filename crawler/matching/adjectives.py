"""Adjectives of animals and woods in Slavic languages: `тигриная шкура`, `wilcze kły`.

Sellers of parts say `рысий мех` at least as often as `мех рыси`. The adjectives are made
from the nouns of the list when it is compiled, as terms that imply the taxon weakly: they
say nothing without a part or product beside them, and a living animal is none. Endings are
given generously; an adjective that does not exist is never met.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crawler.matching.folding import fold
from crawler.matching.lexicon import Lexicon, SpecimenTerm, Strength
from crawler.matching.slavic_forms import slavic_forms
from crawler.matching.words import word_texts
from crawler.species import SpeciesList, Taxon

MADE_OF, PATTERNED = "made of", "made of, or in its pattern"
"""The kinds of the adjectives; a `леопардовая шуба` is mostly no leopard's."""
_WITH_PARTS = {"Mammalia", "Aves", "Reptilia", "Elasmobranchii", "Actinopteri"}
_IN_PATTERNS = {
    *("Panthera tigris", "Panthera pardus", "Panthera onca", "Panthera uncia"),
    *("Acinonyx jubatus", "Equus zebra", "Giraffa camelopardalis"),
}
_IN_CYRILLIC = {"ru", "uk"}
# Teddy bears, tools, and plants or trades that are called alike.
_LEFT_OUT = {
    *("мишка", "miś", "młot", "piła", "drop", "panda", "панда", "калита", "колонка"),
    *("нимфа", "nimfa", "gil", "kos", "śpiewak", "sekretarz", "kaktusówka", "гриф"),
    *("шиншилла", "szynszyla"),
}
_LEAST_NOUN = 3
_Ends = tuple[tuple[str, str], ...]
# What may stand for the end of a noun, the first end that it has.
_INSTEAD: dict[str, _Ends] = {
    "ru": (
        ("лев", "львиный львовый"),
        ("ёл", "линый"),
        ("ел", "линый"),
        ("дь", "жий диный"),
        ("ка", "чий ковый"),
        ("к", "чий ковый чиный"),
        ("га", "жий говый жиный"),
        ("г", "жий говый жиный"),
        ("ха", "ший ховый"),
        ("ь", "ий иный евый ячий"),
        ("й", "йный иный евый ичий"),
        ("а", "ий иный овый ячий"),
        ("я", "ий иный евый ячий"),
        ("", "ий иный овый ячий"),
    ),
    "uk": (
        ("лев", "левиний лев’ячий"),
        ("ідь", "ежий едячий"),
        ("ріг", "рожий роговий"),
        ("ел", "линий"),
        ("іл", "олиний"),
        ("ка", "чий ковий чиний"),
        ("к", "чий ковий чиний"),
        ("га", "жий говий жиний гачий"),
        ("г", "жий говий жиний"),
        ("ха", "ший ховий шачий"),
        ("ж", "жевий жачий жовий"),
        ("ь", "ячий евий иний ьовий"),
        ("а", "ячий овий иний ачий"),
        ("я", "ячий євий їний"),
        ("", "ячий овий иний ачий"),
    ),
    "pl": (
        ("lew", "lwi lwiowy"),
        ("rzeł", "rli"),
        ("dź", "dzi dziowy"),
        ("ś", "si siowy"),
        ("ń", "ni niowy"),
        ("ąż", "ężowy"),
        ("ożec", "ożcowy"),
        ("wiec", "wcowy"),
        ("ka", "czy kowy"),
        ("k", "czy kowy"),
        ("ga", "ży gowy"),
        ("t", "ci towy ti"),
        ("ra", "rzy rowy"),
        ("r", "rzy rowy ri"),
        ("ł", "łowy li"),
        ("a", "i owy iny"),
        ("", "i owy iowy"),
    ),
}


def with_adjectives(lexicon: Lexicon, species_list: SpeciesList) -> Lexicon:
    """Add the adjectives of the animals and woods of the list to the specimen terms."""
    known = {
        (fold(term.text).text, term.language)
        for term in lexicon.specimens
        if term.taxa and term.language in _INSTEAD
    }
    known |= {
        (fold(name.text).text, name.language)
        for name in species_list.names
        if name.language in _INSTEAD
    }
    made: dict[tuple[str, str], SpecimenTerm] = {}
    for noun in (*_animals(lexicon, species_list), *_woods(lexicon)):
        for text in adjectives(noun.text, noun.language):
            key = fold(text).text, noun.language
            if key not in known and not _is_of_the_noun(key[0], noun):
                made.setdefault(key, replace(noun, text=text))
    return replace(lexicon, specimens=(*lexicon.specimens, *made.values()))


def _is_of_the_noun(adjective: str, noun: SpecimenTerm) -> bool:
    """Say whether an adjective is a form of its noun, or has the noun among its own."""
    word, language = fold(noun.text).text, noun.language
    return adjective in slavic_forms(word, language) or word in slavic_forms(
        adjective, language
    )


def adjectives(noun: str, language: str) -> set[str]:
    """Give the adjectives that a noun may have, as masculine singulars."""
    for end, instead in _INSTEAD.get(language, ()):
        if noun.endswith(end):
            stem = noun.removesuffix(end)
            return {stem + ending for ending in instead.split()}
    return set()


def _animals(lexicon: Lexicon, species_list: SpeciesList) -> list[SpecimenTerm]:
    """Give the animals that have a name of one word, that of everyday speech first."""
    accepted = {
        name.text: species_list.taxa[name.taxon_id]
        for name in species_list.names
        if name.kind == "accepted"
    }
    found: dict[tuple[str, str], SpecimenTerm] = {}
    for one in lexicon.everyday:
        if one.taxa[0] in accepted and _has_parts(accepted[one.taxa[0]]):
            _add(found, one.text, one.language, one.taxa, one.source)
    for name in species_list.names:
        taxon = species_list.accepted(name.taxon_id)
        if name.kind in {"common", "trade"} and taxon.class_ in _WITH_PARTS:
            taxa = (taxon.scientific_name,)
            _add(found, name.text, name.language, taxa, name.source)
    return list(found.values())


def _has_parts(taxon: Taxon) -> bool:
    return not _WITH_PARTS.isdisjoint((taxon.class_, taxon.scientific_name)) or (
        taxon.kingdom == "Animalia" and not taxon.class_
    )


def _add(
    found: dict[tuple[str, str], SpecimenTerm],
    text: str,
    language: str,
    taxa: tuple[str, ...],
    source: str,
) -> None:
    noun = text.lower()
    if language not in _INSTEAD or noun in _LEFT_OUT or not _is_noun(noun):
        return
    if language in _IN_CYRILLIC and noun.isascii():
        return  # `zhako`: transliterated, it takes no Russian ending
    kind = MADE_OF if _IN_PATTERNS.isdisjoint(taxa) else PATTERNED
    term = SpecimenTerm(noun, language, kind, taxa, "weak", source)
    found.setdefault((noun, language), term)


def _woods(lexicon: Lexicon) -> Iterator[SpecimenTerm]:
    """Give the woods of one word; an adjective says no more than a doubtful noun."""
    for term in lexicon.specimens:
        if term.kind == "timber" and term.taxa and term.language in _INSTEAD:
            noun = term.text.lower()
            if _is_noun(noun):
                clear = term.strength == "strong"
                strength: Strength = "medium" if clear else term.strength
                yield replace(term, text=noun, strength=strength)


def _is_noun(text: str) -> bool:
    return len(text) >= _LEAST_NOUN and len(word_texts(fold(text).text)) == 1
