"""Stored taxa that a name stands for, by the species list that the unit works with.

The store knows only taxa that were matched, and these by their own names: "elephant"
is a name of the family, whose species were matched. So the name is first looked for
in the whole list.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from crawler.species.groups import GROUPS
from crawler.species.naming import names_within, near_names, taxa_called
from crawler.species.species_list import folder_in_use
from crawler.store.errors import StoreError
from crawler.store.species_catalogue import catalogue_of

TAXA = """
    SELECT t.id FROM taxa t JOIN json_each(:called) c
        ON c.value COLLATE NOCASE IN (t.scientific_name, t.kingdom, t.phylum, t.class,
            t."order", t.family, t.genus, t.taxon_group)
        OR t.scientific_name LIKE replace(replace(replace(c.value,
            '!', '!!'), '%', '!%'), '_', '!_') || ' %' ESCAPE '!'
    UNION SELECT taxon_id FROM names WHERE text = :asked COLLATE NOCASE
"""
"""Ids of the stored taxa of a name and of those below them; values: `taxon_values`."""


class UnknownTaxonError(StoreError):
    """No taxon has this name; *near* are names spelt like it."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        hint = f" Did you mean: {'; '.join(near)}?" if near else ""
        super().__init__(f'No taxon of the species list is called "{name}".{hint}')
        self.name = name
        self.near = near


def taxon_values(conn: sqlite3.Connection, name: str) -> dict[str, str]:
    """Give the values that `TAXA` asks for."""
    name = " ".join(name.split())
    called = list(dict.fromkeys([name, *scientific_names(_list_of(conn), name)]))
    return {"asked": name, "called": json.dumps(called)}


def check_taxon(conn: sqlite3.Connection, name: str) -> None:
    """Check that *name* is one of a taxon or of a taxon group, offered or not.

    Raises:
        UnknownTaxonError: neither the list nor a stored match knows it.
    """
    name = " ".join(name.split())
    folder = _list_of(conn)
    if not name or name.casefold() in GROUPS or scientific_names(folder, name):
        return
    if conn.execute(TAXA, taxon_values(conn, name)).fetchone() is None:
        raise UnknownTaxonError(name, near_names(folder, name))


def scientific_names(folder: Path, name: str) -> list[str]:
    """Give the accepted scientific names of the taxa that the list calls *name*."""
    catalogue = catalogue_of(folder)
    found = []
    for taxon_id in taxa_called(folder, name) or (name,):
        taxon = catalogue.taxon(taxon_id)
        if taxon is not None and taxon.accepted_id:
            taxon = catalogue.taxon(taxon.accepted_id)
        if taxon is not None:
            found.append(taxon.scientific_name)
    return found


def with_those_below(folder: Path, name: str) -> frozenset[str]:
    """Give the scientific names of the taxa called *name* and of all below them.

    Raises:
        UnknownTaxonError: the list does not know it.
    """
    called = scientific_names(folder, name)
    if not called:
        raise UnknownTaxonError(name, near_names(folder, name))
    return names_within(folder, called)


def _list_of(conn: sqlite3.Connection) -> Path:
    """Give the folder of the list in use in the workspace of the database."""
    file = conn.execute(
        "SELECT file FROM pragma_database_list WHERE name = 'main'"
    ).fetchone()[0]
    return folder_in_use(Path(file).parent if file else None)
