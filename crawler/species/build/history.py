"""Putting dates on listings, and past listings beside those of today."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from crawler.species.build.inputs import facts
from crawler.species.build.taxa import Layers
from crawler.species.model import LegalListing, Taxon


@dataclass(frozen=True)
class Event:
    """One row of facts/history.csv: a listing with the dates that are known.

    With `valid_until` it is a past listing, else the start of one of today.
    `below` carries it to the taxa below: "yes" to those that were not in that
    Appendix in 2017, "all" to every one without an event of its own.
    """

    taxon_id: str
    appendix: str
    population: str
    valid_from: date | None
    valid_until: date | None
    source: str
    below: str
    party: str


def with_history(
    listings: list[LegalListing], taxa: dict[str, Taxon], layers: Layers
) -> list[LegalListing]:
    """Date the listings of today and add those of the past.

    Raises:
        ValueError: an event names a taxon or a listing that is not there.
    """
    events = _read_events(layers)
    rows = _replace_ended(listings, events)
    own = {(e.taxon_id, e.appendix) for e in events}
    below = _children(taxa)
    current = {(row.taxon_id, row.appendix) for row in rows}
    unfounded: list[str] = []
    for event in events:
        if event.valid_until:
            continue
        ids = {event.taxon_id}
        if event.below:
            ids |= {
                taxon_id
                for taxon_id in _descendants(event.taxon_id, below)
                if (taxon_id, event.appendix) not in own
                and (
                    event.below == "all"
                    or not _was_listed(layers, taxon_id, event.appendix)
                )
            }
        if (event.taxon_id, event.appendix) not in current:
            unfounded.append(f"{taxa[event.taxon_id].scientific_name} {event.appendix}")
        rows = _start(rows, ids, event)
    if unfounded:
        raise ValueError(
            f"facts/history.csv begins listings that no source has: {unfounded}"
        )
    past = [_past(e) for e in events if e.valid_until]
    return rows + past


def _read_events(layers: Layers) -> list[Event]:
    events, unknown = [], set()
    for fact in facts("history"):
        draft = layers.tree.find(fact["taxon"])
        if draft is None or draft.accepted_id:
            unknown.add(fact["taxon"])
            continue
        events.append(
            Event(
                draft.taxon_id,
                fact["appendix"],
                fact["population"],
                _day(fact["valid_from"]),
                _day(fact["valid_until"]),
                fact["source"],
                fact["below"],
                fact["party"],
            )
        )
    if unknown:
        raise ValueError(f"facts/history.csv: unknown: {', '.join(sorted(unknown))}")
    return events


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _replace_ended(
    listings: list[LegalListing], events: list[Event]
) -> list[LegalListing]:
    """Drop listings of the older layers that an event says have ended.

    A listing of today in the same Appendix (the other half of a split) stays
    when an event also gives its beginning.
    """
    ended = {(e.taxon_id, e.appendix) for e in events if e.valid_until}
    begun = {(e.taxon_id, e.appendix) for e in events if not e.valid_until}
    return [
        row for row in listings if (row.taxon_id, row.appendix) not in ended - begun
    ]


def _start(rows: list[LegalListing], ids: set[str], event: Event) -> list[LegalListing]:
    return [
        replace(row, valid_from=event.valid_from)
        if row.taxon_id in ids
        and row.appendix == event.appendix
        and row.valid_from is None
        else row
        for row in rows
    ]


def _past(event: Event) -> LegalListing:
    return LegalListing(
        event.taxon_id,
        event.appendix,
        event.population,
        event.party,
        "",
        event.valid_from,
        event.valid_until,
        event.source,
    )


def _was_listed(layers: Layers, taxon_id: str, appendix: str) -> bool:
    row = layers.index.get(taxon_id)
    return row is not None and appendix in row.appendices


def _children(taxa: dict[str, Taxon]) -> dict[str, list[str]]:
    children: defaultdict[str, list[str]] = defaultdict(list)
    for taxon in taxa.values():
        children[taxon.parent_id].append(taxon.taxon_id)
    return children


def _descendants(taxon_id: str, children: dict[str, list[str]]) -> set[str]:
    found, todo = set(), list(children.get(taxon_id, ()))
    while todo:
        child = todo.pop()
        found.add(child)
        todo += children.get(child, ())
    return found
