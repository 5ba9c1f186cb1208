"""The cluster on the screen of `citeswatch status`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def cluster_lines(told: dict[str, Any]) -> Iterator[str]:
    """Give the lines on a cluster; none where the workspace has none."""
    if not told or told.get("fault"):
        return
    there = [one for one in told.get("workers", []) if one["there"]]
    writer = told.get("writer") or {}
    yield (
        f"Cluster: {told['redis']}, {len(there)} workers, "
        f"{'a writer' if writer else 'no writer'}, "
        f"{told['results_waiting']:,} pages wait to be stored"
    )
    for one in told["crawls"]:
        silent = one["in_flight_silent"]
        more = f", {silent} of them with a worker that is silent" if silent else ""
        yield (
            f"  {one['marketplace']}: {one['state']}, {one['pages']:,} pages done, "
            f"{one['open']:,} to go, {one['in_flight']} under way{more}"
        )
    for one in told["workers"]:
        if one["there"]:
            yield (
                f"  worker {one['name']}: {one.get('pages', 0):,} pages, "
                f"{one.get('memory_mb', 0):g} MB, since {one.get('since', '')}"
            )
