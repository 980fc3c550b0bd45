"""The same run on a Ray cluster: the same stages, the same records, in shards.

The inputs are read, processed and written by tasks and actors of `ray.data`; each shard is written by one task under a
name that its first article decides, so a task that is done again after a node was lost writes the same file again. At
the end every shard reports what it holds, and the run fails rather than miss an article or write one twice.

Which article is the first of its copies is decided afterwards, by one process that reads the fingerprints in the order
of the input; then each shard gets its marks and its final form. The output folder has to be one that every node sees:
a shared disk, or an address that `fsspec` knows (s3://, gs://, hf://).
"""

import logging
import os
import posixpath
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import msgspec

from chidao import ingest, records, rules
from chidao.duplicates import Duplicate, Seen
from chidao.ingest.inputs import find
from chidao.model import Reject
from chidao.results import ENDINGS, Layout, Packing, ResultError, Results
from chidao.run import Line, RunError, Summary, line_of, state, versions

Form = Literal["jsonl", "parquet"]
# Articles that an actor takes at once.
BATCH = 16
# About how many bytes of output an article of news gives: turns the size of a shard into a number of articles.
_BYTES_PER_ARTICLE = 9_000
_ARTICLES_PER_SHARD = 20_000
_REMOTE = "://"
_STANDARD = ingest.Options()
_encode = msgspec.msgpack.Encoder().encode


class Unit(msgspec.Struct, frozen=True):
    """One input file: its place in the order of the inputs, its path in the records, where it is.

    `reject` stands for a file that cannot be read.
    """

    number: int
    path: str
    address: str
    reject: Reject | None = None


class Shard(msgspec.Struct, frozen=True):
    """What a written shard holds: its file, and for each unit the first and last number in it, and whether it ends."""

    file: str
    spans: list[tuple[int, int, int, bool]]
    articles: int
    bytes: int
    facts: dict[str, int]
    rejects: dict[str, int]


