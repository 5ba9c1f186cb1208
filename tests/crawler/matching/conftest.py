"""The matcher with the packaged list, and small lists for what it need not know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import settings

from crawler.matching.lexicon import Lexicon, read_lexicon
from crawler.matching.matcher import Matcher
from crawler.species import LegalListing, Name, SpeciesList, Taxon
from crawler.species.species_list import packaged_folder

# A busy machine is no failure: no example is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

TODAY = date(2026, 4, 1)

# id, name, rank, parent, class, order, family, names; one line a taxon
SMALL = """
mam|Mammalia|class||Mammalia||||
ele|Elephantidae|family|mam|Mammalia|Proboscidea|Elephantidae||
lox|Loxodonta africana|species|ele|Mammalia|Proboscidea|Elephantidae|Loxodonta|en:African elephant
max|Elephas maximus|species|ele|Mammalia|Proboscidea|Elephantidae|Elephas|en:Asian elephant
tig|Panthera tigris|species|mam|Mammalia|Carnivora|Felidae|Panthera|en:Tiger;fr:Tigre
rep|Reptilia|class||Reptilia||||
pyt|Pythonidae|family|rep|Reptilia|Serpentes|Pythonidae||en:Pythons
pyg|Python|genus|pyt|Reptilia|Serpentes|Pythonidae|Python|
reg|Python regius|species|pyg|Reptilia|Serpentes|Pythonidae|Python|en:Ball python
dum|Acrantophis dumerili|species|rep|Reptilia|Serpentes|Boidae|Acrantophis|en:Dumeril's boa
cro|Crocodylia|order|rep|Reptilia|Crocodylia|||en:Crocodiles
nil|Crocodylus niloticus|species|cro|Reptilia|Crocodylia|Crocodylidae|Crocodylus|en:Nile crocodile
ave|Aves|class||Aves||||
psi|Psittacus erithacus|species|ave|Aves|Psittaciformes|Psittacidae|Psittacus|en:African grey parrot;en:Grey parrot
""".strip()

LISTED = "lox:I lox:II max:I tig:I pyt:II dum:I cro:II nil:I nil:II psi:I"


def small_list(version: str = "small") -> SpeciesList:
    """Make a list of a few taxa, some of them in two Appendices."""
    taxa, names = [], []
    for line in SMALL.splitlines():
        key, name, rank, parent, class_, order, family, genus, common = line.split("|")
        taxa.append(
            Taxon(
                key, name, rank, parent, "Animalia", "Chordata", class_,
                order, family, genus, "", "test",
            )
        )  # fmt: skip
        names.append(Name(key, name, "la", "Latn", "accepted", "test"))
        for part in filter(None, common.split(";")):
            language, _, text = part.partition(":")
            names.append(Name(key, text, language, "Latn", "common", "test"))
    listings = [
        LegalListing(key, appendix, "", "", "", None, None, "test")
        for key, _, appendix in (item.partition(":") for item in LISTED.split())
    ]
    return SpeciesList(taxa, listings, names, version)


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    """The packaged list, compiled once and kept in the user's cache."""
    return Matcher.load()


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return read_lexicon(packaged_folder())


@pytest.fixture(scope="session")
def small(lexicon: Lexicon) -> Matcher:
    return Matcher(small_list(), lexicon, today=TODAY)


@pytest.fixture
def small_species_list() -> Callable[..., SpeciesList]:
    return small_list
