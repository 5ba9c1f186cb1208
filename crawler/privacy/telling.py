"""The report for the data protection officer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crawler.privacy.retention import find_due
from crawler.store import Store
from crawler.store.privacy_queries import deletions, held_listings, what_is_kept
from crawler.store.times import utc_text
from crawler.workspace import Workspace


def tell(workspace: Workspace, store: Store, now: datetime) -> dict[str, Any]:
    """Give what is kept, the periods, what is due or held, and what was deleted."""
    due = find_due(workspace, store, now)
    return {
        "made_at": utc_text(now),
        "unit": workspace.settings.unit,
        "periods": workspace.settings.privacy.model_dump(),
        "kept": {
            name: {"count": count, "oldest": oldest, "newest": newest}
            for name, (count, oldest, newest) in what_is_kept(store.conn).items()
        },
        "due": due.counts(),
        "kept_by_hold": due.held,
        "holds": [
            dict(zip(("listing", "title", "since", "by", "why"), row, strict=True))
            for row in held_listings(store.conn)
        ],
        "deleted": [
            {"at": at, "by": actor, **json.loads(detail)}
            for at, actor, detail in deletions(store.conn)
        ],
    }


def tell_lines(told: dict[str, Any]) -> Iterator[str]:
    """Word the report."""
    yield f"Personal data in this workspace, {told['made_at']}"
    periods = told["periods"]
    yield (
        "Names of sellers are kept, encrypted."
        if periods["keep_sellers"]
        else "Names of sellers are not kept; a keyed hash stands for each."
    )
    for name, facts in told["kept"].items():
        span = (
            f", {facts['oldest'][:10]} to {facts['newest'][:10]}"
            if facts["count"]
            else ""
        )
        yield f"  {name}: {facts['count']}{span}"
    yield "Periods in days:"
    for name, days in periods.items():
        if name != "keep_sellers":
            yield f"  {name}: {days or 'NOT SET: nothing is deleted'}"
    yield "Due now:"
    for name, count in told["due"].items():
        held = told["kept_by_hold"].get(name, 0)
        yield f"  {name}: {count}{f'; {held} kept by a hold' if held else ''}"
    yield f"Under hold: {len(told['holds'])} listings"
    for one in told["holds"]:
        yield f"  listing {one['listing']}, since {one['since'][:10]}, {one['by']}: {one['why']}"
    yield f"Latest deletions: {len(told['deleted']) or 'none'}"
    for one in told["deleted"]:
        yield f"  {one['at']}, {one['by']}: {one['kind']}"
