from __future__ import annotations

from pathlib import Path

import pyrage
import pytest

from crawler.workspace import Workspace, make_workspace
from tests.crawler.sample_store import make_season


class Partner:
    """A contact with its own age key."""

    def __init__(self, folder: Path, name: str) -> None:
        self.secret = pyrage.x25519.Identity.generate()
        self.identity = folder / f"{name}.key"
        self.identity.write_text(f"# created today\n{self.secret}\n", encoding="utf-8")
        self.name = name

    def table(self, **facts: object) -> str:
        told = {
            "name": f"Office of {self.name}",
            "kind": "customs",
            "country": "KE",
            "age": str(self.secret.to_public()),
            **facts,
        }
        lines = [f"{key} = {value!r}" for key, value in told.items()]
        return "\n".join([f"[contacts.{self.name}]", *lines, ""]).replace("'", '"')


def write_contacts(workspace: Workspace, *tables: str) -> None:
    (workspace.folder / "contacts.toml").write_text("\n".join(tables), "utf-8")


@pytest.fixture
def partner(tmp_path: Path) -> Partner:
    return Partner(tmp_path, "ke")


@pytest.fixture
def unit(tmp_path: Path) -> Workspace:
    workspace = make_workspace(tmp_path / "unit", contact="cites@example.org")
    make_season(workspace.database, weeks=3)
    return workspace
