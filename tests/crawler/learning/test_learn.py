"""Learning from simulated reviewers whose reasons are known."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

pytest.importorskip("sklearn", reason="needs the extra learn")

from crawler.cli import main
from crawler.items import Listing
from crawler.learning import keeping
from crawler.learning.evaluation import evaluate, too_few
from crawler.learning.examples import Examples, examples, facts_of, groups_of
from crawler.learning.model import Model, features, fit
from crawler.matching.match import Match, Step
from crawler.store import Store
from crawler.store.learning_queries import Label, Subject, reviewed
from crawler.store.queue_queries import waiting
from crawler.store.write_reviews import Judgement, write_review
from crawler.workspace import Workspace, make_workspace
from tests.crawler.store.samples import BIRDS, TIGER, day, make_listing

GOODS = ("carving", "figure", "box", "pendant", "statue", "comb", "buckle", "frame")
TRUE, FALSE = ("aged grain", "Schreger lines", "old family"), ("resin", "cast", "gift")
Reviewer = Callable[[random.Random, str, bool], bool]


def knows(chosen: random.Random, title: str, is_real: bool) -> bool:
    """A reviewer who sees the truth, and errs in one of twenty."""
    return is_real != (chosen.random() < 0.05)


def tosses_a_coin(chosen: random.Random, title: str, is_real: bool) -> bool:
    return chosen.random() < 0.5


def goods(chosen: random.Random, number: int) -> tuple[str, bool, Match]:
    """Make an offer; its words say whether it is real, the score hardly does."""
    is_real = chosen.random() < 0.5
    words = [chosen.choice(TRUE if is_real else FALSE), "ivory", chosen.choice(GOODS)]
    chosen.shuffle(words)
    made_up = "".join(
        chosen.choice("bdfgklmnprstv") + chosen.choice("aeiou") for _ in "abcd"
    )
    title = f"{' '.join(words)} {made_up} no. {number}"
    score = round(chosen.uniform(45, 100), 1)
    start = title.index("ivory")
    step = Step("supports", 25.0, "carving", rule="specimens.csv: x", source="own")
    match = replace(
        TIGER,
        score=score,
        matched_text="ivory",
        start=start,
        end=start + 5,
        explanation=(step,),
    )
    return title, is_real, match


def subject(number: int, **changes: Any) -> Subject:
    facts = Subject(
        *(number, number, f"title {number}", "", 120.0, "EUR", "birds", number, ""),
        *(70.0, "common", "en", "likely", "I", "Panthera tigris", "mammals", "[]"),
    )
    return facts._replace(**changes)


def simulated(count: int, reviewer: Reviewer, sellers: int = 80) -> Examples:
    chosen = random.Random(7)
    labels = []
    for number in range(count):
        title, is_real, match = goods(chosen, number)
        one = subject(
            number,
            title=title,
            score=match.score,
            seller_id=chosen.randrange(sellers),
            explanation=json.dumps([match.explanation[0].as_dict()]),
        )
        verdict = "accepted" if reviewer(chosen, title, is_real) else "rejected"
        labels.append(Label(one, verdict, "2026-11-01T00:00:00Z"))
    return examples(labels)


def test_a_planted_pattern_is_learned() -> None:
    found = evaluate(simulated(600, knows))
    assert found.is_better
    assert found.brier < 0.12 < found.brier_of_score
    share, precision, recall, plain, plain_recall = found.queue[1]
    assert share == 0.25
    assert precision > 0.85 > plain
    assert recall > plain_recall
    for foretold, accepted, count in found.reliability:
        assert count < 40 or abs(foretold - accepted) < 0.15


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_learned_from_a_coin(seed: int) -> None:
    def coin(chosen: random.Random, title: str, is_real: bool) -> bool:
        return random.Random(f"{seed} {title}").random() < 0.5

    found = evaluate(simulated(400, coin))
    assert not found.is_better
    assert found.gain[1] < 0.02


def test_a_sellers_habit_is_not_taken_for_knowledge() -> None:
    """Each seller's offers are all real or all not; their words say nothing."""

    def by_seller(chosen: random.Random, title: str, is_real: bool) -> bool:
        return chosen.random() < 0.5

    known = simulated(500, by_seller, sellers=25)
    luck = random.Random(3)
    fates = {group: luck.random() < 0.5 for group in known.groups}
    labels = [int(fates[group]) for group in known.groups]
    assert not evaluate(replace(known, labels=labels)).is_better


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (simulated(150, knows), "150 reviews; 200 are needed"),
        (simulated(300, lambda *_: True), "300 accepted and 0 rejected"),
        (simulated(300, knows, sellers=3), "3 sellers or texts"),
    ],
)
def test_too_few_reviews_are_told(known: Examples, reason: str) -> None:
    assert too_few(known).startswith(reason)


