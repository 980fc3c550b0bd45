"""The report: what is counted, and that page and picture show it."""

from collections import Counter
from pathlib import Path

import html5lib
import pytest

from chidao.cli import main
from chidao.model import Record
from chidao.records import encode
from chidao.report.counts import UNKNOWN, Counts, count
from chidao.report.pictures import PICTURES, graph_of
from chidao.run import extract_text, run

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report") / "run"
    run([ROOT / "corpus" / "articles"], out)
    return out


def _record(text: str, published: str | None = None) -> Record:
    return extract_text(text, published=published)


def test_counts() -> None:
    first = _record("Thủ tướng Chính phủ giao Bộ Tài chính rà soát các quỹ trước ngày 1/1/2018.", "2017-05-02")
    second = _record("Bộ Y tế yêu cầu các sở y tế hằng năm báo cáo kết quả.")
    counts = count([first, second, first])
    assert counts.records == 2
    assert counts.years == {"2017": 1, UNKNOWN: 1}
    assert counts.issuers["Thủ tướng Chính phủ"] == 1
    assert counts.addressees["Bộ Tài chính"] == 1
    assert counts.due == {"2017": 1}  # before the first of January is the last of December
    assert counts.undated == 1


def test_page_shows_every_picture_and_number(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert main(["report", str(sample), "--out", str(out)]) == 0
    text = out.read_text("utf-8")
    tree = html5lib.HTMLParser(strict=True).parse(text)
    assert text.count("<svg") == len(PICTURES)
    assert "<script" not in text
    assert 'src="http' not in text
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    used = {e.get("{http://www.w3.org/1999/xlink}href", "")[1:] for e in tree.iter() if e.tag.endswith("}use")}
    assert used
    assert used <= set(ids)
    assert "Ban Thường vụ Tỉnh ủy Hà Giang" in "".join(tree.itertext())


def test_same_records_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(encode(_record("Bộ Y tế yêu cầu các sở y tế báo cáo.", "2017-05-02")) + b"\n")
    for name in ("a.html", "b.html", "a.png", "b.png"):
        assert main(["report", str(tmp_path / "r.jsonl"), "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("suffix", [".html", ".png"])
def test_nothing_to_show_is_shown(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").touch()
    assert main(["report", str(tmp_path / "none.jsonl"), "--out", str(tmp_path / f"r{suffix}")]) == 0


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    record = _record("Bộ Y tế yêu cầu các sở y tế báo cáo trước ngày 1/1/2018 $\\frac{<b>}$.")
    body = record.bodies[0]
    named = type(body)(**{f: getattr(body, f) for f in body.__struct_fields__} | {"name": "$\\frac{$<script>--><svg>"})
    fields = {f: getattr(record, f) for f in record.__struct_fields__}
    hostile = Record(**fields | {"bodies": [named, *record.bodies[1:]]})
    (tmp_path / "r.jsonl").write_bytes(encode(hostile) + b"\n")
    assert main(["report", str(tmp_path / "r.jsonl"), "--out", str(tmp_path / "r.html")]) == 0
    tree = html5lib.HTMLParser(strict=True).parse((tmp_path / "r.html").read_text("utf-8"))
    assert not [e for e in tree.iter() if str(e.tag).endswith("}script")]


def test_the_graph_keeps_the_most_connected() -> None:
    edges = Counter({(f"d{i}", "implements", "hub"): 1 for i in range(200)})
    graph = graph_of(Counts(edges=edges))
    assert "hub" in graph
    assert len(graph) == 60


@pytest.mark.parametrize(
    ("out", "message"), [("r.pdf", "a report is .html or .png"), ("taken.html", "exists already; --force replaces it")]
)
def test_wrong_arguments(
    out: str, message: str, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken.html").touch()
    assert main(["report", str(sample), "--out", str(tmp_path / out)]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
