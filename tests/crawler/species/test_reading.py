"""A wrong species file says what is wrong, where, and what mends it."""

import shutil
from pathlib import Path

import pytest

from crawler.species import SpeciesFileError, SpeciesList
from crawler.species.reading import read_rows

TAXA = """\
id,scientific_name,rank,parent,kingdom,phylum,class,order,family,genus,accepted,source
1,Animalia,kingdom,,Animalia,,,,,,,test
2,Panthera,genus,1,Animalia,,,,,Panthera,,test
3,Panthera leo,species,2,Animalia,,,,,Panthera,,test
"""
LISTINGS = """\
taxon,appendix,population,party,annotation,valid_from,valid_until,source
3,II,,,,1977-02-04,,test
"""
NAMES = """\
taxon,text,language,script,kind,source
3,Panthera leo,la,Latn,accepted,test
3,lion,en,Latn,common,test
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "taxa.csv").write_text(TAXA, encoding="utf-8")
    (tmp_path / "listings.csv").write_text(LISTINGS, encoding="utf-8")
    (tmp_path / "names.csv").write_text(NAMES, encoding="utf-8")
    (tmp_path / "SOURCES.toml").write_text("[list]\ndate = 2026-03-05\n")
    return tmp_path


def test_a_small_list_is_read(folder: Path) -> None:
    species_list = SpeciesList.load(folder)
    assert species_list.version.startswith("2026-03-05+")
    (lion,) = species_list.find(" LION ")
    assert [t.scientific_name for t in species_list.lineage(lion.taxon_id)] == [
        "Panthera",
        "Animalia",
    ]


def test_another_name_makes_another_version(folder: Path) -> None:
    before = SpeciesList.load(folder).version
    (folder / "names.csv").write_text(NAMES + "3,Löwe,de,Latn,common,test\n", "utf-8")
    assert SpeciesList.load(folder).version != before


@pytest.mark.parametrize(
    ("file", "edit", "line", "words"),
    [
        (
            "taxa.csv",
            (",accepted,source", ",source"),
            1,
            'column "accepted" is missing',
        ),
        ("taxa.csv", ("rank,", "rnk,"), 1, 'column "rank" is missing'),
        ("taxa.csv", (",source\n", ",source,sorce\n"), 1, 'Did you mean "source"?'),
        ("taxa.csv", ("id,scientific_name", "scientific_name,id"), 1, "another order"),
        (
            "taxa.csv",
            ("3,Panthera leo,species,2", "3,Panthera leo,species,9"),
            4,
            "parent",
        ),
        ("taxa.csv", ("3,Panthera leo,", "2,Panthera leo,"), 4, "there twice"),
        ("taxa.csv", ("2,Panthera,genus,1", "2,Panthera,genus,3"), 3, "above itself"),
        ("taxa.csv", ("3,Panthera leo,", "3,,"), 4, "without id or name"),
        ("taxa.csv", ("Panthera,,test\n3", "Panthera,8,test\n3"), 3, 'accepted "8"'),
        (
            "taxa.csv",
            (",Panthera,,test\n3", ",Panthera,test\n3"),
            3,
            "11 values where 12",
        ),
        ("listings.csv", ("1977-02-04", "04/02/1977"), 2, "is not a date"),
        ("listings.csv", ("1977-02-04", "1977-02-30"), 2, "YYYY-MM-DD"),
        (
            "listings.csv",
            ("1977-02-04,,", "1977-02-04,1975-01-01,"),
            2,
            "before it begins",
        ),
        ("listings.csv", ("3,II", "4,II"), 2, 'taxon "4" is unknown'),
        ("listings.csv", ("3,II", "3,IV"), 2, 'Appendix "IV" is unknown'),
        ("names.csv", ("3,lion", "7,lion"), 3, 'taxon "7" is unknown'),
        ("names.csv", ("3,lion", "3, "), 3, "an empty name"),
        ("names.csv", ("common,test", "vulgar,test"), 3, 'kind "vulgar" is unknown'),
        ("SOURCES.toml", ("date", "day"), 0, "no date of the list"),
        ("SOURCES.toml", ("[list]", "[list"), 0, "not valid TOML"),
    ],
)
def test_a_wrong_file_names_its_line_and_the_mend(
    folder: Path, file: str, edit: tuple[str, str], line: int, words: str
) -> None:
    old, new = edit
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SpeciesFileError) as caught:
        SpeciesList.load(folder)
    message = str(caught.value)
    assert words in message
    assert message.startswith(f"{path}:{line}:" if line else f"{path}:")
    assert caught.value.line == line


def test_a_byte_that_is_not_utf8_is_found_on_its_line(folder: Path) -> None:
    path = folder / "names.csv"
    path.write_bytes(NAMES.encode() + b"3,L\xf6we,de,Latn,common,test\n")
    with pytest.raises(SpeciesFileError, match=r"names\.csv:4: byte 0xf6 is not UTF-8"):
        SpeciesList.load(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "listings.csv").unlink()
    with pytest.raises(SpeciesFileError, match=r"listings\.csv: cannot be read"):
        SpeciesList.load(folder)


def test_an_open_quote_is_an_error(folder: Path) -> None:
    path = folder / "names.csv"
    path.write_text(NAMES + '3,"lion,en,Latn,common,test\n', encoding="utf-8")
    with pytest.raises(SpeciesFileError, match="not valid CSV"):
        read_rows(path, ("taxon", "text", "language", "script", "kind", "source"))


def test_a_file_saved_by_a_spreadsheet_with_a_mark_is_read(folder: Path) -> None:
    path = folder / "taxa.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TAXA.encode())
    assert len(SpeciesList.load(folder).taxa) == 3


def test_a_unit_works_with_its_own_copy_once_there_is_one(tmp_path: Path) -> None:
    from crawler.species.species_list import folder_in_use, packaged_folder

    assert folder_in_use(None) == packaged_folder()
    assert folder_in_use(tmp_path) == packaged_folder()
    own = tmp_path / "species_lists"
    own.mkdir()
    shutil.copy(packaged_folder() / "taxa.csv", own)
    assert folder_in_use(tmp_path) == own
