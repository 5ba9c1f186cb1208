"""Beginning crawls on the cluster, and what is known of them there."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from typing import Any, cast

from redis.exceptions import RedisError

from crawler.cluster.connecting import Client, ClusterError, connect, explain
from crawler.cluster.messages import Asking, Begun, words_of, write
from crawler.cluster.scripts import Scripts
from crawler.workspace import Workspace


class Crawls:
    """The crawls in the Redis of a workspace, for the writer and the command line.

    Raises:
        ClusterError: Redis cannot be used; every method may say so.
    """

    def __init__(self, workspace: Workspace, client: Client | None = None) -> None:
        self.workspace = workspace
        self.client = client or connect(workspace)
        self.prefix = workspace.settings.cluster.name
        self._scripts = Scripts(self.client, self.prefix)

    def begin(
        self,
        begun: Begun,
        requests: Iterable[Asking],
        *,
        most_pages: int,
        concurrency: int,
    ) -> str:
        """Begin a crawl; give its key, "" when its marketplace is being crawled."""
        key = secrets.token_hex(8)
        fresh = self._run(
            "begin",
            *(key, begun.facts.name, write(begun), most_pages, concurrency),
            *words_of(requests),
        )
        return key if fresh else ""

    def stop(self, key: str, reason: str) -> None:
        """End a crawl before its end."""
        self._run("stop", key, reason)

    def ask_again(self, key: str, requests: Iterable[Asking]) -> int:
        """Ask for what a crawl missed, once; give how many pages that were."""
        return int(self._run("ask_again", key, *words_of(requests)))

    def room(self, key: str) -> int:
        """Give how many pages a crawl may still ask for."""
        facts = self.facts(key)
        return max(0, int(facts.get("most_pages", 0)) - int(facts.get("met", 0)))

    def close(self, key: str, summary: dict[str, Any]) -> None:
        """Say that a crawl is in the database as a whole."""
        self._run("close", key, json.dumps(summary))

    def note_spent(self, domain: str, requests: int) -> None:
        """Tell how many requests the database counts for *domain* today."""
        self._run("note_spent", domain, requests)

    def running(self) -> dict[str, str]:
        """Give the key of the crawl of each marketplace that is being crawled."""
        return cast(dict[str, str], self._ask("hgetall", f"{self.prefix}:marketplaces"))

    def facts(self, key: str) -> dict[str, str]:
        """Give what is known of a crawl, {} when nothing is."""
        return cast(dict[str, str], self._ask("hgetall", f"{self.prefix}:crawl:{key}"))

    def _run(self, script: str, *words: str | float) -> Any:
        try:
            return self._scripts.run(script, *words)
        except (RedisError, OSError) as error:
            raise ClusterError(explain(self.workspace, error)) from error

    def _ask(self, command: str, *words: Any) -> Any:
        try:
            return getattr(self.client, command)(*words)
        except (RedisError, OSError) as error:
            raise ClusterError(explain(self.workspace, error)) from error
