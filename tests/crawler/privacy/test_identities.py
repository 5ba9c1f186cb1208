"""A seller's name is kept only where the unit says so, sealed, and read on the record."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.privacy.identities import (
    IdentityError,
    identity_key,
    reveal_seller,
    seal,
    unseal,
)
from crawler.store import Store
from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Site
from tests.crawler.crawl.running import (
    Outcome,
    citeswatch,
    results,
    run,
    write_market,
)

KEY = bytes(range(32))
SELECT = (
    '[follow]\nlistings = "a.item"\n[select]\ntitle = "h1"\nseller = ".seller"\n'
    'description = ".text"\n'
)


def page(title: str, seller: str) -> str:
    return (
        f"<!doctype html><html><body><h1>{title}</h1><b class=seller>{seller}</b>"
        "<p class=text>Sold because of moving house</p></body></html>"
    )


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    running = Site()
    running.add("/results", results("/1", "/2"))
    running.add("/1", page("African elephant ivory tusk", "Žofie Nováková 象"))
    running.add("/2", page("Oak chair", "Jan Novák"))
    yield running
    running.close()


def crawled(folder: Path, site: Site, *, keep: bool) -> Outcome:
    workspace = make_workspace(folder, contact="me@example.org")
    path = folder / "citeswatch.toml"
    text = path.read_text(encoding="utf-8")
    asked = f"keep_sellers = {str(keep).lower()}"
    path.write_text(text.replace("# keep_sellers = false", asked), encoding="utf-8")
    write_market(workspace, "shelf", site.home, SELECT)
    return run(workspace)


def all_bytes(workspace: Workspace) -> bytes:
    paths = [workspace.database, *workspace.folder.glob("citeswatch.db-*")]
    return b"".join(path.read_bytes() for path in paths if path.is_file())


def test_by_default_no_name_is_kept(site: Site, tmp_path: Path) -> None:
    outcome = crawled(tmp_path / "unit", site, keep=False)
    assert outcome.rows("SELECT COUNT(*) FROM sellers") == [(2,)]
    assert outcome.rows("SELECT COUNT(*) FROM seller_identities") == [(0,)]
    assert not (outcome.workspace.folder / "identities.key").exists()


@pytest.fixture(scope="module")
def keeping(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("keeping") / "unit"
    return crawled(folder, site, keep=True)


def test_names_of_sellers_of_flagged_offers_are_kept_sealed(keeping: Outcome) -> None:
    assert keeping.rows("SELECT COUNT(*) FROM seller_identities") == [(1,)]
    assert keeping.count("shelf", "seller/sealed") == 1
    stored = all_bytes(keeping.workspace)
    assert "Nováková".encode() not in stored
    key = keeping.workspace.folder / "identities.key"
    assert key.stat().st_mode & 0o077 == 0


def test_a_name_is_given_on_the_record(keeping: Outcome) -> None:
    where = ("--workspace", str(keeping.workspace.folder))
    done = citeswatch("privacy", "reveal", "shelf//1", *where)
    assert done.stdout.strip() == "Žofie Nováková 象"
    [(_, subject)] = keeping.rows(
        "SELECT action, subject FROM audit WHERE action = 'seller revealed'"
    )
    assert subject.startswith("seller ")
    missing = citeswatch("privacy", "reveal", "shelf//2", *where)
    assert missing.returncode == 1
    assert "is not kept" in missing.stderr


def test_a_name_that_cannot_be_noted_is_not_given(keeping: Outcome) -> None:
    workspace = keeping.workspace
    [(seller,)] = keeping.rows("SELECT seller FROM seller_identities")
    with Store.open(workspace.database) as store:
        store.conn.execute(
            """CREATE TEMP TRIGGER no_room BEFORE INSERT ON audit
               BEGIN SELECT RAISE(FAIL, 'no room'); END"""
        )
        with pytest.raises(sqlite3.IntegrityError, match="no room"):
            reveal_seller(store, identity_key(workspace.folder), seller, "ana")


def test_a_wrong_key_is_told(keeping: Outcome) -> None:
    [(seller,)] = keeping.rows("SELECT seller FROM seller_identities")
    with (
        Store.open(keeping.workspace.database) as store,
        pytest.raises(IdentityError, match="encrypted with another key"),
    ):
        reveal_seller(store, KEY, seller, "ana")


@pytest.mark.parametrize("name", ["Jan Novák", "象牙", "", "a\0b", "\ud800"])
def test_a_name_comes_back_as_it_was(name: str) -> None:
    sealed = seal(KEY, name, "shelf", "p1")
    assert unseal(KEY, sealed, "shelf", "p1") == name
    assert seal(KEY, name, "shelf", "p1") != sealed


@pytest.mark.parametrize(
    ("marketplace", "pseudonym", "flip"),
    [("other", "p1", -1), ("shelf", "p2", -1), ("shelf", "p1", 3), ("shelf", "p1", 15)],
)
def test_a_name_cannot_be_moved_or_changed(
    marketplace: str, pseudonym: str, flip: int
) -> None:
    sealed = bytearray(seal(KEY, "Jan Novák", "shelf", "p1"))
    if flip >= 0:
        sealed[flip] ^= 1
    with pytest.raises(IdentityError):
        unseal(KEY, bytes(sealed), marketplace, pseudonym)


def test_what_is_too_short_is_told() -> None:
    with pytest.raises(IdentityError):
        unseal(KEY, b"short", "shelf", "p1")
