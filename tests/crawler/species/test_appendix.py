"""Facts of the Appendices that the list must get right, on the days they hold."""

from datetime import date

import pytest

from crawler.species import LegalListing, SpeciesList, Taxon, appendix
from crawler.species.appendix import in_force

NOW = "2026-11-24"

FACTS = [
    # Mammals
    ("Panthera tigris", NOW, "I"),
    ("Panthera tigris altaica", NOW, "I"),  # now within P. tigris
    ("Panthera leo", NOW, "I/II"),  # India in I
    ("Panthera pardus", NOW, "I"),
    ("Uncia uncia", NOW, "I"),  # a synonym of Panthera uncia
    ("Uncia", NOW, "I"),  # a genus of which nothing is left, not II as a cat
    ("Ocadia", NOW, "I/III"),  # its two species are of Mauremys now
    ("Lynx rufus", NOW, "II"),  # under Felidae
    ("Felis catus", NOW, ""),  # the domestic cat is left out of Felidae
    ("Loxodonta africana", NOW, "I/II"),
    ("Loxodonta africana", "1989-12-31", "II"),
    ("Loxodonta africana", "1992-01-01", "I"),
    ("Loxodonta africana", "1976-06-01", "III"),
    ("Loxodonta africana", "1975-12-31", ""),
    ("Loxodonta cyclotis", NOW, "I"),
    ("Elephas maximus", NOW, "I"),
    ("Elephantidae", NOW, "I/II"),  # only its species are listed
    ("Rhinocerotidae", NOW, "I"),
    ("Diceros bicornis", NOW, "I"),
    ("Ceratotherium simum simum", NOW, "I/II"),
    ("Manis javanica", NOW, "I"),
    ("Manis javanica", "2016-12-31", "II"),
    ("Saiga tatarica", NOW, "II"),
    ("Ursidae", NOW, "I/II"),
    ("Ursus arctos", NOW, "I/II"),
    ("Ursus maritimus", NOW, "II"),
    ("Canis lupus", NOW, "I/II"),
    ("Canis lupus familiaris", NOW, ""),  # dogs are left out
    ("Vicugna vicugna", NOW, "I/II"),
    ("Vicugna pacos", NOW, ""),  # the alpaca
    ("Giraffa camelopardalis", "2019-11-25", ""),
    ("Giraffa camelopardalis", "2019-11-26", "II"),
    ("Okapia johnstoni", "2026-03-04", ""),
    ("Okapia johnstoni", "2026-03-05", "I"),
    ("Hyaena hyaena", "2026-03-04", "III"),
    ("Hyaena hyaena", NOW, "II"),
    ("Aonyx cinereus", "2019-11-25", "II"),
    ("Aonyx cinereus", NOW, "I"),
    ("Cetacea", NOW, "I/II"),
    ("Primates", NOW, "I/II"),
    ("Hippopotamus amphibius", NOW, "II"),
    ("Odobenus rosmarus", NOW, "III"),
    ("Nasua nasua", NOW, "III"),  # only its subspecies solitaria is listed
    # Birds
    ("Psittacus erithacus", NOW, "I"),
    ("Psittacus erithacus", "2017-01-01", "II"),
    ("Psittaciformes", NOW, "II"),
    ("Ara macao", NOW, "I"),
    ("Ara ararauna", NOW, "II"),
    ("Cacatua", NOW, "I/II"),
    ("Cacatua moluccensis", NOW, "I"),
    ("Cacatua galerita", NOW, "II"),
    ("Melopsittacus undulatus", NOW, ""),  # excluded: the budgerigar
    ("Nymphicus hollandicus", NOW, ""),
    ("Agapornis roseicollis", NOW, ""),
    ("Agapornis fischeri", NOW, "II"),
    ("Falco peregrinus", NOW, "I"),
    ("Falco cherrug", NOW, "II"),
    ("Vultur gryphus", NOW, "I"),  # in Cathartidae, which is left out
    ("Rhinoplax vigil", NOW, "I"),
    ("Gyps africanus", "2026-03-04", "II"),
    ("Gyps africanus", "2026-03-05", "I"),
    ("Pycnonotus zeylanicus", "2023-11-24", "II"),  # CoP19, put off by 12 months
    ("Pycnonotus zeylanicus", "2023-11-25", "I"),
    ("Strigiformes", NOW, "II"),
    ("Sceloglaux albifacies", NOW, ""),
    # Reptiles and amphibians
    ("Cheloniidae", NOW, "I"),
    ("Chelonia mydas", NOW, "I"),
    ("Eretmochelys imbricata", NOW, "I"),
    ("Python regius", NOW, "II"),
    ("Malayopython reticulatus", NOW, "II"),
    ("Python reticulatus", NOW, "II"),
    ("Python molurus", NOW, "I"),
    ("Boa constrictor", NOW, "II"),
    ("Boa constrictor occidentalis", NOW, "I"),
    ("Varanus komodoensis", NOW, "I"),
    ("Varanus", NOW, "II"),
    ("Astrochelys radiata", NOW, "I"),
    ("Geochelone elegans", "2019-11-25", "II"),
    ("Geochelone elegans", "2019-11-26", "I"),
    ("Testudo hermanni", NOW, "II"),
    ("Crocodylus niloticus", NOW, "I/II"),
    ("Crocodylus porosus", NOW, "I/II"),
    ("Alligator mississippiensis", NOW, "II"),
    ("Crocodylia", NOW, "I/II"),
    ("Brachylophus", NOW, "I"),
    ("Shinisaurus crocodilurus", NOW, "I"),
    ("Lanthanotus borneensis", NOW, "II"),
    ("Lanthanotus borneensis", "2017-01-01", ""),
    ("Amblyrhynchus cristatus", NOW, "I"),
    ("Phyllurus amnicola", "2026-03-04", "III"),
    ("Phyllurus amnicola", NOW, "II"),
    ("Gekko gecko", "2019-11-25", ""),
    ("Gekko gecko", NOW, "II"),
    ("Physignathus cocincinus", "2023-02-22", ""),
    ("Physignathus cocincinus", "2023-02-23", "II"),
    ("Dendrobates tinctorius", NOW, "II"),
    ("Hyalinobatrachium fleischmanni", NOW, "II"),
    ("Andrias davidianus", NOW, "I"),
    # Fish and invertebrates
    ("Rhincodon typus", "2026-03-04", "II"),
    ("Rhincodon typus", "2026-03-05", "I"),
    ("Rhincodon typus", "2003-02-12", ""),
    ("Mobula birostris", "2026-03-04", "II"),
    ("Mobula birostris", NOW, "I"),
    ("Carcharhinidae", "2014-09-13", ""),
    ("Carcharhinidae", "2023-11-24", "II"),  # only two of its species were
    ("Carcharhinidae", "2023-11-25", "II"),
    ("Carcharhinus leucas", "2023-11-24", ""),
    ("Carcharhinus leucas", NOW, "II"),
    ("Prionace glauca", NOW, "II"),
    ("Carcharhinus falciformis", "2017-10-04", "II"),
    ("Carcharhinus longimanus", "2026-03-04", "II"),
    ("Carcharhinus longimanus", NOW, "I"),
    ("Sphyrna lewini", "2014-09-13", "III"),  # by Costa Rica
    ("Sphyrna lewini", "2014-09-14", "II"),
    ("Mustelus", "2027-06-04", ""),
    ("Mustelus", "2027-06-05", "II"),
    ("Mustelus mustelus", "2027-06-04", ""),
    ("Mustelus mustelus", "2027-06-05", "II"),
    ("Galeorhinus galeus", "2027-06-05", "II"),
    ("Hippocampus", NOW, "II"),
    ("Hippocampus kuda", NOW, "II"),
    ("Latimeria chalumnae", NOW, "I"),
    ("Acipenser sturio", NOW, "I"),
    ("Huso huso", NOW, "II"),
    ("Anguilla anguilla", NOW, "II"),
    ("Scleropages formosus", NOW, "I"),
    ("Tridacna gigas", NOW, "II"),
    ("Nautilus pompilius", NOW, "II"),
    ("Scleractinia", NOW, "II"),
    ("Acropora palmata", NOW, "II"),
    ("Tliltocatl vagans", NOW, "II"),
    ("Ornithoptera alexandrae", NOW, "I"),
    # Plants
    ("Dalbergia nigra", NOW, "I"),
    ("Dalbergia latifolia", NOW, "II"),
    ("Dalbergia", NOW, "II"),
    ("Aquilaria", NOW, "II"),
    ("Aquilaria malaccensis", NOW, "II"),
    ("Paubrasilia echinata", NOW, "II"),
    ("Caesalpinia echinata", NOW, "II"),  # its older name
    ("Handroanthus", "2024-11-24", ""),
    ("Handroanthus", "2024-11-25", "II"),
    ("Pterocarpus santalinus", NOW, "II"),
    ("Pterocarpus indicus", NOW, ""),  # only African populations are listed
    ("Swietenia macrophylla", NOW, "II"),
    ("Araucaria araucana", NOW, "I"),
    ("Podocarpus parlatorei", "2026-03-04", "I"),
    ("Podocarpus parlatorei", "2026-03-05", "II"),
    ("Orchidaceae", NOW, "II"),
    ("Paphiopedilum", NOW, "I"),
    ("Phalaenopsis amabilis", NOW, "II"),
    ("Cactaceae", NOW, "II"),
    ("Ariocarpus", NOW, "I"),
    ("Astrophytum asterias", NOW, "I"),
    ("Pereskia aculeata", NOW, ""),
    ("Aloe", NOW, "II"),
    ("Aloe vera", NOW, ""),
    ("Aloe pillansii", NOW, "I"),  # now Aloidendron pillansii
    ("Euphorbia pulcherrima", NOW, ""),  # the poinsettia is not succulent
    ("Panax ginseng", NOW, "II"),
    ("Panax quinquefolius", NOW, "II"),
    ("Encephalartos", NOW, "I"),
    ("Dionaea muscipula", NOW, "II"),
]


