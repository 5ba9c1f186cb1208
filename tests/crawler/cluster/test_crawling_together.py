"""A crawl of several workers comes to what one process comes to."""

import signal
from pathlib import Path
from typing import Any

import pytest

from crawler.store import Store
from crawler.store.consistency import find_faults
from tests.crawler.cluster.machines import Cluster, RedisServer, until
from tests.crawler.cluster.shop import Shop
from tests.crawler.crawl.loopback import answer
from tests.crawler.crawl.running import results

COMES_TO = {
    "listings": """
        SELECT l.listing_id, l.title, l.description, l.price_text, l.price_amount,
            l.state, l.offer, l.priority, l.appendix, l.taxon, l.match_count,
            s.pseudonym FROM listings l LEFT JOIN sellers s ON s.id = l.seller_id
        ORDER BY 1""",
    "matches": """SELECT l.listing_id, m.taxon, m.start, m."end", m.reason, m.score
        FROM matches m JOIN listings l ON l.id = m.listing ORDER BY 1, 2""",
    "effort": """SELECT c.outcome, c.reason, e.complete, e.queries, e.pages_requested,
            e.pages_fetched, e.listing_pages, e.listings_seen, e.listings_new,
            e.listings_gone, e.refusals, e.errors
        FROM crawls c JOIN effort e ON e.crawl_id = c.id ORDER BY c.id""",
}


def come_to(cluster: Cluster) -> dict[str, list[Any]]:
    with Store.open(cluster.home.database, read_only=True) as store:
        assert find_faults(store.conn) == []
    return {name: cluster.rows(query) for name, query in COMES_TO.items()}


def alone(folder: Path, server: RedisServer, shop: Shop, crawls: int) -> Any:
    """Crawl without a cluster; give what the database holds."""
    one = Cluster(folder, server)
    settings = one.home.folder / "citeswatch.toml"
    settings.write_text("[evidence]\ncapture = false\n", encoding="utf-8")
    shop.write(one.home)
    for _ in range(crawls):
        one.told(one.crawl("--now"))
    return come_to(one)


@pytest.mark.cluster
def test_two_workers_and_a_writer_come_to_what_one_process_does(
    cluster: Cluster, server: RedisServer, shop: Shop, tmp_path: Path
) -> None:
    shop.write(cluster.home)
    worker = cluster.worker()
    cluster.worker()
    cluster.writer()
    crawl = cluster.crawl()
    expected = alone(tmp_path / "alone", server, shop, crawls=1)
    told = cluster.told(crawl)["shop"]
    assert (told["outcome"], told["new"], told["pages"]) == ("finished", 60, 66)
    assert come_to(cluster) == expected
    # Robots.txt is asked for by each worker, every page by one.
    assert shop.asked["/offer/7"] == shop.asked["/results/10"] == 2
    [(budget,)] = cluster.rows("SELECT COALESCE(SUM(requests), 0) FROM budgets")
    assert budget in {67, 68}
    status = cluster.status()["cluster"]
    assert status["results_waiting"] == 0 and status["crawls"] == []
    # A worker tells how much it fetched with its next beat.
    until(lambda: _pages_told(cluster) == 66, "the workers tell of 66 pages")
    # The next crawl need not wait for a matching process.
    assert _children(worker.pid)


@pytest.mark.cluster
def test_what_a_crawl_missed_is_asked_for_before_it_is_called_gone(
    cluster: Cluster, shop: Shop
) -> None:
    shop.write(cluster.home)
    cluster.worker()
    cluster.writer()
    cluster.told(cluster.crawl())
    paths = [f"/offer/{n}" for n in range(2, 10)]
    shop.pages["/results"] = answer(results(*paths, later="/results/10"))
    del shop.pages["/offer/0"]
    told = cluster.told(cluster.crawl())["shop"]
    assert (told["outcome"], told["gone"], told["listings"]) == ("finished", 1, 59)
    gone = "SELECT title FROM listings WHERE state = 'gone'"
    assert cluster.rows(gone) == [(shop.title(0),)]


@pytest.mark.slow
@pytest.mark.cluster
def test_workers_come_and_go_while_a_crawl_runs(cluster: Cluster) -> None:
    shop = Shop(80, seconds=0.3)
    try:
        shop.write(cluster.home)
        cluster.writer()
        first = cluster.worker()
        crawl = cluster.crawl()
        until(lambda: shop.asked.total() > 10, "the first worker crawls")
        second = cluster.worker()
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=60) == 0, cluster.log()
        told = cluster.told(crawl)["shop"]
        assert (told["outcome"], told["new"]) == ("finished", 80)
        # Who leaves ends what it began: nothing is asked for twice.
        assert max(shop.asked[f"/offer/{n}"] for n in range(80)) == 1
        second.send_signal(signal.SIGINT)
        assert second.wait(timeout=60) == 0, cluster.log()
        assert cluster.status()["cluster"]["workers"] == []
    finally:
        shop.close()


@pytest.mark.cluster
def test_ctrl_c_ends_a_crawl_for_all_workers_and_keeps_what_was_found(
    cluster: Cluster,
) -> None:
    shop = Shop(80, seconds=0.5)
    try:
        shop.write(cluster.home)
        cluster.writer()
        cluster.worker()
        crawl = cluster.crawl()
        until(lambda: shop.asked.total() > 20, "the worker crawls")
        crawl.send_signal(signal.SIGINT)
        told = cluster.told(crawl)["shop"]
        assert told["outcome"] == "interrupted"
        assert 0 < told["new"] < 80
        assert cluster.rows("SELECT COUNT(*) FROM sightings") == [(told["new"],)]
    finally:
        shop.close()


@pytest.mark.cluster
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("marketplace", "marketplaces/shop.toml differs"),
        ("key", "seller.key differs"),
        ("missing", "there is no marketplaces/shop.toml here"),
    ],
)
def test_a_machine_that_would_read_otherwise_does_not_take_part(
    cluster: Cluster, shop: Shop, change: str, said: str
) -> None:
    shop.write(cluster.home)
    odd = cluster.machine("odd")
    if change == "marketplace":
        path = odd.marketplaces / "shop.toml"
        path.write_text(path.read_text().replace(".price", ".cost"))
    elif change == "key":
        (odd.folder / "seller.key").write_text("cd" * 32)
    else:
        (odd.marketplaces / "shop.toml").unlink()
    cluster.start("worker", workspace=odd)
    crawl = cluster.crawl()
    until(lambda: f"not taking part: shop: {said}" in cluster.log(), "it is told")
    assert shop.asked.total() == 0
    needs = until(lambda: _needs(cluster, said), "status tells it")
    assert "does not take part" in needs
    cluster.writer()
    cluster.worker("like")
    assert cluster.told(crawl)["shop"]["new"] == 60


def _needs(cluster: Cluster, said: str) -> str:
    needs: list[str] = cluster.status()["needs"]
    return next((one for one in needs if said in one), "")


def _pages_told(cluster: Cluster) -> int:
    return sum(one["pages"] for one in cluster.status()["cluster"]["workers"])


def _children(process: int) -> str:
    return Path(f"/proc/{process}/task/{process}/children").read_text()
