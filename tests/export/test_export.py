"""What all formats share: the registry, the command line, refusals in one line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from chidao.cli import main
from chidao.export import FORMATS, Corpus, ExportError, export
from chidao.records import RecordError

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "annotations" / "gold.jsonl"


@pytest.mark.parametrize("form", FORMATS, ids=[f.name for f in FORMATS])
def test_every_format_writes_what_it_says(form, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:  # type: ignore[no-untyped-def, type-arg]
    out = tmp_path / "deep" / "out"
    assert main(["export", str(sample), "--to", form.name, "--out", str(out)]) == 0
    assert out.is_dir() if form.out == "folder" else out.is_file()
    assert re.match(r"[\d,]+ .*: ", capsys.readouterr().out)
    assert [p.name for p in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("form", FORMATS, ids=[f.name for f in FORMATS])
def test_every_format_survives_hostile_records_and_none(form, hostile: Corpus, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert hostile.path
    export(hostile.path, form.name, tmp_path / "hostile")
    (tmp_path / "none.jsonl").touch()
    export(tmp_path / "none.jsonl", form.name, tmp_path / "none")


def test_formats_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats"]) == 0
    shown = capsys.readouterr().out
    assert all(form.name in shown for form in FORMATS)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--to", "word"], "no format 'word'; there are parquet,"),
        (["--to", "csv", "--gold", str(GOLD)], "facts of gold go to brat and label-studio only"),
        (["--to", "csv", "--sources", "."], "sources go into a bag"),
        (["--to", "brat", "--gold", "nowhere.jsonl"], "nowhere.jsonl"),
    ],
)
def test_a_wrong_argument_is_one_line(
    args: list[str], message: str, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(sample), "--out", str(tmp_path / "x"), *args]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "x").exists()


def test_nothing_is_replaced_unasked(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "due.ics"
    export(sample, "ics", out)
    with pytest.raises(ExportError, match="--force replaces it"):
        export(sample, "ics", out)
    export(sample, "ics", out, force=True)
    export(sample, "csv", tmp_path / "tables")
    with pytest.raises(ExportError, match="exists already"):
        export(sample, "csv", tmp_path / "tables", force=True)


def test_a_broken_record_leaves_nothing_behind(sample: Path, tmp_path: Path) -> None:
    broken = tmp_path / "records.jsonl"
    broken.write_bytes((sample / "records.jsonl").read_bytes() + b"{}\n")
    with pytest.raises(RecordError, match="line 25"):
        export(broken, "csv", tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["records.jsonl"]


@pytest.mark.parametrize(("to", "library"), [("csv", "pandas"), ("ics", "icalendar"), ("dublin-core", "cobalt")])
def test_a_missing_library_is_told(to: str, library: str, sample: Path, tmp_path: Path) -> None:
    call = f"import sys; sys.modules[{library!r}] = None; from chidao.cli import main; sys.exit(main(sys.argv[1:]))"
    args = ["export", str(sample), "--to", to, "--out", str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", call, *args], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f"chidao: {to} needs {library}: pip install 'chidao[export]'\n"
    assert not list(tmp_path.iterdir())


def test_gold_without_its_record_is_told(sample: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(GOLD.read_text("utf-8").splitlines()[0].replace('"001"', '"nowhere"') + "\n", "utf-8")
    with pytest.raises(ExportError, match="article nowhere has no record"):
        export(sample, "brat", tmp_path / "out", gold=gold)


@pytest.mark.parametrize("tool", ["brat", "label-studio"])
def test_gold_on_the_command_line(tool: str, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    marked, back = tmp_path / "marked", tmp_path / "gold.jsonl"
    assert main(["export", str(sample), "--to", tool, "--out", str(marked), "--gold", str(GOLD)]) == 0
    assert main(["gold", str(marked), "--from", tool, "--out", str(back)]) == 0
    assert back.read_bytes() == GOLD.read_bytes()
    assert main(["gold", str(marked), "--from", tool, "--out", str(back)]) == 2
    assert main(["gold", str(tmp_path / "no"), "--from", tool, "--out", str(tmp_path / "x")]) == 2
    assert "Traceback" not in capsys.readouterr().err
