"""A crawl's journal: which pages are to be asked for, and which are done.

A text file that only grows. Its first line says which crawl it is of, and what a
site's search is asked for; `+N {…}` is a request that was scheduled, `-N` one that is
done: its listings are in the database and its links stand above. `/N` is one that
nothing is to be had of. `~{…}` adds to what a query found, or says that a limit left
something out. `=N` counts the listings. Lines are written together when listings were stored, so
that a crawl that is killed at any moment asks again for what may be lost, and for
nothing else. A last line that was cut off is left out; any other damage is told.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from crawler.panel.query import Plan, Query

FORMAT = 2


class JournalError(Exception):
    """The journal cannot be used; the text says why."""


@dataclass(slots=True)
class Past:
    """What a journal says of the crawl so far."""

    crawl_id: int
    read_with: str
    addresses: list[str] = field(default_factory=list)
    """Every address that was asked for or is to be."""
    pending: dict[int, dict[str, Any]] = field(default_factory=dict)
    """The requests that are not done, by number."""
    listings: int = 0
    """Listings in the database when it was last written."""
    last: int = 0
    """The last number given."""
    plan: Plan | None = None
    """What the site's search is asked for; None: it is a crawl of its lists."""
    begun: int = 0
    """Pages to begin with that are done."""
    capped: bool = False
    """Whether a limit left something out."""
    pages: Counter[int] = field(default_factory=Counter)
    """Results pages that are done, by the number of their query."""
    found: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    """What each query found."""
    cut: set[int] = field(default_factory=set)
    """The queries that had more pages than the plan wants."""


class RequestJournal:
    """Writes the journal in *path*."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.last = 0
        self._file: TextIO | None = None

    def begin(self, crawl_id: int, read_with: str, plan: Plan | None = None) -> None:
        """Begin the journal of a new crawl; *plan*: what is asked of a search."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("w", encoding="utf-8")
        header: dict[str, Any] = {
            "format": FORMAT,
            "crawl": crawl_id,
            "read_with": read_with,
        }
        if plan is not None:
            header["plan"] = asdict(plan)
        self._file.write(json.dumps(header) + "\n")
        self._file.flush()

    def go_on(self, past: Past) -> None:
        """Go on with the journal of a crawl that was cut off."""
        self.last = past.last
        whole = self.path.read_bytes()
        cut = whole.rfind(b"\n") + 1
        if cut < len(whole):
            os.truncate(self.path, cut)
        self._file = self.path.open("a", encoding="utf-8")

    @property
    def is_open(self) -> bool:
        """Whether requests are noted."""
        return self._file is not None

    def schedule(self, request: dict[str, Any]) -> int:
        """Note a request; give its number.

        Raises:
            TypeError, ValueError: it holds what JSON cannot say.
        """
        text = json.dumps(request, separators=(",", ":"))
        self.last += 1
        if self._file is not None:
            self._file.write(f"+{self.last} {text}\n")
        return self.last

    def commit(
        self,
        done: Sequence[int],
        listings: int,
        *,
        settled: Sequence[int] = (),
        notes: Sequence[dict[str, Any]] = (),
    ) -> None:
        """Note requests as done, and how many listings the database holds.

        Of those *settled* nothing is to be had. *notes* tell of queries (`query`, with
        `found` or `cut`) and of limits (`capped`).
        """
        if self._file is None:
            return
        # First what the pages gave: a cut here asks for them again.
        self._file.writelines(f"~{json.dumps(note)}\n" for note in notes)
        self._file.writelines(f"-{number}\n" for number in done)
        self._file.writelines(f"/{number}\n" for number in settled)
        self._file.write(f"={listings}\n")
        self._file.flush()

    def close(self, *, keep: bool) -> None:
        """Close the file; unless it is to be kept, remove it."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if not keep:
            self.path.unlink(missing_ok=True)


def read_journal(path: Path) -> Past | None:
    """Read the journal in *path*; None: there is none.

    Raises:
        JournalError: it is damaged, or of another version.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise JournalError(f"{path} cannot be read ({error})") from error
    # After the last newline stands nothing, or a line that was cut off.
    past = _header(path, lines[0] if len(lines) > 1 else "")
    for number, line in enumerate(lines[1:-1], start=2):
        try:
            _read_line(past, line)
        except (ValueError, KeyError, TypeError) as error:
            raise JournalError(f"{path}:{number}: the line is damaged") from error
    return past


def _header(path: Path, line: str) -> Past:
    try:
        header = json.loads(line)
        if header["format"] != FORMAT:
            raise JournalError(f"{path}: is of another version of citeswatch")
        plan = header.get("plan")
        return Past(
            int(header["crawl"]),
            str(header["read_with"]),
            plan=_plan(plan) if plan else None,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise JournalError(f"{path}:1: the line is damaged") from error


def _plan(told: dict[str, Any]) -> Plan:
    queries = tuple(Query(**one) for one in told["queries"])
    return Plan(told["panel"], queries, int(told["pages"]))


def _read_line(past: Past, line: str) -> None:
    kind, rest = line[:1], line[1:]
    if kind == "+":
        number, _, text = rest.partition(" ")
        request = json.loads(text)
        past.addresses.append(request["url"])
        past.pending[int(number)] = request
        past.last = max(past.last, int(number))
    elif kind == "-":
        _read_done(past, past.pending.pop(int(rest), None))
    elif kind == "/":
        past.pending.pop(int(rest), None)
    elif kind == "~":
        _read_note(past, json.loads(rest))
    elif kind == "=":
        past.listings = int(rest)
    else:
        raise ValueError(f"no such kind of line: {kind!r}")


def _read_done(past: Past, request: dict[str, Any] | None) -> None:
    meta = request.get("meta", {}) if request else {}
    if request and not meta.get("depth"):
        past.begun += 1
    if "query" in meta and meta.get("kind") != "listing":
        past.pages[int(meta["query"])] += 1


def _read_note(past: Past, note: dict[str, Any]) -> None:
    past.capped |= bool(note.get("capped"))
    if "query" in note:
        number = int(note["query"])
        past.found[number].update(map(str, note.get("found", ())))
        if note.get("cut"):
            past.cut.add(number)
