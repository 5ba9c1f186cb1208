"""The register of marketplaces (Decision 15.57 a): their rules, and what comes of offers."""

from __future__ import annotations

import pandas as pd

from crawler.reports.figures import Figures
from crawler.reports.removals import notices_table
from crawler.reports.staying import stays_of
from crawler.statistics.survival import LifeSpans, life_spans

DAYS = 30
COLUMNS = {
    "marketplace": "object",
    "home": "object",
    "country": "object",
    "code_of_conduct": "object",
    "wildlife_policy_url": "object",
    "notice_address": "object",
    "coalition": "object",
    "terms_reviewed_on": "object",
    "rules_since": "object",
    "rules_sha256": "object",
    "notices": "int64",
    "notices_answered": "int64",
    "appendix_i_listings": "int64",
    "went_in_30_days": "float64",
    "went_low": "float64",
    "went_high": "float64",
}


def conduct_table(figures: Figures) -> pd.DataFrame:
    """Table each marketplace crawled in the period.

    `went_in_30_days` is the share of its flagged Appendix I listings that went within
    30 days of being put up, sold or removed: a crawl does not see which. Empty where
    too few were watched from their beginning.
    """
    stays = stays_of(figures)
    stays = stays[stays["appendix"] == "I"]
    rows = []
    for name, facts in figures.marketplaces.items():
        own = stays[stays["marketplace"] == name]
        found = life_spans(own["days"].to_numpy(), own["went"].to_numpy())
        rows.append(
            {
                "marketplace": name,
                **facts._asdict(),
                **_rules(figures, name),
                **_notices(figures, name),
                "appendix_i_listings": len(own),
                **(_went(found) if found else {}),
            }
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype(COLUMNS)


def _rules(figures: Figures, name: str) -> dict[str, str]:
    """Give the rules on wildlife that were last kept."""
    kept = [one for one in figures.policies if one.marketplace == name]
    if not kept:
        return {"rules_since": "", "rules_sha256": ""}
    return {"rules_since": kept[-1].in_force_on, "rules_sha256": kept[-1].sha256}


def _notices(figures: Figures, name: str) -> dict[str, int]:
    table = notices_table(figures)
    own = table[table["marketplace"] == name]
    return {"notices": len(own), "notices_answered": int((own["answer"] != "").sum())}


def _went(found: LifeSpans) -> dict[str, float]:
    """Give the share that went in 30 days; nothing when none was watched so long."""
    reached = found.curve[found.curve["days"] <= DAYS]
    if found.watched_days < DAYS or reached.empty:
        return {}
    last = reached.iloc[-1]
    return {
        "went_in_30_days": round(1 - float(last["staying"]), 3),
        "went_low": round(1 - float(last["high"]), 3),
        "went_high": round(1 - float(last["low"]), 3),
    }