# ------------------------------------------------------------------ the run
def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    address: str | None = None,
    workers: int | None = None,
    force: bool = False,
    options: ingest.Options = _STANDARD,
    form: Form = "jsonl",
    shard: int | None = None,
    packing: Packing | None = None,
) -> Summary:
    """Read the inputs on a Ray cluster and write shards of records and rejects, and `run.json`, into `out`.

    `address` is that of the cluster (`host:port`, `auto`); without it one is started on this machine. `workers` is the
    number of actors that process articles, as many as the cluster can feed if unsaid. `shard` is the size of a shard in
    bytes, before packing. Raises RunError for what cannot be run, ResultError for an output that cannot be written.
    """
    ray = _library()
    units = list(_units(inputs))
    target = str(out)
    fs, root = _filesystem(target)
    _refuse(fs, root, target, force=force)
    began = time.perf_counter()
    own = not ray.is_initialized()
    if own:
        _connect(ray, address)
    try:
        actors = _actors(ray, workers)
        per_shard = _ARTICLES_PER_SHARD if shard is None else max(1, round(shard / _BYTES_PER_ARTICLE))
        work = posixpath.join(target, ".work")
        shards = _verified(_extract(ray, units, work, actors, per_shard, options), len(units))
        duplicates = _finish(ray, shards, target, work, form, packing or "none")
    finally:
        if own:
            ray.shutdown()
    fs.rm(posixpath.join(root, ".work"), recursive=True)
    seconds = time.perf_counter() - began
    summary = _summed(shards, duplicates, [str(i) for i in inputs], actors, options, seconds)
    with fs.open(posixpath.join(root, "run.json"), "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
    return summary


def _library() -> Any:
    try:
        import_module("fsspec")
        ray = import_module("ray")
        import_module("ray.data")
    except ImportError as error:
        raise RunError(f"--engine ray needs {error.name or 'ray'}: pip install 'chidao[ray]'") from None
    return ray


def _connect(ray: Any, address: str | None) -> None:
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        ray.init(
            address=address,
            log_to_driver=False,
            logging_level="ERROR",
            include_dashboard=False if not address else None,
        )
    except (ConnectionError, ValueError, RuntimeError, TimeoutError) as error:
        raise RunError(f"{address or 'this machine'}: no Ray cluster: {' '.join(str(error).split())[:200]}") from error


def _actors(ray: Any, wanted: int | None) -> int:
    """Return how many actors process articles: all processors but those that reading and writing need.

    An actor keeps its processor for good: were all of them taken, nothing could be read and the run would wait forever.
    """
    processors = int(ray.cluster_resources().get("CPU", 0))
    if processors < 2:
        raise RunError(f"the cluster has {processors} processor: one reads and one processes, so Ray needs two")
    most = processors - max(1, processors // 8)
    if wanted is not None and not 1 <= wanted <= most:
        raise RunError(f"--workers {wanted}: with {processors} processors from 1 to {most}, the others read and write")
    return wanted or most


def _refuse(fs: Any, root: str, target: str, *, force: bool) -> None:
    try:
        there = [posixpath.basename(p) for p in fs.ls(root, detail=False)] if fs.exists(root) else []
    except OSError as error:
        raise RunError(f"{target}: {(error.strerror or str(error)).lower()}") from error
    held = [n for n in there if n == "run.json" or n.startswith(("records", "rejects"))]
    if held and not force:
        raise RunError(f"{target}: holds a run already; --force replaces it, or name another folder")
    for name in (*held, *(n for n in there if n == ".work")):
        fs.rm(posixpath.join(root, name), recursive=True)
    fs.makedirs(root, exist_ok=True)


def _units(inputs: Sequence[str | Path]) -> Iterator[Unit]:
    """Yield the files of the inputs in order. Raises InputError for what is not there."""
    number = 0
    for one in map(str, inputs):
        if one == "-":
            raise RunError("standard input is here and not on the cluster: name files or folders")
        if _REMOTE in one:
            for path, address in _remote(one):
                yield Unit(number, path, address)
                number += 1
            continue
        for file in find([one]):
            if isinstance(file, Reject):
                yield Unit(number, file.path, "", file)
            else:
                yield Unit(number, file.path, str(Path(file.real or "").resolve()))
            number += 1


def _remote(address: str) -> list[tuple[str, str]]:
    """Return path and address of the files that a remote file, folder or glob stands for, sorted."""
    fs, root = _filesystem(address)
    try:
        if any(c in root for c in "*?["):
            found, base = fs.glob(root), root.split("*", 1)[0].rpartition("/")[0]
        elif fs.isdir(root):
            found, base = fs.find(root), root
        else:
            found, base = [root] if fs.exists(root) else [], posixpath.dirname(root)
    except (OSError, ValueError) as error:
        raise ingest.InputError(f"{address}: {str(error)[:200]}") from error
    if not found:
        raise ingest.InputError(f"{address}: no such file or folder")
    return [(posixpath.relpath(p, base), fs.unstrip_protocol(p)) for p in sorted(found)]


def _filesystem(address: str) -> tuple[Any, str]:
    fsspec = import_module("fsspec")
    try:
        fs, path = fsspec.core.url_to_fs(address if _REMOTE in address else str(Path(address).resolve()))
    except (ValueError, ImportError) as error:
        raise RunError(f"{address}: {error}") from error
    return fs, path


# ------------------------------------------------------------------ reading, processing, writing
def _extract(
    ray: Any, units: list[Unit], work: str, actors: int, per_shard: int, options: ingest.Options
) -> list[Shard]:
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    # Small blocks: one large file feeds all actors, and little is in memory at any time.
    context.target_max_block_size = 1 << 20
    rows = ray.data.from_items([{"unit": _encode(u)} for u in units], override_num_blocks=len(units))
    tables = {"batch_format": "pyarrow"}
    # Reading asks for half a processor so that it is no part of the actors: one large file feeds them all.
    rows = rows.map_batches(_read, batch_size=1, fn_kwargs={"options": options}, num_cpus=0.5, **tables)
    pool = ray.data.ActorPoolStrategy(size=actors)
    rows = rows.map_batches(
        Processor, batch_size=BATCH, compute=pool, fn_constructor_args=(options,), num_cpus=1, **tables
    )
    rows = rows.map_batches(_write, batch_size=per_shard, fn_kwargs={"work": work}, num_cpus=0.5, **tables)
    try:
        return [msgspec.msgpack.decode(row["shard"], type=Shard) for row in rows.iter_rows()]
    except ray.exceptions.RayError as error:
        raise ResultError(f"the run on Ray failed: {_cause(error)}") from error


def _cause(error: BaseException) -> str:
    lines = [line.strip() for line in str(getattr(error, "cause", None) or error).splitlines() if line.strip()]
    return lines[-1][:300] if lines else type(error).__name__


def _read(files: Any, options: ingest.Options) -> Iterator[Any]:
    """Yield the articles of files, each with its number; the last one is followed by a row that says so."""
    for encoded in files.column("unit").to_pylist():
        unit = msgspec.msgpack.decode(encoded, type=Unit)
        rows: list[tuple[int, int, bytes, bool]] = []
        number = 0
        for one in _found(unit, options):
            rows.append((unit.number, number, _encode(one), isinstance(one, ingest.Raw)))
            number += 1
            if len(rows) == BATCH:
                yield _table(rows, "item", "raw")
                rows = []
        yield _table([*rows, (unit.number, number, b"", False)], "item", "raw")


def _table(rows: Sequence[tuple[Any, ...]], *names: str) -> Any:
    """Return rows of (unit, number, …) as a table: bytes stay bytes in it, as they do not in every other form."""
    columns = dict(zip(("unit", "number", *names), zip(*rows, strict=True), strict=True))
    return import_module("pyarrow").table({name: list(values) for name, values in columns.items()})


def _found(unit: Unit, options: ingest.Options) -> Iterator[ingest.Raw | Reject]:
    """Yield what a local run would find in the file."""
    if unit.reject is not None:
        yield unit.reject
        return
    if _REMOTE not in unit.address:
        yield from (_named(one, Path(unit.address).name, unit.path) for one in ingest.unpack([unit.address], options))
        return
    fs, path = _filesystem(unit.address)
    with tempfile.TemporaryDirectory(prefix="chidao-") as folder:
        local = Path(folder) / posixpath.basename(path)
        try:
            fs.get_file(path, str(local))
        except Exception as error:  # whatever a remote store raises: it is one input
            yield Reject(path=unit.path, stage="ingest", reason=f"cannot be read: {str(error)[:200]}")
            return
        yield from (_named(one, local.name, unit.path) for one in ingest.unpack([local], options))


def _named(one: ingest.Raw | Reject, name: str, path: str) -> ingest.Raw | Reject:
    """Return what was found with the path that a local run would give it."""
    return msgspec.structs.replace(one, path=path + one.path.removeprefix(name))


class Processor:
    """An actor: the stages, their rules loaded once."""

    def __init__(self, options: ingest.Options) -> None:
        self._options = options

    def __call__(self, table: Any) -> Any:
        """Return the lines of a batch of articles; rows that end a file pass through."""
        rows = []
        for unit, number, item, raw in zip(*(c.to_pylist() for c in table.columns), strict=True):
            one: ingest.Raw | Reject | None = None
            if item:
                one = (
                    msgspec.msgpack.decode(item, type=ingest.Raw) if raw else msgspec.msgpack.decode(item, type=Reject)
                )
            rows.append((unit, number, b"" if one is None else _encode(line_of(one, self._options))))
        return _table(rows, "line")


def _write(table: Any, work: str) -> Any:
    """Write a shard of lines with its fingerprints; return what it holds."""
    arrow = import_module("pyarrow")
    units, numbers, lines = (table.column(name).to_pylist() for name in ("unit", "number", "line"))
    if not units:
        return arrow.table({"shard": arrow.array([], arrow.binary())})
    file = f"{units[0]:08d}-{numbers[0]:010d}"
    fs, root = _filesystem(work)
    fs.makedirs(root, exist_ok=True)
    spans: list[tuple[int, int, int, bool]] = []
    facts: Counter[str] = Counter()
    rejects: Counter[str] = Counter()
    size = articles = 0
    kept = []
    for unit, number, encoded in zip(units, numbers, lines, strict=True):
        if spans and spans[-1][0] == unit and not spans[-1][3]:
            spans[-1] = (unit, spans[-1][1], number, not encoded)
        else:
            spans.append((unit, number, number, not encoded))
        if encoded:
            line = msgspec.msgpack.decode(encoded, type=Line)
            facts.update(line.facts)
            rejects.update([line.rejected] if line.rejected else [])
            articles, size = articles + 1, size + line.bytes
            kept.append(encoded)
    _store(fs, posixpath.join(root, file), _encode(kept))
    shard = Shard(file, spans, articles, size, dict(facts), dict(rejects))
    return arrow.table({"shard": [_encode(shard)]})


def _store(fs: Any, path: str, data: bytes) -> None:
    """Write a file so that it is there in full or not at all."""
    part = f"{path}.{os.getpid()}.part"
    with fs.open(part, "wb") as stream:
        stream.write(data)
    fs.mv(part, path)


def _verified(shards: Iterable[Shard], units: int) -> list[Shard]:
    """Return the shards in order. Raises ResultError where an article is missing or stands in two of them."""
    ordered = sorted(shards, key=lambda s: s.file)
    expected = (0, 0)
    for span in (span for shard in ordered for span in shard.spans):
        unit, first, last, ends = span
        if (unit, first) != expected:
            raise ResultError(f"the cluster lost or repeated articles: file {expected[0]}, article {expected[1]}")
        expected = (unit + 1, 0) if ends else (unit, last + 1)
    if expected != (units, 0):
        raise ResultError(f"the cluster lost articles: file {expected[0]}, from article {expected[1]}")
    return ordered


# ------------------------------------------------------------------ copies, and the final form
def _finish(ray: Any, shards: list[Shard], target: str, work: str, form: Form, packing: Packing) -> int:
    """Mark the copies, in the order of the inputs, and write every shard in its final form; return how many copies."""
    finish = ray.remote(num_cpus=1, max_retries=5)(_final)
    under_way: list[Any] = []
    duplicates = 0
    with closing(Seen()) as seen:
        for number, shard in enumerate(shards):
            marks: dict[int, Duplicate] = {}
            for row, line in enumerate(_kept(work, shard.file)):
                if line.fingerprint is not None and (duplicate := seen.place(line.fingerprint)):
                    marks[row] = duplicate
            duplicates += len(marks)
            under_way.append(finish.remote(work, shard.file, marks, target, number, form, packing))
            if len(under_way) >= 64:
                done, under_way = ray.wait(under_way)
                ray.get(done)
        try:
            ray.get(under_way)
        except ray.exceptions.RayError as error:
            raise ResultError(f"a shard could not be written: {_cause(error)}") from error
    return duplicates


def _kept(work: str, file: str) -> list[Line]:
    fs, root = _filesystem(work)
    with fs.open(posixpath.join(root, file), "rb") as stream:
        encoded = msgspec.msgpack.decode(stream.read(), type=list[bytes])
    return [msgspec.msgpack.decode(line, type=Line) for line in encoded]


def _final(
    work: str, file: str, marks: dict[int, Duplicate], target: str, number: int, form: Form, packing: Packing
) -> None:
    lines = _kept(work, file)
    for row, duplicate in marks.items():
        marked = records.mark_duplicate(lines[row].json, *duplicate)
        lines[row] = msgspec.structs.replace(lines[row], json=marked)
    good = [line.json for line in lines if line.rejected is None]
    bad = [line.json for line in lines if line.rejected is not None]
    fs, root = _filesystem(target)
    with tempfile.TemporaryDirectory(prefix="chidao-") as folder:
        results = Results(Path(folder))
        with results.writing({}, Layout(packing=packing), None) as output:
            for line in good if form == "jsonl" else ():
                output.write("records", line)
            for line in bad:
                output.write("rejects", line)
            output.finish("")
        for stem in ("records", "rejects") if form == "jsonl" else ("rejects",):
            ending = f".jsonl{ENDINGS[packing]}"
            data = (Path(folder) / f"{stem}{ending}").read_bytes()
            if data:
                _store(fs, posixpath.join(root, f"{stem}-{number:05d}{ending}"), data)
    if form == "parquet" and good:
        _store(fs, posixpath.join(root, f"records-{number:05d}.parquet"), _parquet(good))


def _parquet(lines: list[bytes]) -> bytes:
    """Return records as a Parquet file, a column for each field, nested as in JSON."""
    from chidao.columns import parquet

    return parquet(records.decode(line) for line in lines)


def _summed(
    shards: list[Shard], duplicates: int, inputs: list[str], workers: int, options: ingest.Options, seconds: float
) -> Summary:
    facts: Counter[str] = Counter(dict.fromkeys(records.KINDS, 0))
    rejects: Counter[str] = Counter()
    for shard in shards:
        facts.update(shard.facts)
        rejects.update(shard.rejects)
    articles, size = sum(s.articles for s in shards), sum(s.bytes for s in shards)
    return Summary(
        articles=articles,
        records=articles - rejects.total(),
        rejects=dict(sorted(rejects.items())),
        facts=dict(facts),
        duplicates=duplicates,
        bytes=size,
        inputs=inputs,
        workers=workers,
        rules=rules.load().digest,
        state=state(options),
        versions=versions(),
        reused=0,
        seconds=round(seconds, 3),
        megabytes_per_second=round(size / 1e6 / seconds, 3),
    )
