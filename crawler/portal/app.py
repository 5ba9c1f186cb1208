"""Putting the portal together: Datasette, our database, pages, queries, look."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm

from crawler.portal import plugin
from crawler.portal.database import NAME, ReadOnlyDatabase

HERE = Path(str(files("crawler.portal")))
SETTINGS: dict[str, Any] = {
    "allow_download": False,
    "default_page_size": 50,
    "max_returned_rows": 2000,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 1000,
    "default_cache_ttl": 0,
    "max_csv_mb": 20,
    "truncate_cells_html": 400,
    "template_debug": False,
    "trace_debug": False,
}
"""Datasette's settings: any SELECT may be asked, none for long, nothing cached."""


class Portal(Datasette):  # type: ignore[misc]
    """Datasette with the hosts that it may be called by; None is any."""

    hosts: frozenset[str] | None


def make_portal(
    database: Path, *, unit: str = "", hosts: frozenset[str] | None
) -> Portal:
    """Make the portal over the database file *database*."""
    if not pm.is_registered(plugin):
        # Datasette's own prints every wrong address as a page of tracebacks.
        pm.unregister(name="datasette.handle_exception")
        pm.register(plugin, "citeswatch")
    portal = Portal(
        [],
        memory=False,
        settings=SETTINGS,
        metadata=metadata(unit),
        template_dir=str(HERE / "templates"),
        static_mounts=[("assets", str(HERE / "static"))],
    )
    portal.hosts = hosts
    portal.remove_database("_memory")
    portal.add_database(ReadOnlyDatabase(portal, database), name=NAME)
    return portal


def metadata(unit: str) -> dict[str, Any]:
    """Tell Datasette what is what."""
    queries = {
        name: {**query, "hide_sql": True} for name, query in _facts("queries").items()
    }
    return {
        "title": unit or "citeswatch",
        "databases": {
            NAME: {
                "title": "Tables and SQL",
                "description": "All tables, as the crawls filled them. "
                "docs/data-model.md says what each column means.",
                "queries": queries,
                "tables": _facts("tables"),
            }
        },
    }


def _facts(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
