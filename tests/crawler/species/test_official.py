"""The official downloads are read as they are published."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from crawler.species import SpeciesFileError
from crawler.species.official.download import KNOWN_FORMATS, read_download
from crawler.species.official.records import OfficialTaxon

INDEX = (
    "TaxonId,Kingdom,Phylum,Class,Order,Family,Genus,Species,Subspecies,FullName,"
    "AuthorYear,RankName,CurrentListing,FullAnnotationEnglish,AnnotationEnglish,"
    "AnnotationSpanish,AnnotationFrench,#AnnotationSymbol,#Annotation,"
    "SynonymsWithAuthors,EnglishNames,SpanishNames,FrenchNames,CitesAccepted,"
    "All_DistributionISOCodes,All_DistributionFullNames,NativeDistributionFullNames,"
    "Introduced_Distribution,Introduced(?)_Distribution,Reintroduced_Distribution,"
    "Extinct_Distribution,Extinct(?)_Distribution,Distribution_Uncertain\n"
    '2425,Animalia,Chordata,Reptilia,Serpentes,Pythonidae,Python,,,Python,"Daudin, '
    '1803",GENUS,I/II,"Appendix II:[FAMILY listing]\r\n<i>Python</i>",,,,,,"","","","",'
    'true,"","","","","","","","",""\n'
    "5467,Animalia,Chordata,Reptilia,Serpentes,Pythonidae,Python,regius,,Python "
    'regius,"(Shaw, 1802)",SPECIES,II,Appendix II: ,Appendix II: ,Appendix II: ,'
    'Appendix II: ,,Appendix II: ,"Boa regia Shaw, 1802, Python belli Gray, 1842",'
    '"Ball Python, Royal Python",Pitón real,Python royal,true,"BJ, GH","Benin, Ghana",'
    '"Benin, Ghana","","","","","",""\n'
    "28106,Plantae,,,Fabales,Leguminosae,Pterocarpus,santalinus,,Pterocarpus "
    'santalinus,L.f.,SPECIES,II,,,,,#7,,"","Red Sandalwood",,,true,IN,India,India,'
    '"","","","","",""\n'
)
SPECIES_PLUS = (
    "Id,Kingdom,Phylum,Class,Order,Family,Genus,Species,Subspecies,Scientific Name,"
    "Author,Rank,Listing,Party,Listed under,Full note,# Full note,"
    "All_DistributionFullNames,All_DistributionISOCodes\n"
    "6810,Animalia,Chordata,Reptilia,Crocodylia,Alligatoridae,Alligator,"
    'mississippiensis,,Alligator mississippiensis,"(Daudin, 1801)",SPECIES,II,,'
    'Crocodylia spp.,"**II** [ORDER listing Crocodylia spp.]",,United States of '
    "America,US\n"
    "65722,Animalia,Chordata,Reptilia,Sauria,Gekkonidae,Woodworthia,maculatus,,"
    'Woodworthia maculatus,"(Gray, 1845)",SPECIES,III,NZ,Woodworthia spp.,,,'
    "New Zealand,NZ\n"
)
API = {
    "pagination": {"current_page": 1, "per_page": 500, "total_entries": 2},
    "taxon_concepts": [
        {
            "id": 4521,
            "full_name": "Loxodonta africana",
            "author_year": "(Blumenbach, 1797)",
            "rank": "SPECIES",
            "name_status": "A",
            "updated_at": "2022-10-25T10:29:30.033Z",
            "active": True,
            "cites_listing": "I/II",
            "higher_taxa": {
                "kingdom": "Animalia",
                "phylum": "Chordata",
                "class": "Mammalia",
                "order": "Proboscidea",
                "family": "Elephantidae",
            },
            "synonyms": [
                {
                    "id": 37069,
                    "full_name": "Loxodonta cyclotis",
                    "author_year": "(Matschie, 1900)",
                    "rank": "SPECIES",
                }
            ],
            "common_names": [
                {"name": "Afrikanischer Elefant", "language": "DE"},
                {"name": "Slon", "language": "RU"},
            ],
            "cites_listings": [
                {
                    "id": 30344,
                    "appendix": "I",
                    "annotation": "Except the populations of Botswana, Namibia",
                    "hash_annotation": None,
                    "effective_at": "2017-01-02",
                    "party": None,
                },
                {
                    "id": 30115,
                    "appendix": "II",
                    "annotation": "The populations of Botswana, Namibia",
                    "hash_annotation": None,
                    "effective_at": "2019-11-26",
                    "party": None,
                },
            ],
        },
        {
            "id": 99,
            "full_name": "Elephas africanus",
            "rank": "SPECIES",
            "name_status": "S",
        },
    ],
}


def read(path: Path, text: str) -> list[OfficialTaxon]:
    path.write_text(text, encoding="utf-8", newline="")
    return read_download(path).taxa


def test_the_checklist_index_is_read_with_its_line_breaks_in_cells(
    tmp_path: Path,
) -> None:
    genus, python, sandalwood = read(tmp_path / "Index_of_CITES_Species.csv", INDEX)
    assert genus.rank == "genus"
    assert genus.appendices == ("I", "II")
    assert python == OfficialTaxon(
        taxon_id="5467",
        scientific_name="Python regius",
        rank="species",
        kingdom="Animalia",
        phylum="Chordata",
        class_="Reptilia",
        order="Serpentes",
        family="Pythonidae",
        genus="Python",
        appendices=("II",),
        synonyms=("Boa regia", "Python belli"),
        common=(
            ("en", "Ball Python"),
            ("en", "Royal Python"),
            ("es", "Pitón real"),
            ("fr", "Python royal"),
        ),
    )
    assert sandalwood.annotation == "#7"


def test_a_gzipped_index_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "index.csv.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + INDEX.encode()))
    download = read_download(path)
    assert download.title == "Checklist of CITES Species"
    assert len(download.taxa) == 3


def test_the_listings_of_species_plus_are_read(tmp_path: Path) -> None:
    alligator, gecko = read(tmp_path / "cites_listings.csv", SPECIES_PLUS)
    assert alligator.appendices == ("II",)
    assert alligator.listed_under == "Crocodylia spp."
    assert alligator.synonyms is None
    assert (gecko.appendices, gecko.party) == (("III",), "NZ")


def test_the_answer_of_the_species_plus_api_is_read(tmp_path: Path) -> None:
    (elephant,) = read(tmp_path / "taxon_concepts.json", json.dumps(API))
    assert elephant.taxon_id == "4521"
    assert elephant.class_ == "Mammalia"
    assert elephant.synonyms == ("Loxodonta cyclotis",)
    assert elephant.common == (("de", "Afrikanischer Elefant"), ("ru", "Slon"))
    one, two = elephant.listings
    assert (one.appendix, one.valid_from) == ("I", date(2017, 1, 2))
    assert (two.appendix, two.valid_from) == ("II", date(2019, 11, 26))
    assert one.population.startswith("Except the populations of Botswana")


def broken_api(**changes: object) -> str:
    concept = {**API["taxon_concepts"][0], **changes}  # type: ignore[dict-item]
    return json.dumps({"taxon_concepts": [concept]})


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("index.csv", INDEX.replace(",RankName", ",Rank_Name"), 'column "RankName"'),
        ("index.csv", INDEX.replace(",SPECIES,", ",SPECIE,", 1), "no known rank"),
        ("index.csv", INDEX.replace("28106,", ",", 1), "no id"),
        ("sp.csv", SPECIES_PLUS.replace(",Listing,", ",List,"), 'column "Listing"'),
        ("sp.csv", SPECIES_PLUS.replace("65722", "x", 1), "without Species+ id"),
        ("a.json", '{"taxon_concepts": [', "not valid JSON"),
        ("a.json", '{"taxon_concepts": {}}', 'no list "taxon_concepts"'),
        ("a.json", broken_api(full_name=None), "taxon concept number 1"),
        (
            "a.json",
            broken_api(cites_listings=[{"appendix": "I", "effective_at": "x"}]),
            "number 1",
        ),
        ("a.json", '{"taxon_concepts": [7]}', "number 1"),
        ("a.csv", "Art,Anhang\nWolf,II\n", "not a download that citeswatch knows"),
        ("a.csv", "", "not a download that citeswatch knows"),
        ("a.pdf", "%PDF-1.7 …", "not a download that citeswatch knows"),
    ],
)
def test_a_wrong_download_says_what_is_wrong(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    path = tmp_path / name
    with pytest.raises(SpeciesFileError) as caught:
        read(path, text)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_an_unknown_file_is_told_which_are_known(tmp_path: Path) -> None:
    with pytest.raises(SpeciesFileError) as caught:
        read(tmp_path / "list.txt", "tiger\n")
    for known in KNOWN_FORMATS:
        assert known in str(caught.value)


def test_a_damaged_gzip_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "index.csv.gz"
    path.write_bytes(gzip.compress(INDEX.encode())[:40])
    with pytest.raises(SpeciesFileError, match="damaged gzip"):
        read_download(path)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SpeciesFileError, match="cannot be read"):
        read_download(tmp_path / "nothing.csv")
