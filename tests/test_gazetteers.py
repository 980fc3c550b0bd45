"""Every gazetteer keeps its promises: sound columns, a source in every row, no double names, one Unicode form."""

import csv
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest

from chidao.rules.gazetteers import gazetteer
from chidao.text import fold

FOLDER = Path(str(files("chidao.rules").joinpath("gazetteer")))
TABLES = sorted(p.stem for p in FOLDER.glob("*.csv"))


def test_folder_holds_tables() -> None:
    assert {"units", "number_words", "comparators", "goal_cues", "provinces", "bodies"} <= set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_rows_fill_the_columns(name: str) -> None:
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    assert "\r" not in text
    assert not text.startswith("\ufeff")
    header, *rows = csv.reader(text.splitlines())
    assert rows
    assert "source" in header
    assert len(set(header)) == len(header)
    assert [i for i, row in enumerate(rows, 2) if len(row) != len(header)] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_name_and_a_source(name: str) -> None:
    rows = gazetteer(name)
    first = next(iter(rows[0]))
    assert [r for r in rows if not r[first].strip() or not r["source"].strip()] == []


@pytest.mark.parametrize("name", TABLES)
def test_no_name_stands_twice(name: str) -> None:
    rows = gazetteer(name)
    first = next(iter(rows[0]))
    # a province that kept its name through a merger has a row for each time of validity, a verb one for each class it
    # is in; symbols tell letter case apart (TTg, TTG)
    names = [(r[first].strip(), r.get("valid_from"), r.get("class")) for r in rows]
    assert sorted({n for n in names if names.count(n) > 1}) == []


@pytest.mark.parametrize("name", TABLES)
def test_table_is_nfc(name: str) -> None:
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("name", ["units", "number_words", "comparators"])
def test_an_alias_belongs_to_one_row(name: str) -> None:
    rows = gazetteer(name)
    first = next(iter(rows[0]))
    names = [fold(n) for r in rows for n in (r[first], *(a for a in r["aliases"].split(";") if a))]
    assert sorted({n for n in names if names.count(n) > 1}) == []
