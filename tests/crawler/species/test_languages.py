"""Every name gets the tag of its language and of its own script."""

import pytest

from crawler.species.build.cleaning import clean, long_enough, singular
from crawler.species.languages import script_of, tag


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("tortue d'Hermann", "Latn"),
        ("тигр", "Cyrl"),
        ("穿山甲", "Hani"),
        ("东方白鹳", "Hans"),
        ("東方白鸛", "Hant"),
        ("ヨウム", "Jpan"),
        ("ニホンザル属の猿", "Jpan"),
        ("호랑이", "Kore"),
        ("เสือโคร่ง", "Thai"),
        ("हाथी", "Deva"),
        ("فيل", "Arab"),
        ("Kobra кобра", ""),
        ("123", ""),
    ],
)
def test_the_letters_tell_the_script(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("language", "text", "tags"),
    [
        ("eng", "tiger", ("en", "Latn")),
        ("cmn", "东方白鹳", ("zh-Hans", "Hans")),
        ("cmn", "東方白鸛", ("zh-Hant", "Hant")),
        ("cmn", "穿山甲", ("zh", "Hani")),
        ("jpn", "穿山甲", ("ja", "Jpan")),
        ("rus", "Slon", None),  # romanised: not how it stands in a title
        ("hin", "Haathi", None),
        ("eng", "тигр", None),
        ("vol", "tigrid", None),  # Volapük is no language of a marketplace
        ("pt-PT", "coala", ("pt-PT", "Latn")),
    ],
)
def test_a_name_is_tagged_or_refused(
    language: str, text: str, tags: tuple[str, str] | None
) -> None:
    assert tag(language, text) == tags


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Tiger", ["Tiger"]),
        ("  Blue   macaw ", ["Blue macaw"]),
        ("Loro gris; Yaco", ["Loro gris", "Yaco"]),
        ("Rusa tutul (import)*", ["Rusa tutul"]),
        ("Kr. Nanas garis", ["Karang Nanas garis"]),
        ("Hermann's tortoise", ["Hermann's tortoise"]),
        ("Python spp.", []),
        ("Species 12", []),
        ("?", []),
        ("", []),
        ("e\u0301le\u0301phant", ["éléphant"]),
        ("皇狨，皇帝狨", ["皇狨", "皇帝狨"]),
    ],
)
def test_a_published_cell_is_cleaned(cell: str, names: list[str]) -> None:
    assert clean(cell) == names


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("ox", "en", False),
        ("fox", "en", True),
        ("象", "zh", False),
        ("大象", "zh", True),
        ("トラ", "ja", False),
        ("ワシミミズク", "ja", True),
        ("बाघ", "hi", True),
    ],
)
def test_a_name_too_short_to_be_found_is_left_out(
    text: str, language: str, expected: bool
) -> None:
    assert long_enough(text, language) is expected


@pytest.mark.parametrize(
    ("plural", "single"),
    [
        ("Elephants", "Elephant"),
        ("Flying foxes", "Flying fox"),
        ("Bushbabies", "Bushbaby"),
        ("Living rock cacti", "Living rock cactus"),
        ("Rhinoceroses", "Rhinoceros"),
        ("Flamingoes", "Flamingo"),
        ("Musk deer", ""),
        ("Rhinoceros", ""),
        ("Cactus", ""),
        ("Tortoises", "Tortoise"),
    ],
)
def test_english_plurals_of_groups_give_their_singular(
    plural: str, single: str
) -> None:
    assert singular(plural) == single
