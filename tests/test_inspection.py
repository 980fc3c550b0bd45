"""`chidao inspect`: the counts are those of the files, and nothing is extracted."""

import json
from pathlib import Path

import pytest
from made import TEXT, json_lines, page, pdf, zipped

from chidao import ingest
from chidao.cli import main
from chidao.inspection import inspect

ROWS = [
    {"text": TEXT, "published": "2019-03-12"},
    {"text": TEXT + "Hết.", "published": "31/12/2021"},
    {"text": "The people's committee has ordered all departments to report."},
    {"text": ""},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "a.jsonl").write_bytes(json_lines(ROWS))
    (inputs / "b.zip").write_bytes(zipped({"x.html": page(TEXT), "y.txt": TEXT.encode("utf-16"), "z": b"\x89PNG\r\n"}))
    (inputs / "c.pdf").write_bytes(pdf([["12 34"]]))
    return inputs


def test_counts(folder: Path) -> None:
    found = inspect([folder])
    assert (found.files, found.articles, found.rejects, found.copies) == (3, 6, 2, 2)
    assert found.formats == {"application/x-ndjson": 3, "text/html": 1, "text/plain": 1, "application/pdf": 1}
    assert found.encodings == {"utf-8": 5, "utf-16-le": 1}
    assert found.languages == {"Vietnamese": 4, "Latin script": 1, "no letters": 1}
    assert (found.published, found.first, found.last, found.undated) == (
        {"2019": 1, "2021": 1},
        "2019-03-12",
        "2021-12-31",
        4,
    )
    assert {r.reason: r.examples for r in found.rejected} == {
        "empty": ["a.jsonl#4: empty"],
        "a picture (PNG)": ["b.zip!z: a picture (PNG)"],
    }


def test_a_stage_that_fails_is_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("chidao.inspection.clean", broken)
    found = inspect([folder], ingest.Options())
    assert (found.articles, {r.stage: r.count for r in found.rejected}["clean"]) == (0, 6)


def test_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(folder)]) == 1
    said = capsys.readouterr().out
    for words in ("articles", "utf-16-le", "published 2019-03-12 to 2021-12-31", "a picture (PNG)", "b.zip!z"):
        assert words in said
    assert main(["inspect", str(folder / "c.pdf"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["formats"] == {"application/pdf": 1}


def test_a_wrong_path_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "nowhere"]) == 2
    assert capsys.readouterr().err == "chidao: nowhere: no such file or folder\n"
