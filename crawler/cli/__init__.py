"""The `citeswatch` command; each theme of commands has a file of its own here."""

from __future__ import annotations

import importlib
import sys
from io import TextIOWrapper
from typing import ClassVar

import click

from crawler import __version__


class LazyGroup(click.Group):
    """A group that imports a command only when it is asked for.

    `citeswatch match` must start in a second; Scrapy and pandas alone take
    longer than that to import.
    """

    places: ClassVar[dict[str, str]] = {
        "backup": "crawler.cli.backup:backup",
        "contact": "crawler.cli.contact:contact",
        "audit": "crawler.cli.audit:audit",
        "crawl": "crawler.cli.crawl:crawl",
        "demo": "crawler.cli.demo:demo",
        "evidence": "crawler.cli.evidence:evidence",
        "export": "crawler.cli.export:export",
        "feed": "crawler.cli.feed:feed",
        "init": "crawler.cli.init:init",
        "learn": "crawler.cli.learn:learn",
        "listings": "crawler.cli.listings:listings",
        "marketplace": "crawler.cli.marketplace:marketplace",
        "match": "crawler.cli.match:match",
        "notice": "crawler.cli.notice:notice",
        "outbox": "crawler.cli.outbox:outbox",
        "panel": "crawler.cli.panel:panel",
        "parquet": "crawler.cli.parquet:parquet",
        "portal": "crawler.cli.portal:portal",
        "privacy": "crawler.cli.privacy:privacy",
        "receipt": "crawler.cli.receipt:receipt",
        "rematch": "crawler.cli.rematch:rematch",
        "report": "crawler.cli.report:report",
        "restore": "crawler.cli.backup:restore",
        "schedule": "crawler.cli.schedule:schedule",
        "review": "crawler.cli.review:review",
        "species": "crawler.cli.species:species",
        "searches": "crawler.cli.searches:searches",
        "status": "crawler.cli.status:status",
        "study": "crawler.cli.study:study",
        "user": "crawler.cli.user:user",
        "worker": "crawler.cli.worker:worker",
        "writer": "crawler.cli.writer:writer",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command *cmd_name*."""
        place = self.places.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="citeswatch")
def main() -> None:
    """Monitor online offers of CITES-listed wildlife.

    Start with `citeswatch demo`, or with `citeswatch init` for a workspace of
    your own.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal without a title's letters shows their numbers instead.
            stream.reconfigure(errors="backslashreplace")
