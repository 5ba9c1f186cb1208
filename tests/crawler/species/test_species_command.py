"""`citeswatch species` as a user calls it."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.species.species_list import FILES, packaged_folder

SMALL = {
    "taxa.csv": """\
id,scientific_name,rank,parent,kingdom,phylum,class,order,family,genus,accepted,source
1,Animalia,kingdom,,Animalia,,,,,,,test
2,Python,genus,1,Animalia,,Reptilia,,Pythonidae,Python,,test
5467,Python regius,species,2,Animalia,,Reptilia,,Pythonidae,Python,,test
""",
    "listings.csv": """\
taxon,appendix,population,party,annotation,valid_from,valid_until,source
5467,II,,,,1977-02-04,,test
""",
    "names.csv": """\
taxon,text,language,script,kind,source
1,Animalia,la,Latn,accepted,test
2,Python,la,Latn,accepted,test
5467,Python regius,la,Latn,accepted,test
""",
    "SOURCES.toml": "[list]\ndate = 2026-03-05\n\n[sources.test]\n",
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["species", *arguments], catch_exceptions=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "unit"
    folder.mkdir()
    (folder / "citeswatch.toml").write_text('unit = "Test"\n', encoding="utf-8")
    write_small(folder / "species_lists")
    return folder


def write_small(folder: Path) -> None:
    folder.mkdir()
    for name, text in SMALL.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["Panthera tigris", "panthera TIGRIS", "Siberian tiger", "老虎", "6047"]
)
def test_show_finds_a_taxon_by_any_of_its_names(name: str) -> None:
    result = run("show", *name.split())
    assert result.exit_code == 0
    assert "Panthera tigris  species" in result.output
    assert "Appendix I" in result.output
    assert "Felidae" in result.output
    assert "col-cites-I" in result.output


def test_show_tells_the_history_with_its_dates_and_populations() -> None:
    output = " ".join(run("show", "Loxodonta", "africana").output.split())
    for words in (
        "Appendix I or II",
        "from 1977-02-04 until 1990-01-18",
        "by GH",
        "Except the populations of Botswana",
    ):
        assert words in output


def test_show_answers_for_a_day() -> None:
    before = run("show", "Okapia johnstoni", "--on", "2026-03-04").output
    assert "not in the Appendices" in before
    after = run("show", "Okapia johnstoni", "--on", "2026-03-05").output
    assert "On 2026-03-05: Appendix I" in after


def test_show_names_the_taxon_that_bears_the_listing() -> None:
    output = run("show", "Dendrobium").output
    assert "Appendix II, listed under Orchidaceae" in output
    assert "1 in I" in output


def test_show_gives_json_for_programs() -> None:
    result = run("show", "lion", "--json", "--on", "2026-11-24")
    (lion,) = json.loads(result.output)
    assert lion["scientific_name"] == "Panthera leo"
    assert lion["appendices"] == ["I", "II"]
    assert lion["lineage"][0]["scientific_name"] == "Panthera"
    assert {"en", "fr", "es", "la"} <= {name["language"] for name in lion["names"]}
    assert all(name["source"] for name in lion["names"])


def test_a_near_miss_is_told_what_was_meant() -> None:
    result = run("show", "Panthera tigirs")
    assert result.exit_code == 1
    assert "No taxon of the list is called" in result.output
    assert "Panthera tigris" in result.output


def test_nonsense_is_not_forced_on_a_taxon() -> None:
    result = run("show", "qqqqqqqqqqqq")
    assert result.exit_code == 1
    assert "Did you mean" not in result.output


def test_stats_count_the_list() -> None:
    counts = json.loads(run("stats", "--json").output)
    assert counts["taxa by rank"]["species"] > 41_000
    assert counts["taxa by their own Appendix"]["I"] > 1_200
    assert counts["names by kind"]["synonym"] > 30_000
    assert counts["common and trade names by language"]["fr"] > 5_000
    text = run("stats").output
    assert "taxa by rank" in text


CHECKLIST = (
    "TaxonId,Kingdom,Phylum,Class,Order,Family,Genus,FullName,RankName,"
    "CurrentListing,SynonymsWithAuthors,EnglishNames,SpanishNames,FrenchNames\n"
    "5467,Animalia,Chordata,Reptilia,Serpentes,Pythonidae,Python,Python regius,"
    "SPECIES,I,,Ball Python,,\n"
    "999001,Animalia,Chordata,Reptilia,Serpentes,Pythonidae,Python,Python novus,"
    'SPECIES,II,"Boa nova Author, 2020",Brand-new Python,,\n'
)


@pytest.fixture
def checklist(tmp_path: Path) -> Path:
    path = tmp_path / "Index_of_CITES_Species.csv"
    path.write_text(CHECKLIST, encoding="utf-8")
    return path


def test_import_says_what_would_change_and_writes_nothing(
    checklist: Path, workspace: Path
) -> None:
    result = run("import", str(checklist), "--workspace", str(workspace))
    assert result.exit_code == 0
    assert "added: 1" in result.output
    assert "moved between Appendices: 1" in result.output
    assert "removed: 0" in result.output
    assert "Python novus" in result.output
    assert "Nothing was written" in result.output
    for name, text in SMALL.items():
        path = workspace / "species_lists" / name
        assert path.read_text(encoding="utf-8") == text


def test_import_goes_on_with_the_copy_of_the_workspace(
    checklist: Path, workspace: Path
) -> None:
    place = ("--workspace", str(workspace))
    result = run(
        "import", str(checklist), "--apply", "--in-force", "2027-01-01", *place
    )
    assert result.exit_code == 0, result.output
    shown = run("show", "Python regius", "--on", "2027-01-01", *place).output
    assert "Appendix I\n" in shown
    assert "until 2027-01-01" in shown
    assert "Python novus" in run("show", "Brand-new Python", *place).output


def test_the_first_import_copies_the_packaged_list_and_leaves_it_alone(
    checklist: Path, workspace: Path
) -> None:
    shutil.rmtree(workspace / "species_lists")
    packaged = {name: (packaged_folder() / name).read_bytes() for name in FILES}
    place = ("--workspace", str(workspace))
    result = run(
        "import", str(checklist), "--apply", "--in-force", "2027-01-01", *place
    )
    assert result.exit_code == 0, result.output
    own = workspace / "species_lists"
    assert (own / "names.csv").stat().st_size > 6_000_000
    assert "Python novus" in (own / "taxa.csv").read_text(encoding="utf-8")
    for name, raw in packaged.items():
        assert (packaged_folder() / name).read_bytes() == raw


def test_diff_tells_two_folders_apart(
    checklist: Path, workspace: Path, tmp_path: Path
) -> None:
    place = ("--workspace", str(workspace))
    write_small(tmp_path / "old")
    run("import", str(checklist), "--apply", "--in-force", "2026-03-05", *place)
    own = str(workspace / "species_lists")
    result = run("diff", str(tmp_path / "old"), own, "--on", "2027-01-01")
    assert "moved between Appendices: 1" in result.output
    told = json.loads(run("diff", own, own, "--json").output)
    assert told == {
        "added": [],
        "moved between Appendices": [],
        "renamed": [],
        "removed": [],
    }


def test_apply_asks_for_the_day_of_entry_into_force(
    checklist: Path, workspace: Path
) -> None:
    result = run("import", str(checklist), "--apply", "--workspace", str(workspace))
    assert result.exit_code == 2
    assert "--in-force" in result.output


def test_apply_without_a_workspace_says_how_to_make_one(
    checklist: Path, tmp_path: Path
) -> None:
    result = run(
        "import",
        str(checklist),
        "--apply",
        "--in-force",
        "2027-01-01",
        "--workspace",
        str(tmp_path / "none"),
    )
    assert result.exit_code == 2
    assert "citeswatch init" in result.output


def test_an_unreadable_file_is_told_which_formats_are_known(tmp_path: Path) -> None:
    path = tmp_path / "species.csv"
    path.write_text("Tier;Anhang\n", encoding="utf-8")
    result = run("import", str(path))
    assert result.exit_code == 1
    for words in (str(path), "Checklist of CITES Species", "Species+ API"):
        assert words in result.output


def test_a_broken_copy_of_a_workspace_is_named(workspace: Path) -> None:
    path = workspace / "species_lists" / "taxa.csv"
    path.write_text(SMALL["taxa.csv"].replace(",rank,", ",", 1), encoding="utf-8")
    result = run("show", "lion", "--workspace", str(workspace))
    assert result.exit_code == 1
    assert "taxa.csv:1" in result.output
    assert 'column "rank" is missing' in result.output
