"""What counts as the way in which a marketplace is read."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import date, timedelta

from crawler.store.steps.migrations import MIGRATIONS
from crawler.store.tables import Database

REVIEWED_EARLIER = timedelta(days=1100)
"""How long before its first crawl a site's terms may have been reviewed."""


@MIGRATIONS()
def m0028_facts_without_rules(db: Database) -> None:
    """Leave a site's rules out of the checksums of its facts.

    A crawl whose facts were those of today, on whatever day their terms had been
    reviewed, has today's checksum from now on: none looks read otherwise for it.
    """
    names = "name, title, home, country, languages, family, min_listings"
    rows = db.conn.execute(
        f"""SELECT {names}, terms_reviewed_on, code_of_conduct, wildlife_policy_url
            FROM marketplaces"""  # noqa: S608 (our own names)
    ).fetchall()
    for row in rows:
        facts = [*row[:4], str(tuple(json.loads(row[4]))), row[5], str(row[6])]
        former = {
            _checksum([*facts, reviewed_on, *row[8:]])
            for reviewed_on in (row[7], *_days(db.conn, row[0]))
        }
        for table, key in (("crawls", "marketplace"), ("marketplaces", "name")):
            db.conn.execute(
                f"""UPDATE {table} SET facts_sha256 = ? WHERE {key} = ?
                    AND facts_sha256 IN (SELECT value FROM json_each(?))""",  # noqa: S608
                (_checksum(facts), row[0], json.dumps(sorted(former))),
            )


def _checksum(facts: list[str]) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _days(conn: sqlite3.Connection, marketplace: str) -> list[str]:
    """Give the days on which the terms may have been reviewed; "" for never."""
    first, last = conn.execute(
        """SELECT substr(MIN(started_at), 1, 10), substr(MAX(started_at), 1, 10)
           FROM crawls WHERE marketplace = ?""",
        (marketplace,),
    ).fetchone()
    if first is None:
        return [""]
    begin, end = date.fromisoformat(first) - REVIEWED_EARLIER, date.fromisoformat(last)
    days = range((end - begin).days + 1)
    return ["", *((begin + timedelta(days=day)).isoformat() for day in days)]
