"""systemd units: a service and a timer for each schedule, workers and the writer."""

from __future__ import annotations

import sys
from pathlib import Path

from crawler.schedule.settings import ScheduledCrawl
from crawler.workspace import Workspace

SERVICE = """\
[Unit]
Description=citeswatch crawl {name} of {folder}
Documentation=https://github.com/citeswatch/citeswatch/blob/main/docs/operating.md
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={folder}
Environment=XDG_CACHE_HOME={folder}/cache
EnvironmentFile=-{folder}/citeswatch.env
ExecStart={program} schedule run {name} --workspace {folder}
# A crawl that is told to stop writes what it has.
KillSignal=SIGTERM
TimeoutStopSec=120
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths={folder}
"""
STAYING = """\
[Unit]
Description=citeswatch {command} of {folder}
Documentation=https://github.com/citeswatch/citeswatch/blob/main/docs/scale.md
Wants=network-online.target
After=network-online.target redis-server.service

[Service]
User={user}
WorkingDirectory={folder}
Environment=XDG_CACHE_HOME={folder}/cache
EnvironmentFile=-{folder}/citeswatch.env
ExecStart={program} {command} --workspace {folder}
Restart=always
RestartSec=5
# It ends what it has in hand.
KillSignal=SIGTERM
TimeoutStopSec=120
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths={folder}

[Install]
WantedBy=multi-user.target
"""
TIMER = """\
[Unit]
Description=When citeswatch crawls {name} of {folder}

[Timer]
OnCalendar={calendar}
Persistent=true
RandomizedDelaySec=60

[Install]
WantedBy=timers.target
"""


def units(workspace: Workspace, user: str) -> dict[str, str]:
    """Give the text of each unit by its file name; *user* runs the crawls.

    They may write to the workspace only; the matcher's index is kept there too.

    Raises:
        ValueError: a path or the user's name cannot stand in a unit.
    """
    texts = {}
    shared = {
        "folder": _safe(workspace.folder),
        "program": f"{_safe(Path(sys.executable))} -m crawler",
        "user": _user(user),
    }
    if workspace.settings.cluster.redis:
        writer = STAYING.format_map({**shared, "command": "writer"})
        worker = STAYING.format_map({**shared, "command": "worker"})
        texts["citeswatch-writer.service"] = writer
        # A template: as many workers as there are names after the @.
        texts["citeswatch-worker@.service"] = worker.replace(
            "citeswatch worker of", "citeswatch worker %i of"
        )
    for entry in workspace.settings.schedule:
        name = f"citeswatch-{entry.name}"
        facts = {
            **shared,
            "name": entry.name,
            "calendar": _calendar(entry),
        }
        texts[f"{name}.service"] = SERVICE.format_map(facts)
        texts[f"{name}.timer"] = TIMER.format_map(facts)
    return texts


def _calendar(entry: ScheduledCrawl) -> str:
    return entry.calendar.on_calendar(entry.timezone)


def _safe(path: Path) -> str:
    text = str(path)
    if not path.is_absolute() or set(text) & set(" \t\n\"'\\%$"):
        raise ValueError(
            f"{text!r}: a path in a systemd unit may hold no spaces, quotes, % or $; "
            "move the workspace to a plain path such as /srv/unit"
        )
    return text


def _user(name: str) -> str:
    if not name or not all(letter.isalnum() or letter in "_-" for letter in name):
        raise ValueError(f"{name!r} is no user name")
    return name
