"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from crawler.workspace import Workspace, WorkspaceError, open_workspace

workspace_option: Callable[..., Any] = click.option(
    "--workspace",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The unit's folder [default: here if it holds citeswatch.toml, "
    "else ./citeswatch-data].",
)


def workspace_or_exit(folder: Path | None) -> Workspace:
    """Open the workspace, or leave with its error and exit code 2."""
    try:
        return open_workspace(folder)
    except WorkspaceError as error:
        raise click.UsageError(str(error)) from error