def test_what_belongs_together_is_in_one_group() -> None:
    found = groups_of(
        [
            subject(1, seller_id=9, title="Lot 12 of many old things from a house"),
            subject(2, seller_id=None, title="Lot 13 of many old things from a house"),
            subject(3, seller_id=9, title="Another"),
            subject(4, seller_id=5, text_fingerprint="ab"),
            subject(5, seller_id=None, text_fingerprint="ab", title="Other words"),
            subject(6, seller_id=8, title="Alone"),
        ]
    )
    assert len({found[0], found[1], found[2]}) == 1
    assert found[3] == found[4]
    assert len(set(found)) == 3


def test_facts_name_what_the_matcher_saw() -> None:
    steps = [
        {"kind": "supports", "rule": 'specimens.csv: "tusk"', "reason": "tusk"},
        {"kind": "doubts", "rule": 'decoys.csv: "plush"', "reason": "toy"},
        {"kind": "verdict", "reason": "70 points"},
    ]
    facts = facts_of(subject(1, explanation=json.dumps(steps), price_amount=350.0))
    assert 'supports=specimens.csv: "tusk"' in facts
    assert 'doubts=decoys.csv: "plush"' in facts
    assert "price=EUR 5" in facts
    assert facts["score"] == 70 / 25
    assert not any("verdict" in name for name in facts)
    assert "price=none" in facts_of(subject(1, price_amount=None))


def store_goods(workspace: Workspace, count: int, reviewer: Reviewer) -> None:
    """Store offers with reviews, and forty more that wait."""
    chosen = random.Random(11)
    listings: list[Listing] = []
    real = {}
    for number in range(count + 40):
        title, is_real, match = goods(chosen, number)
        real[title] = is_real
        high = {"offer": "likely", "priority": "high", "appendix": "I"}
        listings.append(
            make_listing(
                str(number),
                title=title,
                matches=[match],
                seller_pseudonym=f"s{chosen.randrange(60)}",
                **high,
            )
        )
    with Store.open(workspace.database) as store:
        crawl_id = store.begin_crawl(BIRDS, started_at=day(0))
        store.write_batch(crawl_id, listings)
        store.finish_crawl(crawl_id, "finished", finished_at=day(0))
        rows = store.conn.execute(
            "SELECT id, version, title FROM listings ORDER BY id LIMIT ?", (count,)
        ).fetchall()
        for number, version, title in rows:
            accepted = reviewer(chosen, title, real[title])
            judged = Judgement(number, version, "accepted")
            if not accepted:
                judged = replace(judged, verdict="rejected", reason="other")
            write_review(store.conn, "ana", judged, at="2026-11-02T08:00:00Z")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "unit")


def run(workspace: Workspace, *args: str) -> Result:
    command = ["learn", "--workspace", str(workspace.folder), *args]
    return CliRunner().invoke(main, command)


def queue(workspace: Workspace) -> list[str]:
    with Store.open(workspace.database, read_only=True) as store:
        titles = dict(store.conn.execute("SELECT id, title FROM listings").fetchall())
        return [titles[number] for number in waiting(store.conn)]


def judgements(workspace: Workspace) -> list[Any]:
    with Store.open(workspace.database, read_only=True) as store:
        return store.conn.execute(
            "SELECT offer, priority, appendix, taxon FROM listings ORDER BY id"
        ).fetchall()


def test_the_queue_is_ordered_by_what_was_learned_and_nothing_else_changes(
    workspace: Workspace,
) -> None:
    store_goods(workspace, 420, knows)
    before, judged = queue(workspace), judgements(workspace)
    ran = run(workspace, "--json")
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert told["outcome"] == "in use"
    assert told["labels"] == 420
    assert told["ordered"] == 40
    after = queue(workspace)
    assert sorted(after) == sorted(before)
    first, last = after[:12], after[-12:]
    assert sum(any(word in title for word in TRUE) for title in first) >= 10
    assert sum(any(word in title for word in FALSE) for title in last) >= 10
    assert judgements(workspace) == judged

    status = run(workspace, "--status").stdout
    assert "In use" in status
    assert "420 reviews can be learned from now" in status
    assert "Brier score" in status
    assert json.loads(run(workspace, "--order", "--json").stdout)["ordered"] == 40
    assert queue(workspace) == after

    assert "removed" in run(workspace, "--forget").stdout
    assert queue(workspace) == before
    assert not (workspace.folder / "learned" / "model.npz").exists()
    assert "Nothing is learned" in run(workspace, "--forget").stdout


