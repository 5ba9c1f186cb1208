"""Pictures that were kept are compared after the crawl."""

from crawler.health.after_crawl import MOST_LINKED
from crawler.identity.kept_pictures import note_kept_pictures
from crawler.store import Store
from tests.crawler.evidence.conftest import Captured


def test_kept_pictures_are_hashed_once(crawled: Captured) -> None:
    with Store.open(crawled.workspace.database) as store:
        kept = store.conn.execute(
            """SELECT DISTINCT l.id, e.payload_sha256 FROM evidence e JOIN listings l
               ON l.marketplace = e.marketplace AND l.listing_id = e.listing_id
               WHERE e.kind = 'picture' ORDER BY 1, 2"""
        ).fetchall()
        hashed = store.conn.execute(
            "SELECT listing, sha256 FROM listing_pictures ORDER BY 1, 2"
        ).fetchall()
        assert kept
        assert hashed == kept
        assert note_kept_pictures(crawled.workspace, store, MOST_LINKED) == 0
