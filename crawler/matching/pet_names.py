"""Short, fond and often misspelt words for animals: `tort`, `Schildi`, `черепашка`.

Misspellings stand here that are words of another language, such as `pyton`; others are
found as such. They stand for the noun in every name that holds it: `Hermann tort`, `черепашка
среднеазиатская`. Folded, each with its plural where it has one.
"""

from __future__ import annotations

_BY_LANGUAGE: dict[str, dict[str, str]] = {
    "en": {
        "tortoise": "tort torts tortise tortises",
        "chameleon": "cham chams cameleon cameleons chamaeleon",
        "marmoset": "marmi marmis",
        "arowana": "arowanna arowannas",
        "cockatoo": "cockatoes",
        "capuchin": "cappuchin capucin",
        "conure": "connure connures",
        "python": "pyton pytons phyton phytons piton pitons",
        "macaw": "makaw makaws maccow maccows",
        "hyacinth": "hyacint hyacinthe",
        "squirrel": "squirel squirell",
        "gecko": "geko gekos gekko gekkos",
        "crocodile": "crocodil",
        "leopard": "leapord",
        "cheetah": "cheeta chetah",
        "banggai": "bangai",
        "clam": "clamshell clamshells",
    },
    "de": {
        "papagei": "papagai papageichen",
        "affe": "affchen",
        "krokodil": "crocodil",
        "schlange": "schlangchen",
        "chamaleon": "chamaleons",
    },
    "fr": {
        "tortue": "tte ttes tort",
        "grande": "gde",
        "grand": "gd",
        "petite": "pte",
        "perroquet": "perroket",
        "python": "piton pitons pyton",
        "royal": "royale royales",
    },
    "es": {
        "tortuga": "tortuguita tortuguitas",
        "loro": "lorito loritos",
        "boa": "boita boitas",
        "mono": "monito monitos",
        "cotorra": "cotorrita cotorritas",
        "iguana": "iguanita iguanitas",
        "guacamayo": "guacamayito",
        "guacamaya": "guacamayita",
        "camaleon": "camaleoncito camaleoncitos",
        "ajolote": "ajolotito ajolotitos",
    },
    "pt": {
        "tartaruga": "tartaruguinha tartaruguinhas",
        "jabuti": "jabutizinho jabutizinhos jaboti jabotis",
        "macaco": "macaquinho macaquinhos",
        "papagaio": "papagainho papagaiozinho papagayo",
        "jiboia": "jiboinha jiboinhas",
        "iguana": "iguaninha",
        "sagui": "saguizinho saguizinhos",
    },
    "it": {
        "tartaruga": "tartarughina tartarughine",
        "pappagallo": "pappagallino pappagallini",
        "scimmia": "scimmietta scimmiette",
        "camaleonte": "camaleontino",
    },
    "nl": {
        "schildpad": "schildpadje schildpadjes",
        "landschildpad": "landschildpadje landschildpadjes",
        "papegaai": "papegaaitje papegaaitjes",
        "aap": "aapje aapjes",
        "leguaan": "leguaantje leguaantjes",
        "kameleon": "kameleontje kameleontjes",
        "python": "pythonnetje pythonnetjes",
        "uil": "uiltje uiltjes",
        "ara": "araatje",
    },
    "pl": {
        "zolw": "zolwik zolwiki zolwia",
        "papuga": "papuzka papuzki papuzke",
        "malpa": "malpka malpki malpke",
        "pyton": "pytonik pytonek python piton",
        "kameleon": "kameleonik kameleonki",
        "legwan": "legwanik",
        "sowa": "sowka sowki",
    },
    "ru": {
        "черепаха": "черепашка черепашки черепашку черепашонок черепашата",
        "попугаи": "попугаичик попугаичики попугаичика",
        "обезьяна": "обезьянка обезьянки обезьянку",
        "питон": "питончик питончики",
        "удав": "удавчик удавчики",
        "хамелеон": "хамелеончик хамелеончики хамелеоша",
        "игуана": "игуанка игуанки",
        "сова": "совенок совушка",
        "лемур": "лемурчик лемурчики",
    },
    "uk": {
        "черепаха": "черепашка черепашки черепашку",
        "папуга": "папужка папужки папужку папугаичик",
        "мавпа": "мавпочка мавпочки мавпенятко",
        "пітон": "пітончик",
        "удав": "удавчик",
    },
    "tr": {
        "papagan": "papagancik",
        "maymun": "maymuncuk",
    },
}


def pet_names(word: str, language: str) -> set[str]:
    """Give the short and fond words for an animal, folded; none for most words.

    A German `Schildkröte` of any kind is a `Schildi`.
    """
    if language == "de" and word.endswith("schildkrote"):
        short = word.removesuffix("krote")
        found = {short + "i", short + "is"}
        return found | ({"landi", "landis"} if word.startswith("land") else set())
    return set(_BY_LANGUAGE.get(language, {}).get(word, "").split())
