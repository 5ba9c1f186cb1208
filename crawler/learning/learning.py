"""Learn from a unit's reviews, and order its queue by it, where that is better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from crawler import __version__
from crawler.learning import keeping
from crawler.learning.evaluation import Evaluation, evaluate, too_few
from crawler.learning.examples import examples
from crawler.learning.keeping import Kept
from crawler.learning.model import FEATURES, Model, features, fit
from crawler.store import Store
from crawler.store import learning_queries as learned
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.learning_queries import Subject
from crawler.store.times import utc_text
from crawler.store.write_audit import write_audit

ACTOR = "citeswatch learn"
_AT_ONCE = 2000


def learn(store: Store, workspace: Path) -> dict[str, Any]:
    """Learn from all reviews; give what came of it.

    `outcome` is `too few`, `no gain` or `in use`; the last two come with the
    evaluation. Without a gain beyond chance nothing is used, nor is what was
    learned before.

    Raises:
        StoreError: the database cannot be used.
        ModelError: the model cannot be kept.
    """
    with explaining(store.path):
        known = examples(learned.reviewed(store.conn))
    if reason := too_few(known):
        return {"outcome": "too few", "reason": reason}
    found = evaluate(known)
    told = {"since": known.since, "until": known.until, **asdict(found)}
    if not found.is_better:
        forget(store, workspace)
        return {"outcome": "no gain", **told}
    labels = np.array(known.labels, dtype=np.int64)
    model = fit(features(known.subjects), labels, known.groups)
    facts = {
        **told,
        "features": FEATURES,
        "learned_at": _now(),
        "software_version": __version__,
    }
    kept = keeping.keep(workspace, model, facts)
    return {"outcome": "in use", **told, "ordered": _order_queue(store, kept, model)}


def order_queue(store: Store, workspace: Path) -> int | None:
    """Order the queue anew by the model that is there; None when there is none.

    Raises:
        StoreError: the database cannot be used.
        ModelError: the model was not made here, or was changed.
    """
    found = keeping.read_model(workspace)
    return _order_queue(store, *found) if found else None


def forget(store: Store, workspace: Path) -> bool:
    """Remove the model and what it said; give whether there was any.

    Raises:
        StoreError: the database cannot be used.
    """
    there = keeping.forget(workspace)
    with explaining(store.path), transaction(store.conn):
        there = bool(learned.forget(store.conn)) or there
        if there:
            write_audit(store.conn, ACTOR, "learning forgotten", at=_now())
    return there


def _order_queue(store: Store, kept: Kept, model: Model) -> int:
    with explaining(store.path):
        judged = list(_judged(learned.waiting_subjects(store.conn), model))
        with transaction(store.conn):
            count = learned.keep_probabilities(store.conn, judged, kept.sha256, _now())
            detail = {"model": kept.sha256, "listings": count}
            write_audit(store.conn, ACTOR, "queue ordered", "", detail, at=_now())
    return count


def _judged(
    subjects: Iterator[Subject], model: Model
) -> Iterator[tuple[Subject, float]]:
    while batch := list(islice(subjects, _AT_ONCE)):
        for subject, probability in zip(
            batch, model.probabilities(batch).tolist(), strict=True
        ):
            yield subject, round(probability, 4)


def _now() -> str:
    return utc_text(datetime.now(UTC))


__all__ = ["Evaluation", "forget", "learn", "order_queue"]
