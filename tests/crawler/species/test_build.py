"""The build's steps on pieces of the sources, traps included."""

from datetime import date
from pathlib import Path

import pytest

from crawler.species.build.canada import read_schedule
from crawler.species.build.common_names import _lifted, _places
from crawler.species.build.inputs import SourceFolder, facts
from crawler.species.build.listings import _delayed_until, _own_part, _read_remark
from crawler.species.build.tree import Place, Tree
from crawler.species.model import Name, Taxon

SCHEDULE = (
    "part,group,taxon,note,footnotes,appendix,party,english,french\n"
    "Fauna,CHORDATA > MAMMALIA > CARNIVORA > Felidae,Panthera leo,"
    "(Only the populations of India; all other populations are included in Appendix II "
    "to the Convention./Seulement les populations de l’Inde.),,I,,Lion,Lion\n"
    "Fauna,CHORDATA > AVES > FALCONIFORMES,FALCONIFORMES spp.,"
    "(Except the species included in Appendices I and III.),,II,,"
    '"Eagles, falcons","Aigles, faucons"\n'
    "Fauna,CHORDATA > REPTILIA > SAURIA > Phrynosomatidae,Phrynosomaspp.,,,II,,"
    "Horned lizards,Lézards cornus\n"
    "Fauna,(1)Glaucostegus spp. > Rhinidae,Rhinidae spp.,,,II,,Wedgefishes,Raies\n"
    "Fauna,CHORDATA > MAMMALIA > CARNIVORA > Mustelidae (Lutrinae),Lutrinae spp.,,,II,,"
    "Otters,Loutres\n"
    "Fauna,CHORDATA > AVES > PASSERIFORMES > Turdidae,Vultur fictus,,,III,"
    '"Algeria, Tunisia/Algérie, Tunisie",x,y\n'
    'Flora,FLORA > LEGUMINOSAE (FABACEAE),Dalbergia spp.,(Except I.),"P1, #15",II,,'
    "Rosewoods,Palissandres\n"
    "Flora,FLORA > ORCHIDACEAE,ORCHIDACEAE spp.,,#4,II,,Orchids,Orchidées\n"
)


def test_the_schedule_of_canada_is_read_with_its_misprints_mended(
    tmp_path: Path,
) -> None:
    (tmp_path / "canada").mkdir()
    path = tmp_path / "canada" / "canada_schedule1_2025-03-06.csv"
    path.write_text(SCHEDULE, encoding="utf-8")
    lion, order, genus, family, otters, thrush, tree, orchids = read_schedule(
        SourceFolder(tmp_path)
    )
    assert (lion.name, lion.rank, lion.higher) == ("Panthera leo", "species", False)
    assert lion.population == (
        "Only the populations of India; all other populations are included in "
        "Appendix II"
    )
    assert (order.name, order.rank) == ("Falconiformes", "order")
    assert order.english == ("Eagles", "falcons")
    assert (genus.name, genus.rank) == ("Phrynosoma", "genus")
    assert (family.name, family.rank, family.place.class_) == ("Rhinidae", "family", "")
    assert (otters.rank, otters.place.family) == ("subfamily", "Mustelidae")
    assert thrush.parties == ("DZ", "TN")
    assert (tree.annotation, tree.place.family) == ("#15", "Leguminosae")
    assert (orchids.name, orchids.rank) == ("Orchidaceae", "family")


@pytest.mark.parametrize(
    ("remark", "appendix", "part"),
    [
        ("Appendix II:Excludes fossils.", "II", "Excludes fossils."),
        ("Population of Ukraine", "III", "Population of Ukraine"),
        (
            "Appendix I:Only the population of Asia. Appendix II:Except Asian population",
            "II",
            "Except Asian population",
        ),
        (
            "Appendix I:Only the population of Asia. Appendix II:Except Asian population",
            "I",
            "Only the population of Asia.",
        ),
    ],
)
def test_a_remark_on_a_split_gives_the_part_of_its_appendix(
    remark: str, appendix: str, part: str
) -> None:
    assert _own_part(remark, appendix) == part


@pytest.mark.parametrize(
    ("remark", "population", "annotation"),
    [
        ("Excludes fossils.", "", ""),
        ("Except the species included in Appendix I.", "", ""),
        (
            "Populations of AF, BT and IN.",
            "Populations of Afghanistan, Bhutan and India",
            "",
        ),
        (
            "Populations of the Neotropics.Listing adopted at CoP18 in August 2019 "
            "with entry into effect delayed by 12 months.",
            "Populations of the Neotropics",
            "",
        ),
        ("Includes Brachypelmides.", "", "Includes Brachypelmides."),
        (
            "A zero annual export quota has been established for Centrochelys sulcata "
            "for specimens removed from the wild.",
            "",
            "",
        ),
        (
            "Except the species included in Appendix I and Aloe vera, also referenced as "
            "Aloe barbadensis, which is not included in the Appendices.",
            "",
            "",
        ),
    ],
)
def test_a_remark_is_parted_into_population_and_note(
    remark: str, population: str, annotation: str
) -> None:
    assert _read_remark(remark, "Testudo graeca", False) == (population, annotation)


