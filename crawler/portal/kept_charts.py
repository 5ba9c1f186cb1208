"""The drawn charts on disk, so that the first page after a start has them."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler import __version__
from crawler.portal.asking.rows import Row

NAME = "portal-charts.json"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Charts:
    """The drawn charts in each language, and the rows behind the trend.

    *stamp* is the state of the database that they show (`dashboard.stamp`).
    """

    stamp: list[object]
    trend: dict[str, str]
    rates: list[Row]
    map: dict[str, str]


def keep_charts(path: Path, charts: Charts) -> None:
    """Write the charts to *path*, wholly or not at all; only its owner reads them."""
    kept = {"version": __version__, **asdict(charts)}
    try:
        handle, draft = tempfile.mkstemp(prefix=".charts-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        Path(draft).replace(path)
    except OSError as error:
        log.warning("the charts cannot be kept in %s: %s", path, error)


def kept_charts(path: Path) -> Charts | None:
    """Read the charts that this version of citeswatch kept; None if there are none."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        if kept.pop("version") != __version__:
            return None
        return Charts(**kept)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        log.warning("the charts kept in %s cannot be read: %s", path, error)
        return None
