"""The twelve taxon groups that reports count by."""

from __future__ import annotations

from crawler.species.model import Taxon

GROUPS = (
    "mammals",
    "birds",
    "reptiles",
    "amphibians",
    "sharks and rays",
    "other fish",
    "corals",
    "other invertebrates",
    "orchids",
    "cacti and succulents",
    "timber and trees",
    "other plants",
)

_BY_CLASS = {
    "Mammalia": "mammals",
    "Aves": "birds",
    "Reptilia": "reptiles",
    "Amphibia": "amphibians",
    "Elasmobranchii": "sharks and rays",
    "Actinopteri": "other fish",
    "Actinopterygii": "other fish",
    "Coelacanthi": "other fish",
    "Dipneusti": "other fish",
    "Anthozoa": "corals",
    "Hydrozoa": "corals",
}

_SUCCULENT_FAMILIES = {
    "Agavaceae",
    "Aizoaceae",
    "Asparagaceae",
    "Cactaceae",
    "Crassulaceae",
    "Didiereaceae",
    "Fouquieriaceae",
    "Passifloraceae",
    "Pedaliaceae",
    "Portulacaceae",
    "Vitaceae",
    "Welwitschiaceae",
}
_SUCCULENT_GENERA = {
    "Aloe",
    "Aloestrela",
    "Aloidendron",
    "Aloiampelos",
    "Gonialoe",
    "Kumara",
    "Euphorbia",
    "Hoodia",
    "Pachypodium",
    "Pelargonium",
    "Monsonia",
    "Raphionacme",
    "Crassothonna",
}
_TREE_FAMILIES = {
    "Araliaceae",
    "Araucariaceae",
    "Betulaceae",
    "Bignoniaceae",
    "Caryocaraceae",
    "Cupressaceae",
    "Ebenaceae",
    "Fagaceae",
    "Juglandaceae",
    "Lauraceae",
    "Leguminosae",
    "Magnoliaceae",
    "Malvaceae",
    "Meliaceae",
    "Oleaceae",
    "Pinaceae",
    "Podocarpaceae",
    "Rosaceae",
    "Rubiaceae",
    "Santalaceae",
    "Taxaceae",
    "Thymelaeaceae",
    "Trochodendraceae",
    "Zygophyllaceae",
}
_NOT_TREES = {"Panax"}  # ginseng: a herb among the Araliaceae


def taxon_group(taxon: Taxon) -> str:
    """Give the group of a taxon.

    Plants are grouped by how they are traded: a family counts as timber when the
    Appendices list it for its wood, oil or bark.
    """
    if taxon.kingdom == "Plantae":
        return _plant_group(taxon)
    return _BY_CLASS.get(taxon.class_) or _by_own_name(taxon)


def _by_own_name(taxon: Taxon) -> str:
    if taxon.rank == "class":
        return _BY_CLASS.get(taxon.scientific_name, "other invertebrates")
    return "other invertebrates"


def _plant_group(taxon: Taxon) -> str:
    if taxon.family == "Orchidaceae" or taxon.order == "Orchidales":
        return "orchids"
    if taxon.family in _SUCCULENT_FAMILIES or taxon.genus in _SUCCULENT_GENERA:
        return "cacti and succulents"
    if taxon.family in _TREE_FAMILIES and taxon.genus not in _NOT_TREES:
        return "timber and trees"
    return "other plants"