@pytest.mark.parametrize(("name", "day", "expected"), FACTS)
def test_the_appendix_of_a_taxon_on_a_day(
    species_list: SpeciesList, name: str, day: str, expected: str
) -> None:
    found = [t for t in species_list.find(name) if t.scientific_name] or pytest.fail(
        f"{name} is not in the list"
    )
    status = appendix(species_list, found[0].taxon_id, date.fromisoformat(day))
    assert "/".join(status.appendices) == expected


def test_each_side_of_a_split_names_its_population(species_list: SpeciesList) -> None:
    (lion,) = species_list.find("Panthera leo")
    status = appendix(species_list, lion.taxon_id, date.fromisoformat(NOW))
    populations = {row.appendix: row.population for row in status.listings}
    assert "India" in populations["I"]
    assert populations["I"] != populations["II"] != ""


def test_a_genus_takes_the_listing_of_its_family(species_list: SpeciesList) -> None:
    (genus,) = species_list.find("Dendrobium")
    status = appendix(species_list, genus.taxon_id, date.fromisoformat(NOW))
    assert status.listed_under is not None
    assert status.listed_under.scientific_name == "Orchidaceae"
    assert dict(status.within)["I"] == 1


def test_one_subspecies_in_i_does_not_lift_its_species(
    species_list: SpeciesList,
) -> None:
    (boa,) = species_list.find("Boa constrictor")
    status = appendix(species_list, boa.taxon_id, date.fromisoformat(NOW))
    assert status.appendices == ("II",)
    assert dict(status.within) == {"I": 1}


