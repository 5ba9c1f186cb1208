"""The demo's workspace: apart from any real one, and able to go on next time."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.demo.calendar import Calendar
from crawler.demo.catalogue import sites
from crawler.marketplace import marketplace_folder
from crawler.workspace import SETTINGS_FILE, Workspace, make_workspace

DEFAULT_DEMO_FOLDER = "citeswatch-demo"
STATE_FILE = "demo.json"
MAX_WEEKS = 52


class DemoError(Exception):
    """The demo cannot go on; the text says why and what mends it."""


class WrongFolderError(DemoError):
    """The folder is not one that the demo may use."""


@dataclass(frozen=True)
class DemoState:
    """How far the demo of a workspace is: its weeks' days, and how many were shown."""

    seed: int
    small: bool
    calendar: Calendar
    done: int = 0

    @property
    def planned(self) -> int:
        """How many weeks the calendar holds."""
        return len(self.calendar.days)

    def one_more(self, today: date) -> DemoState:
        """Give the state with one further week, at least seven days after the last.

        Run again on the day of the last week, it is ahead of today, as far as the
        demo's own calendar goes.
        """
        if self.planned >= MAX_WEEKS:
            raise DemoError(
                f"this demo has lived through {MAX_WEEKS} weeks; begin another with "
                "--fresh"
            )
        day = max(today, self.calendar.day(self.planned))
        return replace(self, calendar=self.calendar.with_day(self.planned, day))


def is_workspace_of_your_own(folder: Path) -> bool:
    """Whether *folder* is a workspace that the demo did not make."""
    return (folder / SETTINGS_FILE).exists() and not (folder / STATE_FILE).exists()


def open_demo_workspace(folder: Path) -> Workspace:
    """Make the demo's workspace, or take up the one that is there.

    Raises:
        WrongFolderError: it is a workspace of the user's own, or another thing.
    """
    if is_workspace_of_your_own(folder):
        raise WrongFolderError(
            f"{folder} is a workspace of your own, and the demo's invented offers do "
            f"not belong in it; name another folder: citeswatch demo --workspace DIR"
        )
    if folder.exists() and not (folder / STATE_FILE).exists() and any(folder.iterdir()):
        raise WrongFolderError(
            f"{folder} holds other files; name an empty or a new folder"
        )
    workspace = make_workspace(folder, contact="demo")
    (workspace.folder / "logs").mkdir(exist_ok=True)
    return workspace


def set_aside(folder: Path, now: datetime) -> Path | None:
    """Move an earlier demo out of the way; give its new place.

    Nothing is deleted: reviews and notes may have been made in it.
    """
    if not (folder / STATE_FILE).exists():
        return None
    kept = folder.with_name(f"{folder.name}-until-{now:%Y%m%dT%H%M%S}")
    try:
        return folder.rename(kept)
    except OSError as error:
        raise DemoError(
            f"{folder} cannot be moved to {kept} ({error.strerror}); "
            "name another folder with --workspace"
        ) from error


def read_state(workspace: Workspace) -> DemoState | None:
    """Read how far the demo is, None when it has not begun.

    Raises:
        DemoError: the file is not what the demo wrote.
    """
    path = workspace.folder / STATE_FILE
    if not path.exists():
        return None
    try:
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        days = [date.fromisoformat(day) for day in facts["days"]]
        return DemoState(
            seed=int(facts["seed"]),
            small=bool(facts["small"]),
            calendar=Calendar.of(days),
            done=min(int(facts["done"]), len(days)),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise DemoError(
            f"{path} is damaged ({error}); begin again with: citeswatch demo --fresh"
        ) from error


def moment_of(workspace: Workspace, now: datetime) -> datetime | None:
    """Give the time that a crawl of a demo's workspace has by the demo's calendar.

    None where that is the clock's: in any other workspace, and up to today.

    Raises:
        DemoError: the demo's state is damaged.
    """
    state = read_state(workspace)
    ahead = state.calendar.days[-1] - now.date() if state else timedelta()
    return now + ahead if ahead > timedelta() else None


def write_state(workspace: Workspace, state: DemoState) -> None:
    """Keep how far the demo is."""
    facts = {
        "about": "The state of `citeswatch demo`; this folder is not for real data.",
        "seed": state.seed,
        "small": state.small,
        "days": [day.isoformat() for day in state.calendar.days],
        "done": state.done,
    }
    path = workspace.folder / STATE_FILE
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def write_marketplaces(workspace: Workspace, addresses: dict[str, str]) -> None:
    """Put the demo's TOML files into the workspace, with the true ports."""
    shipped = marketplace_folder(None)
    for name, facts in sites().items():
        text = (shipped / f"{name}.toml").read_text(encoding="utf-8")
        written = re.sub(rf"http://127\.0\.0\.1:{facts.port}\b", addresses[name], text)
        path = workspace.marketplaces / f"{name}.toml"
        path.write_text(written, encoding="utf-8")
