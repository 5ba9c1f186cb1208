"""What a unit gives a report beside its database: rates, legal trade, an earlier period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.reports.exchange_rates import Rates
    from crawler.reports.figures import Figures
    from crawler.reports.trade_file import Trade


@dataclass(frozen=True)
class Given:
    """Each is None when it was not given; the report then says nothing of it."""

    rates: Rates | None = None
    trade: Trade | None = None
    earlier: Figures | None = None
    """The figures of the period to compare with."""
