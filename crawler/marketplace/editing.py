"""Changing one key of a marketplace's file, the rest of it as it stands."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from crawler.marketplace.reading import MarketplaceError, read_marketplace

KEY = "terms_reviewed_on"


def record_review(path: Path, on: date) -> None:
    """Write into the file *path* that its site's terms of use were read on a day.

    Raises:
        MarketplaceError: the file is wrong, or would be afterwards.
    """
    text = path.read_text(encoding="utf-8")
    read_marketplace(text, path)
    changed = _with_review(text, f"{KEY} = {on.isoformat()}")
    if read_marketplace(changed, path).policy.terms_reviewed_on != on:
        raise MarketplaceError(f"{path}: write {KEY} = {on} under [policy] by hand")
    draft = path.with_suffix(".toml.new")
    draft.write_text(changed, encoding="utf-8")
    draft.replace(path)


def _with_review(text: str, line: str) -> str:
    if re.search(rf"(?m)^\s*{KEY}\s*=", text):
        return re.sub(rf"(?m)^\s*{KEY}\s*=.*$", line, text, count=1)
    table = re.search(r"(?m)^\s*\[\s*policy\s*\].*$", text)
    if table:
        return f"{text[: table.end()]}\n{line}{text[table.end() :]}"
    return f"{text.rstrip()}\n\n[policy]\n{line}\n"
