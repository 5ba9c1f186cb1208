"""The tree of taxa while it is being built."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crawler.species.model import Taxon
from crawler.species.scientific import rank_of

ABOVE = ("family", "order", "class", "phylum", "kingdom")
PHYLUM_OF_CLASS = {
    "Mammalia": "Chordata",
    "Aves": "Chordata",
    "Reptilia": "Chordata",
    "Amphibia": "Chordata",
    "Elasmobranchii": "Chordata",
    "Actinopteri": "Chordata",
    "Coelacanthi": "Chordata",
    "Dipneusti": "Chordata",
    "Insecta": "Arthropoda",
    "Arachnida": "Arthropoda",
    "Bivalvia": "Mollusca",
    "Cephalopoda": "Mollusca",
    "Gastropoda": "Mollusca",
    "Anthozoa": "Cnidaria",
    "Hydrozoa": "Cnidaria",
    "Holothuroidea": "Echinodermata",
    "Hirudinoidea": "Annelida",
}


SUBFAMILY_OF_GENUS = dict.fromkeys(
    ("Aonyx", "Enhydra", "Hydrictis", "Lontra", "Lutra", "Lutrogale", "Pteronura"),
    "Lutrinae",
)
"""The one subfamily that the Appendices list: the otters."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a genus or family stands in the classification that CITES uses."""

    kingdom: str = ""
    phylum: str = ""
    class_: str = ""
    order: str = ""
    family: str = ""

    def at(self, rank: str) -> str:
        """Give the name at a rank."""
        return str(getattr(self, "class_" if rank == "class" else rank))


@dataclass(slots=True)
class Draft:
    """A taxon being assembled."""

    taxon_id: str
    name: str
    rank: str
    source: str
    place: Place
    accepted_id: str = ""


class Tree:
    """All drafts, found by id or by name; higher taxa are made when needed."""

    def __init__(self) -> None:
        self.drafts: dict[str, Draft] = {}
        self._ids: dict[str, str] = {}
        self._genera: dict[str, Place] = {}
        self._families: dict[str, Place] = {}

    def learn_place(self, genus: str, place: Place) -> None:
        """Keep the place of a genus; what is known first stays."""
        if not place.phylum and place.class_:
            place = replace(place, phylum=PHYLUM_OF_CLASS.get(place.class_, ""))
        if place.family:
            known = self._families.get(place.family)
            if known:
                place = known
            elif place.kingdom and (place.order or place.kingdom == "Plantae"):
                self._families[place.family] = place
        if genus and genus not in self._genera and place.family:
            self._genera[genus] = place

    def place_of(self, name: str) -> Place | None:
        """Give the place of the genus that *name* begins with."""
        return self._genera.get(name.split(maxsplit=1)[0])

    def place_of_family(self, family: str) -> Place | None:
        """Give the place of a family."""
        return self._families.get(family)

    def find(self, name: str) -> Draft | None:
        """Find a draft by its scientific name."""
        taxon_id = self._ids.get(name)
        return self.drafts[taxon_id] if taxon_id else None

    def add(
        self,
        taxon_id: str,
        name: str,
        source: str,
        rank: str = "",
        place: Place | None = None,
    ) -> Draft:
        """Add a taxon; one that is there already by id stays as it is."""
        if taxon_id in self.drafts:
            return self.drafts[taxon_id]
        rank = rank or rank_of(name)
        found = place or self.place_of(name) or self.place_of_family(name) or Place()
        draft = Draft(taxon_id, name, rank, source, found)
        self.drafts[taxon_id] = draft
        self._ids.setdefault(name, taxon_id)
        return draft

    def ensure(self, name: str, rank: str, place: Place, source: str) -> Draft:
        """Give the draft of a higher taxon, made with an id of ours if missing."""
        found = self.find(name)
        if found and found.rank == rank:
            return found
        taxon_id = f"{rank}-{name.lower().replace(' ', '-')}"
        return self.add(taxon_id, name, source, rank, place)

    def finish(self) -> list[Taxon]:
        """Make every taxon above the drafts, and turn all into taxa."""
        for draft in list(self.drafts.values()):
            self._parent(draft)
        parents = {d.taxon_id: self._parent(d) for d in self.drafts.values()}
        return [self._taxon(d, parents[d.taxon_id]) for d in self.drafts.values()]

    def _parent(self, draft: Draft) -> str:
        words = draft.name.split()
        if draft.rank in {"subspecies", "variety"}:
            above = self.ensure(
                " ".join(words[:2]), "species", draft.place, draft.source
            )
        elif draft.rank == "species":
            above = self.ensure(words[0], "genus", draft.place, draft.source)
        elif draft.rank == "genus" and draft.name in SUBFAMILY_OF_GENUS:
            name = SUBFAMILY_OF_GENUS[draft.name]
            above = self.ensure(name, "subfamily", draft.place, draft.source)
        else:
            return self._higher_parent(draft)
        self._parent(above)
        return above.taxon_id

    def _higher_parent(self, draft: Draft) -> str:
        ranks = {"genus": 0, "subfamily": 0, "family": 1, "order": 2, "class": 3}
        start = {"phylum": 4, "kingdom": 5}.get(draft.rank, ranks.get(draft.rank, 5))
        for index in range(start, len(ABOVE)):
            name = draft.place.at(ABOVE[index])
            if name:
                above = self.ensure(name, ABOVE[index], draft.place, draft.source)
                self._higher_parent(above)
                return above.taxon_id
        return ""

    def _taxon(self, draft: Draft, parent: str) -> Taxon:
        own = ABOVE.index(draft.rank) if draft.rank in ABOVE else -1
        shown = {
            rank: draft.place.at(rank) if index >= own else ""
            for index, rank in enumerate(ABOVE)
        }
        return Taxon(
            taxon_id=draft.taxon_id,
            scientific_name=draft.name,
            rank=draft.rank,
            parent_id=parent,
            kingdom=shown["kingdom"],
            phylum=shown["phylum"],
            class_=shown["class"],
            order=shown["order"],
            family=shown["family"],
            genus=draft.name.split()[0] if draft.rank in LOW_RANKS else "",
            accepted_id=draft.accepted_id,
            source=draft.source,
        )


LOW_RANKS = {"genus", "species", "subspecies", "variety"}
