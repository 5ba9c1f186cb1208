"""`citeswatch learn`: order the review queue by what the unit's reviews teach."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import workspace_option, workspace_or_exit

if TYPE_CHECKING:
    from crawler.store import Store

_NEEDS = "learning needs scikit-learn; install it with: pip install 'citeswatch[learn]'"


@click.command()
@workspace_option
@click.option("--status", is_flag=True, help="Say what is in use; learn nothing.")
@click.option(
    "--order", is_flag=True, help="Order the queue anew by the model that is there."
)
@click.option("--forget", is_flag=True, help="Remove what was learned.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def learn(
    folder: Path | None, *, status: bool, order: bool, forget: bool, as_json: bool
) -> None:
    """Learn from the unit's reviews, and order the review queue by it.

    The model is tested on sellers and texts that it has not seen. Only where it
    foretells the reviewers' verdicts better than the matcher's score alone is it
    used, and then only for the order of the queue among offers of the same urgency
    and Appendix: it never changes an offer, an Appendix or a priority.

    Example: citeswatch learn --status
    """
    from crawler.learning.keeping import ModelError
    from crawler.store import Store, StoreError

    if status + order + forget > 1:
        raise click.UsageError("give one of --status, --order and --forget")
    workspace = workspace_or_exit(folder)
    try:
        with Store.open(workspace.database, read_only=status) as store:
            if status:
                told = _status(store, workspace.folder)
            else:
                told = _done(store, workspace.folder, order=order, forget=forget)
    except (StoreError, ModelError) as error:
        raise click.ClickException(str(error)) from error
    _tell(told, as_json)


def _status(store: Store, folder: Path) -> dict[str, Any]:
    from crawler.learning.keeping import read_facts
    from crawler.store.learning_queries import count_learned, reviewed

    kept = read_facts(folder)
    told: dict[str, Any] = {"outcome": "in use" if kept else "nothing learned"}
    told["reviews"] = sum(1 for _ in reviewed(store.conn))
    told["ordered"] = count_learned(store.conn)
    return {**told, **(kept.facts if kept else {})}


def _done(store: Store, folder: Path, *, order: bool, forget: bool) -> dict[str, Any]:
    try:
        from crawler.learning import learning
    except ModuleNotFoundError as error:
        raise click.ClickException(_NEEDS) from error

    if forget:
        there = learning.forget(store, folder)
        return {"outcome": "forgotten" if there else "nothing learned"}
    if order:
        count = learning.order_queue(store, folder)
        if count is None:
            return {"outcome": "nothing learned"}
        return {"outcome": "in use", "ordered": count}
    return learning.learn(store, folder)


_OUTCOMES = {
    "too few": "Too few reviews to learn from: {reason}. The queue stays as it is.",
    "no gain": "No gain: on reviews that it had not seen, the model foretells verdicts "
    "no better than the matcher's score. The queue stays as it is.",
    "in use": "In use: the queue is ordered by what was learned, within each urgency "
    "and Appendix.",
    "forgotten": "What was learned is removed; the queue is ordered by the score.",
    "nothing learned": "Nothing is learned; the queue is ordered by the score.",
}


def _tell(told: dict[str, Any], as_json: bool) -> None:
    from crawler.cli.terminal_text import json_line

    if as_json:
        click.echo(json_line(told))
        return
    click.echo(_OUTCOMES[told["outcome"]].format(**told))
    if "learned_at" in told:
        click.echo(
            f"learned {told['learned_at']}, citeswatch {told['software_version']}"
        )
    if "reviews" in told:
        click.echo(f"{told['reviews']} reviews can be learned from now")
    if "ordered" in told:
        click.echo(f"{told['ordered']} listings of the queue are ordered by it")
    if "labels" in told:
        _tell_evaluation(told)


def _tell_evaluation(told: dict[str, Any]) -> None:
    low, mean, high = told["gain"]
    click.echo(
        f"reviews: {told['labels']}, {told['accepted']} accepted, of {told['groups']} "
        f"sellers and texts, {told['since'][:10]} to {told['until'][:10]}"
    )
    click.echo(
        f"Brier score {told['brier']} (matcher's score alone {told['brier_of_score']}); "
        f"gain {mean} (90 % between {low} and {high})"
    )
    click.echo("foretold  accepted  reviews")
    for foretold, accepted, count in told["reliability"]:
        click.echo(f"{foretold:8.0%}  {accepted:8.0%}  {count:7}")
    click.echo("of the queue  precision (by score)  recall (by score)")
    for share, precision, recall, plain, plain_recall in told["queue"]:
        click.echo(
            f"{share:12.0%}  {precision:9.0%} {f'({plain:.0%})':>10}"
            f"  {recall:6.0%} {f'({plain_recall:.0%})':>10}"
        )
