"""Real shops, filled and served from environments of their own."""

import csv
import os
import re
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

HERE = Path(__file__).parent
PYTHON = HERE.parents[1] / ".venv-real" / "bin" / "python"
VENDURE = HERE / "vendure_shop"
SECONDS_TO_START = 120
VENDURE_COLUMNS = [
    "name",
    "slug",
    "description",
    "assets",
    "facets",
    "optionGroups",
    "optionValues",
    "sku",
    "price",
    "taxCategory",
    "stockOnHand",
    "trackInventory",
    "variantAssets",
    "variantFacets",
]


def _first_line(stream, lines):
    lines.put(stream.readline())


@contextmanager
def serving(folder, *command):
    """Run *command*, which prints its address and ends with its input."""
    complaints = folder / "complaints.txt"
    with complaints.open("w") as stderr:
        shop = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "VENDURE_DISABLE_TELEMETRY": "true"},
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


def unit_with(folder, name, pattern, address):
    """Give a workspace whose only marketplace is the shop at *address*."""
    from crawler.workspace import make_workspace

    made = make_workspace(folder)
    facts = (HERE / f"{name}.toml").read_text(encoding="utf-8")
    facts = re.sub(pattern, address, facts)
    (made.marketplaces / f"{name}.toml").write_text(facts, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def products():
    with (HERE / "products.csv").open(encoding="utf-8", newline="") as file:
        return {row["upc"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="session")
def oscar_shop(tmp_path_factory):
    """Give the address of the shop on django-oscar."""
    if not PYTHON.exists():
        pytest.skip("django-oscar is not installed; run: make test-real")
    folder = tmp_path_factory.mktemp("oscar")
    serve = HERE / "oscar_shop" / "serve.py"
    with serving(folder, PYTHON, serve, folder, HERE / "products.csv") as address:
        yield address


@pytest.fixture(scope="session")
def workspace(oscar_shop, tmp_path_factory):
    """Give a workspace whose only marketplace is the shop on django-oscar."""
    folder = tmp_path_factory.mktemp("unit")
    return unit_with(folder, "oscar", r"http://127\.0\.0\.1:8000", oscar_shop)


@pytest.fixture(scope="session")
def forum(tmp_path_factory):
    """Give the address of the forum on django-machina."""
    if not PYTHON.exists():
        pytest.skip("django-machina is not installed; run: make test-real")
    folder = tmp_path_factory.mktemp("machina")
    serve = HERE / "machina_forum" / "serve.py"
    with serving(folder, PYTHON, serve, folder, HERE / "products.csv") as address:
        yield address


@pytest.fixture(scope="session")
def forum_workspace(forum, tmp_path_factory):
    """Give a workspace with the forum's board: by its pages, and by its feed."""
    folder = tmp_path_factory.mktemp("unit")
    for name in ("board", "board_feed"):
        made = unit_with(folder, name, r"http://127\.0\.0\.1:8100", forum)
    return made


@pytest.fixture(scope="session")
def vendure_goods(products):
    """Give the products of the shop on Vendure: each twice, so that there are pages."""
    return [
        {**row, "title": f"{row['title']}{more}", "sku": f"{row['upc']}{more}"}
        for more in ("", " again")
        for row in products.values()
    ]


@pytest.fixture(scope="session")
def vendure_shop(tmp_path_factory, vendure_goods):
    """Give the address of the shop on Vendure."""
    if not (VENDURE / "node_modules" / ".done").exists():
        pytest.skip("Vendure is not installed (it needs node and npm): make test-real")
    folder = tmp_path_factory.mktemp("vendure")
    goods = folder / "products.csv"
    with goods.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, VENDURE_COLUMNS, restval="")
        writer.writeheader()
        for row in vendure_goods:
            facts = {name: row[name] for name in ("description", "sku", "price")}
            facts |= {
                "name": row["title"],
                "slug": row["sku"].lower().replace(" ", "-"),
            }
            writer.writerow({**facts, "taxCategory": "standard", "stockOnHand": "5"})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = (shutil.which("node"), VENDURE / "serve.mjs", str(port), goods)
    with serving(folder, *words, str(len(vendure_goods))) as address:
        yield address


@pytest.fixture(scope="session")
def vendure_workspace(vendure_shop, tmp_path_factory):
    """Give a workspace whose only marketplace is the shop on Vendure."""
    folder = tmp_path_factory.mktemp("unit")
    return unit_with(folder, "vendure", r"http://127\.0\.0\.1:3000", vendure_shop)
