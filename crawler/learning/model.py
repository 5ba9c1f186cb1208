"""A linear model of a reviewer's verdict, calibrated, kept as plain numbers.

Words and facts are hashed to columns, so that the model is nothing but one number
for each column: no object that could run code when it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer

from crawler.learning.examples import facts_of, text_of
from crawler.store.learning_queries import Subject

FEATURES = 1
"""The version of the features; a model of another one is not used."""
_TEXT_COLUMNS, _FACT_COLUMNS = 1 << 14, 1 << 12
_FOLDS = 4
_STRENGTH = 1.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Weights of the columns, and the curve that makes a probability of their sum."""

    weights: Floats
    intercept: float
    slope: float
    shift: float

    def probabilities(self, subjects: list[Subject]) -> Floats:
        """Give how likely a reviewer accepts each match."""
        sums = features(subjects) @ self.weights + self.intercept
        return curve(self.slope * sums + self.shift)


def curve(values: Floats) -> Floats:
    """Give 1 / (1 + exp(values)), without overflow."""
    return np.asarray(1 / (1 + np.exp(np.clip(values, -500, 500))), dtype=np.float64)


def features(subjects: list[Subject]) -> Any:
    """Give the columns of each subject, as a sparse matrix."""
    words = HashingVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), n_features=_TEXT_COLUMNS, norm="l2"
    )
    facts = FeatureHasher(n_features=_FACT_COLUMNS)
    both = make_union(
        make_pipeline(FunctionTransformer(_texts), words),
        make_pipeline(FunctionTransformer(_facts), facts),
    )
    return both.fit_transform(subjects)


def _texts(subjects: list[Subject]) -> list[str]:
    return [text_of(one) for one in subjects]


def _facts(subjects: list[Subject]) -> list[dict[str, float]]:
    return [facts_of(one) for one in subjects]


def fit(columns: Any, labels: npt.NDArray[np.int64], groups: list[int]) -> Model:
    """Fit the weights, and calibrate them on groups that they were not fitted on."""
    splits = GroupKFold(_FOLDS).split(columns, labels, groups)
    usable = [
        (train, test) for train, test in splits if len(set(labels[train].tolist())) > 1
    ]
    calibrated = CalibratedClassifierCV(
        LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0),
        method="sigmoid",
        cv=usable,
        ensemble=False,
    )
    calibrated.fit(columns, labels)
    (inner,) = calibrated.calibrated_classifiers_
    (sigmoid,) = inner.calibrators
    linear = inner.estimator
    return Model(
        np.asarray(linear.coef_[0], dtype=np.float64),
        float(linear.intercept_[0]),
        float(sigmoid.a_),
        float(sigmoid.b_),
    )