def test_urgency_and_appendix_come_before_what_was_learned(
    workspace: Workspace,
) -> None:
    store_goods(workspace, 0, knows)
    with Store.open(workspace.database) as store:
        rows = store.conn.execute("SELECT id, version FROM listings").fetchall()
        for number, version in rows:
            chance = (number * 7 % 40) / 40
            store.conn.execute(
                "INSERT INTO learned VALUES (?, ?, ?, 'ab', '2026-11-02T08:00:00Z')",
                (number, version, chance),
            )
        store.conn.execute(
            "UPDATE listings SET priority = 'normal', appendix = 'II' WHERE id % 3 = 0"
        )
        store.conn.execute(
            "UPDATE listings SET priority = 'normal', appendix = 'III' WHERE id % 3 = 1"
        )
        order = list(waiting(store.conn))
        found = dict(store.conn.execute("SELECT id, appendix FROM listings").fetchall())
        appendices = [found[number] for number in order]
        assert appendices == sorted(appendices)
        for appendix in ("I", "II", "III"):
            chances = [n * 7 % 40 for n in order if found[n] == appendix]
            assert chances == sorted(chances, reverse=True)


def test_a_coin_leaves_the_queue_as_it_is_and_says_so(workspace: Workspace) -> None:
    store_goods(workspace, 260, tosses_a_coin)
    before = queue(workspace)
    ran = run(workspace)
    assert ran.exit_code == 0, ran.output
    assert "No gain" in ran.stdout
    assert queue(workspace) == before
    assert not (workspace.folder / "learned").exists()


def test_few_reviews_leave_the_queue_as_it_is_and_it_is_said(
    workspace: Workspace,
) -> None:
    store_goods(workspace, 30, knows)
    before = queue(workspace)
    assert "Too few reviews to learn from: 30 reviews" in run(workspace).stdout
    assert queue(workspace) == before
    assert "30 reviews can be learned from" in run(workspace, "--status").stdout


def test_reviews_taken_back_or_unsure_teach_nothing(workspace: Workspace) -> None:
    store_goods(workspace, 5, knows)
    with Store.open(workspace.database) as store:
        store.conn.execute("UPDATE reviews SET undone_at = '2026' WHERE id = 1")
        store.conn.execute("UPDATE reviews SET verdict = 'unsure' WHERE id = 2")
        found = list(reviewed(store.conn))
    assert [label.subject.listing for label in found] == [3, 4, 5]


@pytest.fixture
def kept(workspace: Workspace) -> Model:
    known = simulated(240, knows)
    import numpy as np

    labels = np.array(known.labels, dtype=np.int64)
    model = fit(features(known.subjects), labels, known.groups)
    keeping.keep(workspace.folder, model, {"features": 1, "learned_at": "2026"})
    return model


def test_a_model_comes_back_as_it_was_kept(workspace: Workspace, kept: Model) -> None:
    found = keeping.read_model(workspace.folder)
    assert found
    _, model = found
    some = simulated(30, knows).subjects
    assert model.probabilities(some) == pytest.approx(
        kept.probabilities(some), abs=1e-5
    )


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _claim(path: Path) -> None:
    facts = json.loads(path.read_text())
    facts["learned_at"] = "2030"
    path.write_text(json.dumps(facts))


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("learned/model.npz", _flip),
        ("learned/model.json", _flip),
        ("learned/model.json", _claim),
        ("learned/model.json", lambda path: path.write_text("[]")),
        ("learned/model.npz", lambda path: path.unlink()),
        ("learn.key", lambda path: path.write_text("ab" * 32)),
    ],
)
def test_a_model_that_was_changed_or_is_another_units_is_refused(
    workspace: Workspace, kept: Model, name: str, harm: Callable[[Path], object]
) -> None:
    harm(workspace.folder / name)
    with pytest.raises(keeping.ModelError, match="citeswatch learn"):
        keeping.read_model(workspace.folder)
    Store.open(workspace.database).close()
    ran = run(workspace, "--order")
    assert ran.exit_code == 1
    assert "Traceback" not in ran.output
    assert run(workspace, "--forget").exit_code == 0


def test_wrong_use_is_told(workspace: Workspace) -> None:
    assert run(workspace, "--status", "--forget").exit_code == 2
