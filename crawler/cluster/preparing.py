"""What every crawl needs a worker loads once, before it says that it is there.

To import the parts and to start the matching process takes seconds of a processor;
in the midst of a crawl, each worker that joins would take them from the others.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from crawler.cores import cores
from crawler.match_process.desk import shared_desk
from crawler.store.species_catalogue import version_of

PARTS = (
    "DOWNLOADER_MIDDLEWARES",
    "SPIDER_MIDDLEWARES",
    "EXTENSIONS",
    "ITEM_PIPELINES",
)


@asynccontextmanager
async def prepared(settings: Settings) -> AsyncIterator[None]:
    """Load the parts, and keep the matching process from now to the worker's end."""
    for name in PARTS:
        for part, order in settings.get_component_priority_dict_with_base(name).items():
            if order is not None:
                load_object(part)
    for handler in settings.getwithbase("DOWNLOAD_HANDLERS").values():
        if handler is not None:
            load_object(handler)
    species_lists = Path(settings["CITESWATCH_SPECIES_LISTS"])
    version_of(species_lists)
    if not settings.getbool("CITESWATCH_MATCH_PROCESS") or cores() < 2:
        yield
        return
    desk = shared_desk(species_lists)
    await desk.join()
    try:
        yield
    finally:
        desk.leave()
