"""Files of the CITES Trade Database in both shapes, and broken ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from crawler.reports.trade_file import SPECIMENS, TradeFileError, read_trade

TABULATION = (
    "Year,App.,Taxon,Class,Order,Family,Genus,Importer,Exporter,Origin,"
    "Importer reported quantity,Exporter reported quantity,Term,Unit,Purpose,Source\n"
)
SHIPMENTS = (
    "Id,Year,Appendix,Taxon,Class,Order,Family,Genus,Term,Quantity,Unit,Importer,"
    "Exporter,Origin,Purpose,Source,Reporter.type,Import.permit.RandomID,"
    "Export.permit.RandomID,Origin.permit.RandomID\n"
)
PYTHONS = (
    "2024,II,Python regius,Reptilia,Serpentes,Pythonidae,Python,US,GH,,900,1000,"
    "live,,T,R\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trade.csv"


def test_a_comparative_tabulation_has_both_quantities(file: Path) -> None:
    kilograms = (
        "2023,II,Python regius,Reptilia,Serpentes,Pythonidae,Python,DE,TG,,,2.5,"
        "meat,kg,T,W\n"
    )
    file.write_text("\ufeff" + TABULATION + PYTHONS + kilograms, encoding="utf-8")
    trade = read_trade(file)
    first, second = trade.rows.to_dict("records")
    assert (first["imported"], first["exported"]) == (900, 1000)
    assert (first["unit"], second["unit"]) == (SPECIMENS, "kg")
    assert pd.isna(second["imported"])
    assert (trade.years, first["family"]) == ("2023–2024", "Pythonidae")


def test_the_full_database_tells_who_reported(file: Path) -> None:
    file.write_text(
        SHIPMENTS
        + "1,2022,I,Panthera tigris,Mammalia,Carnivora,Felidae,Panthera,bodies,2,,"
        "CN,TH,,Z,C,E,a,b,\n"
        + "2,2022,I,Panthera tigris,Mammalia,Carnivora,Felidae,Panthera,bodies,NA,,"
        "CN,TH,,Z,C,I,a,b,\n"
    )
    rows = read_trade(file).rows
    assert rows["exported"].tolist()[0] == 2
    assert rows["imported"].isna().all()
    assert read_trade(file).years == "2022"


def test_a_long_file_is_read_bit_by_bit(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = PYTHONS.replace(",900,1000,", ",,,")
    file.write_text(TABULATION + silent + PYTHONS * 3, encoding="utf-8")
    whole = read_trade(file).rows
    monkeypatch.setattr("crawler.reports.trade_file.AT_ONCE", 1)
    pd.testing.assert_frame_equal(read_trade(file).rows, whole)
    assert len(whole) == 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: no column Year"),
        ("Year;Taxon\n", "line 1: no column Year"),
        (TABULATION.replace("Exporter,", ""), "line 1: no column Exporter;"),
        (TABULATION.replace("Importer reported quantity,", ""), "no column Importer reported quantity"),
        (TABULATION, "holds no trade"),
        (TABULATION + PYTHONS.replace("2024", "last"), "line 2: 'last' is no year"),
        (TABULATION + PYTHONS.replace("900", "many"), "line 2: 'many' is no quantity"),
        (TABULATION + PYTHONS.replace("900", "-1"), "line 2: '-1' is no quantity"),
        (TABULATION + PYTHONS.replace(",R\n", "\n"), "line 2: not as many cells"),
        (SHIPMENTS + "1,2022,I,T,,,,,live,2,,CN,TH,,Z,C,X,a,b,\n", "neither I nor E"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_line_and_mend(
    file: Path, text: str, says: str
) -> None:
    file.write_text(text)
    with pytest.raises(TradeFileError) as error:
        read_trade(file)
    assert str(file) in str(error.value)
    assert says in str(error.value)


def test_a_file_that_is_no_text_or_not_there_is_told(file: Path) -> None:
    with pytest.raises(TradeFileError, match="cannot be read"):
        read_trade(file)
    file.write_bytes(b"PK\x03\x04\xff")
    with pytest.raises(TradeFileError, match="no CSV in UTF-8"):
        read_trade(file)
