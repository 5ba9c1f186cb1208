"""`citeswatch marketplace list, add, reviewed`: the operator's register of sites."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.marketplace import load_marketplace
from crawler.marketplace.editing import record_review
from crawler.unit_facts import set_unit_facts
from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.running import citeswatch


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "unit")


def command(workspace: Workspace, *words: str) -> Result:
    where = ["--workspace", str(workspace.folder)]
    return CliRunner().invoke(main, ["marketplace", *words, *where])


def test_what_comes_with_citeswatch_is_listed_with_its_proof(
    workspace: Workspace,
) -> None:
    done = command(workspace, "list", "--shipped", "--json")
    assert done.exit_code == 0
    rows = {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}
    german = rows["ebay_de"]
    assert (german["family"], german["serves"]) == ("ebay_browse", ["DE"])
    assert (german["proof"], german["may_crawl"]) == ("documented_api", False)
    assert rows["kleinanzeigen_de"]["proof"] == "not_tried"
    table = command(workspace, "list", "--shipped").stdout
    assert "documented API 2026-11-26" in table
    assert "(DE)" in table


def test_a_site_is_added_reviewed_and_then_wants_its_key(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command(workspace, "add", "ebay_de").exit_code == 0
    assert command(workspace, "add", "ebay_de").exit_code == 1
    crawl = citeswatch("crawl", "--workspace", str(workspace.folder))
    assert crawl.returncode == 1
    assert "nobody has recorded reading its terms of use" in crawl.stderr
    done = command(workspace, "reviewed", "ebay_de", "--on", "2026-11-02")
    assert done.exit_code == 0, done.output
    facts = load_marketplace(workspace.marketplaces / "ebay_de.toml")
    assert facts.policy.terms_reviewed_on == date(2026, 11, 2)
    crawl = citeswatch("crawl", "--workspace", str(workspace.folder))
    assert crawl.returncode == 1
    assert (
        "ebay_de: failed: the user agent bears no contact of your unit" in crawl.stderr
    )
    set_unit_facts(workspace, {"contact": "cites@example.org"})
    listed = command(workspace, "list").stdout
    assert "set CITESWATCH_SECRET_EBAY_ID in the environment" in listed
    monkeypatch.setenv("CITESWATCH_SECRET_EBAY_ID", "a")
    monkeypatch.setenv("CITESWATCH_SECRET_EBAY_SECRET", "b")
    [row] = map(json.loads, command(workspace, "list", "--json").stdout.splitlines())
    assert (row["may_crawl"], row["obstacle"]) == (True, "")


def test_a_name_that_is_not_known_gets_a_suggestion(workspace: Workspace) -> None:
    done = command(workspace, "add", "ebay_dee")
    assert done.exit_code == 2
    assert "did you mean ebay_de" in done.output


def test_a_day_to_come_is_no_day_of_reading(workspace: Workspace) -> None:
    command(workspace, "add", "etsy")
    done = command(workspace, "reviewed", "etsy", "--on", "2999-01-01")
    assert done.exit_code == 2
    assert "is yet to come" in done.output


BARE = 'title = "x"\nhome = "https://x.example"\nfamily = "woocommerce"\n'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (BARE, BARE),
        (f"{BARE}[policy]  # of the site\ncode_of_conduct = 'none'\n", "code_of_conduct = 'none'"),
        (f"{BARE}[policy]\nterms_reviewed_on = 2020-01-01\n[politeness]\ndelay = 3\n", "delay = 3"),
        (f"{BARE}[policy]\n# terms_reviewed_on = 2020-01-01\n", "# terms_reviewed_on = 2020-01-01"),
    ],
)  # fmt: skip
def test_a_review_is_written_into_the_file_and_the_rest_stays(
    tmp_path: Path, text: str, kept: str
) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text)
    record_review(path, date(2026, 11, 26))
    assert load_marketplace(path).policy.terms_reviewed_on == date(2026, 11, 26)
    written = path.read_text()
    assert kept.strip() in written
    assert written.count("terms_reviewed_on = 2026-11-26") == 1
