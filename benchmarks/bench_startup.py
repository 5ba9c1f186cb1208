"""Start-up of `citeswatch match` with the full list: cold and warm.

    python -m benchmarks.bench_startup [--rounds 7] [--results FILE]

*Cold* compiles the species list into an empty cache, as after an update of the
list; *warm* reads the cache. Each is a process of its own that answers one title;
*nothing* is the same command asked for its version. *File* is a file of 50,000 lines,
half of them offers. *Peak* is the largest resident memory.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

RESULTS = Path(__file__).parent / "results" / "startup.json"
COMMAND = [sys.executable, "-c", "from crawler.cli import main; main()"]
TITLE = b"African grey parrot, hand reared\n"
TITLES = 25_000


def main() -> None:
    """Measure, print and keep the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--results", type=Path, default=RESULTS)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cold = _run(["match"], folder)
        warm = [_run(["match"], folder) for _ in range(options.rounds)]
        nothing = [_run(["--version"], folder) for _ in range(options.rounds)]
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.npz"))
        titles = Path(folder) / "titles.txt"
        titles.write_text(f"{TITLE.decode()}oak table with six chairs\n" * TITLES)
        alone = _run(["match", "--jobs", "1", str(titles)], folder)
        shared = _run(["match", str(titles)], folder)
    found: dict[str, Any] = {
        "benchmark": "startup",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "cold, s": round(cold.seconds, 2),
        "cold peak, MB": cold.peak,
        "warm median, s": round(statistics.median(one.seconds for one in warm), 3),
        "warm worst, s": round(max(one.seconds for one in warm), 3),
        "warm peak, MB": max(one.peak for one in warm),
        "nothing median, s": round(
            statistics.median(one.seconds for one in nothing), 3
        ),
        "cache, MB": round(size / 1e6, 1),
        "file of titles": 2 * TITLES,
        "file, one process, s": round(alone.seconds, 2),
        "file, one process, peak MB": alone.peak,
        "file, all cores, s": round(shared.seconds, 2),
        "file, all cores, peak MB of the largest process": shared.peak,
    }
    options.results.write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


class Run(NamedTuple):
    """A command's wall time in seconds, and its largest resident memory in MB."""

    seconds: float
    peak: int


def _run(arguments: list[str], folder: str) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "XDG_CACHE_HOME": folder},
    )
    assert process.stdin
    process.stdin.write(TITLE)
    process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Run(time.perf_counter() - started, round(used.ru_maxrss / 1024))


if __name__ == "__main__":
    main()
