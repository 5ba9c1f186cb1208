"""Common names of all sources: cleaned, in the right place, each with its language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from crawler.species.build.cleaning import clean, long_enough
from crawler.species.build.common_sources import WORDNETS, Candidate, candidates
from crawler.species.build.inputs import facts
from crawler.species.build.taxa import Layers
from crawler.species.languages import tag
from crawler.species.model import Name, Taxon
from crawler.species.species_list import fold_name

OWN = "citeswatch"
SHARED_BY = 3
SHARED_BY_MANY = 6
"""From this many species on, a name (of one word, of more) is their group's."""
LOW = {"species", "subspecies", "variety"}
LIFT_TO = {"genus", "subfamily", "family"}

Key = tuple[str, str]
"""Language without script, folded text."""


def common_names(
    layers: Layers,
    taxa: dict[str, Taxon],
    scientific: list[Name],
    listed: set[str],
    worth: dict[str, str],
) -> list[Name]:
    """Give the common and trade names.

    *listed* holds the ids that a listing of today reaches, own or from above.
    *worth* holds those that some listing, NC too, ever reached, with the highest
    Appendix: no other species gets a common name, or every "fallow deer" would
    be its one listed subspecies.
    """
    ids = {
        row.text: taxa[row.taxon_id].accepted_id or row.taxon_id for row in scientific
    }
    latin = {fold_name(row.text): ids[row.text] for row in scientific}
    barred = {(ids[row["taxon"]], row["text"]) for row in facts("not_from_wordnet")}
    told = [
        name
        for name in _translated(_cleaned(candidates(layers, ids)))
        if _not_latin(name, latin)
        and (taxa[name.taxon_id].rank not in LOW or name.taxon_id in worth)
        and not (name.source in WORDNETS and _is_barred(name, barred, worth))
    ]
    return _first_of_each(_in_one_place(_lifted(told, taxa, listed), taxa))


def _translated(names: Iterator[Name]) -> list[Name]:
    """Leave out the labels of birds that BirdNET gives in English for want of another.

    Such a label has several words, and English names have them all.
    """
    told = list(names)
    english = {
        word for name in told if name.language == "en" for word in _words(name.text)
    }
    return [
        name
        for name in told
        if name.language == "en"
        or not name.source.startswith("birdnet")
        or len(_words(name.text)) < 2
        or not set(_words(name.text)) <= english
    ]


def _words(text: str) -> list[str]:
    return text.casefold().replace("-", " ").split()


def _not_latin(name: Name, latin: dict[str, str]) -> bool:
    """Say whether a common name is more than a scientific name told again.

    Our own may be the scientific name of a taxon below: a lemur is any of the
    Lemuridae, not only of the genus Lemur.
    """
    same = latin.get(fold_name(name.text))
    return same is None or (name.source == OWN and same != name.taxon_id)


def _is_barred(name: Name, barred: set[tuple[str, str]], worth: dict[str, str]) -> bool:
    """Say whether a wordnet's name is known to mislead: wrong sense, or a bird of III."""
    taxon_id = name.taxon_id
    return (
        (taxon_id, "") in barred
        or (taxon_id, name.text) in barred
        or worth.get(taxon_id, "") in {"III", "NC"}
    )


def _cleaned(found: Iterator[Candidate]) -> Iterator[Name]:
    dropped = {
        (row["language"], fold_name(row["text"])) for row in facts("too_general")
    }
    for row in found:
        for text in clean(row.text):
            tags = tag(row.language, text)
            if tags is None:
                continue
            if row.source != OWN and not long_enough(text, tags[0]):
                continue
            key = (tags[0].split("-")[0], fold_name(text))
            if row.source != OWN and key in dropped:
                continue
            yield Name(row.taxon_id, text, tags[0], tags[1], row.kind, row.source)


def _lifted(names: list[Name], taxa: dict[str, Taxon], listed: set[str]) -> list[Name]:
    """Move a word that several species share to the genus or family that holds them.

    It moves only to a taxon that a listing reaches; a word shared across families
    goes. A name of several words stays with each species until SHARED_BY_MANY
    bear it. So goes a single word that a wordnet gives to more than one taxon.
    """
    holders: defaultdict[Key, dict[str, None]] = defaultdict(dict)
    for name in names:
        if taxa[name.taxon_id].rank in LOW:
            holders[_key(name)][name.taxon_id] = None
    kept = []
    for name in names:
        ids = list(holders[_key(name)])
        one_word = " " not in name.text
        if taxa[name.taxon_id].rank not in LOW or name.source == OWN:
            kept.append(name)
        elif len(ids) >= (SHARED_BY if one_word else SHARED_BY_MANY):
            place = _common_ancestor(ids, taxa)
            if place in listed:
                kept.append(Name(place, *_rest(name)))
        elif not (len(ids) > 1 and one_word and name.source in WORDNETS):
            kept.append(name)
    return kept


def _in_one_place(names: list[Name], taxa: dict[str, Taxon]) -> Iterator[Name]:
    """Keep a name either on a taxon or on one above it, not on both.

    What one species alone bears is its own name ("giant panda" is not all bears);
    what more bear, or only a wordnet gives to the species, is the group's.
    """
    bearers: defaultdict[Key, dict[str, Name]] = defaultdict(dict)
    for name in names:
        same = bearers[_key(name)]
        known = same.get(name.taxon_id)
        if known is None or known.source in WORDNETS:
            same[name.taxon_id] = name
    kept = {key: _places(same, taxa) for key, same in bearers.items()}
    for name in names:
        if name.taxon_id in kept[_key(name)]:
            yield name


def _places(same: dict[str, Name], taxa: dict[str, Taxon]) -> set[str]:
    """Choose among the bearers of one name: our own first, then from the highest down."""
    above = {taxon_id: set(_above(taxon_id, taxa)) for taxon_id in same}
    kept = {taxon_id for taxon_id, name in same.items() if name.source == OWN}
    over_own = {upper for taxon_id in kept for upper in above[taxon_id]}
    for taxon_id in sorted(same, key=lambda key: (len(above[key]), key)):
        if taxon_id in over_own or above[taxon_id] & kept:
            continue
        species = [
            other
            for other, name in same.items()
            if taxon_id in above[other]
            and taxa[other].rank in LOW
            and name.source not in WORDNETS
        ]
        if len(species) != 1:
            kept.add(taxon_id)
    return kept


def _first_of_each(names: Iterator[Name]) -> list[Name]:
    first: dict[tuple[str, str, str], Name] = {}
    for name in names:
        first.setdefault((name.taxon_id, *_key(name)), name)
    return list(first.values())


def _key(name: Name) -> Key:
    return name.language.split("-")[0], fold_name(name.text).replace("’", "'")


def _rest(name: Name) -> tuple[str, str, str, str, str]:
    return name.text, name.language, name.script, name.kind, name.source


def _common_ancestor(ids: list[str], taxa: dict[str, Taxon]) -> str:
    """Give the nearest taxon above all, if it is a genus, subfamily or family."""
    shared = set(_above(ids[0], taxa))
    for taxon_id in ids[1:]:
        shared &= set(_above(taxon_id, taxa))
    for above in _above(ids[0], taxa):
        if above in shared:
            return above if taxa[above].rank in LIFT_TO else ""
    return ""


def _above(taxon_id: str, taxa: dict[str, Taxon]) -> list[str]:
    above, at = [], taxa[taxon_id].parent_id
    while at:
        above.append(at)
        at = taxa[at].parent_id
    return above
