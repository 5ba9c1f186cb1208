"""What the time of a capture is taken from."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache


@cache
def clock_source() -> str:
    """Say which clock dates a capture, and whether it is kept right over the network.

    Asked of systemd once a process; elsewhere it cannot be told.
    """
    command = shutil.which("timedatectl")
    told = ""
    if command:
        try:
            done = subprocess.run(  # noqa: S603 (no part of it comes from outside)
                [command, "show", "--property=NTPSynchronized", "--value"],
                capture_output=True,
                text=True,
                timeout=5,
                check=False,
            )
            told = done.stdout.strip()
        except (OSError, subprocess.TimeoutExpired):
            told = ""
    known = {"yes": "synchronised by NTP", "no": "not synchronised by NTP"}
    return f"system clock, {known.get(told, 'synchronisation unknown')}"
