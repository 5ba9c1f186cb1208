"""The queue in a real Redis: a page is handed out, done and counted once."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from crawler.cluster.crawls import Crawls
from crawler.cluster.link import Done, Hand, Link
from crawler.workspace import Workspace
from tests.crawler.cluster.machines import Cluster, RedisServer
from tests.crawler.cluster.queueing import (
    asking,
    begin,
    fall_silent,
    finish,
    kinds,
    results,
    state,
    take,
    with_links,
)


@pytest.fixture
def unit(tmp_path: Path, server: RedisServer) -> Workspace:
    return Cluster(tmp_path, server, lease_seconds=2).home


@pytest.fixture
def crawls(unit: Workspace) -> Crawls:
    return Crawls(unit)


def test_a_crawl_ends_with_its_last_page(unit: Workspace, crawls: Crawls) -> None:
    key = begin(crawls, "a")

    async def work(link: Link) -> list[str]:
        [first] = await take(link, key)
        await finish(link, key, first, "b", "c")
        second = await take(link, key)
        assert kinds(crawls) == ["begun", "page"]
        return [await finish(link, key, page) for page in second]

    assert with_links(unit, "ann", work) == ["kept", "kept"]
    assert kinds(crawls) == ["begun", "page", "page", "page", "drained"]


def test_a_crawl_without_a_first_page_ends_at_once(crawls: Crawls) -> None:
    begin(crawls)
    assert kinds(crawls) == ["begun", "drained"]


def test_a_marketplace_has_one_crawl_at_a_time(crawls: Crawls) -> None:
    begin(crawls, "a")
    with pytest.raises(AssertionError):
        begin(crawls, "a")
    assert kinds(crawls) == ["begun"]


def test_a_page_that_two_pages_link_to_is_asked_for_once(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a", "b", "a")

    async def work(link: Link) -> list[str]:
        for page in await take(link, key):
            await finish(link, key, page, "c", "a", "c")
        return [page.text for page in await take(link, key)]

    assert with_links(unit, "ann", work) == ["c"]


def test_links_count_as_met_only_with_the_page_that_gave_them(
    unit: Workspace, crawls: Crawls
) -> None:
    """A worker that was thought dead hands over late: nothing of it is taken."""
    key = begin(crawls, "a")

    async def work(late: Link, other: Link) -> list[str]:
        [page] = await take(late, key)
        await asyncio.sleep(2.1)
        [again] = await take(other, key)
        assert again.id == page.id
        assert await finish(late, key, page, "from late") == "lost"
        assert await finish(other, key, again, "from other") == "kept"
        assert await finish(late, key, page, "from late") == "lost"
        return [one.text for one in await take(other, key)]

    assert with_links(unit, "late other", work) == ["from other"]
    assert kinds(crawls) == ["begun", "page"]


def test_a_page_that_takes_long_stays_with_its_worker(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a")

    async def work(slow: Link, other: Link) -> str:
        [page] = await take(slow, key)
        for _ in range(4):
            await asyncio.sleep(0.8)
            assert await slow.renew(key, [page]) == set()
            assert await take(other, key) == []
        return await finish(slow, key, page)

    assert with_links(unit, "slow other", work) == "kept"


def test_a_lease_that_another_has_is_not_renewed(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a")

    async def work(late: Link, other: Link) -> set[str]:
        [page] = await take(late, key)
        await asyncio.sleep(2.1)
        assert await take(other, key)
        lost = await late.renew(key, [page])
        assert lost == {page.id}
        return await other.renew(key, [page])

    assert with_links(unit, "late other", work) == set()


def test_a_page_that_workers_die_of_is_set_aside(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "poison")

    async def work(link: Link) -> None:
        for _ in range(unit.settings.cluster.tries):
            assert [page.text for page in await take(link, key)] == ["poison"]
            await fall_silent(link)
        assert await take(link, key) == []

    with_links(unit, "ann", work)
    assert kinds(crawls) == ["begun", "buried", "drained"]
    assert json.loads(results(crawls)[1][1])["request"] == "poison"
    [(_, dead)] = crawls.client.xrange(f"{crawls.prefix}:dead")  # type: ignore[union-attr, misc]
    assert dead["what"] == "poison" and "3 times" in dead["why"]


@pytest.mark.slow
def test_pages_that_were_in_hand_with_a_deadly_one_are_not_set_aside(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "good", "deadly", "fine")

    async def work(link: Link) -> list[str]:
        for _ in range(2):
            assert len(await take(link, key)) == 3
            await fall_silent(link)
        link.in_hand = 1
        assert await state(link, key) == "suspect"
        link.in_hand = 0
        done = []
        for _ in range(3):
            taken = await link.exchange(key, [], 8, Hand())
            assert taken.state == "alone" and await take(link, key) == []
            [page] = taken.pages
            if page.text == "deadly":
                link.put_down()
            else:
                done.append(await finish(link, key, page))
        await asyncio.sleep(2.1)
        assert await take(link, key) == []
        return done

    assert with_links(unit, "ann", work) == ["kept", "kept"]
    assert kinds(crawls) == ["begun", "page", "page", "buried", "drained"]


@pytest.mark.parametrize("jump", ["forward", "back"])
def test_a_jump_of_redis_own_clock_costs_a_living_worker_nothing(
    unit: Workspace, crawls: Crawls, jump: str
) -> None:
    """Every lease ends at once, or none for an hour."""
    key = begin(crawls, "a")

    async def work(ann: Link, bob: Link) -> str:
        [page] = await take(ann, key)
        queue = f"{crawls.prefix}:crawl:{key}:queue:{page.level}"
        ms = 3_600_000
        when = (
            {"idle": ms}
            if jump == "forward"
            else {"time": time.time_ns() // 10**6 + ms}
        )
        crawls.client.xclaim(queue, "workers", "ann", 0, [page.id], justid=True, **when)  # type: ignore[arg-type]
        assert await ann.renew(key, [page]) == set()
        assert await take(bob, key) == []
        return await finish(ann, key, page)

    assert with_links(unit, "ann bob", work) == "kept"


def test_what_a_leaving_worker_gives_back_waits_for_nobody(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a")

    async def work(leaving: Link, other: Link) -> list[str]:
        for _ in range(unit.settings.cluster.tries + 2):
            pages = await take(leaving, key)
            await leaving.leave_crawl(key, pages)
        return [page.text for page in await take(other, key)]

    # And it does not count as a try.
    assert with_links(unit, "leaving other", work) == ["a"]


def test_pages_come_by_priority(unit: Workspace, crawls: Crawls) -> None:
    key = begin(crawls, "a")

    async def work(link: Link) -> list[str]:
        [page] = await take(link, key)
        found = [asking("x", "last"), asking("y", "usual"), asking("z", "first")]
        await link.exchange(key, [Done(page, "{}", found)], 0, Hand())
        return [one.text for one in await take(link, key)]

    assert with_links(unit, "ann", work) == ["z", "y", "x"]


def test_all_workers_together_ask_for_no_more_at_once_than_the_site_allows(
    unit: Workspace, crawls: Crawls
) -> None:
    """Who joins waits until the others have given up what they may have no longer."""
    key = begin(crawls, *map(str, range(20)), concurrency=3)

    async def work(ann: Link, bob: Link) -> list[tuple[int, int]]:
        shares, of_ann, of_bob = [], 0, 0
        for _ in range(3):
            of_ann = (await ann.exchange(key, [], 0, Hand(0, of_ann))).share
            of_bob = (await bob.exchange(key, [], 0, Hand(0, of_bob))).share
            shares.append((of_ann, of_bob))
        return shares

    first, second, third = with_links(unit, "ann bob", work)
    assert (first, sum(second)) == ((3, 0), max(second))
    assert sorted(third) == [1, 2]


def test_a_worker_takes_as_many_ahead_as_it_may_ask_for_at_once(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, *map(str, range(20)), concurrency=3)

    async def work(ann: Link) -> list[int]:
        first = await ann.exchange(key, [], 8, Hand())
        second = await ann.exchange(key, [], 8, Hand(unanswered=4, held=3))
        return [first.share, len(first.pages), len(second.pages)]

    assert with_links(unit, "ann", work) == [3, 6, 2]


def test_the_share_of_a_worker_that_leaves_or_falls_silent_goes_to_the_others(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a", concurrency=1)

    async def work(ann: Link, bob: Link) -> list[int]:
        async def share(link: Link) -> int:
            return (await link.exchange(key, [], 0, Hand())).share

        shares = [await share(ann), await share(bob)]
        await ann.leave_crawl(key, [])
        shares += [await share(bob), await share(ann)]
        await asyncio.sleep(2.1)
        return [*shares, await share(ann)]

    assert with_links(unit, "ann bob", work) == [1, 0, 1, 0, 1]


def test_what_is_kept_of_pages_met_takes_little_memory(
    unit: Workspace, crawls: Crawls
) -> None:
    """The number of a page takes eight bytes, and a little of its set."""
    pages = 20_000
    key = begin(crawls, most_pages=pages)
    names = [f"https://shop.test/offer/{n}" for n in range(pages)]
    client: Any = crawls.client
    crawls.ask_again(key, [asking(name) for name in names])
    assert crawls.room(key) == 0
    sets = list(client.scan_iter(f"{crawls.prefix}:crawl:{key}:met:*", count=1000))
    assert sum(client.memory_usage(one) for one in sets) < 16 * pages


def test_a_crawl_asks_for_no_more_pages_than_its_file_allows(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a", most_pages=3)

    async def work(link: Link) -> list[str]:
        [page] = await take(link, key)
        await finish(link, key, page, "b", "c", "d", "e")
        pages = await take(link, key)
        for page in pages:
            await finish(link, key, page, "b")
        return [one.text for one in pages]

    assert with_links(unit, "ann", work) == ["b", "c"]
    assert json.loads(results(crawls)[-1][1]) == {"capped": True, "asked_again": False}


def test_workers_pause_while_the_writer_is_behind(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a", "b")
    fields = {"kind": "page", "crawl": "x", "body": "{}", "schema": "1"}
    for _ in range(unit.settings.cluster.results_waiting):
        crawls.client.xadd(f"{crawls.prefix}:results", fields)  # type: ignore[arg-type]

    async def work(link: Link) -> tuple[str, int]:
        taken = await link.exchange(key, [], 8, Hand())
        return taken.state, len(taken.pages)

    assert with_links(unit, "ann", work) == ("full", 0)


def test_requests_of_all_workers_leave_at_the_pace_of_one(
    unit: Workspace, crawls: Crawls
) -> None:
    async def work(ann: Link, bob: Link) -> list[float]:
        return [
            (await link.turn("shop.test", 10.0, None))[0]
            for link in (ann, bob, ann, bob)
        ]

    waits = with_links(unit, "ann bob", work)
    assert waits[0] == 0
    assert [round(wait, -1) for wait in waits] == [0, 10, 20, 30]


def test_a_site_that_asks_to_wait_is_left_alone_by_all(
    unit: Workspace, crawls: Crawls
) -> None:
    async def work(ann: Link, bob: Link) -> float:
        await ann.pause("shop.test", 60)
        return (await bob.turn("shop.test", 0, None))[0]

    assert 50 < with_links(unit, "ann bob", work) <= 60


def test_the_budget_of_a_day_is_one_for_all_workers(
    unit: Workspace, crawls: Crawls
) -> None:
    crawls.note_spent("shop.test", 7)

    async def work(ann: Link, bob: Link) -> list[bool]:
        links = (ann, bob, ann, bob, ann)
        waits = [(await link.turn("shop.test", 0, 10))[0] for link in links]
        return [wait >= 0 for wait in waits]

    assert with_links(unit, "ann bob", work) == [True, True, True, False, False]


def test_a_turn_given_by_a_clock_that_was_set_back_is_not_waited_for(
    unit: Workspace, crawls: Crawls
) -> None:
    ahead = round((time.time() + 86400) * 1000)
    crawls.client.set(f"{crawls.prefix}:pace:shop.test", ahead)

    async def work(link: Link) -> float:
        return (await link.turn("shop.test", 1, None))[0]

    assert with_links(unit, "ann", work) == 0


def test_a_crawl_that_is_ended_takes_what_is_under_way_and_asks_nothing_more(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a", "b", "c", concurrency=2)

    async def work(link: Link) -> str:
        first, second = await take(link, key, want=2)
        await link.stop(key, "refused")
        assert await finish(link, key, first, "d") == "kept"
        assert kinds(crawls)[-1] == "page"
        assert await finish(link, key, second, "e") == "kept"
        return await state(link, key)

    assert with_links(unit, "ann", work) == "ended"
    assert results(crawls)[-1] == ("stopped", '{"reason":"refused"}')


def test_a_crawl_that_is_ended_does_not_wait_for_what_is_given_back(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a", "b")

    async def work(link: Link) -> None:
        first, second = await take(link, key)
        await link.stop(key, "refused")
        await finish(link, key, first)
        await link.leave_crawl(key, [second])

    with_links(unit, "ann", work)
    assert kinds(crawls) == ["begun", "page", "stopped"]


def test_a_crawl_that_is_ended_does_not_wait_for_the_dead(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a", "b", concurrency=2)

    async def work(dead: Link, link: Link) -> str:
        assert await take(dead, key)
        await link.stop(key, "shutdown")
        assert kinds(crawls) == ["begun"]
        await asyncio.sleep(2.1)
        return await state(link, key)

    assert with_links(unit, "dead link", work) == "stopping"
    assert kinds(crawls) == ["begun", "stopped"]


def test_what_was_missed_is_asked_for_once(unit: Workspace, crawls: Crawls) -> None:
    key = begin(crawls)
    assert crawls.ask_again(key, [asking("a"), asking("b")]) == 2
    assert crawls.ask_again(key, [asking("c")]) == 2

    async def work(link: Link) -> list[str]:
        pages = await take(link, key)
        for page in pages:
            await finish(link, key, page)
        return [page.text for page in pages]

    assert with_links(unit, "ann", work) == ["a", "b"]
    assert json.loads(results(crawls)[-1][1])["asked_again"] is True


def test_nothing_of_a_crawl_that_is_stored_stays_but_its_summary(
    unit: Workspace, crawls: Crawls
) -> None:
    key = begin(crawls, "a", "b")
    crawls.close(key, {"outcome": "finished"})
    assert json.loads(crawls.facts(key)["summary"]) == {"outcome": "finished"}
    assert crawls.running() == {}
    queues = f"{crawls.prefix}:crawl:{key}:*"
    assert list(crawls.client.scan_iter(queues)) == []
