"""What goes to a contact is what it takes, readable by it alone, and noted."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pyrage
import pytest
from click.testing import CliRunner, Result

import crawler.exports
from crawler.cli import main
from crawler.exports.offers import record_sha256
from crawler.privacy.identities import identity_key, seal
from crawler.workspace import Workspace
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store
from tests.crawler.sharing.conftest import Partner, write_contacts

SCHEMA = json.loads(
    Path(crawler.exports.__file__).with_name("export.schema.json").read_text("utf-8")
)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def rows(workspace: Workspace, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(workspace.database) as conn:
        found = conn.execute(query).fetchall()
    conn.close()
    return found


def send(unit: Workspace, *words: str) -> Result:
    return run("export", "--workspace", str(unit.folder), "--to", "ke", *words)


def only_file(unit: Workspace) -> Path:
    (path,) = unit.exports.iterdir()
    return path


def test_a_file_is_readable_by_the_contact_alone(
    unit: Workspace, partner: Partner
) -> None:
    write_contacts(unit, partner.table())
    done = send(unit, "--format", "json")
    assert done.exit_code == 0, done.output
    sealed = only_file(unit).read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1")
    assert b"ivory" not in sealed
    plain = pyrage.decrypt(sealed, [partner.secret])
    assert json.loads(plain)["filters"]["contact"] == "ke"
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])


def test_what_was_sent_by_whom_and_when_is_noted(
    unit: Workspace, partner: Partner
) -> None:
    write_contacts(unit, partner.table())
    send(unit, "--format", "json")
    sealed = only_file(unit).read_bytes()
    plain = pyrage.decrypt(sealed, [partner.secret])
    [(digest, plain_digest, name, key, by)] = rows(
        unit,
        """SELECT e.sha256, h.plain_sha256, h.contact_name, h.key, h.made_by
           FROM handovers h JOIN exports e ON e.id = h.export""",
    )
    assert digest == hashlib.sha256(sealed).hexdigest()
    assert plain_digest == hashlib.sha256(plain).hexdigest()
    assert (name, key) == ("Office of ke", str(partner.secret.to_public()))
    [(actor, action, detail)] = rows(unit, "SELECT actor, action, detail FROM audit")
    assert (actor, action) == (by, "export handed over")
    assert json.loads(detail)["sha256"] == digest


TAKES: list[tuple[dict[str, object], set[str]]] = [
    ({"taxa": ["Panthera tigris"]}, {"Panthera tigris"}),
    ({"taxa": ["panthera"]}, {"Panthera tigris"}),
    ({"taxa": ["birds"]}, {"Ara macao"}),
    ({"appendices": ["II"]}, set()),
    ({"taxa": ["Cetacea"]}, set()),
]


@pytest.mark.parametrize(("takes", "taxa"), TAKES)
def test_a_contact_gets_what_it_takes_and_no_more(
    unit: Workspace, partner: Partner, takes: dict[str, object], taxa: set[str]
) -> None:
    write_contacts(unit, partner.table(**takes))
    done = send(unit, "--format", "json")
    assert "does not take them" in done.output
    document = json.loads(
        pyrage.decrypt(only_file(unit).read_bytes(), [partner.secret])
    )
    assert {offer["taxon"] for offer in document["offers"]} == taxa


def test_a_receipt_is_noted_once(unit: Workspace, partner: Partner) -> None:
    write_contacts(unit, partner.table())
    send(unit, "--format", "csv")
    where = ("--workspace", str(unit.folder))
    assert "no receipt" in run("receipt", *where).output
    assert run("receipt", "1", "--by", "J. Otieno", *where).exit_code == 0
    assert "received 20" in run("receipt", *where).output
    again = run("receipt", "1", *where)
    assert again.exit_code == 1
    assert "noted already" in again.output


def test_a_bag_is_opened_with_the_contacts_key_and_no_other(
    unit: Workspace, partner: Partner, tmp_path: Path
) -> None:
    write_contacts(unit, partner.table())
    assert send(unit).exit_code == 0
    bag = str(only_file(unit))
    stranger = Partner(tmp_path, "stranger")
    words = ("evidence", "import", bag, "--output", str(tmp_path / "in"))
    assert "give your key with --identity" in run(*words).output
    wrong = run(*words, "--identity", str(stranger.identity))
    assert wrong.exit_code == 1
    assert "encrypted for another key" in wrong.output
    assert run(*words, "--identity", str(partner.identity)).exit_code == 0


def test_a_sealed_file_that_was_changed_is_refused(
    unit: Workspace, partner: Partner, tmp_path: Path
) -> None:
    write_contacts(unit, partner.table())
    send(unit)
    bag = only_file(unit)
    content = bytearray(bag.read_bytes())
    content[-100] ^= 1
    bag.write_bytes(content)
    words = ("evidence", "import", str(bag), "--output", str(tmp_path / "in"))
    done = run(*words, "--identity", str(partner.identity))
    assert done.exit_code == 1
    assert "changed on the way" in done.output
    assert not (tmp_path / "in").exists()


def test_a_sellers_name_goes_out_only_when_asked_for_and_on_the_record(
    unit: Workspace, partner: Partner
) -> None:
    write_contacts(unit, partner.table())
    at = MONDAY + timedelta(weeks=9)
    offer = listing("bazaar", "named", at, taxon="Panthera tigris", seller="s1")
    key = identity_key(unit.folder)
    offer.seller_sealed = seal(key, "Jan Novák", "bazaar", "s1")
    with open_store(unit.database) as store:
        crawl(store, "bazaar", at, [offer])

    def named(*words: str) -> list[str]:
        for path in unit.exports.glob("*"):
            path.unlink()
        assert send(unit, "--format", "json", *words).exit_code == 0
        plain = pyrage.decrypt(only_file(unit).read_bytes(), [partner.secret])
        document = json.loads(plain)
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
        for one in document["offers"]:
            assert one["sha256"] == record_sha256(one)
        return [one["seller"] for one in document["offers"] if "seller" in one]

    assert named() == []
    assert named("--with-sellers") == ["Jan Novák"]
    revealed = "SELECT COUNT(*) FROM audit WHERE action = 'seller revealed'"
    assert rows(unit, revealed) == [(1,)]
    plain = run("export", "--workspace", str(unit.folder), "--with-sellers")
    assert plain.exit_code == 2
    assert "names go out encrypted only" in plain.output


FAULTS = [
    ('[contacts.ke]\nname = "x"\nkind = "police"\n', "contacts.ke.kind"),
    (
        '[contacts.ke]\nname = "x"\nkind = "customs"\nage = "age1abc"\n',
        "no age public key",
    ),
    ('[contacts.ke]\nname = "x"\nkind = "customs"\ncountry = "Kenya"\n', "country"),
    ('[contacts.ke]\nkind = "customs"\n', "contacts.ke.name"),
    ('[contacts.KE]\nname = "x"\nkind = "customs"\n', "contacts.KE.id"),
    ('[contacts.ke]\nname = "x"\nkind = "customs"\nphone = "1"\n', "contacts.ke.phone"),
    (
        '[contacts.ke]\nname = "x"\nkind = "customs"\nwebhook = "http://a.example/"\n',
        "https://",
    ),
    (
        '[contacts.ke]\nname = "x"\nkind = "customs"\nwebhook = "https://u:p@a.example/"\n',
        "no name or password",
    ),
    ("[contact]\n", "write each contact as a table"),
    ("contacts = 3\n", "write each contact as a table"),
    ("[contacts\n", "not valid TOML"),
]


@pytest.mark.parametrize(("text", "says"), FAULTS)
def test_a_wrong_file_is_told(unit: Workspace, text: str, says: str) -> None:
    write_contacts(unit, text)
    done = run("contact", "check", "--workspace", str(unit.folder))
    assert done.exit_code == 1
    assert says in done.output
    assert "contacts.toml" in done.output


def test_without_a_key_nothing_is_sent(unit: Workspace, partner: Partner) -> None:
    write_contacts(unit, partner.table(age=""))
    done = send(unit)
    assert done.exit_code == 1
    assert "has no key" in done.output
    assert list(unit.exports.glob("*")) == []
    assert rows(unit, "SELECT COUNT(*) FROM exports") == [(0,)]


def test_an_unknown_contact_is_told_with_those_that_there_are(
    unit: Workspace, partner: Partner
) -> None:
    write_contacts(unit, Partner(partner.identity.parent, "other").table())
    done = send(unit)
    assert done.exit_code == 1
    assert "there are: other" in done.output


def test_contacts_are_listed_and_checked(unit: Workspace, partner: Partner) -> None:
    write_contacts(unit, partner.table(taxa=["birds"]))
    where = ("--workspace", str(unit.folder))
    assert "Appendix I, birds; has a key" in run("contact", "list", *where).output
    done = run("contact", "check", *where)
    assert "ke: well" in done.output
    assert "Our own public key" in done.output
    key = unit.folder / "signing.key"
    assert key.stat().st_mode & 0o077 == 0
