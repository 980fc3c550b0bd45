"""A run on a Ray cluster gives the records of a local run, also when a node dies. `make test-ray` installs Ray."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ray = pytest.importorskip("ray", reason="Ray is not installed: make test-ray installs it and runs these tests")
pytest.importorskip("ray.data", reason="Ray is installed without its data library")

from ray.cluster_utils import Cluster  # noqa: E402

from chidao import ray as on_ray  # noqa: E402
from chidao.ingest import InputError  # noqa: E402
from chidao.records import read  # noqa: E402
from chidao.results import ResultError  # noqa: E402
from chidao.run import RunError  # noqa: E402
from chidao.run import run as run_local  # noqa: E402

ORDER = "Chủ tịch UBND tỉnh Bến Tre yêu cầu Sở Y tế báo cáo trước ngày {day}/6/2017 về {n} xã."


def _lines(count: int, first: int = 0) -> str:
    texts = (ORDER.format(day=i % 28 + 1, n=i) + f"\nTin số {i // 2}." * 4 for i in range(first, first + count))
    return "".join(json.dumps({"id": str(i), "text": t}, ensure_ascii=False) + "\n" for i, t in enumerate(texts, first))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many small files, one large one, and lines that are no articles."""
    folder = tmp_path_factory.mktemp("corpus")
    for i in range(6):
        (folder / f"a{i}.jsonl").write_text(_lines(30, 1000 * i) + "no JSON\n", encoding="utf-8")
    (folder / "large.jsonl").write_text(_lines(1500, 10_000), encoding="utf-8")
    (folder / "empty.jsonl").write_text("", encoding="utf-8")
    (folder / "page.txt").write_text(ORDER.format(day=3, n=5), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("local")
    run_local([corpus], out, workers=2)
    return out


@pytest.fixture
def cluster() -> Iterator[Any]:
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    yield made
    ray.shutdown()
    made.shutdown()


def _all(folder: Path, stem: str) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(folder.glob(f"{stem}*.jsonl")))


def _assert_same(out: Path, expected: Path) -> None:
    assert _all(out, "records") == _all(expected, "records")
    assert _all(out, "rejects") == _all(expected, "rejects")
    assert not (out / ".work").exists()


def test_a_node_that_dies_loses_nothing_and_repeats_nothing(
    corpus: Path, expected: Path, tmp_path: Path, cluster: Any
) -> None:
    cluster.add_node(num_cpus=1)
    dying = cluster.add_node(num_cpus=2)
    cluster.wait_for_nodes()
    ray.init(address=cluster.address, log_to_driver=False)
    out = tmp_path / "out"
    killed: list[int] = []

    def kill() -> None:
        while not list(out.glob(".work/*")):
            time.sleep(0.05)
        killed.append(len(list(out.glob(".work/*"))))
        cluster.remove_node(dying, allow_graceful=False)

    thread = threading.Thread(target=kill)
    thread.start()
    summary = on_ray.run([corpus], out, shard=400_000)
    thread.join()
    assert killed
    assert killed[0] < len(list(out.glob("records-*.jsonl"))), "the run was over before the node died"
    assert summary.articles == 6 * 31 + 1500 + 1
    ids = Counter(record.id for record in read(out))
    assert ids == Counter(record.id for record in read(expected))
    _assert_same(out, expected)


def test_two_processors_are_enough_and_one_is_not(corpus: Path, expected: Path, tmp_path: Path, cluster: Any) -> None:
    ray.init(address=cluster.address, log_to_driver=False)
    with pytest.raises(RunError, match="Ray needs two"):
        on_ray.run([corpus], tmp_path / "out")
    cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    with pytest.raises(RunError, match="--workers 2: with 2 processors from 1 to 1"):
        on_ray.run([corpus], tmp_path / "out", workers=2)
    with pytest.raises(RunError, match="standard input"):
        on_ray.run(["-"], tmp_path / "out")
    with pytest.raises(InputError, match="no such file"):
        on_ray.run([f"file://{tmp_path}/nothing"], tmp_path / "out")
    # The same folder by its address, read through fsspec; Parquet.
    summary = on_ray.run([f"file://{corpus}"], tmp_path / "out", form="parquet")
    import pyarrow.parquet

    tables = [pyarrow.parquet.read_table(p) for p in sorted((tmp_path / "out").glob("records-*.parquet"))]
    rows = [row for table in tables for row in table.to_pylist()]
    wanted = list(read(expected))
    assert [(row["id"], row["source"]["path"], row["text"]) for row in rows] == [
        (r.id, r.source.path, r.text) for r in wanted
    ]
    assert [row["deadlines"] for row in rows[:50]] == [
        [{f: getattr(d, f) for f in d.__struct_fields__} for d in r.deadlines] for r in wanted[:50]
    ]
    assert summary.duplicates == sum(r.duplicate_of is not None for r in wanted)
    with pytest.raises(RunError, match="holds a run already"):
        on_ray.run([corpus], tmp_path / "out")


def test_what_is_missing_or_twice_is_found() -> None:
    def shard(file: str, *spans: tuple[int, int, int, bool]) -> on_ray.Shard:
        return on_ray.Shard(file, list(spans), 0, 0, {}, {})

    first, last = shard("0-0", (0, 0, 4, False)), shard("0-5", (0, 5, 9, True), (1, 0, 0, True))
    assert on_ray._verified([last, first], 2) == [first, last]
    for wrong in ([first], [last], [first, first, last], [first, shard("0-5", (0, 6, 9, True), (1, 0, 0, True))]):
        with pytest.raises(ResultError, match="the cluster lost"):
            on_ray._verified(wrong, 2)
    with pytest.raises(ResultError, match="the cluster lost"):
        on_ray._verified([first, last], 3)
