"""Options of commands that work on many machines, and what goes wrong with these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import bulk_or_exit

if TYPE_CHECKING:
    from crawler.bulk.machines import Address

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def machines_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --cluster and what guards it."""
    for option in (
        click.option("--tls-key", type=_FILE, help="With tls://: this machine's key."),
        click.option(
            "--tls-cert", type=_FILE, help="With tls://: this machine's certificate."
        ),
        click.option(
            "--tls-ca", type=_FILE, help="With tls://: the certificate that signs all."
        ),
        click.option(
            "--cluster",
            metavar="ADDRESS",
            default="",
            help="Work on the workers of this Dask scheduler, such as "
            "tls://10.0.0.5:8786 (docs/scale.md).",
        ),
    ):
        command = option(command)
    return command


def machines_of(
    *,
    cluster: str,
    tls_ca: Path | None,
    tls_cert: Path | None,
    tls_key: Path | None,
    jobs: int | None,
) -> Address | None:
    """Give where to work, None on this machine; leave with exit code 2 on wrong use."""
    if not cluster:
        if tls_ca or tls_cert or tls_key:
            raise click.UsageError("--tls-ca, --tls-cert and --tls-key need --cluster")
        return None
    if jobs:
        raise click.UsageError("--jobs is of this machine alone: leave it or --cluster")
    bulk_or_exit()
    from crawler.bulk.machines import Address

    return Address(cluster, tls_ca, tls_cert, tls_key)


def reached(stack: ExitStack, machines: Address) -> tuple[Any, Callable[..., Any]]:
    """Give a client of the scheduler and what works in order on it."""
    from crawler.bulk.machines import connected, in_order_on

    stack.enter_context(_told())
    return stack.enter_context(connected(machines)), in_order_on


@contextmanager
def _told() -> Iterator[None]:
    from crawler.bulk.machines import ClusterError, OtherWorker

    try:
        yield
    except (ClusterError, OtherWorker) as error:
        raise click.ClickException(str(error)) from error
