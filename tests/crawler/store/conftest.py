"""Databases for the tests of the store."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.items import Listing
from crawler.store import Store
from tests.crawler.store.samples import BIRDS, day

Crawl = Callable[..., int]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "citeswatch.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, busy_seconds=0.1) as opened:
        yield opened


@pytest.fixture
def crawl(store: Store) -> Crawl:
    """Give a function that runs a whole crawl on day *number*."""

    def run(number: int, *listings: Listing, **changes: Any) -> int:
        facts = changes.pop("facts", BIRDS)
        changes.setdefault("outcome", "finished")
        crawl_id = store.begin_crawl(facts, started_at=day(number))
        for listing in listings:
            listing.seen_at = day(number)
        store.write_batch(crawl_id, listings)
        store.finish_crawl(crawl_id, finished_at=day(number), **changes)
        return crawl_id

    return run
