"""Parquet, CSV and the CSV for Excel."""

import csv
import json
from pathlib import Path

import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest

from chidao.export import Corpus, csv_tables, excel, export, parquet
from chidao.export.excel import cell
from chidao.export.frames import DICTIONARY
from chidao.model import Record
from chidao.records import KINDS


def test_parquet_has_every_fact_with_types_and_meanings(sample: Path, records: list[Record], tmp_path: Path) -> None:
    written = export(sample, "parquet", tmp_path / "out")
    sizes = {name: pq.read_metadata(tmp_path / "out" / f"{name}.parquet").num_rows for name in DICTIONARY}
    assert written.count == sum(sizes.values())
    assert sizes["articles"] == len(records) == 24
    for kind in ("deadlines", "targets", "directives", "relations"):
        assert sizes[kind] == sum(len(getattr(r, kind)) for r in records) > 0
    for kind in ("documents", "bodies"):
        assert sizes[kind] == sum(len(one.mentions) for r in records for one in getattr(r, kind)) > 0
    schema = pq.read_schema(tmp_path / "out" / "directives.parquet")
    assert str(schema.field("addressees").type).startswith("list<")
    assert all(field.metadata[b"description"] for field in schema)
    targets = pd.read_parquet(tmp_path / "out" / "targets.parquet")
    texts = pd.read_parquet(tmp_path / "out" / "articles.parquet").set_index("article")["text"]
    assert all(texts[row.article][row.start : row.end] == row.quote for row in targets.itertuples())


def test_csv_is_valid_by_its_own_data_package(sample: Path, tmp_path: Path) -> None:
    export(sample, "csv", tmp_path / "out")
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(DICTIONARY) == len(KINDS) + 1


def test_csv_and_parquet_say_the_same(sample: Path, tmp_path: Path) -> None:
    export(sample, "csv", tmp_path / "csv")
    export(sample, "parquet", tmp_path / "parquet")
    for name, columns in DICTIONARY.items():
        table = pq.read_table(tmp_path / "parquet" / f"{name}.parquet").to_pylist()
        with (tmp_path / "csv" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(table)
        for row, other in zip(rows, table, strict=True):
            for column in columns:
                value = other[column.name]
                shown = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
                assert row[column.name] == ("" if value is None else shown)


def test_every_column_is_in_the_dictionary_page(sample: Path, tmp_path: Path) -> None:
    export(sample, "parquet", tmp_path / "out")
    page = (tmp_path / "out" / "dictionary.md").read_text("utf-8")
    assert all(f"| `{c.name}` | {c.type} | {c.what} |" in page for columns in DICTIONARY.values() for c in columns)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("\t=1+1", "'=1+1"),
        ("\r\n@x", "'@x"),
        ("+84", "'+84"),
        ("-1", "'-1"),
        ("\x00=1", "'=1"),
        ("＝1", "'＝1"),
        ("03", "\xa003"),
        ("2018-34", "\xa02018-34"),
        ("2016/2020", "\xa02016/2020"),
        ("12e4", "\xa012e4"),
        ("2016-12-15", "2016-12-15"),
        ("21-NQ/TW", "21-NQ/TW"),
        ("R/P1Y", "R/P1Y"),
        ("đến\nnăm", "đến năm"),
        ("", ""),
        ("x" * 40_000, "x" * 32_767),
    ],
)
def test_a_cell_of_excel(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_excel_opens_it_and_runs_nothing(hostile: Corpus, tmp_path: Path) -> None:
    excel.write(hostile, tmp_path)
    for name in DICTIONARY:
        raw = (tmp_path / f"{name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
        assert raw.count(b"\r\n") == len(rows) == raw.count(b"\n")
        assert not [c for row in rows for c in row if c[:1] in "=+-@\t\r" and c]
    documents = (tmp_path / "documents.csv").read_text("utf-8-sig")
    assert "'=cmd|" in documents


@pytest.mark.parametrize("write", [parquet.write, csv_tables.write, excel.write])
def test_no_records_give_empty_tables(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "none.jsonl").touch()
    out = tmp_path / "out"
    out.mkdir()
    assert write(Corpus.of(tmp_path / "none.jsonl"), out).count == 0
    assert len(list(out.glob("articles.*"))) == 1
