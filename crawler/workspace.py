"""A workspace: the folder with a unit's settings, marketplaces and database."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from crawler.health.settings import AlarmSettings
from crawler.schedule.settings import ScheduledCrawl
from crawler.unit_settings import (
    ClusterSettings,
    EvidenceSettings,
    PolitenessSettings,
    PrivacySettings,
    ReportSettings,
)

SETTINGS_FILE = "citeswatch.toml"
DEFAULT_FOLDER = "citeswatch-data"


class WorkspaceError(Exception):
    """The workspace cannot be used; the text says why and what mends it."""


class WorkspaceSettings(BaseModel):
    """The unit's own settings, read from `citeswatch.toml`."""

    model_config = ConfigDict(extra="forbid")

    unit: str = ""
    contact: str = Field(default="", description="e-mail or URL in the user agent")
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    language: Literal["en", "fr", "es"] = "en"
    evidence: EvidenceSettings = EvidenceSettings()
    privacy: PrivacySettings = PrivacySettings()
    report: ReportSettings = ReportSettings()
    politeness: PolitenessSettings = PolitenessSettings()
    schedule: list[ScheduledCrawl] = []
    alarms: AlarmSettings = AlarmSettings()
    cluster: ClusterSettings = ClusterSettings()

    @field_validator("schedule")
    @classmethod
    def _distinct(cls, schedule: list[ScheduledCrawl]) -> list[ScheduledCrawl]:
        names = [one.name for one in schedule]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two schedules are named {name!r}; rename one")
        return schedule


@dataclass(frozen=True)
class Workspace:
    """The paths and settings of one unit's folder."""

    folder: Path
    settings: WorkspaceSettings

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "citeswatch.db"

    @property
    def marketplaces(self) -> Path:
        """The folder of marketplace TOML files."""
        return self.folder / "marketplaces"

    @property
    def jobs(self) -> Path:
        """The folder of the journals of crawls under way."""
        return self.folder / "jobs"

    @property
    def reports(self) -> Path:
        """The folder that reports are written to."""
        return self.folder / "reports"

    @property
    def exports(self) -> Path:
        """The folder that exports are written to."""
        return self.folder / "exports"

    @property
    def evidence(self) -> Path:
        """The folder of WARC files and of their manifest."""
        return self.folder / "evidence"


def default_folder() -> Path:
    """Give the current folder if it is a workspace, else `./citeswatch-data`."""
    here = Path.cwd()
    return here if (here / SETTINGS_FILE).is_file() else here / DEFAULT_FOLDER


def open_workspace(folder: Path | None = None) -> Workspace:
    """Open the workspace at *folder*.

    Raises:
        WorkspaceError: there is none, or its settings file is wrong.
    """
    folder = (folder or default_folder()).resolve()
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise WorkspaceError(
            f"{folder} is not a workspace (no {SETTINGS_FILE} in it); "
            f"make one with: citeswatch init --workspace {folder}"
        )
    return Workspace(folder, _read_settings(path))


def make_workspace(folder: Path | None = None, *, contact: str = "") -> Workspace:
    """Make the folder, its settings file and its marketplaces folder, if missing."""
    folder = (folder or default_folder()).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / SETTINGS_FILE
    if not path.exists():
        path.write_text(_settings_text(contact), encoding="utf-8")
    workspace = open_workspace(folder)
    workspace.marketplaces.mkdir(exist_ok=True)
    return workspace


def _read_settings(path: Path) -> WorkspaceSettings:
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        facts: dict[str, Any] = tomllib.loads(text)
        return WorkspaceSettings.model_validate(facts)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"{path}: not valid TOML: {error}") from error
    except ValidationError as error:
        lines = [
            f"{path}:{_line(text, fault['loc'])}: {'.'.join(map(str, fault['loc']))}: "
            f"{fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        ]
        raise WorkspaceError("\n".join(lines)) from error


def _line(text: str, keys: tuple[str | int, ...]) -> int:
    """Give the line of a key, also in the second or a later `[[table]]`."""
    from crawler.marketplace.reading import line_of

    if len(keys) < 2 or not isinstance(keys[1], int):
        return line_of(text, keys)
    lines = text.splitlines()
    header = f"[[{keys[0]}]]"
    heads = [n for n, line in enumerate(lines) if line.strip().startswith(header)]
    if keys[1] >= len(heads):
        return line_of(text, keys[:1])
    begin = heads[keys[1]]
    return begin + line_of("\n".join(lines[begin:]), (keys[0], *keys[2:]))


def _settings_text(contact: str) -> str:
    contact = contact.replace("\\", "\\\\").replace('"', '\\"')
    return f"""\
# Settings of this citeswatch workspace.

# The name of your unit; it is printed on reports.
unit = ""

# An e-mail address or web page at which a marketplace can reach you. It is part
# of the user agent of every request.
contact = "{contact}"

# Your country, ISO 3166-1 alpha-2, for example "KE".
country = ""

# The language of your reports: "en", "fr" or "es".
# language = "en"

# What is kept of a flagged offer (docs/evidence.md); these are the defaults.
[evidence]
# capture = true
# appendices = ["I"]
# pictures = 8
# timestamp_authority = ""  # address of an RFC 3161 time stamp authority
# timestamp_roots = ""      # file with its root certificates, PEM

# What is kept of people, and for how many days (docs/privacy.md). Where no period
# is set, nothing is deleted.
[privacy]
# keep_sellers = false
# seller_days = 365
# text_days = 730
# flagged_text_days = 1825
# evidence_days = 1825
# export_days = 90
# log_days = 90

# The currency that prices are converted into, and a file of exchange rates
# (docs/reports.md). Without a file nothing is converted.
[report]
# currency = "EUR"
# rates = "eurofxref-hist.csv"

# Most requests to one domain in a day; a marketplace's file may say less.
# [politeness]
# requests_per_day = 20000

# When to crawl (docs/operating.md). Minute, hour, day, month, day of the week.
# [[schedule]]
# name = "nightly"
# cron = "30 2 * * *"
# timezone = "Africa/Nairobi"
# marketplaces = []            # none named: all

# Who is told when a site fails or is well again. Alarms are also in alarms.jsonl.
# [alarms]
# webhook = "https://chat.example.org/hooks/…"
# [alarms.email]
# to = ["cites@example.org"]
# sender = "citeswatch@example.org"
# host = "mail.example.org"

# Crawling on many machines (docs/scale.md). The password is redis_password in
# secrets.toml.
# [cluster]
# redis = "redis://127.0.0.1:6379/0"
"""
