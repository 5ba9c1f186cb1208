"""Names as sellers write them: enough in each language, on the taxon that is meant."""

import pytest

from crawler.species import SpeciesList

LEAST = {
    400: ("en", "fr", "es", "pt", "de", "it", "nl", "pl", "ru", "zh", "ja"),
    150: ("uk", "ko", "th", "vi", "id", "ar", "tr", "hi"),
}

SELLERS_WRITE = [
    ("Python regius", "de", "Königspython"),
    ("Python regius", "es", "pitón bola"),
    ("Python regius", "ja", "ボールパイソン"),
    ("Python regius", "th", "งูหลามบอล"),
    ("Python regius", "vi", "trăn bóng"),
    ("Python regius", "zh", "球蟒"),
    ("Psittacus erithacus", "ru", "жако"),
    ("Ara ararauna", "it", "ara gialloblu"),
    ("Centrochelys sulcata", "nl", "sporenschildpad"),
    ("Stigmochelys pardalis", "fr", "tortue léopard"),
    ("Testudo graeca", "ko", "그리스 육지거북"),
    ("Gavialis gangeticus", "hi", "घड़ियाल"),
    ("Manis pentadactyla", "vi", "tê tê vàng"),
    ("Copsychus malabaricus", "id", "murai batu"),
    ("Dalbergia odorifera", "zh", "海南黄花梨"),
    ("Oophaga pumilio", "th", "กบลูกศรพิษสตรอว์เบอร์รี"),
    ("Tremarctos ornatus", "uk", "очковий ведмідь"),
    ("Falco rusticolus", "ar", "صقر جير"),
    ("Neofelis nebulosa", "tr", "bulutlu leopar"),
]


@pytest.mark.parametrize(
    ("least", "language"),
    [(least, language) for least, languages in LEAST.items() for language in languages],
)
def test_a_language_names_enough_taxa(
    species_list: SpeciesList, least: int, language: str
) -> None:
    named = {
        name.taxon_id
        for name in species_list.names
        if name.language.split("-")[0] == language
    }
    assert len(named) >= least


@pytest.mark.parametrize(("taxon", "language", "text"), SELLERS_WRITE)
def test_what_sellers_write_names_the_taxon(
    species_list: SpeciesList, taxon: str, language: str, text: str
) -> None:
    wanted = species_list.find(taxon)[0].taxon_id
    bearers = {
        name.taxon_id
        for name in species_list.names
        if name.text.casefold() == text.casefold()
        and name.language.split("-")[0] == language
    }
    assert wanted in bearers
