"""What `citeswatch status` tells of a cluster."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from redis.exceptions import RedisError

from crawler.cluster.connecting import ClusterError, connect, explain, warnings_of
from crawler.cluster.crawls import Crawls
from crawler.store.times import utc_text
from crawler.workspace import Workspace

LEVELS = ("first", "usual", "last")
SILENT_AFTER_MS = 15_000
SECONDS_BEHIND = 30
"""A result that waits for so long beside a writer waits too long."""
MOST_SHOWN = 5


def cluster_overview(workspace: Workspace) -> dict[str, Any]:
    """Gather the state of the cluster; `needs` says what needs a person."""
    place = workspace.settings.cluster.redis
    try:
        crawls = Crawls(workspace, connect(workspace))
        told = {"redis": place, "fault": "", **_gather(crawls)}
    except ClusterError as error:
        return {"redis": place, "fault": str(error), "needs": [str(error)]}
    except (RedisError, OSError) as error:
        said = explain(workspace, error)
        return {"redis": place, "fault": said, "needs": [said]}
    told["needs"] = list(_needs(told))
    return told


def lacks(crawls: Crawls) -> str:
    """Say what is not there that running crawls wait for, "" when all is.

    Raises:
        ClusterError: Redis cannot be asked.
    """
    try:
        return _lacks(crawls)
    except (RedisError, OSError) as error:
        raise ClusterError(explain(crawls.workspace, error)) from error


def _lacks(crawls: Crawls) -> str:
    if not any(one["there"] for one in _workers(crawls)):
        return "no worker is there; start one, here or elsewhere: citeswatch worker"
    if not _writer(crawls):
        return "no writer is there, so nothing is stored; start it: citeswatch writer"
    return ""


def _gather(crawls: Crawls) -> dict[str, Any]:
    client: Any = crawls.client
    prefix = crawls.prefix
    dead = client.xrevrange(f"{prefix}:dead", count=MOST_SHOWN)
    return {
        "crawls": [_crawl(crawls, *one) for one in sorted(crawls.running().items())],
        "workers": _workers(crawls),
        "writer": _writer(crawls),
        "results_waiting": client.xlen(f"{prefix}:results"),
        "results_seconds": _oldest(client, f"{prefix}:results"),
        "results_most": crawls.workspace.settings.cluster.results_waiting,
        "set_aside": client.xlen(f"{prefix}:dead"),
        "set_aside_last": [{"at": _time(id_), **facts} for id_, facts in dead],
        "warnings": warnings_of(client),
    }


def _crawl(crawls: Crawls, name: str, key: str) -> dict[str, Any]:
    client: Any = crawls.client
    facts = crawls.facts(key)
    lease = round(crawls.workspace.settings.cluster.lease_seconds * 1000)
    in_flight = silent = 0
    for level in LEVELS:
        queue = f"{crawls.prefix}:crawl:{key}:queue:{level}"
        if client.exists(queue):
            in_flight += client.xpending(queue, "workers")["pending"]
            idle = client.xpending_range(queue, "workers", "-", "+", 100, idle=lease)
            silent += len(idle)
    return {
        "marketplace": name,
        "key": key,
        "state": facts.get("state", ""),
        "pages": int(facts.get("pages", 0)),
        "open": int(facts.get("open", 0)),
        "in_flight": in_flight,
        "in_flight_silent": silent,
        "began": _time(facts.get("began", "0")),
    }


def _workers(crawls: Crawls) -> list[dict[str, Any]]:
    client: Any = crawls.client
    seconds, micros = client.time()
    now = seconds * 1000 + micros // 1000
    facts = client.hgetall(f"{crawls.prefix}:worker_facts")
    found = client.zrange(f"{crawls.prefix}:workers", 0, -1, withscores=True)
    return [
        {
            "name": name,
            "there": now - seen < SILENT_AFTER_MS,
            "seen": _time(str(int(seen))),
            **json.loads(facts.get(name, "{}")),
        }
        for name, seen in found
    ]


def _oldest(client: Any, stream: str) -> int:
    """Give for how many seconds the first entry of *stream* has waited."""
    entries = client.xrange(stream, count=1)
    if not entries:
        return 0
    seconds, _ = client.time()
    return max(0, int(seconds) - int(entries[0][0].partition("-")[0]) // 1000)


def _writer(crawls: Crawls) -> dict[str, Any]:
    client: Any = crawls.client
    told: dict[str, Any] = json.loads(client.get(f"{crawls.prefix}:writer") or "{}")
    return told


def _time(entry: str) -> str:
    """Give the time in the id of an entry, or of milliseconds since 1970."""
    return utc_text(datetime.fromtimestamp(int(entry.partition("-")[0]) / 1000, UTC))


def _needs(told: dict[str, Any]) -> Iterator[str]:
    there = [one for one in told["workers"] if one["there"]]
    if told["crawls"] and not there:
        yield "the cluster has crawls and no worker; start one: citeswatch worker"
    yield from _needs_of_writer(told)
    for one in told["workers"]:
        if not one["there"]:
            yield f"worker {one['name']} fell silent at {one['seen']}; its pages go to others"
        if one.get("paused"):
            yield f"worker {one['name']}: {one['paused']}"
        for reason in one.get("refuses", []):
            yield f"worker {one['name']} does not take part: {reason}"
    if told["set_aside"]:
        last = told["set_aside_last"][0]
        yield (
            f"{told['set_aside']:,} messages were set aside, the last at {last['at']}: "
            f"{last['why']}; see them: citeswatch writer --set-aside"
        )
    yield from told["warnings"]


def _needs_of_writer(told: dict[str, Any]) -> Iterator[str]:
    if (told["crawls"] or told["results_waiting"]) and not told["writer"]:
        yield (
            f"{told['results_waiting']:,} results wait and no writer is there; start "
            "it: citeswatch writer"
        )
    if told["writer"].get("trouble"):
        yield f"the writer waits: {told['writer']['trouble']}"
    elif told["writer"] and told["results_seconds"] >= SECONDS_BEHIND:
        yield _behind(told)
    if told["results_waiting"] >= told["results_most"]:
        yield "the workers wait for the writer, which is behind"


def _behind(told: dict[str, Any]) -> str:
    writer = told["writer"]
    return (
        f"the writer is behind: of {told['results_waiting']:,} results the oldest waits "
        f"for {told['results_seconds']} s, and a batch of "
        f"{writer.get('batch', 0)} takes {writer.get('batch_seconds', 0):g} s; is its disk "
        "slow?"
    )
