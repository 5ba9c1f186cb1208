"""The schedules: tables `[[schedule]]` of citeswatch.toml."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from crawler.panel.query import Panel
from crawler.schedule.cron import Cron, read_cron

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


def _check_cron(expression: str) -> str:
    read_cron(expression)
    return expression


def _check_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError(
            f'{zone!r} is no IANA time zone; write one such as "Africa/Nairobi"'
        ) from error
    return zone


class ScheduledCrawl(BaseModel):
    """When which marketplaces are crawled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    """A short name, also of the systemd units."""
    cron: Annotated[str, AfterValidator(_check_cron)]
    """Minute, hour, day of the month, month, day of the week."""
    timezone: Annotated[str, AfterValidator(_check_zone)] = "UTC"
    """IANA name of the time zone in which `cron` is meant."""
    marketplaces: list[Name] = []
    """The marketplaces; none named: all of the workspace."""
    panel: Panel | None = None
    """What to ask sites with a search: `fixed`, `sweep`; else their own lists."""

    @cached_property
    def calendar(self) -> Cron:
        """`cron`, read."""
        return read_cron(self.cron)
