"""A listing that a whole crawl missed is asked for itself before it is called gone.

What `crawler.extensions.ask_again` does for a crawl on one machine: the writer knows
what was missed, the workers ask.
"""

from __future__ import annotations

from crawler.cluster.crawl_ledger import CrawlLedger
from crawler.cluster.crawls import Crawls
from crawler.cluster.messages import ask_for_listing
from crawler.store import Store


def ask_what_was_missed(
    store: Store, crawls: Crawls, key: str, crawl_id: int, ledger: CrawlLedger
) -> bool:
    """Have the workers ask for what the crawl missed; False: there is nothing to ask.

    Raises:
        ClusterError: Redis cannot be used.
    """
    if ledger.capped or not ledger.reads:
        return False
    missed = store.missed_listings(crawl_id, ledger.effort(ended=True))
    room = crawls.room(key)
    asked = crawls.ask_again(
        key, [ask_for_listing(url, ledger.reads) for _, url in missed[:room]]
    )
    ledger.unread_ids.update(listing_id for listing_id, _ in missed[room:])
    for name, count in (("asked", asked), ("left", len(missed[room:]))):
        if count:
            ledger.counts[f"ask_again/{name}"] = count
    return asked > 0
