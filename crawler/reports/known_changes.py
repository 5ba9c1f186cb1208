"""What is known to have changed in how was looked: sites, their facts, the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from crawler.reports.effort import day_of
from crawler.reports.figures import Figures, once
from crawler.reports.period import week_of
from crawler.translation.catalogues import marked
from crawler.translation.words import Words


@dataclass(frozen=True)
class KnownChange:
    """A change from *week* on; `marketplace` is empty where it touches them all."""

    week: str
    marketplace: str
    what: str
    touches_all: bool


@once
def known_changes(figures: Figures) -> list[KnownChange]:
    """List the changes of the period, oldest first."""
    crawls = figures.crawls[figures.crawls["counts"]]
    alike = (
        week_of(day_of(figures.judged_alike_until))
        if figures.judged_alike_until
        else ""
    )
    words = figures.words
    found = [
        *_versions(crawls, alike, words),
        *_marketplaces(crawls, figures.titles, words),
    ]
    return sorted(found, key=lambda change: (change.week, change.marketplace))


def known_changes_table(figures: Figures) -> pd.DataFrame:
    """Table the changes."""
    rows = [(one.week, one.marketplace, one.what) for one in known_changes(figures)]
    return pd.DataFrame(rows, columns=["week", "marketplace", "what"])


def levels(crawls: pd.DataFrame) -> pd.Series:
    """Give the level of each crawl: another one when its site's facts or panel changed."""
    panel = crawls["panel"] + " " + crawls["panel_id"].astype(str)
    return crawls["facts_sha256"].str[:8] + " " + panel


def _versions(
    crawls: pd.DataFrame, alike_until: str, words: Words
) -> Iterator[KnownChange]:
    """Tell when the crawls went over to another species list or another release.

    Before *alike_until* the change is no step: all was matched again since.
    """
    ordered = crawls.sort_values(["started_at", "id"])
    software = ordered["software_version"].map(_release)
    for values, what in (
        (ordered["species_list_version"], marked("species list %(old)s to %(new)s")),
        (software, marked("software %(old)s to %(new)s")),
    ):
        last = ""
        for week, value in zip(ordered["week"], values, strict=True):
            if last and value and value != last:
                told = words.say(what, old=last, new=value)
                again = week <= alike_until
                if again:
                    told = words.say("%(change)s, all matched again since", change=told)
                yield KnownChange(week, "", told, touches_all=not again)
            last = value or last


def _release(version: str) -> str:
    """Cut the number of a mend: it does not change what is matched."""
    return ".".join(version.split(".")[:2])


def _marketplaces(
    crawls: pd.DataFrame, titles: dict[str, str], words: Words
) -> Iterator[KnownChange]:
    first_week = crawls["week"].min() if len(crawls) else ""
    for name, own in crawls.sort_values(["started_at", "id"]).groupby("marketplace"):
        title = titles.get(str(name)) or str(name)
        if own["week"].iloc[0] != first_week:
            week = own["week"].iloc[0]
            yield KnownChange(
                week,
                str(name),
                words.say("%(marketplace)s added", marketplace=title),
                False,
            )
        level = levels(own)
        changed = level.ne(level.shift())
        for week in own.loc[changed, "week"].iloc[1:]:
            yield KnownChange(
                week,
                str(name),
                words.say("%(marketplace)s read otherwise", marketplace=title),
                False,
            )
