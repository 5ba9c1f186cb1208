"""The marketplace's file with which a crawl of this machine is measured."""

from __future__ import annotations

from pathlib import Path

TOML = """\
title = "Benchmark {name}"
home = "http://127.0.0.1:{port}/"
family = "schema_org"
languages = ["en"]
currency = "EUR"
start_urls = ["http://127.0.0.1:{port}/results/0"]

[follow]
listings = "a.offer"
next = "a[rel=next]"

[politeness]
delay = 0
autothrottle = false
concurrency = {concurrency}
max_pages = {most}
max_depth = {most}
requests_per_day = {most}
"""
MOST = 1_000_000
"""No limit of ours ends the crawl, and all of them are counted."""


def write_marketplace(folder: Path, name: str, port: int, concurrency: int) -> Path:
    """Write the file of the site on *port* into *folder*."""
    path = folder / f"{name}.toml"
    facts = {"name": name, "port": port, "concurrency": concurrency, "most": MOST}
    path.write_text(TOML.format(**facts), encoding="utf-8")
    return path
