"""What is said above the tables that stand on something given."""

from __future__ import annotations

from crawler.reports.comparison import compared_with, why_not_compared
from crawler.reports.figures import Figures
from crawler.reports.legal_trade import trade_limits


def notes_of(figures: Figures) -> dict[str, list[str]]:
    """Give the sentences above each such table, by its name."""
    return {
        "change": [*compared_with(figures), *why_not_compared(figures)],
        "trade_by_taxon": trade_limits(figures),
    }
