"""The dashboard's figures, counted once for each state of the crawls.

Counting the trend reads every sighting, which takes seconds in a large database: it
is done in a thread of its own, and the last figures are shown until it has finished.
What was drawn is kept on disk, and is there after a start if the crawls are the same.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import isnan
from pathlib import Path
from typing import Any

from crawler.portal.asking import dashboard
from crawler.portal.asking.rows import Row
from crawler.portal.databases import Databases
from crawler.portal.kept_charts import Charts, keep_charts, kept_charts
from crawler.translation.catalogues import LANGUAGES

log = logging.getLogger(__name__)
TREND_WEEKS = 26
FRESH_SECONDS = 60.0
"""While a crawl runs, figures are counted anew no more often than this."""


@dataclass(frozen=True)
class Snapshot:
    """What the dashboard shows of the crawls."""

    stamp: list[object]
    since: str
    counts: Row
    newest: list[Row]
    taxa: list[Row]
    places: list[Row]


@dataclass
class Snapshots:
    """Counts what is out of date when it is asked for."""

    databases: Databases
    kept: Path
    _quick: Snapshot | None = None
    _charts: Charts | None = None
    _looked: bool = False
    _quick_at: float = 0.0
    _drawing: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def quick(self) -> Snapshot:
        """Give the counts of now, or of at most a minute ago while a crawl runs."""
        with self.databases.reading() as conn:
            stamp = dashboard.stamp(conn)
            if (held := self._held(stamp)) is not None:
                return held
            with self._counting:
                # Another may have counted while this one waited.
                if (held := self._held(stamp)) is not None:
                    return held
                made = _count(conn, stamp)
                with self._lock:
                    self._quick, self._quick_at = made, time.monotonic()
        return made

    def _held(self, stamp: list[object]) -> Snapshot | None:
        with self._lock:
            held, age = self._quick, time.monotonic() - self._quick_at
        fresh = held and held.stamp == stamp and (age < FRESH_SECONDS or not stamp[2])
        return held if fresh else None

    def charts(self) -> Charts | None:
        """Give the last drawn charts; None while the first are being drawn."""
        stamp = self.quick().stamp
        with self._lock:
            if not self._looked:
                kept, self._looked = kept_charts(self.kept), True
                self._charts = kept if kept and kept.stamp == stamp else None
            due = not self._drawing and (
                self._charts is None or self._charts.stamp != stamp
            )
            self._drawing = self._drawing or due
        if due:
            threading.Thread(target=self._draw, args=(stamp,), daemon=True).start()
        return self._charts

    def _draw(self, stamp: list[object]) -> None:
        drawn = None
        try:
            drawn = _draw(self.databases, self.quick(), stamp)
            keep_charts(self.kept, drawn)
        except Exception:
            # The page says that there are no charts; the log says why.
            log.exception("the dashboard's charts could not be drawn")
            drawn = Charts(stamp, {}, [], {})
        finally:
            with self._lock:
                self._charts = drawn or self._charts
                self._drawing = False


def _count(conn: sqlite3.Connection, stamp: list[object]) -> Snapshot:
    since = dashboard.since_yesterday(conn)
    return Snapshot(
        stamp,
        since,
        dashboard.counts(conn, since),
        dashboard.newest_flagged(conn),
        dashboard.top_taxa(conn),
        dashboard.places(conn),
    )


def _draw(databases: Databases, quick: Snapshot, stamp: list[object]) -> Charts:
    from crawler.portal.charts import map_chart, trend_chart
    from crawler.reports.period import Period
    from crawler.reports.tables import rates_by_appendix
    from crawler.reports.weekly import gather_weekly
    from crawler.store import Store

    today = datetime.now(UTC).date()
    last = quick.counts["last_crawl"]
    last_day = datetime.fromisoformat(last).date() if last else today
    first = last_day - timedelta(weeks=TREND_WEEKS)
    with Store.open(databases.path, read_only=True) as store:
        figures = gather_weekly(store, Period("trend", first, last_day), today)
    rates = rates_by_appendix(figures)
    rates = rates[rates["appendix"] == "I"]
    return Charts(
        stamp,
        {one: trend_chart(rates, one).decode() for one in LANGUAGES if len(rates)},
        [_without_nan(row) for row in reversed(rates.to_dict("records"))],
        {one: map_chart(quick.places, one).decode() for one in LANGUAGES},
    )


def _without_nan(row: dict[Any, Any]) -> Row:
    return {
        str(key): None if isinstance(value, float) and isnan(value) else value
        for key, value in row.items()
    }
