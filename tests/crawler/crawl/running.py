"""Workspaces with marketplaces on loopback, and crawls of them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from crawler.workspace import Workspace

ROOT = Path(__file__).parents[3]
QUICK = "\n[politeness]\ndelay = 0\nautothrottle = false\nconcurrency = 8\n"


def citeswatch(*words: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "crawler", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def write_market(
    workspace: Workspace,
    name: str,
    home: str,
    text: str = "",
    family: str = "selectors",
) -> None:
    """Write the file of a marketplace at *home* that begins with `/results`."""
    toml = f'title = "{name}"\nhome = "{home}"\nfamily = "{family}"\n'
    toml += f'languages = ["en"]\ncurrency = "EUR"\nstart_urls = ["{home}results"]\n'
    if not text:
        text = (
            '[follow]\nlistings = "a.item"\nnext = "a.next"\n[select]\ntitle = "h1"\n'
        )
        text += 'price = ".price"\ndescription = ".text"\nimages = "img::attr(src)"\n'
    path = workspace.marketplaces / f"{name}.toml"
    path.write_text(toml + text + QUICK, encoding="utf-8")


def results(*paths: str, later: str = "") -> str:
    """Give a results page with links to *paths*."""
    links = "".join(f'<li><a class=item href="{path}">x</a></li>' for path in paths)
    link = f'<a class=next href="{later}">more</a>' if later else ""
    return f"<!doctype html><html><body><ul>{links}</ul>{link}</body></html>"


def offer(title: str, text: str = "Sold because of moving house") -> str:
    """Give a listing's page."""
    return (
        f"<!doctype html><html><head><meta charset=utf-8></head><body><h1>{title}</h1>"
        f"<b class=price>12 €</b><p class=text>{text}</p><img src='/picture.jpg'>"
        "</body></html>"
    )


class Outcome:
    """What a crawl of a workspace printed, logged and stored."""

    def __init__(
        self, workspace: Workspace, done: subprocess.CompletedProcess[str]
    ) -> None:
        self.workspace = workspace
        self.code = done.returncode
        self.errors = done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.by_name: dict[str, dict[str, Any]] = {
            one["marketplace"]: one for one in lines
        }
        logs = sorted((workspace.folder / "logs").glob("*.log"))
        self.log = "\n".join(path.read_text(encoding="utf-8") for path in logs)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with sqlite3.connect(self.workspace.database) as conn:
            found = conn.execute(query, values).fetchall()
        conn.close()
        return found

    def titles(self, name: str) -> list[str]:
        """Give the stored titles of a marketplace."""
        query = "SELECT title FROM listings WHERE marketplace = ? ORDER BY title"
        return [title for (title,) in self.rows(query, name)]

    def count(self, name: str, stat: str) -> int:
        """Give a count that the effort ledger kept of the last crawl."""
        [(detail,)] = self.rows(
            """SELECT detail FROM effort JOIN crawls ON crawls.id = crawl_id
               WHERE marketplace = ? ORDER BY crawl_id DESC LIMIT 1""",
            name,
        )
        return int(json.loads(detail).get(stat, 0))


def run(workspace: Workspace, *names: str) -> Outcome:
    """Crawl and give what came of it."""
    done = citeswatch("crawl", *names, "--json", "--workspace", str(workspace.folder))
    return Outcome(workspace, done)
