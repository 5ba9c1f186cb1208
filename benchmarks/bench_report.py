"""How long the report of a busy unit's year takes, and how much memory.

    python -m benchmarks.bench_report [--listings 10000000] [--sightings 92000000]
        [--matches 200000] [--markets 40] [--database FILE] [--formats pdf,xlsx,json]
        [--only report,parts,country,compared,trade]

Over an invented year (`benchmarks.year_store`; with `--database` it is made where there
is no such file, and stays) the report is made by a process of its own, whose peak
memory is that of the operating system's account. A second process tells the processor
seconds of the questions to the database and of the tables, one by one; reading from the
disk is not in these. Others make it of one country, of half a year compared with
the one before, and beside half a million rows of reported trade.
"""

from __future__ import annotations

import argparse
import inspect
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks import year_texts as texts
from benchmarks.year_store import make_year_store
from crawler.cores import one_thread_each
from crawler.reports import contents, figures
from crawler.reports.make import Beside, make_report
from crawler.reports.period import parse_period
from crawler.store import Store
from crawler.workspace import Workspace, make_workspace, open_workspace

RESULTS = Path(__file__).parent / "results"
PERIOD = "2026"
EARLIER, LATER = "2026-W01..2026-W26", "2026-W27..2026-W52"
COUNTRY = "DE"
TRADE_ROWS = 500_000
TRADE_HEAD = (
    "Year,App.,Taxon,Class,Order,Family,Genus,Importer,Exporter,Origin,"
    "Importer reported quantity,Exporter reported quantity,Term,Unit,Purpose,Source\n"
)
MADE_ON = date(2027, 1, 10)
AIM_SECONDS, AIM_MEGABYTES = 60, 1000


def measure(
    workspace: Workspace, formats: list[str], period: str = PERIOD, **asked: Any
) -> dict[str, object]:
    """Make the report; give seconds, and the peak of this process's memory."""
    begun, spent, read = perf_counter(), process_time(), _bytes_read()
    made = make_report(
        workspace, parse_period(period), MADE_ON, formats=formats, **asked
    )
    seconds = perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    files = [one for one in made.page.parent.rglob("*") if one.is_file()]
    return {
        "seconds": round(seconds, 1),
        "processor seconds": round(process_time() - spent, 1),
        "peak megabytes": round(peak),
        "megabytes read from disk": round((_bytes_read() - read) / 1e6),
        "said": made.in_short,
        "megabytes written": round(sum(one.stat().st_size for one in files) / 1e6, 1),
    }


def measure_country(workspace: Workspace, formats: list[str]) -> dict[str, object]:
    """Make the report of one country."""
    return measure(workspace, formats, countries=(COUNTRY,))


def measure_compared(workspace: Workspace, formats: list[str]) -> dict[str, object]:
    """Compare half a year with the one before."""
    beside = Beside(compare_with=parse_period(EARLIER))
    return measure(workspace, formats, LATER, beside=beside)


def measure_trade(workspace: Workspace, formats: list[str]) -> dict[str, object]:
    """Set offers beside reported trade."""
    file = workspace.folder / "trade.csv"
    write_trade(file, TRADE_ROWS)
    return measure(workspace, formats, beside=Beside(legal_trade=file))


def write_trade(path: Path, rows: int) -> None:
    """Write a comparative tabulation of trade in the taxa of the invented year."""
    chance = random.Random(7)
    terms, units = ("live", "skins", "carvings", "logs"), ("", "kg", "m3")
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(TRADE_HEAD)
        for number in range(rows):
            name = texts.name_of(number % texts.TAXA)
            importer, exporter = chance.choices(texts.COUNTRIES, k=2)
            quantity = chance.randrange(1, 9000)
            file.write(
                f"{2020 + number % 5},I,{name},,,,{name.split()[0]},{importer},"
                f"{exporter},,{quantity},{quantity // 2},{chance.choice(terms)},"
                f"{chance.choice(units)},T,{chance.choice('WCRDO')}\n"
            )


def _bytes_read() -> int:
    """Tell what this process had read from the disk so far; 0 where nobody counts it."""
    account = Path("/proc/self/io")
    if not account.exists():
        return 0
    lines = account.read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["read_bytes"])


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


SIZES = {
    # Rows are numbered without gaps; counting them would read the whole file.
    "listings": "SELECT MAX(id) FROM listings",
    "sightings": "SELECT SUM(listings_seen + listings_gone) FROM effort",
    "listing_versions": "SELECT MAX(id) FROM listing_versions",
    "matches": "SELECT COUNT(*) FROM matches",
    "crawls": "SELECT COUNT(*) FROM crawls",
}
MEASURES = {
    "report": measure,
    "parts": measure_parts,
    "country": measure_country,
    "compared": measure_compared,
    "trade": measure_trade,
}


def bench(database: Path, formats: list[str], only: Sequence[str]) -> dict[str, object]:
    """Measure over *database*, each in a process of its own."""
    told: dict[str, object] = {"database megabytes": database.stat().st_size // 10**6}
    with closing(sqlite3.connect(database)) as conn:
        for table, sql in SIZES.items():
            (told[table],) = conn.execute(sql).fetchone()
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder))
        workspace.database.unlink(missing_ok=True)
        workspace.database.symlink_to(database.absolute())
        for name in only:
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
    parser.add_argument("--only", default=",".join(MEASURES))
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
        one_thread_each()  # as the command does
        told = bench(database, formats, args.only.split(","))
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
