"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.workspace import Workspace, WorkspaceError, open_workspace

if TYPE_CHECKING:
    from crawler.store import Store

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


def cluster_or_exit(folder: Path | None) -> Workspace:
    """Open a workspace that names a cluster, or leave with exit code 2."""
    from importlib.util import find_spec

    workspace = workspace_or_exit(folder)
    if not workspace.settings.cluster.redis:
        raise click.UsageError(
            f"{workspace.folder / 'citeswatch.toml'} names no cluster; add, for "
            'example:\n\n[cluster]\nredis = "redis://127.0.0.1:6379/0"\n'
        )
    if find_spec("redis") is None:
        raise click.UsageError(
            "a cluster needs the extra cluster: pip install 'citeswatch[cluster]'"
        )
    return workspace


def bulk_or_exit() -> None:
    """Leave with exit code 2 where the packages for bulk work are not installed."""
    from importlib.util import find_spec

    if find_spec("pyarrow") is None or find_spec("distributed") is None:
        raise click.UsageError(
            "this needs the extra bulk: pip install 'citeswatch[bulk]'"
        )


@contextmanager
def opened(
    folder: Path | None, *faults: type[Exception], read_only: bool
) -> Iterator[tuple[Workspace, Store]]:
    """Open workspace and store; what goes wrong is told, with exit code 1.

    *faults* are the errors of the command's own subject, told like those of the store.
    """
    from crawler.store import Store, StoreError

    told: tuple[type[Exception], ...] = (*faults, StoreError, OSError)
    workspace = workspace_or_exit(folder)
    try:
        with Store.open(workspace.database, read_only=read_only) as store:
            yield workspace, store
    except BrokenPipeError:
        raise
    except told as error:
        raise click.ClickException(str(error)) from error


def crawled_or_exit(store: Store, names: Iterable[str]) -> None:
    """Leave with exit code 2 when one of the marketplaces was never crawled."""
    from crawler.store.status_queries import last_crawls

    known = [crawl.marketplace for crawl in last_crawls(store.conn)]
    for name in names:
        if name not in known:
            raise click.UsageError(
                f"no marketplace {name!r} has been crawled; crawled were: "
                + (", ".join(known) or "none")
            )