def test_the_note_on_a_quota_stays_with_the_species_that_it_names() -> None:
    remark = (
        "A zero annual export quota has been established for Centrochelys sulcata "
        "for specimens removed from the wild."
    )
    assert _read_remark(remark, "Centrochelys sulcata", False)[1] == remark


@pytest.mark.parametrize(
    ("remark", "day"),
    [
        ("", None),
        (
            "Listing adopted at CoP19 in November 2022 with entry into effect delayed by 24 months.",
            date(2024, 11, 25),
        ),
        (
            "Listing adopted at CoP20 in December 2025 with entry into effect delayed by 18 months.",
            date(2027, 6, 5),
        ),
        (
            "Listing agreed at CoP17 in October 2016 with entry into effect delayed by 12 months.",
            date(2017, 10, 4),
        ),
    ],
)
def test_a_delayed_listing_begins_when_the_meeting_said(
    remark: str, day: date | None
) -> None:
    assert _delayed_until(remark) == day


def test_the_tree_makes_the_taxa_above_a_species() -> None:
    tree = Tree()
    place = Place("Animalia", "", "Mammalia", "Carnivora", "Mustelidae")
    tree.learn_place("Lutra", place)
    tree.add("10941", "Lutra lutra", "test")
    taxa = {taxon.scientific_name: taxon for taxon in tree.finish()}
    above, at = [], taxa["Lutra lutra"]
    while at.parent_id:
        at = next(t for t in taxa.values() if t.taxon_id == at.parent_id)
        above.append(at.scientific_name)
    assert above == [
        "Lutra",
        "Lutrinae",
        "Mustelidae",
        "Carnivora",
        "Mammalia",
        "Chordata",
        "Animalia",
    ]
    assert taxa["Mustelidae"].genus == ""
    assert taxa["Lutra"].order == "Carnivora"


def taxon(taxon_id: str, rank: str, parent: str) -> Taxon:
    return Taxon(taxon_id, taxon_id, rank, parent, "", "", "", "", "", "", "", "test")


TREE = {
    t.taxon_id: t
    for t in (
        taxon("bears", "family", ""),
        taxon("brown", "species", "bears"),
        taxon("black", "species", "bears"),
        taxon("sun", "species", "bears"),
        taxon("panda", "species", "bears"),
    )
}


def name(taxon_id: str, text: str, source: str = "list") -> Name:
    return Name(taxon_id, text, "en", "Latn", "common", source)


def test_a_word_that_several_species_share_is_their_familys() -> None:
    told = [name(t, "bear") for t in ("brown", "black", "sun")]
    assert {n.taxon_id for n in _lifted(told, TREE, {"bears"})} == {"bears"}
    assert _lifted(told, TREE, set()) == []  # the family is not listed
    told = [name(t, "great bear") for t in ("brown", "black", "sun")]
    assert _lifted(told, TREE, {"bears"}) == told


@pytest.mark.parametrize(
    ("bearers", "kept"),
    [
        ([name("bears", "giant panda"), name("panda", "giant panda")], {"panda"}),
        ([name("bears", "bear"), name("panda", "bear", "omw")], {"bears"}),
        (
            [name("bears", "bear"), name("sun", "bear"), name("brown", "bear")],
            {"bears"},
        ),
        ([name("bears", "bear", "citeswatch"), name("sun", "bear")], {"bears"}),
        ([name("bears", "x"), name("sun", "x", "citeswatch")], {"sun"}),
    ],
)
def test_a_name_stays_in_one_place(bearers: list[Name], kept: set[str]) -> None:
    assert _places({n.taxon_id: n for n in bearers}, TREE) == kept


@pytest.mark.parametrize(
    "table",
    [
        "cldr_terms",
        "exclusions",
        "families",
        "genera",
        "group_names",
        "history",
        "named_ids",
        "not_from_wordnet",
        "species_names",
        "synonyms",
        "taxa",
        "too_general",
        "trade_names",
        "wordnet_senses",
    ],
)
def test_our_own_tables_of_facts_hold_no_row_twice(table: str) -> None:
    rows = [tuple(row.values()) for row in facts(table)]
    assert rows
    assert len(rows) == len(set(rows))
    assert all(None not in row for row in rows)
