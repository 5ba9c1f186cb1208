"""What `citeswatch species` prints: taxa, counts and changes as tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from crawler.species import SpeciesList, Taxon, appendix
from crawler.species.appendix import AppendixStatus
from crawler.species.changes import Changes, own_appendices
from crawler.species.groups import taxon_group
from crawler.species.model import LegalListing

FIRST_ROWS = 20
LANGUAGES_FIRST = ("la", "en", "fr", "es")


def describe(species_list: SpeciesList, taxon: Taxon, on: date) -> dict[str, Any]:
    """Give all that the list knows of a taxon as JSON-ready values."""
    status = appendix(species_list, taxon.taxon_id, on)
    return {
        "id": taxon.taxon_id,
        "scientific_name": taxon.scientific_name,
        "rank": taxon.rank,
        "taxon_group": taxon_group(taxon),
        "source": taxon.source,
        "lineage": [
            {"id": t.taxon_id, "scientific_name": t.scientific_name, "rank": t.rank}
            for t in species_list.lineage(taxon.taxon_id)
        ],
        "on": on.isoformat(),
        "appendices": list(status.appendices),
        "listed_under": status.listed_under.scientific_name
        if status.listed_under
        else None,
        "within": dict(status.within),
        "listings": [_listing(row) for row in _history(species_list, taxon, status)],
        "names": [
            {
                "text": name.text,
                "language": name.language,
                "script": name.script,
                "kind": name.kind,
                "source": name.source,
            }
            for name in species_list.names_of(taxon.taxon_id)
        ],
        "species_list_version": species_list.version,
    }


def print_taxon(species_list: SpeciesList, taxon: Taxon, on: date, asked: str) -> None:
    """Print a taxon for people."""
    console = Console()
    status = appendix(species_list, taxon.taxon_id, on)
    console.print()
    console.print(
        f"[bold]{escape(taxon.scientific_name)}[/bold]  {taxon.rank}", highlight=False
    )
    if asked.casefold() != taxon.scientific_name.casefold():
        console.print(f"found by the name: {escape(asked)}", highlight=False)
    console.print(
        f"On {on.isoformat()}: {_headline(status)}", style="bold", highlight=False
    )
    if status.within:
        counts = ", ".join(f"{number:,} in {name}" for name, number in status.within)
        console.print(f"listed themselves in it: {counts}", highlight=False)
    above = [t.scientific_name for t in species_list.lineage(taxon.taxon_id)]
    console.print(" > ".join(reversed(above)), highlight=False)
    console.print(
        f"group: {taxon_group(taxon)}; id: {taxon.taxon_id}; "
        f"source: {taxon.source}; list: {species_list.version}",
        highlight=False,
    )
    _print_listings(console, species_list, taxon, status)
    _print_names(console, species_list, taxon)


def _headline(status: AppendixStatus) -> str:
    if not status.appendices:
        return "not in the Appendices"
    text = f"Appendix {' or '.join(status.appendices)}"
    if status.listed_under is None:
        text += " (not listed itself, only taxa in it)"
    elif status.listed_under.taxon_id != status.taxon.taxon_id:
        text += f", listed under {status.listed_under.scientific_name}"
    return text


def _history(
    species_list: SpeciesList, taxon: Taxon, status: AppendixStatus
) -> list[LegalListing]:
    rows = species_list.listings_of(taxon.taxon_id)
    return rows + [row for row in status.listings if row not in rows]


def _listing(row: LegalListing) -> dict[str, str]:
    return {
        "taxon": row.taxon_id,
        "appendix": row.appendix,
        "population": row.population,
        "party": row.party,
        "annotation": row.annotation,
        "valid_from": row.valid_from.isoformat() if row.valid_from else "",
        "valid_until": row.valid_until.isoformat() if row.valid_until else "",
        "source": row.source,
    }


def _print_listings(
    console: Console, species_list: SpeciesList, taxon: Taxon, status: AppendixStatus
) -> None:
    rows = _history(species_list, taxon, status)
    if not rows:
        return
    table = Table(title="Listings", title_justify="left", box=box.SIMPLE)
    table.add_column("Appendix", no_wrap=True)
    table.add_column("in force", no_wrap=True)
    table.add_column("what is listed", overflow="fold")
    for row in rows:
        table.add_row(_appendix(row), _period(row), escape(_scope(species_list, row)))
    console.print(table)


def _appendix(row: LegalListing) -> str:
    return "not listed" if row.appendix == "NC" else row.appendix


def _period(row: LegalListing) -> str:
    until = f"until {row.valid_until.isoformat()}" if row.valid_until else ""
    if row.valid_from:
        return f"from {row.valid_from.isoformat()} {until}".rstrip()
    return until or "start not known"


def _scope(species_list: SpeciesList, row: LegalListing) -> str:
    """Say what a listing covers, by which Party, with its note and source."""
    parts = [row.population or species_list.taxa[row.taxon_id].scientific_name]
    if row.party:
        parts.append(f"by {row.party}")
    if row.annotation:
        parts.append(row.annotation)
    return f"{'; '.join(parts)} ({row.source})"


def _print_names(console: Console, species_list: SpeciesList, taxon: Taxon) -> None:
    by_language: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    sources: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for name in species_list.names_of(taxon.taxon_id):
        by_language[name.language, name.kind].append(name.text)
        sources[name.language, name.kind].add(name.source)
    if not by_language:
        return
    table = Table(title="Names", title_justify="left", box=box.SIMPLE)
    table.add_column("language", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("names", overflow="fold")
    for key in sorted(by_language, key=_language_order):
        told = f"{'; '.join(by_language[key])} ({', '.join(sorted(sources[key]))})"
        table.add_row(*key, escape(told))
    console.print(table)


def _language_order(key: tuple[str, str]) -> tuple[int, str, str]:
    language, kind = key
    first = LANGUAGES_FIRST.index(language) if language in LANGUAGES_FIRST else 99
    return first, language, kind


def count(species_list: SpeciesList, on: date) -> dict[str, dict[str, int]]:
    """Count the list: taxa by rank, by Appendix and group; names by kind and language."""
    names = species_list.names
    listed = Counter(
        own_appendices(species_list, taxon_id, on) or "no listing of its own"
        for taxon_id in species_list.taxa
    )
    groups = Counter(
        taxon_group(taxon)
        for taxon in species_list.taxa.values()
        if own_appendices(species_list, taxon.taxon_id, on)
    )
    common = [name for name in names if name.kind in {"common", "trade"}]
    tables = {
        "taxa by rank": Counter(t.rank for t in species_list.taxa.values()),
        "taxa by their own Appendix": listed,
        "listed taxa by group": groups,
        "names by kind": Counter(name.kind for name in names),
        "common and trade names by language": Counter(n.language for n in common),
        "taxa with a common or trade name, by language": Counter(
            language for language, _ in {(n.language, n.taxon_id) for n in common}
        ),
    }
    return {
        title: dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))
        for title, counts in tables.items()
    }


def print_counts(version: str, counts: dict[str, dict[str, int]]) -> None:
    """Print the counts for people."""
    console = Console()
    console.print(f"Species list {version}", highlight=False)
    for title, rows in counts.items():
        table = Table(title=title, title_justify="left", show_header=False)
        table.add_column()
        table.add_column(justify="right")
        for name, number in rows.items():
            table.add_row(name, f"{number:,}")
        console.print(table)


def print_changes(changes: Changes) -> None:
    """Print what changed: counts, and the first rows of each kind."""
    console = Console()
    for kind, rows in changes.by_kind().items():
        console.print(f"{kind}: {len(rows):,}", highlight=False)
        if not rows:
            continue
        table = Table()
        for column in ("id", "taxon", "was", "is"):
            table.add_column(column, overflow="fold")
        for row in rows[:FIRST_ROWS]:
            table.add_row(
                row.taxon_id, escape(row.name), escape(row.was), escape(row.now)
            )
        console.print(table)
        if len(rows) > FIRST_ROWS:
            console.print(f"and {len(rows) - FIRST_ROWS:,} more", highlight=False)
    if changes.unjudged:
        console.print(
            "The file holds only a part of these, so that nothing in them counts as "
            f"removed: {', '.join(changes.unjudged)}",
            highlight=False,
        )