def make_taxon(taxon_id: str, rank: str, parent: str, accepted: str = "") -> Taxon:
    return Taxon(
        taxon_id, taxon_id, rank, parent, "", "", "", "", "", "", accepted, "test"
    )


def make_listing(
    taxon_id: str, name: str, start: str = "", end: str = ""
) -> LegalListing:
    return LegalListing(
        taxon_id,
        name,
        "",
        "",
        "",
        date.fromisoformat(start) if start else None,
        date.fromisoformat(end) if end else None,
        "test",
    )


SMALL = [
    make_taxon("family", "family", ""),
    make_taxon("genus", "genus", "family"),
    make_taxon("common", "species", "genus"),
    make_taxon("rare", "species", "genus"),
    make_taxon("excluded", "species", "genus"),
    make_taxon("form", "subspecies", "excluded"),
    make_taxon("old name", "species", "genus", "rare"),
    make_taxon("bare genus", "genus", ""),
    make_taxon("lone", "species", "bare genus"),
]
LISTINGS = [
    make_listing("family", "II", "1977-02-04"),
    make_listing("rare", "II", "1977-02-04", "2000-01-01"),
    make_listing("rare", "I", "2000-01-01"),
    make_listing("excluded", "NC"),
    make_listing("lone", "III", "", "2010-01-01"),
]


@pytest.mark.parametrize(
    ("taxon_id", "day", "expected", "under"),
    [
        ("common", "2020-01-01", ("II",), "family"),
        ("common", "1977-02-03", (), None),
        ("rare", "1999-12-31", ("II",), "rare"),
        ("rare", "2000-01-01", ("I",), "rare"),
        ("old name", "2000-01-01", ("I",), "rare"),
        ("excluded", "2020-01-01", (), "excluded"),
        ("form", "2020-01-01", (), "excluded"),
        ("genus", "2020-01-01", ("I", "II"), "family"),
        ("bare genus", "2009-12-31", ("III",), None),
        ("bare genus", "2010-01-01", (), None),
        ("lone", "1960-01-01", ("III",), "lone"),
    ],
)
def test_the_nearest_listing_in_force_counts(
    taxon_id: str, day: str, expected: tuple[str, ...], under: str | None
) -> None:
    small = SpeciesList(SMALL, LISTINGS, [])
    status = appendix(small, taxon_id, date.fromisoformat(day))
    assert status.appendices == expected
    assert (status.listed_under.taxon_id if status.listed_under else None) == under


def test_a_taxon_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        appendix(SpeciesList(SMALL, LISTINGS, []), "nothing", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1999-12-31", False),
        ("2000-01-01", True),
        ("2009-12-31", True),
        ("2010-01-01", False),
    ],
)
def test_a_listing_ends_before_its_last_day(day: str, expected: bool) -> None:
    listing = make_listing("x", "I", "2000-01-01", "2010-01-01")
    assert in_force(listing, date.fromisoformat(day)) is expected
