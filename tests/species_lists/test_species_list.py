"""The packaged list is whole: columns, order, links, sources, bytes."""

import csv
import hashlib
import tomllib
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.species import SpeciesList, appendix
from crawler.species.build.__main__ import main
from crawler.species.groups import GROUPS, taxon_group
from crawler.species.languages import script_of
from crawler.species.reading import LISTINGS_COLUMNS, NAMES_COLUMNS, TAXA_COLUMNS
from crawler.species.species_list import FILES, packaged_folder
from crawler.species.writing import id_order, listing_order, name_order

FOLDER = packaged_folder()
SHARED = Path(__file__).parents[3] / "shared" / "species"


@pytest.fixture(scope="module")
def species_list() -> SpeciesList:
    return SpeciesList.load()


@pytest.fixture(scope="module")
def sources() -> dict[str, dict[str, object]]:
    return tomllib.loads((FOLDER / "SOURCES.toml").read_text(encoding="utf-8"))


def read(name: str) -> list[list[str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("name", "columns"),
    list(zip(FILES, (TAXA_COLUMNS, LISTINGS_COLUMNS, NAMES_COLUMNS), strict=True)),
)
def test_a_file_has_its_columns_and_no_row_twice(
    name: str, columns: tuple[str, ...]
) -> None:
    header, *rows = read(name)
    assert header == list(columns)
    assert len({tuple(row) for row in rows}) == len(rows)


def test_the_files_are_utf8_with_unix_line_ends_and_composed_letters() -> None:
    for name in FILES:
        raw = (FOLDER / name).read_bytes()
        text = raw.decode("utf-8")
        assert b"\r" not in raw
        assert unicodedata.is_normalized("NFC", text), name


def test_rows_are_sorted(species_list: SpeciesList) -> None:
    ids = list(species_list.taxa)
    assert ids == sorted(ids, key=id_order)
    names = [name_order(name) for name in species_list.names]
    assert names == sorted(names)
    for taxon_id in ids[:2000]:
        rows = [listing_order(row) for row in species_list.listings_of(taxon_id)]
        assert rows == sorted(rows)


def test_every_taxon_hangs_on_a_kingdom(species_list: SpeciesList) -> None:
    ranks = ["variety", "subspecies", "species", "genus", "subfamily", "family"]
    ranks += ["order", "class", "phylum", "kingdom"]
    for taxon in species_list.taxa.values():
        lineage = [taxon, *species_list.lineage(taxon.taxon_id)]
        assert lineage[-1].rank == "kingdom", taxon
        levels = [ranks.index(above.rank) for above in lineage]
        assert levels == sorted(set(levels)), taxon


def test_a_species_lies_in_the_genus_of_its_name(species_list: SpeciesList) -> None:
    for taxon in species_list.taxa.values():
        if taxon.rank == "species":
            parent = species_list.taxa[taxon.parent_id]
            assert parent.scientific_name == taxon.scientific_name.split()[0]


def test_a_synonym_leads_to_an_accepted_taxon(species_list: SpeciesList) -> None:
    for taxon in species_list.taxa.values():
        if taxon.accepted_id:
            assert not species_list.taxa[taxon.accepted_id].accepted_id, taxon
            assert not species_list.listings_of(taxon.taxon_id), taxon


def test_no_two_taxa_of_a_rank_share_an_accepted_name(
    species_list: SpeciesList,
) -> None:
    # Pholidota is both the order of the pangolins and a genus of orchids.
    names = [
        (species_list.taxa[name.taxon_id].rank, name.text)
        for name in species_list.names
        if name.kind == "accepted"
    ]
    assert len(names) == len(set(names))


def test_every_taxon_has_its_scientific_name_among_the_names(
    species_list: SpeciesList,
) -> None:
    named = {(n.taxon_id, n.text) for n in species_list.names if n.language == "la"}
    for taxon in species_list.taxa.values():
        assert (taxon.taxon_id, taxon.scientific_name) in named


def test_every_fact_names_a_source_that_is_described(
    sources: dict[str, dict[str, object]],
) -> None:
    for name in FILES:
        used = {row[-1] for row in read(name)[1:]}
        assert used <= set(sources["sources"]), name


def test_sources_say_who_published_what_and_when(
    sources: dict[str, dict[str, object]],
) -> None:
    for key, entry in sources["sources"].items():
        assert isinstance(entry, dict)
        for field in ("title", "publisher", "licence", "read", "gave", "rows"):
            assert entry.get(field), f"{key}: {field}"


def test_the_hashes_of_the_files_are_those_in_sources(
    sources: dict[str, dict[str, object]],
) -> None:
    for name in FILES:
        digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
        assert sources["sha256"][name] == digest, name


def test_a_common_name_is_written_in_the_script_of_its_tag(
    species_list: SpeciesList,
) -> None:
    for name in species_list.names:
        if name.kind in {"common", "trade"}:
            found = script_of(name.text)
            assert name.script in {found, "Jpan"}, name
            assert name.text == name.text.strip()
            assert "  " not in name.text


def test_no_name_of_a_taxon_is_there_twice(species_list: SpeciesList) -> None:
    keys = [(n.taxon_id, n.language, n.text.casefold()) for n in species_list.names]
    assert len(keys) == len(set(keys))


def test_a_common_name_is_not_borne_by_a_taxon_and_one_above_it(
    species_list: SpeciesList,
) -> None:
    bearers: dict[tuple[str, str], set[str]] = {}
    for name in species_list.names:
        if name.kind == "common" and name.source != "citeswatch":
            key = (name.language, name.text.casefold())
            bearers.setdefault(key, set()).add(name.taxon_id)
    both = [
        (key, taxon_id)
        for key, ids in bearers.items()
        for taxon_id in ids
        if ids & {above.taxon_id for above in species_list.lineage(taxon_id)}
    ]
    assert both == []


def test_every_listed_id_has_a_name_or_is_put_down_as_unnamed(
    species_list: SpeciesList,
) -> None:
    unnamed = {row[0] for row in read("unnamed_ids.csv")[1:]}
    assert not unnamed & set(species_list.taxa)
    listed = {
        t for t in species_list.taxa if t.isdigit() and species_list.listings_of(t)
    }
    assert len(listed | unnamed) > 41_200


def test_every_taxon_belongs_to_a_group(species_list: SpeciesList) -> None:
    assert {taxon_group(taxon) for taxon in species_list.taxa.values()} == set(GROUPS)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("Panthera tigris", "mammals"),
        ("Psittacus erithacus", "birds"),
        ("Aves", "birds"),
        ("Python regius", "reptiles"),
        ("Ambystoma mexicanum", "amphibians"),
        ("Rhincodon typus", "sharks and rays"),
        ("Hippocampus kuda", "other fish"),
        ("Anguilla anguilla", "other fish"),
        ("Acropora palmata", "corals"),
        ("Tridacna gigas", "other invertebrates"),
        ("Poecilotheria metallica", "other invertebrates"),
        ("Paphiopedilum", "orchids"),
        ("Ariocarpus", "cacti and succulents"),
        ("Aloe ferox", "cacti and succulents"),
        ("Dalbergia nigra", "timber and trees"),
        ("Aquilaria malaccensis", "timber and trees"),
        ("Paubrasilia echinata", "timber and trees"),
        ("Panax ginseng", "other plants"),
        ("Nepenthes", "other plants"),
    ],
)
def test_the_group_of_a_taxon(species_list: SpeciesList, name: str, group: str) -> None:
    assert taxon_group(species_list.find(name)[0]) == group


