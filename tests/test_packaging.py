"""Our folders are import names that anybody could choose: guard them."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

from crawler import __version__

ROOT = Path(__file__).parents[1]
OURS = {"crawler", "pipelines", "spiders", "species_lists"}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("name", ["crawler", "pipelines", "spiders", "species_lists"])
def test_no_dependency_ships_one_of_our_package_names(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"citeswatch"}


def test_every_dependency_is_locked_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    for requirement in project["project"]["dependencies"]:
        name = requirement.split(">=")[0].split("==")[0].strip()
        assert f"\n{name}==" in f"\n{lock}", f"{name} is not locked; run: make lock"
    assert "--hash=sha256:" in lock


def test_the_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {__version__}" in changelog


def _distributions_imported() -> set[str]:
    owners = packages_distributions()
    modules = {
        name
        for folder in ("crawler", "pipelines", "spiders")
        for path in (ROOT / folder).rglob("*.py")
        for name in _imported(path)
    }
    outside = modules - set(sys.stdlib_module_names) - OURS
    return {owner.lower() for module in outside for owner in owners[module][:1]}


def test_every_imported_distribution_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {
        re.split(r"[<>=]", requirement)[0].strip().lower()
        for requirement in [
            *project["project"]["dependencies"],
            *chain(*project["project"]["optional-dependencies"].values()),
        ]
    }
    undeclared = {name.replace("_", "-") for name in _distributions_imported()}
    assert undeclared - declared == set()
