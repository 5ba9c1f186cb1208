"""Tables of whole numbers take few bytes, and times are spelt as the store spells them."""

import numpy as np
import pandas as pd
import pytest

from crawler.reports.frames import moments, numbers_of

LARGE = 2**31


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ([], ("int32", "int32")),
        ([(1, 2), (3, LARGE - 1)], ("int32", "int32")),
        ([(1, 2), (3, LARGE)], ("int32", "int64")),
        ([(1, 2), (-LARGE - 1, 0)], ("int64", "int32")),
    ],
)
def test_a_column_is_as_narrow_as_its_numbers_let_it(
    rows: list[tuple[int, int]], kinds: tuple[str, str]
) -> None:
    table = numbers_of(iter(rows), ("a", "b"))
    assert tuple(table.dtypes.astype(str)) == kinds
    assert list(table.itertuples(index=False, name=None)) == rows


def test_seconds_are_spelt_as_times() -> None:
    seconds = pd.Series(np.array([0, 1_793_523_600, 0]), index=[7, 3, 5])
    told = moments(seconds)
    assert told.to_dict() == {
        7: "1970-01-01T00:00:00Z",
        3: "2026-11-01T09:00:00Z",
        5: "1970-01-01T00:00:00Z",
    }
    assert moments(seconds.iloc[:0]).empty
