"""The kinds of specimen terms, and which taxa each speaks for.

`tooth` beside `shark` speaks for a specimen, `tooth` beside `rosewood` does not.
A taxon is given by itself or by any rank above it.
"""

from __future__ import annotations

from dataclasses import dataclass

_LEATHER = (
    "Crocodylia Serpentes Sauria Testudines Proboscidea Hippopotamidae Elasmobranchii"
    " Tayassuidae Pinnipedia Phocidae Otariidae Odobenidae Struthionidae Acipenseriformes"
    " Pholidota Arapaima"
)
_LEATHER_GOODS = "Crocodylia Serpentes Sauria Struthionidae"
_VERTEBRATES = "Mammalia Aves Reptilia Amphibia Elasmobranchii Actinopteri Coelacanthi"
_IVORY = (
    "Proboscidea Odobenidae Hippopotamidae Cetacea Sirenia Suidae Bucerotidae"
    " Physeteridae Monodontidae"
)
_HARD_PARTS = f"{_IVORY} Testudines Mollusca Anthozoa Hydrozoa Rhinocerotidae Bovidae"
_WOODS = "group:timber_and_trees"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of specimen term.

    `taxa` are the taxa that it speaks for; `reach` is how many words may stand
    between it and the name (a bag is a python bag only beside the word).
    `points` is what it adds to a name that it speaks for.
    """

    name: str
    taxa: frozenset[str]
    reach: int
    points: int


def _kind(name: str, taxa: str, reach: int = 99, points: int = 25) -> Kind:
    return Kind(name, frozenset(taxa.split()), reach, points)


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind("live", "Animalia"),
        _kind("sex and age", "Animalia", points=15),
        _kind("morph", "Serpentes Sauria Testudines Amphibia", 2, 16),
        _kind("plant", "Plantae"),
        _kind("seed", "Plantae", 4),
        _kind("ivory", _IVORY, 3, 30),
        _kind("tusk", f"{_IVORY} Moschidae", 4, 30),
        _kind("tooth", "Mammalia Reptilia Elasmobranchii", 3),
        _kind("jaw", _VERTEBRATES, 6),
        _kind("claw", "Mammalia Aves Reptilia", 3),
        _kind("skull", _VERTEBRATES, 8),
        _kind("bone", _VERTEBRATES, 2),
        _kind("horn", "Rhinocerotidae Bovidae Cervidae Antilocapridae Giraffidae", 3),
        _kind("scale", "Pholidota Manidae Actinopteri Testudines", 3, 30),
        _kind("shell", "Testudines Mollusca", 3),
        _kind("casque", "Bucerotidae", 4, 30),
        _kind("skin", _VERTEBRATES, 3),
        _kind("leather", _LEATHER, 2),
        _kind("leather product", _LEATHER_GOODS, 2),
        _kind("fur", "Mammalia", 2),
        _kind("hair", "Mammalia", 1),
        _kind("wool", "Bovidae Camelidae", 3),
        _kind("feather", "Aves", 2),
        _kind("egg", "Aves Reptilia Acipenseriformes", 2, 20),
        _kind("fin", "Elasmobranchii", 1, 30),
        _kind("roe", "Acipenseriformes", 2, 30),
        _kind("meat", "Animalia", 1),
        _kind("organ", "Animalia", 2),
        _kind("body part", _VERTEBRATES, 1, 12),
        _kind("bile", "Ursidae Testudines", 3, 40),
        _kind("musk", "Moschidae", 3, 30),
        _kind("oil", "Cetacea Crocodylia Serpentes Testudines", 1, 20),
        _kind("medicine", "Animalia Plantae", 5, 15),
        _kind("extract", "Animalia Plantae", 1, 10),
        _kind("timber", _WOODS, 2),
        _kind("wooden product", _WOODS, 5),
        _kind("resin", "Aquilaria Gyrinops Boswellia Thymelaeaceae", 2, 30),
        _kind("carving", f"{_HARD_PARTS} {_WOODS}", 4),
        _kind("ornament", _HARD_PARTS, 4, 20),
        _kind("coral", "Anthozoa Hydrozoa", 3, 20),
        _kind("taxidermy", "Animalia", points=35),
        _kind("trophy", _VERTEBRATES, 3),
        _kind("specimen", "Animalia Plantae", 4, 15),
        _kind("genuine", "Animalia Plantae", 4, 15),
        _kind("antique", f"{_HARD_PARTS} {_WOODS}", points=15),
        # Adjectives, made when the list is compiled; they speak for no other name.
        _kind("made of", ""),
        _kind("made of, or in its pattern", ""),
        _kind("luxury leather", "Crocodylia Serpentes Sauria Struthionidae", points=15),
    )
}
"""Every kind that `specimens.csv` may name."""
