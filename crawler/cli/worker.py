"""`citeswatch worker`: crawl as one of many."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import cluster_or_exit, workspace_option


@click.command()
@workspace_option
def worker(folder: Path | None) -> None:
    """Take part in the crawls of a cluster, until told to leave.

    Workers may join and leave at any time, on any machine whose workspace names the
    same Redis ([cluster] in citeswatch.toml) and holds the same marketplaces, species
    list and keys. Ctrl-C or SIGTERM ends what is under way and leaves; what a killed
    worker had in hand goes to the others.

    Example: citeswatch worker
    """
    workspace = cluster_or_exit(folder)
    from crawler.cluster.connecting import ClusterError
    from crawler.cluster.worker import Worker

    try:
        Worker(workspace).run()
    except ClusterError as error:
        raise click.ClickException(str(error)) from error