@pytest.mark.parametrize(
    ("text", "taxon"),
    [
        ("elephant", "Elephantidae"),
        ("African grey", "Psittacus erithacus"),
        ("ball python", "Python regius"),
        ("Königspython", "Python regius"),
        ("tortue d'Hermann", "Testudo hermanni"),
        ("guacamayo", "Ara"),
        ("pangolin", "Manis"),
        ("穿山甲", "Manis"),
        ("沉香", "Aquilaria"),
        ("ヨウム", "Psittacus erithacus"),
        ("늑대", "Canis lupus"),
        ("कछुआ", "Testudinidae"),
        ("sheesham", "Dalbergia sissoo"),
        ("bubinga", "Guibourtia"),
        ("cockatoo", "Cacatuidae"),
        ("monitor lizard", "Varanus"),
        ("giant panda", "Ailuropoda melanoleuca"),
        ("Uncia uncia", "Panthera uncia"),
        ("Bassaricyon gabbii", "Bassaricyon gabbii"),
    ],
)
def test_a_name_finds_its_taxon(
    species_list: SpeciesList, text: str, taxon: str
) -> None:
    found = [t.scientific_name for t in species_list.find(text)]
    assert taxon in found


LARGE = ["en", "fr", "es", "de", "pt", "it", "nl", "pl", "ru", "zh", "ja", "ko"]
LARGE += ["th", "vi", "id", "ar", "tr"]


