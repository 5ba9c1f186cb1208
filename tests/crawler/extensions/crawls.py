"""Crawls of test workspaces without the matcher, one after the other.

Run as a program, it reads a JSON object a line: workspace, name and settings of
a crawl (BREAK_LISTING is the id of a listing that no store can keep). It answers
each with a line: summary and stats. One event loop serves them all.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.reactor import install_reactor

WITHOUT = (
    "pipelines.match_species.MatchSpeciesPipeline",
    "pipelines.set_priority.SetPriorityPipeline",
)


class BreakListing:
    """Stands for a fault of ours in an earlier step."""

    def __init__(self, listing_id: str) -> None:
        self.listing_id = listing_id

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.get("BREAK_LISTING", ""))

    def process_item(self, item: Any) -> Any:
        if item.listing_id == self.listing_id:
            item.price_amount = "not a number"
        return item


async def crawl(order: dict[str, Any]) -> dict[str, Any]:
    from crawler.crawl_summary import summarise
    from crawler.crawling import settings_for
    from crawler.marketplace import find_marketplaces
    from crawler.spider_loader import load_spider
    from crawler.workspace import open_workspace

    workspace = open_workspace(Path(order["workspace"]))
    settings = settings_for(workspace)
    steps = {**dict.fromkeys(WITHOUT), BreakListing: 850}
    settings.get("ITEM_PIPELINES").update(steps, priority="cmdline")
    settings.setdict(order["settings"], priority="cmdline")
    spider = load_spider(find_marketplaces(workspace.marketplaces)[order["name"]])
    runner = AsyncCrawlerRunner(settings)
    crawler = runner.create_crawler(spider)
    await runner.crawl(crawler)
    stats = {
        name: value
        for name, value in crawler.stats.get_stats().items()
        if isinstance(value, (int, float, str))
    }
    summary = summarise(crawler, spider.marketplace).as_dict()
    return {"summary": summary, "stats": stats}


async def serve() -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        try:
            told = await asyncio.wait_for(crawl(json.loads(line)), timeout=60)
        except Exception as error:
            told = {"error": repr(error)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def main() -> None:
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    served = deferred_from_coro(serve())
    served.addBoth(lambda _: reactor.stop())  # type: ignore[attr-defined]
    reactor.run()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
