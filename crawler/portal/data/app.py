"""Putting Datasette together: our database, ready-made questions, look."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.plugins import pm

from crawler.portal.data import plugin
from crawler.portal.data.database import NAME, ReadOnlyDatabase
from crawler.portal.data.facts import facts

HERE = Path(str(files("crawler.portal.data")))
BASE = "/data/"
SETTINGS: dict[str, Any] = {
    "base_url": BASE,
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


def make_tables(database: Path, *, unit: str = "") -> Datasette:
    """Make Datasette over the database file *database*."""
    if not pm.is_registered(plugin):
        # Datasette's own prints every wrong address as a page of tracebacks.
        pm.unregister(name="datasette.handle_exception")
        pm.register(plugin, "citeswatch")
    tables = Datasette(
        [],
        memory=False,
        settings=SETTINGS,
        metadata=metadata(unit),
        template_dir=str(HERE / "templates"),
    )
    tables.remove_database("_memory")
    tables.add_database(ReadOnlyDatabase(tables, database), name=NAME)
    return tables


def metadata(unit: str) -> dict[str, Any]:
    """Tell Datasette what is what."""
    queries = {
        name: {**query, "hide_sql": True} for name, query in facts("queries").items()
    }
    return {
        "title": unit or "citeswatch",
        "databases": {
            NAME: {
                "title": "Tables and SQL",
                "description": "All tables, as the crawls filled them. "
                "docs/data-model.md says what each column means.",
                "queries": queries,
                "tables": facts("tables"),
            }
        },
    }
