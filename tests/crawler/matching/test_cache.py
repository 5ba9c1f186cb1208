from __future__ import annotations

import logging
import os
import random
import shutil
import sys
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from crawler.matching import cache
from crawler.matching.compiling import compile_index
from crawler.matching.index import Index, Sense
from crawler.matching.index_arrays import from_arrays, to_arrays
from crawler.matching.lexicon import FILES as LEXICON_FILES
from crawler.matching.lexicon import Decoy, Lexicon, SpecimenTerm
from crawler.matching.lexicon_arrays import Rows
from crawler.matching.matcher import Matcher
from crawler.matching.meanings import Meanings
from crawler.matching.phrases import Phrases
from crawler.matching.texts import Texts
from crawler.species import SpeciesFileError, SpeciesList
from crawler.species.species_list import FILES as SPECIES_FILES
from crawler.species.species_list import packaged_folder

ON = date(2026, 4, 1)


@pytest.fixture
def make(small_species_list: Callable[..., SpeciesList]) -> Callable[[], Index]:
    tusk = SpecimenTerm("tusk", "en", "tusk", ("Elephas maximus",), "weak", "test")
    toy = Decoy("toy", "en", "toy", ("*",), (), "anywhere", "strong", "test")
    words = Lexicon(
        (tusk,), (), (toy,), (), {"@all": ("a",)}, {"boa": "pt"}, frozenset({"of"})
    )
    return lambda: compile_index(small_species_list(), words, ON)


def _same(one: Index, other: Index) -> bool:
    first, second = dict(to_arrays(one)), dict(to_arrays(other))
    return first.keys() == second.keys() and all(
        np.array_equal(first[name], second[name]) for name in first
    )


def test_an_index_survives_the_way_through_its_arrays(
    make: Callable[[], Index],
) -> None:
    index = make()
    again = from_arrays(dict(to_arrays(index)))
    assert _same(index, again)
    assert again.lexicon == index.lexicon
    assert again.statuses == index.statuses
    # In the same order too, for of equal readings the first is told.
    assert list(again.masks.items()) == list(index.masks.items())
    assert list(again.forms.items()) == list(index.forms.items())


def test_rows_are_made_when_asked_for_and_once() -> None:
    texts, no_taxa = (["tusk", "horn"], np.array([0, 1])), ([[]], np.array([0, 0]))
    columns = [texts, (["en"], np.array([0, 0])), (["tusk", "horn"], np.array([0, 1]))]
    columns += [no_taxa, (["weak"], np.array([0, 0])), (["test"], np.array([0, 0]))]
    rows = Rows(SpecimenTerm, columns)
    horn = SpecimenTerm("horn", "en", "horn", (), "weak", "test")
    assert (len(rows), rows[1], rows[-1], rows[1:]) == (2, horn, horn, [horn])
    assert rows[1] is rows[1]
    assert rows == (rows[0], horn)
    assert rows != (horn,)
    with pytest.raises(IndexError):
        rows[2]
    for wrong in (np.array([0]), np.array([0, 2]), np.array([0, -1])):
        with pytest.raises((ValueError, IndexError)):
            Rows(SpecimenTerm, [(["tusk", "horn"], wrong), *columns[1:]])


def test_a_loaded_index_holds_each_word_once(make: Callable[[], Index]) -> None:
    again = from_arrays(dict(to_arrays(make())))
    held = {word: id(word) for word in again.words}
    assert all(id(word) == held[word] for word in again.masks)
    of_one_word = [word for word in again.forms.values() if word in held]
    assert of_one_word
    assert all(id(word) == held[word] for word in of_one_word)


def test_a_text_keeps_the_first_of_its_many_meanings_in_order() -> None:
    collected = Meanings()
    for ref in range(20):
        collected.add("python", 3, ref)
        collected.add("boa", 1, 100 - ref)
    collected.add("adder", 2, 7)
    found = collected.laid_out()
    assert found.texts == ["adder", "boa", "python"]
    assert found.starts.tolist() == [0, 1, 13, 25]
    assert found.refs[1:13].tolist() == list(range(100, 88, -1))
    assert found.refs[13:].tolist() == list(range(12))
    assert found.senses.tolist() == [2, *[1] * 12, *[3] * 12]