@pytest.mark.parametrize("language", LARGE)
def test_every_large_language_names_the_animals_most_in_trade(
    species_list: SpeciesList, language: str
) -> None:
    tags = {
        name.taxon_id
        for name in species_list.names
        if name.language.split("-")[0] == language
    }
    for name in (
        "Panthera tigris",
        "Psittacus erithacus",
        "Python regius",
        "Hippocampus",
    ):
        assert species_list.find(name)[0].taxon_id in tags, name


def test_nearly_every_taxon_of_appendix_i_is_reached_by_its_name(
    species_list: SpeciesList, sources: dict[str, dict[str, object]]
) -> None:
    day = sources["list"]["date"]
    in_one = [
        taxon
        for taxon in species_list.taxa.values()
        if any(row.appendix == "I" for row in species_list.listings_of(taxon.taxon_id))
    ]
    assert len(in_one) > 1250
    for taxon in in_one:
        (found, *_) = species_list.find(taxon.scientific_name)
        assert found == taxon
        assert appendix(species_list, taxon.taxon_id, day).on == day


@pytest.mark.slow
def test_a_list_edited_by_hand_is_sorted_and_its_sums_renewed(tmp_path: Path) -> None:
    for name in (*FILES, "SOURCES.toml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    runner = CliRunner()
    with (tmp_path / "names.csv").open("a", encoding="utf-8") as file:
        file.write("6047,Tygrysek,pl,Latn,common,citeswatch\n")
    assert runner.invoke(main, ["--renew", str(tmp_path)]).exit_code == 0
    names = SpeciesList.load(tmp_path).names
    assert [name_order(name) for name in names] == sorted(map(name_order, names))
    told = tomllib.loads((tmp_path / "SOURCES.toml").read_text(encoding="utf-8"))
    digest = hashlib.sha256((tmp_path / "names.csv").read_bytes()).hexdigest()
    assert told["sha256"]["names.csv"] == digest
    with (tmp_path / "names.csv").open("a", encoding="utf-8") as file:
        file.write("6047,Tigger,en,Latn,common,nowhere\n")
    result = runner.invoke(main, ["--renew", str(tmp_path)])
    assert result.exit_code == 1
    assert "no entry for the source nowhere" in result.output


@pytest.mark.skipif(not SHARED.is_dir(), reason="the source folder is not here")
@pytest.mark.slow
def test_the_build_gives_the_packaged_bytes_again(tmp_path: Path) -> None:
    from crawler.species.build.assemble import build

    build(SHARED, tmp_path)
    for name in (*FILES, "unnamed_ids.csv", "SOURCES.toml"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name
