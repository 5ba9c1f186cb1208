"""How long the report of a busy unit's year takes, and how much memory.

    python -m benchmarks.bench_report [--listings 10000000] [--sightings 92000000]
        [--matches 200000] [--markets 40] [--database FILE] [--formats pdf,xlsx,json]

Over an invented year (`benchmarks.year_store`; with `--database` it is made where there
is no such file, and stays) the report is made by a process of its own, whose peak
memory is that of the operating system's account. A second process tells the processor
seconds of the questions to the database and of the tables, one by one; reading from the
disk is not in these.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.year_store import make_year_store
from crawler.reports import contents, figures
from crawler.reports.make import make_report
from crawler.reports.period import parse_period
from crawler.store import Store
from crawler.workspace import Workspace, make_workspace, open_workspace

RESULTS = Path(__file__).parent / "results"
PERIOD = "2026"
MADE_ON = date(2027, 1, 10)
AIM_SECONDS, AIM_MEGABYTES = 60, 1000


def measure(workspace: Workspace, formats: list[str]) -> dict[str, object]:
    """Make the report; give seconds, and the peak of this process's memory."""
    begun = perf_counter()
    made = make_report(workspace, parse_period(PERIOD), MADE_ON, formats=formats)
    seconds = perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    files = [one for one in made.page.parent.rglob("*") if one.is_file()]
    return {
        "seconds": round(seconds, 1),
        "processor seconds": round(process_time(), 1),
        "peak megabytes": round(peak),
        "said": made.in_short,
        "megabytes written": round(sum(one.stat().st_size for one in files) / 1e6, 1),
    }


def measure_parts(workspace: Workspace, _formats: list[str]) -> dict[str, object]:
    """Give the processor seconds of each question to the database and each table."""
    seconds: dict[str, float] = {}
    for module in (figures.queries, figures):
        for name, function in vars(module).copy().items():
            if inspect.isfunction(function) and "queries" in function.__module__:
                setattr(module, name, _timed(function, seconds))
    with Store.open(workspace.database, read_only=True) as store:
        gathered = _timed(figures.gather, seconds)(store, parse_period(PERIOD), MADE_ON)
    for name, _, make in contents._TABLES:
        _timed(make, seconds, f"table {name}")(gathered)
    return {name: round(value, 2) for name, value in seconds.items() if value > 0.05}


def _timed(
    function: Callable[..., Any], seconds: dict[str, float], name: str = ""
) -> Callable[..., Any]:
    name = name or function.__name__

    @wraps(function)
    def timed(*args: Any, **named: Any) -> Any:
        begun = process_time()
        try:
            found = function(*args, **named)
            return iter(list(found)) if inspect.isgenerator(found) else found
        finally:
            seconds[name] = seconds.get(name, 0) + process_time() - begun

    return timed


MEASURES = {"report": measure, "parts": measure_parts}


def bench(database: Path, formats: list[str]) -> dict[str, object]:
    """Measure over *database*, each in a process of its own."""
    told: dict[str, object] = {"database megabytes": database.stat().st_size // 10**6}
    with closing(sqlite3.connect(database)) as conn:
        for table in ("listings", "sightings", "listing_versions", "matches", "crawls"):
            (told[table],) = conn.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder))
        workspace.database.unlink(missing_ok=True)
        workspace.database.symlink_to(database.absolute())
        for name in MEASURES:
            command = [sys.executable, "-m", "benchmarks.bench_report", "--measure"]
            asked = [name, "--workspace", folder, "--formats", ",".join(formats)]
            done = subprocess.run(
                [*command, *asked], check=True, stdout=subprocess.PIPE
            )
            told[name] = json.loads(done.stdout)
    return told


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/report.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=10_000_000)
    parser.add_argument("--sightings", type=int, default=92_000_000)
    parser.add_argument("--matches", type=int, default=200_000)
    parser.add_argument("--markets", type=int, default=40)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--formats", default="")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    parser.add_argument("--workspace", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    formats = [one for one in args.formats.split(",") if one]
    if args.measure:
        print(
            json.dumps(MEASURES[args.measure](open_workspace(args.workspace), formats))
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        database = args.database or Path(folder) / "year.db"
        if not database.exists():
            sizes = (args.listings, args.sightings, args.matches, args.markets)
            make_year_store(database, *sizes)
        told = bench(database, formats)
    result = {
        "benchmark": "report",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "sqlite": sqlite3.sqlite_version,
        "aims": {"seconds": AIM_SECONDS, "megabytes": AIM_MEGABYTES},
        **told,
    }
    text = json.dumps(result, indent=1, ensure_ascii=False)
    (RESULTS / "report.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
