"""Crawl one marketplace of a workspace without the matcher; print its summary.

Run as a program: an event loop is for once in a process. Further settings are
given as NAME=VALUE.
"""

import json
import sys
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess

from crawler.crawl_summary import summarise
from crawler.crawling import settings_for
from crawler.marketplace import find_marketplaces
from crawler.spider_loader import load_spider
from crawler.workspace import open_workspace

WITHOUT = {
    "pipelines.match_species.MatchSpeciesPipeline": None,
    "pipelines.set_priority.SetPriorityPipeline": None,
}


def main() -> None:
    workspace = open_workspace(Path(sys.argv[1]))
    settings = settings_for(workspace)
    settings.get("ITEM_PIPELINES").update(WITHOUT, priority="cmdline")
    for name, _, value in (given.partition("=") for given in sys.argv[3:]):
        settings.set(name, value, priority="cmdline")
    spider = load_spider(find_marketplaces(workspace.marketplaces)[sys.argv[2]])
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(spider)
    process.crawl(crawler)
    process.start()
    summary = summarise(crawler, spider.marketplace).as_dict()
    stats = {
        name: value
        for name, value in crawler.stats.get_stats().items()
        if isinstance(value, (int, float, str))
    }
    sys.stdout.write(json.dumps({"summary": summary, "stats": stats}))


if __name__ == "__main__":
    main()
