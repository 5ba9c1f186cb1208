"""Shares of two periods, worked out by hand and against published examples."""

from __future__ import annotations

import pandas as pd
import pytest
from scipy.stats import fisher_exact

from crawler.statistics.shares import share_changes


def offers(values: list[str], first: int = 0, cluster: int = 1) -> pd.DataFrame:
    """Give an offer for each value; *cluster* neighbours have one seller."""
    return pd.DataFrame(
        {
            "offer": range(first, first + len(values)),
            "cluster": [f"s{(first + n) // cluster}" for n in range(len(values))],
            "dimension": "specimen",
            "value": values,
        }
    )


def row(before: pd.DataFrame, now: pd.DataFrame, value: str) -> dict[str, float]:
    found = share_changes(before, now).set_index("value")
    told: dict[str, float] = found.loc[value].to_dict()
    return told


def test_independent_offers_give_fisher_and_newcombe() -> None:
    """Newcombe (1998), table II, (a): 56/70 - 48/80, method 10: 0.0524 to 0.3339."""
    before = offers(["ivory"] * 48 + ["live"] * 32)
    now = offers(["ivory"] * 56 + ["live"] * 14, 1000)
    told = row(before, now, "ivory")
    assert (told["offers_before"], told["offers_now"]) == (48, 56)
    assert told["difference"] == pytest.approx(0.2)
    assert told["difference_low"] == pytest.approx(0.0524, abs=1e-4)
    assert told["difference_high"] == pytest.approx(0.3339, abs=1e-4)
    assert told["p"] == pytest.approx(fisher_exact([[48, 32], [56, 14]]).pvalue)
    assert told["p_corrected"] == pytest.approx(2 * told["p"])


def test_ten_sellers_of_eight_are_not_eighty_witnesses() -> None:
    before = offers(["ivory"] * 40 + ["live"] * 40, cluster=8)
    now = offers(["ivory"] * 64 + ["live"] * 16, 1000, cluster=8)
    told = row(before, now, "ivory")
    # All of a seller's offers are alike: each seller is one witness of 8 offers.
    assert told["design_effect"] == pytest.approx(8, rel=0.12)
    assert told["p"] > 0.3
    alone = row(
        offers(["ivory"] * 40 + ["live"] * 40),
        offers(["ivory"] * 64 + ["live"] * 16, 1000),
        "ivory",
    )
    assert alone["p"] < 0.001
    assert told["difference"] == pytest.approx(alone["difference"])
    assert told["difference_low"] < alone["difference_low"]


def test_what_is_too_rare_is_counted_and_not_tested() -> None:
    before = offers(["ivory"] * 30 + ["scale"])
    told = row(before, offers(["ivory"] * 30 + ["scale"] * 3, 1000), "scale")
    assert (told["offers_before"], told["offers_now"]) == (1, 3)
    assert pd.isna(told["p"])
    assert pd.isna(told["difference_low"])


def test_few_offers_in_one_period_are_not_tested() -> None:
    found = share_changes(offers(["ivory"] * 50), offers(["ivory"] * 19, 1000))
    assert found["p"].isna().all()


def test_an_offer_with_two_values_counts_in_each_of_all_offers() -> None:
    before = pd.concat([offers(["post"] * 40), offers(["courier"] * 20)])
    now = offers(["post"] * 40, 1000)
    told = row(before, now, "courier")
    assert (told["share_before"], told["share_now"]) == (0.5, 0.0)


def test_more_tests_are_corrected_for_more() -> None:
    values = [f"v{n}" for n in range(10) for _ in range(10)]
    found = share_changes(offers(values), offers(values, 1000))
    assert (found["p_corrected"] == 1).all()


def test_nothing_gives_nothing() -> None:
    none = offers([])
    assert share_changes(none, none).empty
