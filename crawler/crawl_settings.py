"""Scrapy's settings for the crawls of one workspace."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scrapy.settings import Settings

from crawler import __version__
from crawler.privacy.identities import KEY_FILE
from crawler.secrets import SECRETS_FILE
from crawler.species.species_list import folder_in_use
from crawler.workspace import Workspace


def settings_for(workspace: Workspace, as_of: datetime | None = None) -> Settings:
    """Give Scrapy's settings for crawls of *workspace*."""
    logs = workspace.folder / "logs"
    logs.mkdir(exist_ok=True)
    contact = workspace.settings.contact or "https://github.com/citeswatch/citeswatch"
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    ours = {
        "CITESWATCH_MARKETPLACES": str(workspace.marketplaces),
        "CITESWATCH_JOBS": str(workspace.jobs),
        "CITESWATCH_DATABASE": str(workspace.database),
        "CITESWATCH_SECRET_FILE": str(workspace.folder / "seller.key"),
        "CITESWATCH_SECRETS": str(workspace.folder / SECRETS_FILE),
        "CITESWATCH_IDENTITY_FILE": str(workspace.folder / KEY_FILE)
        if workspace.settings.privacy.keep_sellers
        else "",
        "CITESWATCH_SPECIES_LISTS": str(folder_in_use(workspace.folder)),
        "CITESWATCH_REQUESTS_PER_DAY": workspace.settings.politeness.requests_per_day,
        "CITESWATCH_CLOCK": as_of.isoformat() if as_of else "",
        "USER_AGENT": f"citeswatch/{__version__} (+{contact})",
        "LOG_FILE": str(logs / f"crawl-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.log"),
    }
    settings.setdict(ours | evidence_settings(workspace), priority="cmdline")
    return settings


def evidence_settings(workspace: Workspace) -> dict[str, Any]:
    """Give what `[evidence]` of the workspace asks of a crawl."""
    asked = workspace.settings.evidence
    return {
        "CITESWATCH_EVIDENCE": str(workspace.evidence) if asked.capture else "",
        "CITESWATCH_EVIDENCE_APPENDICES": asked.appendices,
        "CITESWATCH_EVIDENCE_SCREENSHOTS": asked.screenshots,
        "CITESWATCH_EVIDENCE_PICTURES": asked.pictures,
        "CITESWATCH_EVIDENCE_PICTURE_BYTES": asked.picture_megabytes * 2**20,
    }
