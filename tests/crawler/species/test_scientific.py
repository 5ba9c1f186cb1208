"""Synonyms as the official lists print them, with authors between commas."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.species.scientific import (
    PARTICLES,
    rank_of,
    split_synonyms,
    without_author,
)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("", []),
        ("Falco connivens Latham, 1801", ["Falco connivens"]),
        (
            "Tropidocyathus pileus (Alcock, 1902), Trochocyathus pileus Alcock, 1902",
            ["Tropidocyathus pileus", "Trochocyathus pileus"],
        ),
        (
            "Ameerega andina Frost, Grant, Faivovich, Bain, Haas, Haddad, de Sá, "
            "Channing, Wilkinson & Wheeler, 2006",
            ["Ameerega andina"],
        ),
        (
            "Malaxis sagittiflora (Blume ex J.J.Sm.) S.Thomas, Schuit. & de Vogel, "
            "Microstylis sagittiflora Blume ex J.J.Sm.",
            ["Malaxis sagittiflora", "Microstylis sagittiflora"],
        ),
        (
            "Pocillopora capitata robusta Verrill, 1864, Pocillopora porosa Verrill, 1869",
            ["Pocillopora capitata robusta", "Pocillopora porosa"],
        ),
        (
            "Euphorbia decaryi var. robinsonii Cremers, Euphorbia cremersii Rauh",
            ["Euphorbia decaryi var. robinsonii", "Euphorbia cremersii"],
        ),
        (
            "Scaphiophryne (scaphiophryne) gottlebei Grosjean",
            ["Scaphiophryne gottlebei"],
        ),
        ("Dendrobium d'albertisii Rchb.f.", ["Dendrobium d'albertisii"]),
        (
            "Bifrenaria aurantiaca Williams _non_ Lindl. (1894)",
            ["Bifrenaria aurantiaca"],
        ),
        ("Dendrobium × delicatum F.M.Bailey", ["Dendrobium × delicatum"]),
        ("Caulastrea", ["Caulastrea"]),
    ],
)
def test_a_cell_of_synonyms_is_split_into_names(cell: str, names: list[str]) -> None:
    assert [without_author(piece) for piece in split_synonyms(cell)] == names


WORDS = st.text("abcdefghilmnoprstuvz", min_size=3, max_size=9)
GENUS = WORDS.map(str.capitalize)
EPITHET = WORDS.filter(lambda word: word not in PARTICLES)
AUTHOR = st.one_of(
    GENUS,
    st.tuples(GENUS, GENUS).map(lambda pair: f"{pair[0]} & {pair[1]}"),
    st.lists(GENUS, min_size=2, max_size=5).map(
        lambda all_: ", ".join(all_[:-1]) + f" & {all_[-1]}"
    ),
    st.tuples(GENUS, st.integers(1758, 2025)).map(
        lambda pair: f"({pair[0]}, {pair[1]})"
    ),
    st.tuples(GENUS, GENUS).map(lambda pair: f"{pair[0]}, de {pair[1]}, 1820"),
)


@given(st.lists(st.tuples(GENUS, EPITHET, AUTHOR), min_size=1, max_size=6))
def test_no_author_is_taken_for_a_name_and_no_name_is_lost(
    told: list[tuple[str, str, str]],
) -> None:
    cell = ", ".join(f"{genus} {epithet} {author}" for genus, epithet, author in told)
    found = [without_author(piece) for piece in split_synonyms(cell)]
    assert found == [f"{genus} {epithet}" for genus, epithet, _ in told]


@given(st.text(max_size=200))
def test_any_text_is_split_without_an_error_and_loses_no_letter(text: str) -> None:
    pieces = split_synonyms(text)
    kept = "".join("".join(pieces).replace(",", "").split())
    assert kept == "".join(unicodedata.normalize("NFC", text).replace(",", "").split())
    for piece in pieces:
        assert isinstance(without_author(piece), str)


@pytest.mark.parametrize(
    ("name", "rank"),
    [
        ("Panthera", "genus"),
        ("Panthera leo", "species"),
        ("Dendrobium × delicatum", "species"),
        ("Apalone spinifera atra", "subspecies"),
        ("Cereus x subsp. y", "subspecies"),
        ("Aloe laeta var. maniaensis", "variety"),
    ],
)
def test_the_form_of_a_name_shows_its_rank(name: str, rank: str) -> None:
    assert rank_of(name) == rank
