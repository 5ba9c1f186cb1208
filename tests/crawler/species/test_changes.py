"""Taking a download over loses nothing and says what it did."""

from datetime import date
from pathlib import Path

import pytest

from crawler.species import SpeciesFileError, SpeciesList, appendix
from crawler.species.applying import apply_download
from crawler.species.changes import Changes, compare_download, compare_lists
from crawler.species.official.download import Download
from crawler.species.official.records import OfficialListing, OfficialTaxon

TAXA = """\
id,scientific_name,rank,parent,kingdom,phylum,class,order,family,genus,accepted,source
1,Reptilia,class,kingdom-animalia,Animalia,,Reptilia,,,,,test
2,Python,genus,1,Animalia,,Reptilia,,Pythonidae,Python,,test
3,Python regius,species,2,Animalia,,Reptilia,,Pythonidae,Python,,test
4,Python molurus,species,2,Animalia,,Reptilia,,Pythonidae,Python,,test
5,Python reticulatus,species,2,Animalia,,Reptilia,,Pythonidae,Python,,test
6,Python anchietae,species,2,Animalia,,Reptilia,,Pythonidae,Python,,test
7,Python timoriensis,species,2,Animalia,,Reptilia,,Pythonidae,Python,,test
kingdom-animalia,Animalia,kingdom,,Animalia,,,,,,,test
"""
LISTINGS = """\
taxon,appendix,population,party,annotation,valid_from,valid_until,source
3,II,,,,1977-02-04,,test
4,II,,,,1977-02-04,,test
5,II,,,,1977-02-04,,test
6,II,,,,1977-02-04,,test
7,II,,,,1977-02-04,,test
"""
NAMES = """\
taxon,text,language,script,kind,source
1,Reptilia,la,Latn,accepted,test
2,Python,la,Latn,accepted,test
3,Python regius,la,Latn,accepted,test
3,ball python,en,Latn,common,test
4,Python molurus,la,Latn,accepted,test
5,Python reticulatus,la,Latn,accepted,test
5,Malayopython reticulatus,la,Latn,synonym,test
6,Python anchietae,la,Latn,accepted,test
7,Python timoriensis,la,Latn,accepted,test
kingdom-animalia,Animalia,la,Latn,accepted,test
"""
SOURCES = '[list]\ndate = 2020-01-01\n\n[sha256]\n"taxa.csv" = "x"\n\n[sources.test]\n'
DAY = date(2026, 3, 5)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "taxa.csv").write_text(TAXA, encoding="utf-8")
    (folder / "listings.csv").write_text(LISTINGS, encoding="utf-8")
    (folder / "names.csv").write_text(NAMES, encoding="utf-8")
    (folder / "SOURCES.toml").write_text(SOURCES, encoding="utf-8")
    return folder


def python(taxon_id: str, name: str, *appendices: str, **more: object) -> OfficialTaxon:
    told = {"common": (), "synonyms": (), **more}
    return OfficialTaxon(
        taxon_id=taxon_id,
        scientific_name=name,
        rank="species",
        kingdom="Animalia",
        class_="Reptilia",
        family="Pythonidae",
        genus=name.split(maxsplit=1)[0],
        appendices=appendices,
        **told,  # type: ignore[arg-type]
    )


NEWER = [
    python(
        "3", "Python regius", "II", common=(("de", "Königspython"), ("ru", "Piton"))
    ),
    python("4", "Python molurus", "I"),
    python("5", "Malayopython reticulatus", "II"),
    python("6", "Python anchietae", "II", synonyms=("Enygrus anchietae",)),
    python("90", "Python kyaiktiyo", "II"),
    python("91", "Python nullus", "NC"),
]


def test_a_download_is_compared_taxon_by_taxon(base: Path) -> None:
    changes = compare_download(SpeciesList.load(base), NEWER, DAY)
    assert [(c.name, c.now) for c in changes.added] == [
        ("Python kyaiktiyo", "II"),
        ("Python nullus", "NC"),
    ]
    assert [(c.name, c.was, c.now) for c in changes.moved] == [
        ("Python molurus", "II", "I")
    ]
    assert [(c.was, c.now) for c in changes.renamed] == [
        ("Python reticulatus", "Malayopython reticulatus")
    ]
    assert [c.name for c in changes.removed] == ["Python timoriensis"]
    assert changes


def test_a_small_part_of_the_list_removes_nothing(base: Path) -> None:
    changes = compare_download(SpeciesList.load(base), NEWER[:1], DAY)
    assert changes.removed == []
    assert changes.unjudged == ["Reptilia"]
    assert not changes


def take_over(base: Path, target: Path, taxa: list[OfficialTaxon]) -> SpeciesList:
    before = SpeciesList.load(base)
    download = Download(Path("Index.csv"), "Checklist", "ab" * 32, taxa)
    changes = compare_download(before, taxa, DAY)
    apply_download(
        before, download, changes, in_force_from=DAY, base=base, folder=target
    )
    return SpeciesList.load(target)


def status(species_list: SpeciesList, name: str, day: date) -> tuple[str, ...]:
    return appendix(species_list, species_list.find(name)[0].taxon_id, day).appendices


