"""How a crawl ended, from why its spider closed and what it got."""

import pytest

from crawler.extensions.outcomes import outcome_of
from crawler.store import Effort

READ = Effort(pages_fetched=9)


@pytest.mark.parametrize(
    ("reason", "effort", "stored", "capped", "expected"),
    [
        ("finished", READ, 5, False, ("finished", "finished")),
        ("finished", READ, 0, False, ("finished", "finished")),
        ("finished", READ, 5, True, ("finished", "stopped at the limit of pages")),
        ("finished", Effort(refusals=2), 0, False, ("refused", "the site refused 2")),
        (
            "finished",
            Effort(pages_fetched=9, refusals=2),
            5,
            False,
            ("finished", "finished"),
        ),
        ("finished", Effort(robots_forbidden=1), 0, False, ("refused", "robots.txt")),
        ("finished", Effort(), 0, False, ("failed", "no page could be fetched")),
        (
            "finished",
            Effort(pages_fetched=1, errors=3),
            0,
            False,
            ("failed", "failed: 3"),
        ),
        ("shutdown", READ, 5, False, ("interrupted", "shutdown")),
        ("cancelled", READ, 5, False, ("interrupted", "cancelled")),
        ("refused", READ, 5, False, ("refused", "refused")),
        ("failures_in_a_row", READ, 5, False, ("failed", "failures_in_a_row")),
        ("store_failed", READ, 5, False, ("failed", "store_failed")),
        (
            "closespider_pagecount",
            READ,
            5,
            False,
            ("finished", "closespider_pagecount"),
        ),
        ("memusage_exceeded", READ, 5, False, ("failed", "memusage_exceeded")),
    ],
)
def test_an_ending_has_an_outcome_and_a_reason(
    reason: str, effort: Effort, stored: int, capped: bool, expected: tuple[str, str]
) -> None:
    found = outcome_of(reason, effort, stored, capped=capped)
    assert found[0] == expected[0]
    assert expected[1] in found[1]
