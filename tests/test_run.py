"""A run ends with the same bytes, whatever happens to it on the way."""

import gzip
import importlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chidao import run as running
from chidao.pool import in_order
from chidao.records import decode
from chidao.results import Layout, ResultError, Results, unpacked
from chidao.run import Line, RunError, run

SENTENCES = (
    "Thủ tướng Chính phủ yêu cầu Bộ Tài chính rà soát các quỹ trước ngày {d}/{m}/2017.",
    "Chủ tịch UBND tỉnh Bến Tre giao Sở Y tế báo cáo kết quả trong quý {q} năm 2018.",
    "Kế hoạch số {n}-KH/TU thực hiện Nghị quyết số {n}-NQ/TW đặt mục tiêu {n}% số xã đạt chuẩn vào năm 2020.",
    "Chiều qua, đội chủ nhà thắng {q}-0 trước {n} nghìn khán giả.",
)


def _articles(count: int, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    lines = []
    for i in range(count):
        numbers = {"d": rng.randint(1, 28), "m": rng.randint(1, 12), "q": rng.randint(1, 4), "n": rng.randint(10, 99)}
        text = "\n".join(s.format(**numbers) for s in rng.sample(SENTENCES, 2))
        lines.append("no JSON" if i % 37 == 5 else json.dumps({"id": str(i), "text": text}, ensure_ascii=False))
    return lines


def _file(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return _file(tmp_path / "news.jsonl", _articles(130))


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "CHECKPOINT", 20)


class Stopped(Exception):
    """What the test throws into a run."""


def _stop_after(count: int) -> Callable[[Line], None]:
    left = iter(range(count))

    def progress(line: Line) -> None:
        if next(left, None) is None:
            raise Stopped

    return progress


def _bytes(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in Results(folder).files()}


# ------------------------------------------------------------------ the same bytes
def test_bytes_do_not_depend_on_the_number_of_workers(news: Path, tmp_path: Path) -> None:
    one = run([news], tmp_path / "one", workers=1)
    two = run([news], tmp_path / "two", workers=2)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")
    assert (one.records, one.rejects, one.facts) == (two.records, two.rejects, two.facts)
    assert one.rejected == 4
    assert one.facts["directives"] > 30


LAYOUTS = [
    Layout(),
    Layout(packing="gzip"),
    Layout(packing="zstd"),
    Layout(shard=20_000),
    Layout(shard=20_000, packing="gzip"),
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_a_stopped_run_goes_on_to_the_same_bytes(news: Path, tmp_path: Path, layout: Layout) -> None:
    whole = run([news], tmp_path / "whole", layout=layout)
    out = tmp_path / "stopped"
    for stop in (7, 25, 30, 40):  # the first leaves no checkpoint, the others go on one after the other
        with pytest.raises(Stopped):
            run([news], out, layout=layout, resume=True, progress=_stop_after(stop))
        assert not (out / "run.json").exists()
    summary = run([news], out, resume=True, layout=layout)
    assert _bytes(out) == _bytes(tmp_path / "whole")
    assert (summary.articles, summary.facts, summary.rejects) == (whole.articles, whole.facts, whole.rejects)
    assert not list(out.glob("*.part"))
    assert not (out / "checkpoint.json").exists()


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_shards_and_packed_files_hold_the_same_lines(news: Path, tmp_path: Path, layout: Layout) -> None:
    run([news], tmp_path / "plain")
    run([news], tmp_path / "other", layout=layout)
    found = b"".join(unpacked(p).read() for p in Results(tmp_path / "other").files("records"))
    assert found == (tmp_path / "plain" / "records.jsonl").read_bytes()
    assert (len(Results(tmp_path / "other").files("records")) > 2) == (layout.shard is not None)


def test_records_are_read_from_a_folder_of_packed_shards(news: Path, tmp_path: Path) -> None:
    from chidao.records import read

    run([news], tmp_path / "plain")
    run([news], tmp_path / "packed", layout=Layout(shard=20_000, packing="zstd"))
    assert list(read(tmp_path / "packed")) == list(read(tmp_path / "plain" / "records.jsonl"))


def test_stopped_while_files_are_renamed(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run([news], tmp_path / "whole")
    out, replace = tmp_path / "out", Path.replace
    run([_file(tmp_path / "older.jsonl", _articles(3))], out, layout=Layout(shard=500))  # an older run with more files

    def fails(self: Path, target: Path) -> Path:
        if target.name == "rejects.jsonl":
            raise Stopped
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(Stopped):
        run([news], out, force=True)
    monkeypatch.undo()
    summary = run([news], out, resume=True)
    assert _bytes(out) == _bytes(tmp_path / "whole")
    assert summary.articles == 130


# ------------------------------------------------------------------ what is new or changed
@pytest.mark.parametrize("layout", [Layout(), Layout(packing="gzip"), Layout(shard=20_000)], ids=str)
def test_an_update_reads_only_what_is_new_or_changed(tmp_path: Path, layout: Layout) -> None:
    lines = _articles(120)
    news = _file(tmp_path / "news.jsonl", lines)
    out = tmp_path / "out"
    run([news], out, layout=layout)
    rejected = sum(line == "no JSON" for line in lines)
    changed = [*_articles(2, seed=9), *lines[:50], lines[50].replace("Chủ tịch", "Bí thư") + " ", *lines[60:]]
    _file(news, changed)
    summary = run([news], out, update=True, layout=layout)
    assert summary.reused == 120 - 10 - rejected
    run([news], tmp_path / "anew", layout=layout)
    assert _bytes(out) == _bytes(tmp_path / "anew")


def test_an_update_after_a_change_of_rules_reads_everything(news: Path, tmp_path: Path) -> None:
    run([news], tmp_path / "out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "state", lambda options: "other rules")
        assert run([news], tmp_path / "out", update=True).reused == 0


def test_a_stopped_update_goes_on_as_one(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run([news], out)
    whole = _bytes(out)
    with pytest.raises(Stopped):
        run([news], out, update=True, progress=_stop_after(90))
    assert _bytes(out) == whole  # the old results stay until the new ones are complete
    assert run([news], out, resume=True).reused == 126
    assert _bytes(out) == whole


# ------------------------------------------------------------------ what cannot be meant
def test_a_finished_or_unfinished_run_is_not_overwritten(news: Path, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        run([news], tmp_path / "out", progress=_stop_after(50))
    with pytest.raises(RunError, match="unfinished run \\(40 articles\\); --resume"):
        run([news], tmp_path / "out")
    other = _file(tmp_path / "other.jsonl", _articles(60))
    with pytest.raises(RunError, match="other inputs"):
        run([other], tmp_path / "out", resume=True)
    _file(news, ["{}", *_articles(130)])
    with pytest.raises(RunError, match="no longer those"):
        run([news], tmp_path / "out", resume=True)
    run([news], tmp_path / "out", force=True)
    with pytest.raises(RunError, match="--force replaces"):
        run([news], tmp_path / "out")
    assert run([news], tmp_path / "out", resume=True).articles == 131  # nothing is left to do


def test_a_run_does_not_go_on_with_other_rules(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Stopped):
        run([news], tmp_path / "out", progress=_stop_after(50))
    monkeypatch.setattr(running, "state", lambda options: "other rules")
    with pytest.raises(RunError, match="rules or versions have changed"):
        run([news], tmp_path / "out", resume=True)


def test_a_damaged_checkpoint_is_one_line(news: Path, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        run([news], tmp_path / "out", progress=_stop_after(50))
    (tmp_path / "out" / "records.jsonl.part").write_bytes(b"")
    with pytest.raises(ResultError, match="shorter than its checkpoint"):
        run([news], tmp_path / "out", resume=True)
    (tmp_path / "out" / "checkpoint.json").write_text("{")
    with pytest.raises(ResultError, match="not readable"):
        run([news], tmp_path / "out", resume=True)


# ------------------------------------------------------------------ processes that die
DYING = """
import os, signal
from pathlib import Path

def work(item):
    number, marks = item
    mark = Path(marks) / str(number)
    if number % 50 == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 77:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number
"""


def test_items_of_a_worker_that_dies_are_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dying_worker.py").write_text(DYING)
    monkeypatch.syspath_prepend(tmp_path)  # spawned processes look where this one does
    work = importlib.import_module("dying_worker").work
    marks = tmp_path / "marks"
    marks.mkdir()
    items = [(i, str(marks)) for i in range(120)]
    found = list(in_order(work, items, workers=2, lost=lambda item: -1))
    assert found == [-1 if i == 77 else i * i for i in range(120)]
    assert len(list(marks.iterdir())) == 3


def _command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "chidao", "run", *map(str, arguments)]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _file(tmp_path_factory.mktemp("many") / "many.jsonl", _articles(1000))


def test_a_killed_run_goes_on_and_leaves_no_worker_behind(many: Path, tmp_path: Path) -> None:
    run([many], tmp_path / "whole")
    out = tmp_path / "out"
    process = subprocess.Popen(
        _command(many, "--out", out, "--workers", "2"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while not (out / "checkpoint.json").exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    process.communicate()
    assert (out / "checkpoint.json").exists()
    while any(_alive(int(child)) for child in children):
        assert time.monotonic() < deadline, "a worker outlived its parent"
        time.sleep(0.05)
    assert run([many], out, resume=True).articles == 1000
    assert _bytes(out) == _bytes(tmp_path / "whole")


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_full_disk_is_one_line_and_the_run_goes_on(many: Path, tmp_path: Path) -> None:
    run([many], tmp_path / "whole")
    out = tmp_path / "out"
    # No file may grow past this: the system refuses the write as it does on a full disk.
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000));"
        "from chidao.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["run", many, "--out", out, "--workers", "1"]
    stopped = subprocess.run([sys.executable, "-c", limited, *map(str, arguments)], capture_output=True, text=True)
    assert stopped.returncode == 2
    assert stopped.stderr.strip().count("\n") == 0
    assert "cannot write: file too large" in stopped.stderr
    assert "--resume goes on from the last checkpoint" in stopped.stderr
    run([many], out, resume=True)
    assert _bytes(out) == _bytes(tmp_path / "whole")


def test_a_reader_of_the_log_that_goes_away_stops_the_run_resumably(many: Path, tmp_path: Path) -> None:
    run([many], tmp_path / "whole")
    out = tmp_path / "out"
    process = subprocess.Popen(
        _command(many, "--out", out, "--workers", "1", "--json-log"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    first = json.loads(process.stderr.readline())
    assert first["event"] == "progress"
    process.stderr.close()
    assert process.stdout is not None
    process.stdout.read()
    assert process.wait(60) == 2
    summary = run([many], out, resume=True)
    assert summary.articles == 1000
    assert _bytes(out) == _bytes(tmp_path / "whole")


# ------------------------------------------------------------------ progress
def test_the_log_counts_and_the_terminal_alone_gets_a_bar(news: Path, tmp_path: Path) -> None:
    logged = subprocess.run(_command(news, "--out", tmp_path / "a", "--json-log"), capture_output=True, text=True)
    events = [json.loads(line) for line in logged.stderr.splitlines()]
    assert events[-1]["event"] == "finished"
    assert events[-1]["articles"] == 130
    assert events[-1]["rejects"] == {"ingest: not JSON": 4}
    assert events[-1]["facts"]["directives"] > 30
    assert events[-1]["seconds_left"] == 0
    quiet = subprocess.run(_command(news, "--out", tmp_path / "b"), capture_output=True, text=True)
    assert quiet.stderr == ""


def test_packed_results_are_what_their_names_say(news: Path, tmp_path: Path) -> None:
    arguments = ["--shard-size", "20KB", "--compress", "gzip", "--workers", "1"]
    done = subprocess.run(_command(news, "--out", tmp_path / "a", *arguments), capture_output=True, text=True)
    assert done.returncode == 1  # something was rejected
    shards = sorted((tmp_path / "a").glob("records-*.jsonl.gz"))
    assert len(shards) > 2
    for shard in shards:
        lines = gzip.decompress(shard.read_bytes()).splitlines()
        assert all(decode(line) for line in lines)
    for arguments, message in (
        (["--shard-size", "much"], "write a size as"),
        (["--force", "--resume"], "exclude each other"),
        (["--address", "a:1"], "go with --engine ray"),
    ):
        wrong = subprocess.run(_command(news, "--out", tmp_path / "b", *arguments), capture_output=True, text=True)
        assert wrong.returncode == 2
        assert message in wrong.stderr
        assert wrong.stderr.count("\n") == 1
