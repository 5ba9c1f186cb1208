"""The labelled titles of the benchmark agree with the species list and with themselves."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date

import pytest

from benchmarks.title_sets import OWN, SHARED, Title, TitleFileError, read_folder
from crawler.species.appendix import ORDER, appendix
from crawler.species.groups import taxon_group
from crawler.species.model import Taxon
from crawler.species.species_list import SpeciesList

LABELLED_ON = date(2026, 11, 1)
LANGUAGES = {"ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko"} | {
    "nl",
    "pl",
    "pt",
    "ru",
    "th",
    "tr",
    "uk",
    "vi",
    "zh",
}


@pytest.fixture(scope="module")
def titles() -> list[Title]:
    return read_folder(OWN)


@pytest.fixture(scope="module")
def species() -> SpeciesList:
    return SpeciesList.load()


@pytest.fixture(scope="module")
def accepted(species: SpeciesList) -> dict[str, list[Taxon]]:
    found: dict[str, list[Taxon]] = {}
    for taxon in species.taxa.values():
        if not taxon.accepted_id:
            found.setdefault(taxon.scientific_name, []).append(taxon)
    return found


def test_every_expected_taxon_is_an_accepted_name_of_the_list(
    titles: list[Title], accepted: dict[str, list[Taxon]]
) -> None:
    unknown = [(t.title_id, name) for t in titles for name in t.taxa]
    assert [row for row in unknown if row[1] not in accepted] == []


def test_the_expected_appendix_is_that_of_the_list_on_the_day(
    titles: list[Title], species: SpeciesList, accepted: dict[str, list[Taxon]]
) -> None:
    by_name: dict[str, set[str]] = {
        name: {
            row
            for taxon in accepted[name]
            for row in appendix(species, taxon.taxon_id, LABELLED_ON).appendices
        }
        for name in {name for title in titles for name in title.taxa}
    }
    wrong = [
        (title.title_id, title.taxa, title.appendix_label)
        for title in titles
        if title.taxa and list(title.appendices) != _label(title.taxa, by_name)
    ]
    assert wrong == []


def _label(taxa: tuple[str, ...], by_name: dict[str, set[str]]) -> list[str]:
    if by_name[taxa[0]] == {"I"} and all("I" in by_name[name] for name in taxa):
        return ["I"]
    return sorted(set().union(*(by_name[name] for name in taxa)), key=ORDER.__getitem__)


def test_the_group_is_that_of_the_first_taxon(
    titles: list[Title], accepted: dict[str, list[Taxon]]
) -> None:
    wrong = [
        title.title_id
        for title in titles
        if title.taxa
        and title.group not in {taxon_group(row) for row in accepted[title.taxa[0]]}
    ]
    assert wrong == []


def test_no_id_and_no_title_is_there_twice(titles: list[Title]) -> None:
    for values in ([t.title_id for t in titles], [_folded(t.text) for t in titles]):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_no_title_is_a_real_one_of_the_shared_set(titles: list[Title]) -> None:
    if not SHARED.is_dir():
        pytest.skip("no shared titles here")
    shared = {_folded(title.text) for title in read_folder(SHARED)}
    assert [t.title_id for t in titles if _folded(t.text) in shared] == []


def test_a_title_is_held_out_only_by_the_hash_of_its_id(titles: list[Title]) -> None:
    for title in titles:
        if title.part == "heldout":
            even = hashlib.sha256(title.title_id.encode()).digest()[0] % 2 == 0
            assert even, title.title_id


def test_each_part_holds_offers_and_others_of_every_language(
    titles: list[Title],
) -> None:
    for part in {title.part for title in titles}:
        rows = [title for title in titles if title.part == part]
        assert {title.language for title in rows} == LANGUAGES
        assert {t.offer_class for t in rows} >= {"offer", "trap", "ordinary"}
        assert all(title.kind for title in rows if title.taxa)
        assert all(title.trap for title in rows if title.offer_class == "trap")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("gift,en,x,,", "class 'x'; write one of"),
        ("gift,en,offer,,", "an offer needs expected_taxon"),
        ("gift,en,trap,Panthera leo,", "an offer needs expected_taxon"),
        ("gift,en,trap,,test", "part 'test'; write one of"),
    ],
)
def test_a_wrong_row_is_told_with_file_and_line(
    tmp_path_factory: pytest.TempPathFactory, row: str, message: str
) -> None:
    folder = tmp_path_factory.mktemp("titles")
    text = f"title,language,class,expected_taxon,part\n{row}\n"
    (folder / "own.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TitleFileError, match=rf"own\.csv:2: {message}"):
        read_folder(folder)


def test_a_folder_without_titles_is_told(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with pytest.raises(TitleFileError, match="no CSV file here"):
        read_folder(tmp_path_factory.mktemp("empty"))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
