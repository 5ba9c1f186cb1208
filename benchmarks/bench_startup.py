"""Start-up of `citeswatch match` with the full list: cold and warm.

    python -m benchmarks.bench_startup [--rounds 7]

*Cold* compiles the species list into an empty cache, as after an update of the
list; *warm* reads the cache. Each is a process of its own that answers one title;
*nothing* is the same command asked for its version.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
COMMAND = [sys.executable, "-c", "from crawler.cli import main; main()"]
TITLE = b"African grey parrot, hand reared\n"


def main() -> None:
    """Measure, print and keep the figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=7)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cold = _seconds(["match"], folder)
        warm = [_seconds(["match"], folder) for _ in range(options.rounds)]
        nothing = [_seconds(["--version"], folder) for _ in range(options.rounds)]
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.npz"))
    found: dict[str, Any] = {
        "benchmark": "startup",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "cold, s": round(cold, 2),
        "warm median, s": round(statistics.median(warm), 3),
        "warm worst, s": round(max(warm), 3),
        "nothing median, s": round(statistics.median(nothing), 3),
        "cache, MB": round(size / 1e6, 1),
        "peak memory of any, MB": round(
            resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        ),
    }
    (RESULTS / "startup.json").write_text(json.dumps(found, indent=1) + "\n")
    print(json.dumps(found, indent=1))


def _seconds(arguments: list[str], folder: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [*COMMAND, *arguments],
        input=TITLE,
        stdout=subprocess.DEVNULL,
        check=True,
        env={**os.environ, "XDG_CACHE_HOME": folder},
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
