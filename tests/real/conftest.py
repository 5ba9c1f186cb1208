"""A real django-oscar shop, filled and served from an environment of its own."""

import csv
import re
import subprocess
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

HERE = Path(__file__).parent
PYTHON = HERE.parents[1] / ".venv-real" / "bin" / "python"
SECONDS_TO_START = 120


def _first_line(stream, lines):
    lines.put(stream.readline())


@pytest.fixture(scope="session")
def products():
    with (HERE / "products.csv").open(encoding="utf-8", newline="") as file:
        return {row["upc"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="session")
def oscar_shop(tmp_path_factory):
    """Give the address of the shop."""
    if not PYTHON.exists():
        pytest.skip("django-oscar is not installed; run: make test-real")
    folder = tmp_path_factory.mktemp("oscar")
    complaints = folder / "complaints.txt"
    with complaints.open("w") as stderr:
        shop = subprocess.Popen(
            [PYTHON, HERE / "oscar_shop" / "serve.py", folder, HERE / "products.csv"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    lines = Queue()
    Thread(target=_first_line, args=(shop.stdout, lines), daemon=True).start()
    try:
        address = lines.get(timeout=SECONDS_TO_START).strip()
        assert address.startswith("http://127.0.0.1:"), complaints.read_text()
        yield address
    except Empty:
        pytest.fail(f"the shop did not start: {complaints.read_text()}")
    finally:
        shop.stdin.close()
        try:
            shop.wait(timeout=10)
        except subprocess.TimeoutExpired:
            shop.kill()
            shop.wait()
        shop.stdout.close()


@pytest.fixture(scope="session")
def workspace(oscar_shop, tmp_path_factory):
    """Give a workspace whose only marketplace is the shop."""
    from crawler.workspace import make_workspace

    made = make_workspace(tmp_path_factory.mktemp("unit"))
    facts = (HERE / "oscar.toml").read_text(encoding="utf-8")
    facts = re.sub(r"http://127\.0\.0\.1:8000", oscar_shop, facts)
    (made.marketplaces / "oscar.toml").write_text(facts, encoding="utf-8")
    return made
