"""The queries of the next crawl of a site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from crawler.marketplace import Marketplace
from crawler.panel.frozen import panel_file, read_panel
from crawler.panel.generating import Generator, generator_of
from crawler.panel.query import Panel, Plan, Query
from crawler.species.species_list import folder_in_use

SHARE_OF_FIRST = 0.75
"""The part of a sweep's budget that goes to Appendix I while both want some."""


def usual_panel(marketplace: Marketplace) -> Panel:
    """Give the panel of a crawl for which none was named."""
    return "sweep" if marketplace.search else "catalogue"


def plan_for(
    workspace: Path,
    marketplace: Marketplace,
    panel: Panel,
    last_asked: Mapping[str, str],
) -> Plan | None:
    """Give the queries of a crawl; None for one of the site's own lists.

    *last_asked* says when the site was last asked for each text.

    Raises:
        PanelError: there is no fixed panel, or its file is wrong.
        SpeciesFileError: the species list is wrong.
    """
    search = marketplace.search
    if panel == "catalogue" or search is None:
        return None
    if panel == "fixed":
        queries = read_panel(panel_file(workspace, marketplace.name))
        return Plan("fixed", queries, search.pages)
    every = every_query(workspace, marketplace)
    return Plan("sweep", tuple(turn(every, search.budget, last_asked)), search.pages)


def every_query(workspace: Path, marketplace: Marketplace) -> list[Query]:
    """Give all that a site could be asked for, in order of priority."""
    folder = folder_in_use(workspace)
    own = marketplace.search.words if marketplace.search else []
    language = next(iter(marketplace.languages), "en")
    first = [Query(text, language, "", "I", "own") for text in own]
    known = {text.casefold() for text in own}
    made = _generator(folder).queries(marketplace.languages or ["en"])
    return first + [one for one in made if one.text.casefold() not in known]


def turn(every: list[Query], budget: int, last_asked: Mapping[str, str]) -> list[Query]:
    """Give the queries whose turn it is: those never asked, then the longest ago."""
    waiting = sorted(every, key=lambda one: last_asked.get(one.text, ""))
    first = [one for one in waiting if one.appendix == "I"]
    rest = [one for one in waiting if one.appendix != "I"]
    share = min(len(first), round(budget * SHARE_OF_FIRST))
    share = max(share, min(len(first), budget - len(rest)))
    return first[:share] + rest[: budget - share]


@lru_cache(maxsize=2)
def _generator(folder: Path) -> Generator:
    return generator_of(folder, datetime.now(UTC).date())
