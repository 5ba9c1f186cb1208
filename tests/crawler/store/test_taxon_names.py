"""A name stands for its taxa and all below them, asked of the list's files."""

import pytest

from crawler.species.species_list import packaged_folder
from crawler.store.taxon_names import UnknownTaxonError, with_those_below

WITHIN = [
    ("elephant", "Loxodonta africana", "Panthera tigris"),
    ("éléphant", "Elephas maximus", "Panthera tigris"),
    ("Elefant", "Elephantidae", "Proboscidea"),
    ("parrot", "Ara macao", "Falco rusticolus"),
    ("CROCODILE", "Crocodylus niloticus", "Alligator mississippiensis"),
    ("6047", "Panthera tigris", "Panthera leo"),
]


@pytest.mark.parametrize(("name", "within", "beside"), WITHIN)
def test_an_everyday_name_takes_in_what_is_below_it(
    name: str, within: str, beside: str
) -> None:
    found = with_those_below(packaged_folder(), name)
    assert within in found
    assert beside not in found


def test_an_unknown_name_is_told_with_names_spelt_like_it() -> None:
    with pytest.raises(UnknownTaxonError, match="Did you mean: crocodile"):
        with_those_below(packaged_folder(), "crocodil e")
