"""Whether what was learned is worth anything: a test on groups never learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from crawler.learning.examples import Examples
from crawler.learning.model import Floats, curve, features, fit

LEAST_LABELS = 200
LEAST_OF_A_CLASS = 20
LEAST_GROUPS = 20
_FOLDS = 5
_RESAMPLES = 1000
_SEED = 20260401
_BINS = 5
_SHARES = (0.1, 0.25, 0.5)

Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Evaluation:
    """Figures on reviews that the model had not seen, beside the matcher's score.

    `brier` is the mean squared error of the probability; `gain` by how much it is
    below that of the score alone, with the 90 % interval over groups. `reliability`
    holds rows of predicted, observed, count; `queue` rows of the share of the queue
    that is read, and then precision and recall by the model and by the score.
    """

    labels: int
    accepted: int
    groups: int
    brier: float
    brier_of_score: float
    gain: tuple[float, float, float]
    reliability: list[tuple[float, float, int]]
    queue: list[tuple[float, float, float, float, float]]

    @property
    def is_better(self) -> bool:
        """Say whether the gain is beyond chance."""
        return self.gain[0] > 0


def too_few(known: Examples) -> str:
    """Say why these reviews are too few to learn from; "" when they are enough."""
    accepted = sum(known.labels)
    fewer = min(accepted, len(known.labels) - accepted)
    if len(known.labels) < LEAST_LABELS:
        return f"{len(known.labels)} reviews; {LEAST_LABELS} are needed"
    if fewer < LEAST_OF_A_CLASS:
        return (
            f"{accepted} accepted and {len(known.labels) - accepted} rejected; "
            f"{LEAST_OF_A_CLASS} of each are needed"
        )
    groups = len(set(known.groups))
    if groups < LEAST_GROUPS:
        return f"{groups} sellers or texts; {LEAST_GROUPS} are needed"
    return ""


def evaluate(known: Examples) -> Evaluation:
    """Predict each review by a model that has seen neither its seller nor its text."""
    labels = np.array(known.labels, dtype=np.int64)
    groups = np.array(known.groups)
    scores = np.array([[one.score / 100] for one in known.subjects])
    columns = features(known.subjects)
    by_model, by_score = np.zeros(len(labels)), np.zeros(len(labels))
    for train, test in GroupKFold(_FOLDS).split(columns, labels, groups):
        if len(set(labels[train].tolist())) < 2:
            by_model[test] = by_score[test] = labels[train].mean()
            continue
        model = fit(columns[train], labels[train], groups[train].tolist())
        sums = columns[test] @ model.weights + model.intercept
        by_model[test] = curve(model.slope * sums + model.shift)
        plain = LogisticRegression(solver="liblinear").fit(scores[train], labels[train])
        by_score[test] = plain.predict_proba(scores[test])[:, 1]
    better = (by_score - labels) ** 2 - (by_model - labels) ** 2
    return Evaluation(
        len(labels),
        int(labels.sum()),
        len(set(known.groups)),
        round(float(((by_model - labels) ** 2).mean()), 4),
        round(float(((by_score - labels) ** 2).mean()), 4),
        _interval(better, groups),
        _reliability(by_model, labels),
        [_at_queue(share, by_model, scores[:, 0], labels) for share in _SHARES],
    )


def _interval(better: Floats, groups: Any) -> tuple[float, float, float]:
    """Give the mean gain between its 5 and 95 % bounds, drawing whole groups."""
    _, numbers = np.unique(groups, return_inverse=True)
    sums = np.bincount(numbers, weights=better)
    counts = np.bincount(numbers)
    draws = np.random.default_rng(_SEED).integers(
        0, len(sums), size=(_RESAMPLES, len(sums))
    )
    means = sums[draws].sum(axis=1) / counts[draws].sum(axis=1)
    low, high = np.quantile(means, [0.05, 0.95])
    return round(float(low), 4), round(float(better.mean()), 4), round(float(high), 4)


def _reliability(predicted: Floats, labels: Labels) -> list[tuple[float, float, int]]:
    """Give bins of equal width: mean prediction, share accepted, count."""
    bins = np.minimum((predicted * _BINS).astype(int), _BINS - 1)
    return [
        (
            round(float(predicted[bins == one].mean()), 3),
            round(float(labels[bins == one].mean()), 3),
            int((bins == one).sum()),
        )
        for one in range(_BINS)
        if (bins == one).any()
    ]


def _at_queue(
    share: float, by_model: Floats, by_score: Floats, labels: Labels
) -> tuple[float, float, float, float, float]:
    count = max(int(len(labels) * share), 1)
    found: list[float] = []
    for order in (by_model, by_score):
        first = np.argsort(-order, kind="stable")[:count]
        hits = labels[first].sum()
        found += [round(float(hits / count), 3), round(float(hits / labels.sum()), 3)]
    return (share, *found)  # type: ignore[return-value]