def test_a_form_knows_all_the_words_that_it_is_of() -> None:
    found = Phrases({})
    for word in ("wolfe", "wolf", "wolfen", "wolf"):
        found.add(word, "de", Sense.NAME, 0, names=True)
    assert found.forms["wolfen"] == "wolf|wolfe"
    assert found.forms["wolfe"] == "wolf"


@pytest.mark.parametrize("text", ["", "ivory", "象牙", "слон\n\x00", "\ud800"])
def test_packed_texts_are_cut_out_as_they_went_in(text: str) -> None:
    packed = Texts.pack(["a", text, "b"])
    assert len(packed) == 3
    assert packed[1] == text.replace("\ud800", "?")
    assert packed[2] == "b"


def test_a_second_start_reads_what_the_first_one_made(
    tmp_path: Path, make: Callable[[], Index]
) -> None:
    first = cache.cached_index(tmp_path, "key", ON, make)
    second = cache.cached_index(tmp_path, "key", ON, pytest.fail)  # type: ignore[arg-type]
    assert _same(first, second)


def _flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]


def _cut(share: int) -> Callable[[bytes], bytes]:
    return lambda data: data[: len(data) * share // 16]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    **{f"cut after {share}/16": _cut(share) for share in range(1, 16)},
    "no zip": lambda data: b"not a cache" * 100,
    "one bit in the middle": lambda data: _flip(data, len(data) // 2),
    "one bit at the end": lambda data: _flip(data, len(data) - 40),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_cache_is_made_again(
    tmp_path: Path,
    make: Callable[[], Index],
    caplog: pytest.LogCaptureFixture,
    kind: str,
) -> None:
    cache.cached_index(tmp_path, "key", ON, make)
    path = tmp_path / "matcher-key.npz"
    path.write_bytes(DAMAGE[kind](path.read_bytes()))
    made = []

    def make_again() -> Index:
        made.append(True)
        return make()

    index = cache.cached_index(tmp_path, "key", ON, make_again)
    if made:
        assert "is damaged" in caplog.text
    assert _same(index, make())
    assert _same(cache.cached_index(tmp_path, "key", ON, pytest.fail), index)  # type: ignore[arg-type]


def test_no_bit_of_a_cache_flips_unseen(
    tmp_path: Path, make: Callable[[], Index], caplog: pytest.LogCaptureFixture
) -> None:
    index = cache.cached_index(tmp_path, "key", ON, make)
    path = tmp_path / "matcher-key.npz"
    size = path.stat().st_size
    with zipfile.ZipFile(path) as file:
        heads = [member.header_offset for member in file.infolist()]
    # The head of the first array, then some of each array and of the directory.
    places = [*range(heads[0], heads[0] + 190), *(head + 45 for head in heads)]
    places += range(size - 2500, size, 61)
    chosen = random.Random(20260401)
    rebuilt = 0
    for place in places:
        with path.open("r+b") as file:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 1 << chosen.randrange(8)]))
        found = cache._read(path)
        assert found is None or _same(found, index), f"a bit of byte {place} flipped"
        rebuilt += found is None
        with path.open("r+b") as file:
            file.seek(place)
            file.write(bytes([byte]))
    assert rebuilt > len(places) // 2
    assert "is damaged" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit of the system")
