"""The for-sale board of a real forum is read by its pages, and by its feed."""

import json
import subprocess
import sys

import pytest

from crawler.store import Store

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def crawled(forum_workspace):
    words = ("crawl", "--json", "--workspace", forum_workspace.folder)
    done = subprocess.run(
        [sys.executable, "-m", "crawler", *words],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return {
        one["marketplace"]: one for one in map(json.loads, done.stdout.splitlines())
    }


def _rows(workspace, sql):
    with Store.open(workspace.database, read_only=True) as store:
        return [tuple(row) for row in store.conn.execute(sql)]


def test_every_thread_of_the_board_is_read_by_its_first_post(
    crawled, forum_workspace, products
):
    assert crawled["board"]["outcome"] == "finished"
    # 66 threads, four pages of the board.
    assert crawled["board"]["pages"] >= 70
    found = _rows(
        forum_workspace,
        "SELECT title, description FROM listings WHERE marketplace = 'board'",
    )
    wanted = [(row["title"], row["description"]) for row in products.values()]
    assert sorted(found) == sorted(wanted)
    assert not any("still there" in text for _, text in found)


def test_who_sells_is_one_pseudonym_and_no_name(crawled, forum_workspace):
    [(sellers,)] = _rows(
        forum_workspace,
        """SELECT COUNT(DISTINCT seller_id) FROM listings
           WHERE marketplace = 'board' AND seller_id IS NOT NULL""",
    )
    assert sellers == 1
    texts = _rows(
        forum_workspace,
        """SELECT title || description || provenance FROM listings
           WHERE marketplace = 'board'""",
    )
    assert not any("casa_sol" in text for (text,) in texts)


def test_the_feed_gives_its_newest_threads_as_offers(
    crawled, forum_workspace, products
):
    feed = crawled["board_feed"]
    assert feed["outcome"] == "finished"
    assert 0 < feed["listings"] <= len(products)
    found = _rows(
        forum_workspace,
        """SELECT listing_id, title, description, posted_on FROM listings
           WHERE marketplace = 'board_feed'""",
    )
    titles = {f"For sale • {row['title']}" for row in products.values()}
    for listing_id, title, description, posted_on in found:
        assert listing_id.startswith("/forum/forum/for-sale-1/topic/")
        assert title in titles
        # This software puts the last post of a thread into its feed.
        assert description.startswith("Is it still there?")
        assert posted_on


@pytest.mark.parametrize("upc", ["R006", "R016", "R026"])
def test_appendix_i_offers_are_flagged(crawled, forum_workspace, products, upc):
    high = _rows(
        forum_workspace,
        """SELECT title FROM listings
           WHERE marketplace = 'board' AND priority = 'high' AND appendix = 'I'""",
    )
    assert (products[upc]["title"],) in high
