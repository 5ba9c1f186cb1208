"""Copying into the database what the species list says of matched taxa."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Protocol

from crawler.species.model import LegalListing, Name, Taxon
from crawler.store.times import date_text


class Catalogue(Protocol):
    """What the store asks of a species list."""

    def taxon(self, taxon_id: str) -> Taxon | None:
        """Give the taxon, None if the list does not know it."""

    def group(self, taxon_id: str) -> str:
        """Name the taxon's group for reports."""

    def listings_of(self, taxon_id: str) -> Iterable[tuple[Taxon, LegalListing]]:
        """List the listings of the taxon and of those above it, with the bearer."""

    def names_of(self, taxon_id: str) -> Iterable[Name]:
        """List the names that the taxon is known by."""


def copy_taxon(
    conn: sqlite3.Connection,
    taxon: Taxon,
    catalogue: Catalogue,
    species_list_version: str,
) -> str:
    """Keep a taxon, its Appendix listings and its names; give its group."""
    group = catalogue.group(taxon.taxon_id)
    save_taxon(conn, taxon, group, species_list_version)
    _save_listings(conn, taxon.taxon_id, catalogue)
    _save_names(conn, taxon.taxon_id, catalogue)
    return group


def save_taxon(
    conn: sqlite3.Connection, taxon: Taxon, group: str, species_list_version: str
) -> None:
    """Keep a taxon as the list of *species_list_version* has it."""
    conn.execute(
        """INSERT INTO taxa (id, scientific_name, rank, kingdom, phylum, class,
               "order", family, genus, taxon_group, species_list_version)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET
               scientific_name = excluded.scientific_name, rank = excluded.rank,
               kingdom = excluded.kingdom, phylum = excluded.phylum,
               class = excluded.class, "order" = excluded."order",
               family = excluded.family, genus = excluded.genus,
               taxon_group = excluded.taxon_group,
               species_list_version = excluded.species_list_version""",
        (
            taxon.taxon_id,
            taxon.scientific_name,
            taxon.rank,
            taxon.kingdom,
            taxon.phylum,
            taxon.class_,
            taxon.order,
            taxon.family,
            taxon.genus,
            group,
            species_list_version,
        ),
    )


def _save_listings(conn: sqlite3.Connection, taxon_id: str, list_: Catalogue) -> None:
    conn.execute("DELETE FROM appendix_listings WHERE taxon_id = ?", (taxon_id,))
    conn.executemany(
        """INSERT INTO appendix_listings (taxon_id, listed_under, appendix, population,
               party, annotation, valid_from, valid_until, source)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (
                taxon_id,
                bearer.scientific_name,
                row.appendix,
                row.population,
                row.party,
                row.annotation,
                date_text(row.valid_from),
                date_text(row.valid_until),
                row.source,
            )
            for bearer, row in list_.listings_of(taxon_id)
        ],
    )


def _save_names(conn: sqlite3.Connection, taxon_id: str, list_: Catalogue) -> None:
    conn.execute("DELETE FROM names WHERE taxon_id = ?", (taxon_id,))
    conn.executemany(
        """INSERT INTO names (taxon_id, text, language, script, kind, source)
           VALUES (?, ?, ?, ?, ?, ?)""",
        [
            (taxon_id, row.text, row.language, row.script, row.kind, row.source)
            for row in list_.names_of(taxon_id)
        ],
    )
