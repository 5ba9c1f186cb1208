"""docs/data-model.md names every table and column, and no other."""

import re
from pathlib import Path

from crawler.store import Store

PAGE = Path(__file__).parents[3] / "docs" / "data-model.md"


def described() -> dict[str, list[str]]:
    """Give the columns of each table as the page has them, in its order."""
    text = PAGE.read_text(encoding="utf-8")
    tables = text.partition("\n## Tables\n")[2].partition("\n## ")[0]
    found: dict[str, list[str]] = {}
    for section in tables.split("\n### ")[1:]:
        name, _, rest = section.partition("\n")
        rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", rest, re.MULTILINE)
        assert all(meaning.strip() for _, meaning in rows)
        found[name] = [column for column, _ in rows]
    return found


def test_the_page_describes_the_tables_as_they_are(path: Path) -> None:
    with Store.open(path) as store:
        names = store.conn.execute(
            """SELECT name FROM sqlite_master WHERE type IN ('table', 'view')
               AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlite%'
               AND name NOT LIKE 'listing_words_%'"""
        ).fetchall()
        real = {
            name: [row[1] for row in store.conn.execute(f"PRAGMA table_info({name})")]
            for (name,) in names
        }
    assert described() == real


def test_every_value_that_a_column_may_hold_is_explained(path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    with Store.open(path) as store:
        checks = store.conn.execute(
            "SELECT sql FROM sqlite_master WHERE sql LIKE '%CHECK%IN%'"
        ).fetchall()
    values = {
        value
        for (sql,) in checks
        for listed in re.findall(r"IN\s*\(([^)]*)\)", sql)
        for value in re.findall(r"'(\w+)'", listed)
    }
    assert values >= {"running", "relisted", "ended"}
    assert [value for value in values if f"`{value}`" not in text] == []
