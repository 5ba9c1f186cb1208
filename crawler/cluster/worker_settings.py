"""Scrapy's settings for a worker: pages come from the queue, nothing is stored here."""

from __future__ import annotations

from typing import Any

from scrapy.settings import Settings

from crawler.crawl_settings import settings_for
from crawler.workspace import Workspace

_PARTS: dict[str, dict[str, int | None]] = {
    "SPIDER_MIDDLEWARES": {
        "crawler.middlewares.note_done.NoteDone": None,
        "crawler.cluster.handing_over.HandOver": 5,
    },
    "DOWNLOADER_MIDDLEWARES": {
        "crawler.middlewares.ask_if_changed.AskIfChanged": None,
        "crawler.middlewares.day_budget.DayBudget": None,
        "crawler.cluster.taking_turns.TakeTurns": 980,
    },
    "EXTENSIONS": {
        "crawler.extensions.journal.CrawlJournal": None,
        "crawler.extensions.effort.EffortLedger": None,
        "crawler.cluster.remote_ledger.RemoteLedger": 200,
        "crawler.cluster.feeding.Feeder": 500,
    },
    "ITEM_PIPELINES": {
        "pipelines.capture_evidence.CaptureEvidencePipeline": None,
        "pipelines.send_evidence.SendEvidencePipeline": 600,
        "pipelines.store_listing.StoreListingPipeline": None,
    },
}


def worker_settings(workspace: Workspace, clock: str = "") -> Settings:
    """Give the settings of a worker; *clock* dates a crawl of the demo."""
    settings = settings_for(workspace)
    ours: dict[str, Any] = {
        "CITESWATCH_DATABASE": "",
        "CITESWATCH_JOBS": "",
        "CITESWATCH_CLOCK": clock,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # the queue knows
        "STATS_CLASS": "crawler.cluster.shared_counts.SharedCounts",
        "LOG_FILE": None,  # a service's log is its standard error
        "STATS_DUMP": False,
    }
    for name, parts in _PARTS.items():
        ours[name] = {**settings.getdict(name), **parts}
    settings.setdict(ours, priority="cmdline")
    return settings
