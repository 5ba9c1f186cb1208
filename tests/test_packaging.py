"""Our folders are import names that anybody could choose: guard them."""

import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from crawler import __version__

ROOT = Path(__file__).parents[1]


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
