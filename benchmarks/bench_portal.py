"""How long the portal's pages take while eight users work at once.

    python -m benchmarks.bench_portal [--listings 1000000] [--matches 50000]
        [--users 8] [--seconds 20] [--pause 1.0] [--database FILE]

Over an invented database (`benchmarks.big_store`) the portal runs as its own process.
Each user asks for a page, waits *pause* seconds after the answer, and asks again; each
kind of page is measured alone for *seconds*. A review key is the form that is sent and
the page of the next listing. The times are those of the whole answer over loopback
HTTP, without drawing it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep

import httpx

from benchmarks.big_store import SCRIPTS, SYLLABLES, make_big_store
from crawler.portal.desk.picker import prepare_picker
from crawler.portal.desk.users import add_user
from crawler.portal.serve import open_desk
from crawler.species.species_list import packaged_folder
from crawler.workspace import Workspace, make_workspace

RESULTS = Path(__file__).parent / "results"
PASSWORD = "a password for measuring"
AIMS = {"review key": 200}
AIM = 300
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
_FORM = re.compile(r'action="/review/(\d+)".*?name="version" value="(\d+)"', re.DOTALL)
Ask = Callable[[httpx.Client, random.Random], float]


def dashboard(http: httpx.Client, _chance: random.Random) -> float:
    """Ask for the front page."""
    return _get(http, "/")


def queue(http: httpx.Client, _chance: random.Random) -> float:
    """Ask for the review queue."""
    return _get(http, "/review")


def review_key(http: httpx.Client, chance: random.Random) -> float:
    """Judge the listing that is shown, and get the next."""
    shown = http.get("/review").text
    token, form = _TOKEN.search(shown), _FORM.search(shown)
    assert token
    assert form
    number, version = form.groups()
    verdict = chance.choice(["accepted", "unsure"])
    begun = perf_counter()
    answer = http.post(
        f"/review/{number}",
        data={"form_token": token[1], "version": version, "verdict": verdict},
        follow_redirects=True,
    )
    taken = perf_counter() - begun
    assert answer.status_code == 200, answer.text
    return taken


def search_words(http: httpx.Client, chance: random.Random) -> float:
    """Search rare and frequent words of all listings."""
    return _get(http, "/search", {"words": any_words(chance), "scope": "all"})


def search_matched(http: httpx.Client, chance: random.Random) -> float:
    """Search words among the listings with a match."""
    return _get(http, "/search", {"words": any_words(chance)})


def any_words(chance: random.Random) -> str:
    """Give a frequent word, a rare one, two at once or the genus of a taxon.

    Most are asked for once only: an answer is kept half a minute, and must not be what
    is measured.
    """
    rare = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 3))))
    frequent = chance.choice([*SCRIPTS, *SYLLABLES])
    genus = f"genus{chance.choice('abcdefghijklmnopqrst')}"
    return chance.choice([frequent, rare, rare, f"{frequent} {rare}", genus])


def facets(http: httpx.Client, chance: random.Random) -> float:
    """Narrow by facets, each time others."""
    asked = {
        "appendix": chance.choice(["I", "II", "III"]),
        "country": chance.choice(["DE", "FR", "KE", "JP", "CN", "US", "BR", "TH"]),
        "state": chance.choice(["active", "gone"]),
        "price_from": str(chance.randrange(4000)),
    }
    kept = dict(chance.sample(sorted(asked.items()), chance.randrange(1, 4)))
    return _get(http, "/search", kept)


PAGES: dict[str, Ask] = {
    "dashboard": dashboard,
    "queue": queue,
    "review key": review_key,
    "search, all listings": search_words,
    "search, with a match": search_matched,
    "facets": facets,
}


def _get(http: httpx.Client, path: str, asked: dict[str, str] | None = None) -> float:
    begun = perf_counter()
    answer = http.get(path, params=asked)
    taken = perf_counter() - begun
    assert answer.status_code == 200, answer.text
    return taken


def measure(
    address: str, ask: Ask, users: int, seconds: float, pause: float
) -> list[float]:
    """Let *users* ask at once, and give every time, in seconds."""
    taken: list[float] = []

    def work(number: int) -> None:
        chance = random.Random(number)
        with signed_in(address, f"user{number}") as http:
            sleep(pause * number / users)
            until = perf_counter() + seconds
            while perf_counter() < until:
                taken.append(ask(http, chance))
                sleep(pause)

    threads = [Thread(target=work, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


@contextmanager
def signed_in(address: str, login: str) -> Iterator[httpx.Client]:
    """Sign in."""
    with httpx.Client(base_url=address, timeout=60) as http:
        token = _TOKEN.search(http.get("/sign-in").text)
        assert token
        fields = {"login": login, "password": PASSWORD, "form_token": token[1]}
        assert http.post("/sign-in", data=fields).status_code == 303
        yield http


@contextmanager
def portal(workspace: Workspace) -> Iterator[str]:
    """Run the portal as its own process."""
    command = [sys.executable, "-u", "-m", "crawler", "portal", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--workspace", str(workspace.folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, "the portal did not start"
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def prepare(folder: Path, asked: argparse.Namespace) -> Workspace:
    """Make the workspace, its database and its users."""
    workspace = make_workspace(folder)
    if asked.database:
        shutil.copy(asked.database, workspace.database)
    else:
        print(f"making {asked.listings:,} listings …", flush=True)
        make_big_store(workspace.database, asked.listings, asked.matches)
    desk = open_desk(workspace)
    prepare_picker(desk, packaged_folder())
    with desk.writing() as conn:
        for number in range(asked.users):
            add_user(
                *(conn, f"user{number}", "analyst", PASSWORD),
                by="benchmark",
                at="2026-11-26T00:00:00Z",
            )
    return workspace


def main() -> int:
    """Measure every kind of page; exit code 1 if one misses its aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=1_000_000)
    parser.add_argument("--matches", type=int, default=50_000)
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--database", type=Path, help="made by benchmarks.big_store")
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        workspace = prepare(Path(folder) / "unit", asked)
        with portal(workspace) as address, signed_in(address, "user0") as http:
            begun = perf_counter()
            while 'src="/charts/trend.svg' not in http.get("/charts").text:
                sleep(0.5)
            print(f"charts drawn after {perf_counter() - begun:.1f} s")
            for name, ask in PAGES.items():
                times = measure(address, ask, asked.users, asked.seconds, asked.pause)
                rows.append(told(name, times))
    given = {name: str(value) for name, value in vars(asked).items()}
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"asked": given, "pages": rows}, indent=1) + "\n"
    (RESULTS / "portal.json").write_text(text, encoding="utf-8")
    return any(row["p95_ms"] > row["aim_ms"] for row in rows)


def told(name: str, times: list[float]) -> dict[str, float | str]:
    """Sum up the times of a page, and print them."""
    cuts = statistics.quantiles(times, n=20)
    row: dict[str, float | str] = {
        "page": name,
        "answers": len(times),
        "median_ms": round(1000 * statistics.median(times), 1),
        "p95_ms": round(1000 * cuts[18], 1),
        "aim_ms": AIMS.get(name, AIM),
    }
    print(
        f"{name:<22} {len(times):>6} answers  median {row['median_ms']:>7} ms  "
        f"95th percentile {row['p95_ms']:>7} ms  (aim {row['aim_ms']})",
        flush=True,
    )
    return row


if __name__ == "__main__":
    sys.exit(main())
