"""The command line: what it prints, how it ends, and that a wrong word costs one clear line and no traceback."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chidao.cli import main
from chidao.cli_reference import reference

ROOT = Path(__file__).parents[1]
ORDER = "Thủ tướng Chính phủ giao Bộ Tài chính rà soát các quỹ trước ngày 30/9/2017."


def test_reference_is_up_to_date() -> None:
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == reference(), "run `make docs`"


@pytest.mark.parametrize(
    ("args", "line"),
    [
        ([], None),
        (["nosuch"], "No such command 'nosuch'."),
        (["run", "nowhere", "--out", "{tmp}/o"], "nowhere: no such file or folder"),
        (["run", "{tmp}/a.txt"], "Missing option '--out'"),
        (["run", "{tmp}/a.txt", "--out", "{tmp}/a.txt"], "{tmp}/a.txt: is a file, not a folder"),
        (["run", "{tmp}/a.txt", "--out", "{tmp}/o", "--workers", "0"], "workers must be 1 or more, not 0"),
        (["run", "{tmp}", "--out", "{tmp}/o"], "{tmp}/o: lies inside the input folder {tmp}"),
        (["explain", ""], "the text is empty"),
        (["explain", "motchu"], "motchu: no such file (and one word is no sentence)"),
        (["explain", ORDER, "--published", "hôm qua"], "--published hôm qua: not a day"),
        (["show", "{tmp}/none.jsonl"], "{tmp}/none.jsonl: no such file or directory"),
        (["show", "{tmp}/a.txt"], "{tmp}/a.txt, line 1: no record"),
        (["evaluate", "{tmp}/none.jsonl", "{tmp}/a.txt"], "none.jsonl"),
    ],
)
def test_one_line_for_a_wrong_word(
    args: list[str], line: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(ORDER, encoding="utf-8")
    code = main([a.replace("{tmp}", str(tmp_path)) for a in args])
    printed = capsys.readouterr()
    if line is None:
        assert code == 0
        assert "Usage: chidao" in printed.out
        return
    assert code == 2
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("chidao: ")
    assert line.replace("{tmp}", str(tmp_path)) in printed.err


def test_run_show_verify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ORDER, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text("  \n", encoding="utf-8")
    out = tmp_path / "out"
    assert main(["run", str(tmp_path / "in"), "--out", str(out), "--workers", "1"]) == 1  # one input was rejected
    summary = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert (summary["articles"], summary["records"]) == (2, 1)
    reject = json.loads((out / "rejects.jsonl").read_text(encoding="utf-8"))
    assert reject["path"] == "b.txt"
    assert "empty" in reject["reason"]
    capsys.readouterr()
    assert main(["show", str(out), "--article", "a"]) == 0
    assert "Bộ Tài chính" in capsys.readouterr().out
    assert main(["verify", str(out)]) == 0
    assert ", 0 problems" in capsys.readouterr().out


def test_explain_names_every_fact_and_its_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", ORDER]) == 0
    printed = capsys.readouterr().out
    for words in ("Thủ tướng Chính phủ", "to: Bộ Tài chính", "2017-09-30", "deadline/before-day", "directive/assign"):
        assert words in printed


def test_explain_says_what_was_weighed_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    article = f"{ORDER} Quý I năm 2016, Bộ Tài chính đã báo cáo về các quỹ theo yêu cầu."
    assert main(["explain", article, "--why"]) == 0
    printed = capsys.readouterr().out
    assert "weighed (above 0 a fact)" in printed
    assert re.search(r"directives\s+\+\d\.\d\d\s+[+-]\d\.\d\d \S", printed)
    assert re.search(r"deadlines\s+-\d", printed)


def test_help_answers_at_once() -> None:
    def seconds() -> float:
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "chidao", "--help"], capture_output=True, check=True)
        assert b"Commands" in done.stdout
        return time.perf_counter() - began

    bare = min(_seconds_of_python() for _ in range(3))
    assert min(seconds() for _ in range(5)) < max(0.3, 8 * bare)


def _seconds_of_python() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began


def test_the_schema_describes_the_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    assert main(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    (tmp_path / "a.txt").write_text(ORDER, encoding="utf-8")
    assert main(["run", str(tmp_path / "a.txt"), "--out", str(tmp_path / "o"), "--workers", "1"]) == 0
    jsonschema.Draft202012Validator(schema).validate(json.loads((tmp_path / "o" / "records.jsonl").read_bytes()))
