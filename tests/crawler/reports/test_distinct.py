from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.reports.distinct import Kin, offers_of


def test_a_listing_alone_is_its_own_offer() -> None:
    assert offers_of([Kin(7)]) == {7: 7}


def test_copies_and_relistings_chain_into_one_offer() -> None:
    rows = [Kin(1), Kin(4, same_as=1), Kin(6, relisted_from=4), Kin(9)]
    assert offers_of(rows) == {1: 1, 4: 1, 6: 1, 9: 9}


def test_kin_meet_through_a_listing_that_is_not_flagged_itself() -> None:
    assert offers_of([Kin(5, relisted_from=2), Kin(8, same_as=2)]) == {5: 2, 8: 2}


def test_a_circle_of_links_ends() -> None:
    rows = [Kin(1, same_as=3), Kin(2, same_as=1), Kin(3, same_as=2)]
    assert set(offers_of(rows).values()) == {1}


links = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=40)


@given(links)
def test_both_ends_of_every_link_share_an_offer(pairs: list[tuple[int, int]]) -> None:
    ends = {end for pair in pairs for end in pair}
    rows = [Kin(end) for end in sorted(ends)]
    rows += [Kin(one, same_as=other) for one, other in pairs]
    offers = offers_of(rows)
    assert all(offers[one] == offers[other] for one, other in pairs)
    assert all(offers[offer] == offer <= one for one, offer in offers.items())
