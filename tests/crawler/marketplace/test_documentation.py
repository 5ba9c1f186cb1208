"""What docs/marketplaces.md and docs/pipelines.md say is what the program does."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from crawler import settings
from crawler.marketplace import read_marketplace
from crawler.marketplace.api import Api, Auth
from crawler.marketplace.model import (
    SELECTABLE,
    Follow,
    Marketplace,
    Policy,
    Politeness,
    Proof,
    Select,
    Sources,
)
from crawler.marketplace.search import Search
from crawler.spider_loader import FAMILIES

DOCS = Path(__file__).parents[3] / "docs"
TEXT = (DOCS / "marketplaces.md").read_text(encoding="utf-8")
PIPELINES = (DOCS / "pipelines.md").read_text(encoding="utf-8")
TABLES: dict[str, type[BaseModel]] = {
    "At the top of the file": Marketplace,
    "`[sources]`": Sources,
    "`[follow]`": Follow,
    "`[select]`": Select,
    "`[politeness]`": Politeness,
    "`[policy]`": Policy,
    "`[proof]`": Proof,
    "`[api]`": Api,
    "`[auth]`": Auth,
}


def keys_after(beginning: str) -> set[str]:
    """Give the keys in the table that follows *beginning*."""
    after = TEXT.partition(f"\n{beginning}")[2]
    table = re.search(r"\n\|.*?\n\n", after, re.DOTALL)
    assert table is not None, beginning
    first = [row.split("|")[1] for row in table[0].strip().splitlines()[2:]]
    return {key for cell in first for key in re.findall(r"`(\w+)`", cell)}


@pytest.mark.parametrize("beginning", TABLES)
def test_every_key_of_the_file_is_explained(beginning: str) -> None:
    known = set(TABLES[beginning].model_fields)
    if beginning.startswith("At the top"):
        known -= {
            "name",
            "sources",
            "follow",
            "select",
            "politeness",
            "policy",
            "proof",
            "api",
            "auth",
            "search",
            "lookup",
        }
    assert keys_after(beginning) == known


def test_every_key_of_a_search_is_explained() -> None:
    page = (DOCS / "searching.md").read_text(encoding="utf-8")
    for key in Search.model_fields:
        assert f"| `{key}` |" in page


def test_every_table_of_the_file_is_explained() -> None:
    for table in (
        "sources",
        "follow",
        "select",
        "lookup.FIELD",
        "politeness",
        "policy",
        "proof",
        "api",
        "auth",
        "search",
    ):
        assert f"`[{table}]`" in TEXT


def test_every_field_can_be_selected() -> None:
    assert set(SELECTABLE) | {"each"} == set(Select.model_fields)


def test_every_family_is_explained() -> None:
    page = (DOCS / "families.md").read_text(encoding="utf-8")
    for family in FAMILIES:
        assert f"| `{family}` |" in TEXT
        assert f"`{family}`" in page


def test_the_example_is_a_marketplace() -> None:
    [example] = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    facts = read_marketplace(example, Path("reptile_forum.toml"))
    assert facts.title == tomllib.loads(example)["title"]


def test_defaults_are_told_as_they_are() -> None:
    polite = Politeness()
    for name in ("delay", "concurrency", "max_pages", "max_depth"):
        assert re.search(rf"\| `{name}` \|.*\| {getattr(polite, name)} \|", TEXT)


def test_every_step_is_told_with_its_number() -> None:
    told = re.findall(r"^\| (\d+) \| `(\w+)` \|", PIPELINES, re.MULTILINE)
    known = {
        (str(number), path.split(".")[1])
        for path, number in settings.ITEM_PIPELINES.items()
    }
    assert set(told) == known
    assert [int(number) for number, _ in told] == sorted(int(n) for n, _ in told)
