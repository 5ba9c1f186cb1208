"""`citeswatch init` sets who the unit is, and keeps what was set."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.workspace import SETTINGS_FILE, open_workspace


def init(folder: Path, *args: str) -> Result:
    return CliRunner().invoke(main, ["init", "--workspace", str(folder), *args])


def test_without_a_contact_it_says_how_to_set_one(tmp_path: Path) -> None:
    ran = init(tmp_path / "unit")
    assert ran.exit_code == 0
    assert "no contact of your unit" in ran.stderr
    assert f"--workspace {tmp_path / 'unit'} --contact" in ran.stderr


def test_a_second_init_sets_what_is_empty_and_leaves_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "unit"
    init(folder)
    file = folder / SETTINGS_FILE
    before = file.read_text()
    ran = init(folder, "--contact", "a@example.org", "--unit", 'The "Unit"')
    assert (ran.exit_code, ran.stderr) == (0, "")
    settings = open_workspace(folder).settings
    assert (settings.contact, settings.unit) == ("a@example.org", 'The "Unit"')
    changed = set(file.read_text().splitlines()) - set(before.splitlines())
    assert changed == {'contact = "a@example.org"', 'unit = "The \\"Unit\\""'}


def test_what_was_set_is_kept_and_told(tmp_path: Path) -> None:
    init(tmp_path, "--contact", "a@example.org")
    ran = init(tmp_path, "--contact", "b@example.org", "--country", "ke")
    assert 'Kept: contact = "a@example.org"' in ran.stderr
    settings = open_workspace(tmp_path).settings
    assert (settings.contact, settings.country) == ("a@example.org", "KE")


def test_a_file_without_the_key_gets_it_above_its_tables(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text("[privacy]\nlog_days = 9\n")
    init(tmp_path, "--contact", "a@example.org")
    settings = open_workspace(tmp_path).settings
    assert (settings.contact, settings.privacy.log_days) == ("a@example.org", 9)


@pytest.mark.parametrize(
    "args", [("--country", "Kenya"), ("--contact", "a@example.org\nX: y")]
)
def test_what_cannot_be_used_is_refused_and_nothing_changes(
    tmp_path: Path, args: tuple[str, str]
) -> None:
    init(tmp_path)
    before = (tmp_path / SETTINGS_FILE).read_text()
    assert init(tmp_path, *args).exit_code == 2
    assert (tmp_path / SETTINGS_FILE).read_text() == before
