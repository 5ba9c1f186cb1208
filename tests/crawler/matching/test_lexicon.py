from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from crawler.matching.adjectives import MADE_OF, PATTERNED
from crawler.matching.kinds import KINDS
from crawler.matching.lexicon import FILES, Lexicon, read_lexicon
from crawler.matching.matcher import Matcher
from crawler.species import SpeciesFileError
from crawler.species.species_list import packaged_folder

BAD_ROWS = [
    ("specimens.csv", "tusk,en,tooths,,,citeswatch", 'kind "tooths" is unknown'),
    ("specimens.csv", ",en,tusk,,,citeswatch", "a line without a text"),
    ("specimens.csv", "tusk,en,tusk,,,", ""),
    ("specimens.csv", "tusk,en,tusk,Loxodonta,huge,citeswatch", 'strength "huge"'),
    ("specimens.csv", "tusk,en", "2 values where 6 belong"),
    ("decoys.csv", "print,en,print,,,after,strong,citeswatch", "disarms nothing"),
    ("decoys.csv", "print,en,print,*,,behind,strong,citeswatch", 'reach "behind"'),
    ("everyday_names.csv", "bear,en,,weak,omw", '"bear" names no taxon'),
    ("code_words.csv", "jelly,en,Loxodonta,sure,x,y", 'strength "sure"'),
]

LANGUAGES = {
    *("en", "fr", "es", "de", "pt", "it", "nl", "pl", "ru", "zh", "ja", "ko", "th"),
    *("vi", "id", "ar", "tr", "hi"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(packaged_folder() / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(("file", "row", "message"), BAD_ROWS)
def test_a_wrong_line_is_named_with_its_file_and_its_mend(
    folder: Path, file: str, row: str, message: str
) -> None:
    path = folder / file
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], row]) + "\n", encoding="utf-8")
    if not message:
        assert read_lexicon(folder).specimens[0].text == "tusk"
        return
    with pytest.raises(SpeciesFileError) as caught:
        read_lexicon(folder)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}:2: ")


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(SpeciesFileError, match=file):
        read_lexicon(folder)


def test_a_missing_column_is_named(folder: Path) -> None:
    path = folder / "decoys.csv"
    text = path.read_text(encoding="utf-8").replace(",reach,", ",", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SpeciesFileError, match='column "reach" is missing'):
        read_lexicon(folder)


def test_every_taxon_of_the_lexicon_is_in_the_list(
    lexicon: Lexicon, matcher: Matcher
) -> None:
    known = set(matcher.index.lexicon_taxa)
    groups = (lexicon.specimens, lexicon.everyday, lexicon.code_words)
    # A row may give two names of one taxon, of which the list knows one.
    wrong = [
        (term.text, term.taxa)
        for terms in groups
        for term in terms
        if term.taxa and not known & set(term.taxa)
    ]
    assert wrong == []


def test_every_kind_of_specimen_has_words(lexicon: Lexicon) -> None:
    made = {MADE_OF, PATTERNED}  # adjectives, made when the list is compiled
    assert {term.kind for term in lexicon.specimens} == KINDS.keys() - made


def test_the_lexicon_speaks_many_languages(lexicon: Lexicon) -> None:
    for terms in (lexicon.specimens, lexicon.decoys, lexicon.everyday):
        languages = {term.language for term in terms}
        assert languages >= LANGUAGES


def test_word_groups_are_those_the_decoys_name(lexicon: Lexicon) -> None:
    named = {
        item for decoy in lexicon.decoys for item in decoy.disarms if item[0] == "@"
    }
    assert named == set(lexicon.groups)


def test_every_source_is_described(lexicon: Lexicon) -> None:
    described: set[str] = set()
    for name in ("SOURCES.toml", "SOURCES.lexicon.toml"):
        text = (packaged_folder() / name).read_text(encoding="utf-8")
        described |= set(tomllib.loads(text)["sources"])
    terms = (
        *lexicon.specimens,
        *lexicon.decoys,
        *lexicon.everyday,
        *lexicon.code_words,
    )
    assert {term.source for term in terms} <= described


@pytest.mark.parametrize("file", FILES)
def test_no_line_is_there_twice(file: str) -> None:
    lines = (packaged_folder() / file).read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines))
