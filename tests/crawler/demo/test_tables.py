"""The demo's last tables: everything on them, and nothing that steers a terminal."""

import io
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from crawler.cli.demo_tables import print_outcome
from crawler.demo.catalogue import sites
from crawler.demo.outcome import Outcome
from crawler.store.listing_queries import Finding, FoundListing, FoundMatch
from crawler.workspace import make_workspace

HOSTILE = "\x1b[2J[red]=cmd|' /C calc'!A0\u202e <script> Elefant"
ROWS = [
    {
        "marketplace": name,
        "listings": 100,
        "new": 5,
        "changed": 4,
        "gone": 3,
        "relisted": 2,
        "errors": 1,
    }
    for name in sites()
]


def _finding(title, price, currency):
    empty = dict.fromkeys(FoundListing._fields, "")
    facts = {
        "id": 1,
        "marketplace": "demo_shop",
        "title": title,
        "price_text": price,
        "currency": currency,
        "taxon": "Loxodonta africana",
        "appendix": "I",
        "offer": "likely",
    }
    match = dict.fromkeys(FoundMatch._fields, "")
    why = {"taxon": "Loxodonta africana", "reason": f"because of {title}"}
    return Finding(FoundListing(**empty | facts), [FoundMatch(**match | why)])


def _printed(tmp_path, found, width):
    outcome = Outcome(found, Counter({("I", "likely"): 17}), 22, 21, 35, 0)
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=False)
    workspace = make_workspace(tmp_path / "demo")
    print_outcome(console, workspace, ROWS, outcome, Path("/somewhere/index.html"))
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_everything_is_on_them_at_any_width(tmp_path, width):
    text = _printed(tmp_path, [_finding("Ivory tusk", "12.00", "EUR")], width)
    for word in ("Lager Zwei", "400", "20", "17", "Ivory tusk", "12.00 EUR", "because"):
        assert word in text
    words = " ".join(text.split())
    assert "Of 22 Appendix I offers" in words
    assert "21 were flagged; of 35 look-alikes" in words
    assert "/somewhere/index.html" in text
    assert "citeswatch.db" in text


@pytest.mark.parametrize("width", [80, 120])
def test_a_hostile_title_is_shown_and_not_obeyed(tmp_path, width):
    text = _printed(tmp_path, [_finding(HOSTILE, "\x1b[31m1", "EUR")], width)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]" in text
    assert "<script>" in text


@pytest.mark.parametrize(
    ("price", "currency", "shown"),
    [
        ("1.200,00 €", "EUR", "1.200,00 €"),
        ("1200.00", "SGD", "1200.00 SGD"),
        ("MAD 90", "MAD", "MAD 90"),
        ("", "EUR", ""),
    ],
)
def test_a_price_names_its_currency_once(tmp_path, price, currency, shown):
    text = _printed(tmp_path, [_finding("Ivory tusk", price, currency)], 160)
    (line,) = [line for line in text.splitlines() if "Ivory tusk" in line]
    assert shown in line
    assert line.count(currency) <= 1


def test_no_flagged_offer_is_said_in_so_many_words(tmp_path):
    assert "Flagged Appendix I offers: none" in _printed(tmp_path, [], 80)


@pytest.mark.skipif(
    not (Path(sys.prefix) / "bin" / "activate").is_file(), reason="no environment"
)
def test_what_to_type_next_works_in_a_shell_where_nothing_was_activated(tmp_path):
    text = _printed(tmp_path, [], 120)
    found = dict(re.findall(r"^([\w ]+): +(.+)$", text, re.MULTILINE))
    script = f"{found['In a new shell']}\n{found['Offers']} --help"
    done = subprocess.run(
        ["/bin/bash", "-c", script],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "Show stored listings" in done.stdout
