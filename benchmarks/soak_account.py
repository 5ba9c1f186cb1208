"""What became of every offer of the soak: nothing lost, nothing doubled."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any


def account(database: Path, sites: list[dict[str, Any]], planted: int) -> Counter[str]:
    """Compare what *sites* answered with what *database* holds.

    Each site has *planted* offers. `lost` were answered and are not stored, `doubled`
    are rows too many, `invented` are rows of no offer; `never_answered` are offers
    whose every try met a fault, and `told_as_failed` are those of them that the
    crawl's list of failed pages names.
    """
    from crawler.store import Store

    count: Counter[str] = Counter()
    with Store.open(database, read_only=True) as store:
        for number, site in enumerate(sites):
            name = f"soak_{number}"
            rows = store.conn.execute(
                "SELECT url FROM listings WHERE marketplace = ?", (name,)
            )
            stored = Counter(_offer(url) for (url,) in rows)
            answered = set(map(str, site["answered"]))
            wanted = set(map(str, range(planted)))
            logs = (database.parent / "logs").glob("*.pages.txt")
            failed = {
                _offer(word)
                for log in logs
                for word in log.read_text(encoding="utf-8").split()
                if word.startswith(f"{site['home']}offer/")
            }
            count["planted"] += planted
            count["stored"] += len(stored)
            count["lost"] += len(answered - set(stored))
            count["doubled"] += stored.total() - len(stored)
            count["invented"] += len(set(stored) - wanted)
            count["never_answered"] += len(wanted - answered)
            count["told_as_failed"] += len((wanted - answered) & failed)
    return count


def _offer(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2].rstrip(":,;")
