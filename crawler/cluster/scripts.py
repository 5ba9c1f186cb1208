"""The Lua scripts: what must happen in Redis at once, or not at all.

A page's listings, its links and its end are one script; so nothing is lost, and
nothing doubled, whenever a worker, the network or Redis itself stops.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "lua"


class Scripts:
    """Runs scripts with the keys of one unit; with a client for it to be awaited."""

    def __init__(self, client: Any, prefix: str) -> None:
        self.client = client
        self.prefix = prefix
        self._known: dict[str, Any] = {}

    def run(self, name: str, *words: str | float) -> Any:
        """Run the script *name*; what an asynchronous client gives is awaited."""
        script = self._known.get(name)
        if script is None:
            script = self._known[name] = self.client.register_script(text_of(name))
        return script(keys=[self.prefix], args=list(words))


@cache
def text_of(name: str) -> str:
    """Give the text of a script, after what all share."""
    common, own = (
        (FOLDER / f"{part}.lua").read_text(encoding="utf-8")
        for part in ("common", name)
    )
    return f"{common}\n{own}"
