"""Setting downloaded taxa into the tree of the list, with the taxa above them."""

from __future__ import annotations

from dataclasses import replace

from crawler.species.model import Taxon
from crawler.species.official.records import OfficialTaxon

RANKS = (
    "variety",
    "subspecies",
    "species",
    "genus",
    "family",
    "order",
    "class",
    "phylum",
    "kingdom",
)
GENUS = RANKS.index("genus")


class Grafting:
    """The taxa of a list while a download is taken over."""

    def __init__(self, taxa: dict[str, Taxon], source: str) -> None:
        self.taxa = dict(taxa)
        self._source = source
        self._ids = {(t.rank, t.scientific_name): t.taxon_id for t in taxa.values()}

    def take(self, row: OfficialTaxon) -> None:
        """Add the taxon, or give the known one its new name."""
        known = self.taxa.get(row.taxon_id)
        if known is None:
            self._add(row.taxon_id, row.rank, row.scientific_name, row)
        elif known.scientific_name != row.scientific_name:
            level = RANKS.index(known.rank) if known.rank in RANKS else GENUS
            self.taxa[row.taxon_id] = replace(
                known,
                scientific_name=row.scientific_name,
                parent_id=self._parent(level, row.scientific_name, row)
                or known.parent_id,
                genus=row.scientific_name.split(maxsplit=1)[0]
                if level <= GENUS
                else known.genus,
            )

    def _add(self, taxon_id: str, rank: str, name: str, row: OfficialTaxon) -> None:
        level = RANKS.index(rank) if rank in RANKS else GENUS
        self._ids[rank, name] = taxon_id
        self.taxa[taxon_id] = Taxon(
            taxon_id=taxon_id,
            scientific_name=name,
            rank=rank,
            parent_id=self._parent(level, name, row),
            kingdom=row.kingdom,
            phylum=row.phylum if level <= RANKS.index("phylum") else "",
            class_=row.class_ if level <= RANKS.index("class") else "",
            order=row.order if level <= RANKS.index("order") else "",
            family=row.family if level <= RANKS.index("family") else "",
            genus=name.split(maxsplit=1)[0] if level <= GENUS else "",
            accepted_id="",
            source=self._source,
        )

    def _parent(self, level: int, name: str, row: OfficialTaxon) -> str:
        """Find the nearest taxon above, making it if the list lacks it."""
        for rank in RANKS[level + 1 :]:
            above = _name_at(rank, name, row)
            if not above or above == name:
                continue
            if (rank, above) not in self._ids:
                self._add(f"{rank}-{above.lower().replace(' ', '-')}", rank, above, row)
            return self._ids[rank, above]
        return ""


def _name_at(rank: str, name: str, row: OfficialTaxon) -> str:
    words = name.split()
    if rank == "species":
        return " ".join(words[:2]) if len(words) > 2 else ""
    if rank == "genus":
        return words[0] if len(words) > 1 else ""
    if rank in RANKS[:2]:
        return ""
    return str(getattr(row, "class_" if rank == "class" else rank))
