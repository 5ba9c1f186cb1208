"""What a seller claims is read as a fact and weighs nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.matching.claims import ClaimReader
from crawler.matching.matcher import Matcher
from crawler.species import SpeciesFileError
from crawler.species.species_list import packaged_folder

ON = date(2026, 4, 1)

# text, claims as kind, value, words
CLAIMS = [
    ("Radiated tortoise CB24", [("captive-bred", "2024", "CB24")]),
    ("Tortoise captive-bred, no papers", [
        ("captive-bred", "", "captive-bred"), ("no papers", "", "no papers"),
    ]),
    ("Chameleon WC, farm raised", [
        ("wild-caught", "", "WC"), ("captive-bred", "", "farm raised"),
    ]),
    ("Ivory netsuke c. 1890, pre-1947", [
        ("antique", "1890", "c. 1890"), ("pre-Convention", "1947", "pre-1947"),
    ]),
    ("Elfenbein um 1880, vor 1947", [
        ("antique", "1880", "um 1880"), ("pre-Convention", "1947", "vor 1947"),
    ]),
    ("Ivoire XIXe siècle sans papiers", [
        ("antique", "19th century", "XIXe siècle"), ("no papers", "", "sans papiers"),
    ]),
    ("Marfil siglo XVIII", [("antique", "18th century", "siglo XVIII")]),
    ("A10 certificate no. 567123/01", [
        ("permit", "567123/01", "A10 certificate no. 567123/01"),
    ]),
    ("EU-Bescheinigung DE-HH-2023-00123", [
        ("permit", "DE-HH-2023-00123", "Bescheinigung DE-HH-2023-00123"),
    ]),
    ("Loro yaco con papeles", [("papers", "", "con papeles")]),
    ("Жако с документами", [("papers", "", "с документами")]),
    ("ngà voi không giấy tờ", [("no papers", "", "không giấy tờ")]),
    ("象牙 登録票付き 江戸", [("papers", "", "登録票付き"), ("antique", "", "江戸")]),
    ("辐射陆龟 人工繁殖 有证", [("captive-bred", "", "人工繁殖"), ("papers", "", "有证")]),
    ("tusk, discreet shipping", [("discreet", "", "discreet shipping")]),
    ("certificate 2019", []),
    ("carbon fibre wcx", []),
]  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> ClaimReader:
    return ClaimReader.load(packaged_folder())


@pytest.mark.parametrize(("text", "expected"), CLAIMS)
def test_claims_are_read_where_they_stand(
    reader: ClaimReader, text: str, expected: list[tuple[str, str, str]]
) -> None:
    found = reader.read(text)
    assert [(one.kind, one.value, one.words) for one in found] == expected
    assert [text[one.start : one.end] for one in found] == [one.words for one in found]


@settings(deadline=None)
@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_gives_claims_that_slice_it(text: str) -> None:
    found = READER.read(text)
    assert [text[one.start : one.end] for one in found] == [one.words for one in found]
    assert all(one.words for one in found)


READER = ClaimReader.load(packaged_folder())


def test_a_text_of_many_claims_is_cut(reader: ClaimReader) -> None:
    assert len(reader.read("captive bred, " * 5000)) == 30


def test_claims_decide_nothing(matcher: Matcher) -> None:
    plain = matcher.assess("Psittacus erithacus", on=ON)
    claimed = matcher.assess(
        "Psittacus erithacus", "No papers, discreet shipping.", on=ON
    )
    assert [one.kind for one in claimed.claims] == ["no papers", "discreet"]
    assert {one.field for one in claimed.claims} == {"description"}
    assert replace(claimed, claims=()) == plain


def test_an_offer_of_nothing_listed_has_no_claims(matcher: Matcher) -> None:
    assert matcher.assess("Oak table 1890, no papers", on=ON).claims == ()


def test_a_wrong_row_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(
        "text,language,claim,source\nwith papers,en,papers,citeswatch\nold,en,aged,citeswatch\n"
    )
    with pytest.raises(
        SpeciesFileError, match=r'claims\.csv:3: claim "aged" is unknown'
    ):
        ClaimReader.load(tmp_path)
