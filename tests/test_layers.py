"""Imports run one way: sites and pipelines know the engine, never the reverse."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FORBIDDEN = {
    "crawler": {"spiders", "pipelines", "tests"},
    "pipelines": {"spiders", "tests"},
    "spiders": {"pipelines", "spiders", "tests"},
    "crawler/matching": {"scrapy", "sqlite3", "sqlite_utils", "pandas", "twisted"},
    "crawler/species": {"scrapy", "sqlite3", "sqlite_utils", "pandas", "twisted"},
    "crawler/families": {"sqlite3", "sqlite_utils", "pandas"},
}
SQL_OWNERS = {"store", "portal"}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_a_folder_imports_nothing_from_the_wrong_side(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files, f"{folder} holds no Python file"
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in files
        for module in _imported(path)
        if module.split(".")[0] in FORBIDDEN[folder]
    ]
    assert wrong == []


def test_only_the_store_and_the_portal_touch_sqlite() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sorted((ROOT / "crawler").rglob("*.py"))
        if path.relative_to(ROOT).parts[1] not in SQL_OWNERS
        # A set in memory: no table of it is anybody's.
        if path.name != "address_set.py"
        for module in _imported(path)
        if module.split(".")[0] in {"sqlite3", "sqlite_utils"}
    ]
    assert wrong == []
