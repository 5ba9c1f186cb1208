"""After a crawl: compare, keep the judgement, raise or end the alarm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.health.naming import KINDS, Failure, is_cut_short, name_failure
from crawler.store import Store, alarms, crawl_measures
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.facts import Measures
from crawler.store.times import utc_text

CRAWLS_COMPARED = 12
NEVER_NORMAL = frozenset(("blocked", "gone", "moved", "ours"))
"""Kinds of failure that show nothing of the site as it is."""


@dataclass(frozen=True, slots=True)
class News:
    """What changed with an alarm, for the person at the terminal."""

    marketplace: str
    event: str
    said: str

    def __str__(self) -> str:
        return f"{self.marketplace}: {self.event}: {self.said}"


def judge_crawls(store: Store, channels: list[str]) -> list[News]:
    """Judge every crawl that ended since the last time, also one that was killed.

    An alarm is raised at the first abnormal crawl, and told of once: by the
    messages queued for *channels*, and by the news that this gives.
    """
    news = []
    with explaining(store.path), transaction(store.conn):
        for crawl_id, is_last in crawl_measures.unjudged_crawls(store.conn):
            measures, failure, verdict = _judge(store, crawl_id)
            # What an older crawl says is no news any more.
            if is_last:
                news += _tell(store, measures, failure, verdict, channels)
    return news


def _judge(store: Store, crawl_id: int) -> tuple[Measures, Failure | None, str]:
    measures = crawl_measures.measure(store.conn, crawl_id)
    name = measures.marketplace
    before = crawl_measures.history(store.conn, name, crawl_id, CRAWLS_COMPARED)
    failure = name_failure(measures, before)
    verdict = _verdict(failure, cut_short=is_cut_short(measures))
    crawl_measures.keep_health(
        store.conn,
        measures,
        judged_at=utc_text(datetime.now(UTC)),
        verdict=verdict,
        kind=failure.kind if failure else "",
        said=failure.said if failure else "",
    )
    return measures, failure, verdict


def _tell(
    store: Store,
    measures: Measures,
    failure: Failure | None,
    verdict: str,
    channels: list[str],
) -> list[News]:
    """Raise or end the marketplace's alarm."""
    now, name = utc_text(datetime.now(UTC)), measures.marketplace
    if failure:
        is_news = alarms.raise_alarm(
            *(store.conn, name, failure.kind, failure.said),
            crawl=measures.crawl_id,
            now=now,
            channels=channels,
        )
        said = f"{KINDS[failure.kind]}: {failure.said}"
        return [News(name, f"alarm: {failure.kind}", said)] if is_news else []
    if verdict == "normal" and alarms.end_alarm(
        store.conn, name, now=now, by="a normal crawl", channels=channels
    ):
        return [News(name, "recovered", "its last crawl was as usual again")]
    return []


def _verdict(failure: Failure | None, *, cut_short: bool) -> str:
    if failure:
        return "abnormal"
    return "partial" if cut_short else "normal"


def accept(store: Store, marketplace: str, channels: list[str]) -> str:
    """Take the last crawl as the new normal and end the alarm.

    Gives why that cannot be, "" when it was done.
    """
    now = utc_text(datetime.now(UTC))
    with explaining(store.path), transaction(store.conn):
        kind = crawl_measures.last_kind(store.conn, marketplace)
        if kind is None:
            return f"no crawl of {marketplace!r} was judged yet"
        if kind in NEVER_NORMAL:
            return f"{marketplace}: {KINDS[kind]}; that can be no new normal"
        crawl_measures.accept_last(store.conn, marketplace)
        alarms.end_alarm(
            store.conn, marketplace, now=now, by="a person", channels=channels
        )
    return ""