def test_a_move_keeps_the_old_listing_with_its_last_day(
    base: Path, tmp_path: Path
) -> None:
    after = take_over(base, tmp_path / "new", NEWER)
    assert status(after, "Python molurus", date(2026, 3, 4)) == ("II",)
    assert status(after, "Python molurus", DAY) == ("I",)
    assert status(after, "Python regius", DAY) == ("II",)
    assert status(after, "Python kyaiktiyo", date(2026, 3, 4)) == ()
    assert status(after, "Python kyaiktiyo", DAY) == ("II",)
    assert status(after, "Python timoriensis", date(2026, 3, 4)) == ("II",)
    assert status(after, "Python timoriensis", DAY) == ()


def test_a_taxon_that_is_left_out_is_not_caught_by_its_family(
    base: Path, tmp_path: Path
) -> None:
    text = LISTINGS + "2,II,,,,1977-02-04,,test\n"
    (base / "listings.csv").write_text(text, encoding="utf-8")
    left_out = python("3", "Python regius", "NC")
    after = take_over(base, tmp_path / "new", [left_out, *NEWER[1:]])
    assert status(after, "Python regius", date(2026, 3, 4)) == ("II",)
    assert status(after, "Python regius", DAY) == ()
    assert status(after, "Python nullus", DAY) == ()


def test_an_old_name_becomes_a_synonym(base: Path, tmp_path: Path) -> None:
    after = take_over(base, tmp_path / "new", NEWER)
    assert after.taxa["5"].scientific_name == "Malayopython reticulatus"
    assert after.lineage("5")[0].scientific_name == "Malayopython"
    kinds = {name.text: name.kind for name in after.names_of("5")}
    assert kinds == {
        "Malayopython reticulatus": "accepted",
        "Python reticulatus": "synonym",
    }


def test_new_names_are_added_if_they_are_in_the_script_of_their_language(
    base: Path, tmp_path: Path
) -> None:
    after = take_over(base, tmp_path / "new", NEWER)
    assert {name.text for name in after.names_of("3")} == {
        "Python regius",
        "ball python",
        "Königspython",
    }
    assert after.find("Enygrus anchietae") == [after.taxa["6"]]


def test_a_new_genus_and_family_are_made_for_a_new_species(
    base: Path, tmp_path: Path
) -> None:
    newcomer = OfficialTaxon(
        taxon_id="104810",
        scientific_name="Okapia johnstoni",
        rank="species",
        kingdom="Animalia",
        phylum="Chordata",
        class_="Mammalia",
        order="Artiodactyla",
        family="Giraffidae",
        genus="Okapia",
        listings=(OfficialListing("I", valid_from=date(2026, 3, 7)),),
        appendices=("I",),
    )
    after = take_over(base, tmp_path / "new", [newcomer])
    assert [t.scientific_name for t in after.lineage("104810")] == [
        "Okapia",
        "Giraffidae",
        "Artiodactyla",
        "Mammalia",
        "Chordata",
        "Animalia",
    ]
    assert status(after, "Okapia johnstoni", date(2026, 3, 6)) == ()
    assert status(after, "Okapia johnstoni", date(2026, 3, 7)) == ("I",)


def test_taking_over_twice_changes_nothing_more(base: Path, tmp_path: Path) -> None:
    take_over(base, tmp_path / "one", NEWER)
    take_over(tmp_path / "one", tmp_path / "two", NEWER)
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_the_source_and_the_day_are_written_down(base: Path, tmp_path: Path) -> None:
    after = take_over(base, tmp_path / "new", NEWER)
    text = (tmp_path / "new" / "SOURCES.toml").read_text(encoding="utf-8")
    assert "[sources.import-abababababab]" in text
    assert "in_force = 2026-03-05" in text
    assert after.version.startswith("2026-03-05+")


def test_two_lists_are_compared_on_a_day(base: Path, tmp_path: Path) -> None:
    before = SpeciesList.load(base)
    after = take_over(base, tmp_path / "new", NEWER)
    changes = compare_lists(before, after, DAY)
    assert [c.name for c in changes.added] == [
        "Python kyaiktiyo",
        "Python nullus",
        "Pythonidae",
        "Malayopython",
    ]
    assert {(c.name, c.was, c.now) for c in changes.moved} == {
        ("Python molurus", "II", "I"),
        ("Python timoriensis", "II", ""),
    }
    assert [c.was for c in changes.renamed] == ["Python reticulatus"]
    assert compare_lists(before, before, DAY) == Changes()


def test_a_list_that_cannot_be_written_leaves_the_old_one_whole(
    base: Path, tmp_path: Path
) -> None:
    (base / "SOURCES.toml").write_bytes(b"\xff")
    before = {path.name: path.read_bytes() for path in base.iterdir()}
    download = Download(Path("Index.csv"), "Checklist", "ab" * 32, NEWER)
    small = SpeciesList([], [], [])
    with pytest.raises(SpeciesFileError):
        apply_download(
            small, download, Changes(), in_force_from=DAY, base=base, folder=base
        )
    assert {path.name: path.read_bytes() for path in base.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["base"]
