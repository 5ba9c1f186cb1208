"""The ready-made questions, and what is said of each table."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def facts(name: str) -> dict[str, dict[str, Any]]:
    """Read `queries` or `tables`."""
    text = files("crawler.portal.data").joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def shown_tables() -> frozenset[str]:
    """Name the tables that every signed-in user may read.

    What is not named in `tables.toml` cannot be read: cases are for their members,
    sellers' identities for investigators, the audit record for administrators.
    """
    return frozenset(facts("tables"))
