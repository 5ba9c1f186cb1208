"""The one model that every format is made of: the offers, and all around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from crawler import __version__
from crawler.exports.offers import Record, flagged_offers
from crawler.store import Store
from crawler.store.evidence_queries import head
from crawler.store.export_queries import ExportFilters, find_case
from crawler.store.times import utc_text
from crawler.workspace import Workspace

SCHEMA = "citeswatch-export-2"
NOTICE = (
    "Each offer is a name match: its words name a taxon that is listed in the "
    "Appendix given. That is not a finding of illegality."
)
SURENESS = ("likely", "possible", "unlikely", "")


@dataclass(frozen=True, slots=True)
class Package:
    """What is handed over: offers, the surest and newest first, and whose they are."""

    made_at: str
    unit: str
    contact: str
    filters: Mapping[str, Any]
    case: Mapping[str, Any] | None
    evidence_head: tuple[int, str]
    records: list[Record]

    def document(self) -> dict[str, Any]:
        """Give the whole as the JSON Schema in crawler/exports/export.schema.json describes it."""
        versions = {
            match["species_list_version"]
            for record in self.records
            for match in record["matches"]
        }
        number, digest = self.evidence_head
        return {
            "schema": SCHEMA,
            "notice": NOTICE,
            "made_at": self.made_at,
            "software_version": __version__,
            "unit": self.unit,
            "contact": self.contact,
            "species_list_versions": sorted(versions - {""}),
            "filters": dict(self.filters),
            "case": dict(self.case) if self.case else None,
            "evidence_head": {"id": number, "sha256": digest},
            "count": len(self.records),
            "offers": self.records,
        }


def gather(
    workspace: Workspace, store: Store, filters: ExportFilters, moment: datetime
) -> Package:
    """Read from the store what *filters* let through.

    Raises:
        StoreError: there is no such case, or nothing to look for.
    """
    asked = {name: value for name, value in asdict(filters).items() if value}
    if filters.case:
        asked = {"case": filters.case}
    return Package(
        made_at=utc_text(moment),
        unit=workspace.settings.unit,
        contact=workspace.settings.contact,
        filters=asked,
        case=find_case(store.conn, filters.case) if filters.case else None,
        evidence_head=head(store.conn),
        records=sorted(flagged_offers(store, filters), key=_likely_and_new),
    )


def _likely_and_new(record: Record) -> tuple[int, int, float, int]:
    """Sort by Appendix, then what is surer, then what was first seen last."""
    seen = datetime.fromisoformat(record["first_seen_at"]).timestamp()
    appendix = len(record["appendix"]) or 9
    return appendix, SURENESS.index(record["offer"]), -seen, record["id"]
