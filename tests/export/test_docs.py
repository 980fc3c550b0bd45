"""docs/exports.md does what it says: its commands and its Python run in order, in a folder with the sample corpus."""

import re
import shlex
from pathlib import Path

import pytest

from chidao.cli import main
from chidao.export import FORMATS

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "exports.md").read_text("utf-8")


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("corpus", "annotations"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    ran = 0
    for language, block in re.findall(r"```(console|python)\n(.*?)```", DOC, re.DOTALL):
        if language == "python":
            exec(compile(block, "exports.md", "exec"), {})
            ran += 1
            continue
        for line in block.splitlines():
            program, *args = shlex.split(line.removeprefix("$ "))
            assert program == "chidao"
            assert main(args) == 0, line
            ran += 1
    assert ran >= 20
    assert "('trước ngày 30/9/2017', '2017-09-30')" in capsys.readouterr().out
    gold = (ROOT / "annotations" / "gold.jsonl").read_bytes()
    assert (tmp_path / "outputs" / "from-brat.jsonl").read_bytes() == gold


@pytest.mark.parametrize("form", FORMATS, ids=[f.name for f in FORMATS])
def test_the_page_speaks_of_every_format(form) -> None:  # type: ignore[no-untyped-def]
    assert f"--to {form.name} " in DOC