def test_a_full_disk_is_told_and_leaves_nothing_behind(
    tmp_path: Path, make: Callable[[], Index], caplog: pytest.LogCaptureFixture
) -> None:
    import resource

    index = make()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, hard))
    try:
        found = cache.cached_index(tmp_path, "key", ON, lambda: index)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert _same(found, index)
    assert "cannot be kept" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_two_processes_that_compile_at_once_agree(
    tmp_path: Path, make: Callable[[], Index]
) -> None:
    both = threading.Barrier(2)

    def make_together() -> Index:
        index = make()
        both.wait(30)  # each has found no cache and is about to write it
        return index

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(
            lambda _: cache.cached_index(tmp_path, "key", ON, make_together), range(2)
        )
    assert _same(first, second)
    kept = cache.cached_index(tmp_path, "key", ON, pytest.fail)  # type: ignore[arg-type]
    assert _same(kept, first)
    assert [path.name for path in tmp_path.iterdir()] == ["matcher-key.npz"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_the_right_to_write_is_done_without(
    tmp_path: Path, make: Callable[[], Index], caplog: pytest.LogCaptureFixture
) -> None:
    tmp_path.chmod(0o500)
    try:
        index = cache.cached_index(tmp_path, "key", ON, make)
    finally:
        tmp_path.chmod(0o700)
    assert index.phrases
    assert "cannot be kept" in caplog.text


def test_a_cache_that_holds_code_is_not_run(
    tmp_path: Path, make: Callable[[], Index], caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "matcher-key.npz"
    np.savez(path, facts=np.array([{"a": 1}], dtype=object))
    cache.cached_index(tmp_path, "key", ON, make)
    assert "is damaged" in caplog.text


def test_a_folder_that_cannot_be_written_is_done_without(
    tmp_path: Path, make: Callable[[], Index], caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with caplog.at_level(logging.WARNING):
        index = cache.cached_index(blocked, "key", ON, make)
    assert index.phrases
    assert "cannot be kept" in caplog.text


def test_no_half_written_file_is_left(
    tmp_path: Path, make: Callable[[], Index]
) -> None:
    cache.cached_index(tmp_path, "key", ON, make)
    assert [path.name for path in tmp_path.iterdir()] == ["matcher-key.npz"]


def test_only_the_latest_lists_are_kept(
    tmp_path: Path, make: Callable[[], Index]
) -> None:
    for number in range(6):
        cache.cached_index(tmp_path, f"key{number}", ON, make)
    kept = {path.name for path in tmp_path.iterdir()}
    assert "matcher-key5.npz" in kept
    assert len(kept) <= 4


def test_an_index_of_other_days_is_made_again(
    tmp_path: Path, make: Callable[[], Index]
) -> None:
    index = cache.cached_index(tmp_path, "key", ON, make)
    assert index.statuses_from <= ON < index.statuses_until
    path = tmp_path / "matcher-key.npz"
    arrays = dict(to_arrays(index))
    facts = arrays["facts"].tobytes().replace(b'"9999-12-31"', b'"2020-12-31"')
    arrays["facts"] = np.frombuffer(facts, dtype=np.uint8)
    np.savez(path, **arrays)  # type: ignore[arg-type]
    assert cache.cached_index(tmp_path, "key", ON, make).statuses_until > ON


def test_the_key_hangs_on_every_file(tmp_path: Path) -> None:
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in files:
        path.write_text("text\n")
    before = cache.fingerprint(files)
    files[1].write_text("text\nmore\n")
    assert cache.fingerprint(files) != before


@pytest.mark.parametrize("name", [*SPECIES_FILES, *LEXICON_FILES])
def test_a_list_with_a_file_missing_is_told_and_never_matched_with(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "list"
    folder.mkdir()
    for file in (*SPECIES_FILES, *LEXICON_FILES, "SOURCES.toml"):
        if file != name:
            header = (packaged_folder() / file).read_text(encoding="utf-8")
            lines = header if file.endswith("toml") else header.split("\n")[0] + "\n"
            (folder / file).write_text(lines, encoding="utf-8")
    with pytest.raises(SpeciesFileError, match=name):
        Matcher.load(folder, cache_folder=tmp_path / "cache")


def test_a_list_of_ones_own_is_matched_with(tmp_path: Path) -> None:
    folder = tmp_path / "list"
    folder.mkdir()
    for file in (*LEXICON_FILES, "SOURCES.toml"):
        shutil.copy(packaged_folder() / file, folder / file)
    (folder / "taxa.csv").write_text(
        "id,scientific_name,rank,parent,kingdom,phylum,class,order,family,genus,"
        "accepted,source\n"
        "1,Testudo,genus,,Animalia,Chordata,Reptilia,Testudines,Testudinidae,"
        "Testudo,,own\n"
        "2,Testudo graeca,species,1,Animalia,Chordata,Reptilia,Testudines,"
        "Testudinidae,Testudo,,own\n"
    )
    (folder / "listings.csv").write_text(
        "taxon,appendix,population,party,annotation,valid_from,valid_until,source\n"
        "2,II,,,,,,own\n"
    )
    (folder / "names.csv").write_text(
        "taxon,text,language,script,kind,source\n"
        "2,Testudo graeca,la,Latn,accepted,own\n"
    )
    for _ in range(2):  # compiled, then from the cache
        own = Matcher.load(folder, cache_folder=tmp_path / "cache")
        best = own.match("Testudo graeca, 8 years", on=ON)[0]
        assert (best.taxon_id, best.appendix) == ("2", "II")
        assert own.species_list_version.startswith("20")
