"""Cases, who sees them, and the names of sellers: all in the audit record."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from crawler.portal.data.facts import shown_tables
from crawler.store.write_audit import audit_faults
from crawler.workspace import Workspace
from tests.crawler.portal.client import Client, signed_in, stored
from tests.crawler.portal.conftest import portal_in_thread, with_seller
from tests.crawler.sample_store import open_store


def first_listing(workspace: Workspace) -> int:
    sql = "SELECT MIN(id) FROM listings WHERE priority = 'high'"
    ((number,),) = stored(workspace.database, sql)
    return int(number)


def begin(client: Client, workspace: Workspace, reference: str = "2026-014") -> int:
    """Open a case with one listing and give its number."""
    number = first_listing(workspace)
    answer = client.post(f"/listing/{number}/case", reference=reference)
    assert answer.status_code == 303, answer.text
    sql = "SELECT id FROM cases WHERE reference = ?"
    ((case,),) = stored(workspace.database, sql, reference)
    return int(case)


def audited(workspace: Workspace) -> list[tuple[str, str, str]]:
    sql = "SELECT actor, action, subject FROM audit ORDER BY id"
    return stored(workspace.database, sql)  # type: ignore[return-value]


def test_a_case_gathers_listings_notes_and_members_and_every_step_is_recorded(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as one, signed_in(address, "second") as two:
        case = begin(one, workspace)
        page, number = f"/case/{case}", first_listing(workspace)
        one.post(f"{page}/note", text="Two tusks, same photo background")
        assert "Two tusks" in one.text(page)
        assert two.get(page).status_code == 404
        one.post(f"{page}/member", login="second")
        assert two.get(page).status_code == 200
        two.post(f"{page}/remove", listing=str(number))
        two.post(f"{page}/state", state="closed")
        assert "closed" in one.text(page)
    subject = f"case {case}"
    assert audited(workspace) == [
        ("analyst", "case opened", subject),
        ("analyst", "listing added to case", subject),
        ("analyst", "case note written", subject),
        ("analyst", "case seen", subject),
        ("analyst", "member added to case", subject),
        ("second", "case seen", subject),
        ("second", "listing removed from case", subject),
        ("second", "case closed", subject),
        ("analyst", "case seen", subject),
    ]
    with open_store(workspace.database) as store:
        assert list(audit_faults(store.conn)) == []


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("", None),
        ("/note", {"text": "mine"}),
        ("/member", {"login": "second"}),
        ("/state", {"state": "closed"}),
        ("/remove", {"listing": "1"}),
        ("/export", {"format": "csv"}),
    ],
)
def test_a_case_that_is_not_yours_is_as_if_it_were_not_there(
    fresh: tuple[Workspace, str], step: str, fields: dict[str, str] | None
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as one:
        case = begin(one, workspace)
    before = audited(workspace)
    with signed_in(address, "second") as two:
        for number in (case, 999_999, 2**64):
            path = f"/case/{number}{step}"
            answer = two.post(path, **fields) if fields else two.get(path)
            assert answer.status_code == 404
            assert "2026-014" not in answer.text
        assert "2026-014" not in two.text("/cases")
        assert "2026-014" not in two.text(f"/listing/{first_listing(workspace)}")
        # Nor can a listing be put into it.
        answer = two.post(f"/listing/{first_listing(workspace)}/case", case=str(case))
        assert answer.status_code == 404
    assert audited(workspace) == before


def test_administrators_see_every_case_and_viewers_none(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as one:
        case = begin(one, workspace)
    with signed_in(address, "administrator") as chief:
        assert chief.get(f"/case/{case}").status_code == 200
    with signed_in(address, "viewer") as viewer:
        assert viewer.get(f"/case/{case}").status_code == 403
        assert viewer.get("/cases").status_code == 403


def test_a_reference_is_taken_once_and_is_not_empty(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as one:
        begin(one, workspace)
        for reference in ("2026-014", "  2026-014 ", "", "x" * 61):
            answer = one.post("/cases", reference=reference)
            assert answer.status_code == 400
    assert len(stored(workspace.database, "SELECT id FROM cases")) == 1


def test_a_case_takes_only_countries_of_iso_3166(fresh: tuple[Workspace, str]) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as one:
        for wrong in ("XX", "Kenya", "K", "KEN", "12"):
            answer = one.post("/cases", reference="1", country=wrong)
            assert answer.status_code == 400, wrong
            assert f"{wrong.upper()} is no country code" in answer.text
        for number, given in enumerate(("ke", " CD ", "")):
            one.post("/cases", reference=f"right {number}", country=given)
    kept = stored(workspace.database, "SELECT country FROM cases ORDER BY id")
    assert kept == [("KE",), ("CD",), ("",)]


def test_the_history_of_a_case_and_the_audit_record_are_in_words(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "administrator") as chief:
        case = begin(chief, workspace)
        chief.get(f"/case/{case}")
        for path in (f"/case/{case}", "/audit"):
            text = chief.text(path)
            assert "listing put into the case" in text
            assert f"listing: {first_listing(workspace)}" in text
            assert "reference: 2026-014" in text
            assert "{" not in text
        cells = chief.page(f"/case/{case}").select("table")[-1].select("td:last-child")
        assert "" in [cell.decode_contents() for cell in cells]


def test_a_case_goes_out_as_a_file_and_that_is_recorded(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as one:
        case = begin(one, workspace)
        answer = one.post(f"/case/{case}/export", format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][0] == first_listing(workspace)
    assert ("analyst", "case exported", f"case {case}") in audited(workspace)
    assert stored(workspace.database, "SELECT format, rows FROM exports") == [
        ("xlsx", 1)
    ]


def test_only_an_investigator_learns_who_a_seller_is_and_that_is_recorded(
    unit: Workspace,
) -> None:
    pseudonym, name = "5e11" * 8, "Tusks & <b>Sons</b>"
    with_seller(unit, pseudonym, name)
    page = f"/seller/{pseudonym}"
    with portal_in_thread(unit) as address:
        for login in ("viewer", "analyst"):
            with signed_in(address, login) as client:
                assert "Show who it is" not in client.text(page)
                answer = client.post(f"{page}/reveal")
                assert answer.status_code == 403
                assert "Tusks" not in answer.text
        assert audited(unit) == []
        with signed_in(address, "investigator") as client:
            assert name not in client.text(page)
            answer = client.post(f"{page}/reveal")
            assert "Tusks &amp; &lt;b&gt;Sons&lt;/b&gt;" in answer.text
    ((actor, action, _),) = audited(unit)
    assert (actor, action) == ("investigator", "seller revealed")


def test_names_of_sellers_are_in_no_table_that_is_shown() -> None:
    assert "seller_identities" not in shown_tables()
    assert not {"audit", "cases", "case_notes", "outbox", "handovers"} & shown_tables()


def test_the_audit_page_shows_the_record_and_checks_its_chain(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "analyst") as one:
        case = begin(one, workspace)
    with signed_in(address, "administrator") as chief:
        text = chief.text("/audit", check="1")
        assert "The chain holds from the first entry to the last." in text
        assert f"case {case}" in text
        narrowed = chief.text("/audit", actor="nobody")
        assert "case opened" not in narrowed
    sql = "SELECT detail FROM audit WHERE action = 'listing added to case'"
    ((detail,),) = stored(workspace.database, sql)
    assert json.loads(detail) == {"listing": first_listing(workspace)}
