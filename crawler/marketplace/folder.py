"""Where marketplaces' files are: a workspace's folder, or the checkout's."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def marketplace_folder(workspace: Path | None) -> Path:
    """Give the folder of TOML files: of the workspace, else of the checkout."""
    return workspace / "marketplaces" if workspace else CHECKOUT / "spiders"


def find_marketplaces(folder: Path) -> dict[str, Path]:
    """Give every TOML file in *folder* by its marketplace's name."""
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def suggest_names(wanted: str, known: list[str]) -> str:
    """Give the end of a message on the unknown marketplace *wanted*."""
    near = get_close_matches(wanted, known, 3, 0.5)
    if near:
        return f"did you mean {' or '.join(near)}?"
    if known:
        return f"there are: {', '.join(known)}"
    return "there are none yet; make one with: citeswatch marketplace new NAME URL"
