"""The command of the title benchmark, and the baselines that it compares with."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import bench_match
from benchmarks.baselines import closest_names, exact_names
from crawler.matching.folding import fold

NAMES = {
    "python": {"Python"},
    "ball python": {"Python regius"},
    "grey parrot": {"Psittacus erithacus"},
    fold("象牙").text: {"Elephas maximus", "Loxodonta africana"},
}
TITLES = """id,title,language,class,expected_taxon,expected_appendix,trap,part
a,Ball python male,en,offer,Python regius,II,,dev
b,Python cookbook 3rd edition,en,trap,,,book,dev
c,Secret Psittacus erithacus,en,offer,Psittacus erithacus,I,,heldout
d,Secret jaguar brake pads,en,trap,,,brand,heldout
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "own.csv").write_text(TITLES, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("title", "taxa"),
    [
        ("BALL PYTHON, male", ["Python regius"]),
        ("Pythons", []),
        ("grey parrot and python", ["Psittacus erithacus", "Python"]),
        ("老象牙雕", ["Elephas maximus", "Loxodonta africana"]),
    ],
)
def test_exact_names_end_at_words_and_the_longest_comes_first(
    title: str, taxa: list[str]
) -> None:
    assert exact_names(NAMES)(title) == taxa


def test_the_closest_name_forgives_letters_and_takes_the_longest_of_equals() -> None:
    found = list(closest_names(NAMES, ["ball python male cb24", "gray parot", "sofa"]))
    assert found[0] == (100, ["Python regius"])
    assert found[1][0] < 100
    assert found[1][1] == ["Psittacus erithacus"]
    assert found[2][0] == 0


def test_both_parts_are_told_apart_and_no_held_out_title_is_printed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for options in (["--full"], ["--show", "miss"]):
        command = ["bench_match", "--titles", str(folder), "--quick", *options]
        monkeypatch.setattr("sys.argv", command)
        assert bench_match.main() == 0
    printed = capsys.readouterr().out
    assert "dev: 2 titles" in printed
    assert "heldout: 2 titles" in printed
    assert "Secret" not in printed


@pytest.mark.slow
def test_without_a_held_out_part_the_figures_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dev = [line for line in TITLES.splitlines() if not line.endswith("heldout")]
    (tmp_path / "own.csv").write_text("\n".join(dev) + "\n", encoding="utf-8")
    command = ["bench_match", "--titles", str(tmp_path), "--quick"]
    monkeypatch.setattr("sys.argv", command)
    assert bench_match.main() == 0
    printed = capsys.readouterr().out
    assert "no held-out part here" in printed
    assert "heldout: " not in printed


@pytest.mark.slow
def test_the_figures_of_each_file_stand_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    head, offer, trap, *_ = TITLES.splitlines()
    for name, row in (("own", offer), ("others", trap)):
        (tmp_path / f"{name}.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    command = ["bench_match", "--titles", str(tmp_path), "--quick"]
    monkeypatch.setattr("sys.argv", command)
    assert bench_match.main() == 0
    printed = capsys.readouterr().out
    lines = printed.partition("by file")[2].partition("\n\n")[0].splitlines()
    cells = {line.split()[0]: line for line in lines[2:]}
    assert cells["own"].count(" of 1") == 2, "precision and recall of its offer"
    assert cells["others"].count(" of 1") == 1, "the false alarms among its traps"


def test_a_folder_without_titles_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["bench_match", "--titles", str(tmp_path)])
    assert bench_match.main() == 2
    assert "no CSV file here" in capsys.readouterr().err
