"""The way of an article through the stages, and the local run over many articles.

`STAGES` is the whole flow. A run streams: articles are read one by one, a bounded number of them is under way at any
time, and what comes out is written in the order of the input, so memory does not grow with the corpus and the bytes do
not depend on the number of workers. Every few articles it writes a checkpoint, from which it can go on.
"""

import hashlib
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import cache, partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from chidao import ingest, records, rules
from chidao.duplicates import Fingerprint, Seen, fingerprint
from chidao.earlier import Earlier
from chidao.model import Article, Mentions, Page, Record, Reject
from chidao.pool import in_order
from chidao.results import Checkpoint, Layout, Output, ResultError, Results, Tally
from chidao.time_limit import OutOfTime, time_limit

LIBRARIES = ("ahocorasick_rs", "ftfy", "jsonlines", "msgspec", "regex", "rensa", "spacy", "underthesea")
_STANDARD = ingest.Options()
# Articles between two checkpoints: what is lost at worst where a run is stopped, a few seconds' work.
CHECKPOINT = 200


class RunError(ResultError):
    """A run that cannot begin; the message is one line for the user."""


# ------------------------------------------------------------------ one article
# A stage loads where it first runs: the process that only reads and writes does not wait for its patterns.
def clean(article: Article) -> Page:
    """Say of every line of the page what it is, and when, by whom and where the article was published."""
    from chidao import clean as cleaning

    return cleaning.clean(article)


def extract(page: Page) -> tuple[Page, Mentions]:
    """Find where documents, deadlines, targets and orders stand."""
    from chidao import extractors

    return page, extractors.find_all(page)


def resolve_mentions(found: tuple[Page, Mentions]) -> Record:
    """Give every mention its meaning: keys, names, dates, links."""
    from chidao import resolve

    return resolve.resolve(*found)


def check(record: Record) -> Record:
    """Let no record pass that quotes what does not stand in its text."""
    if wrong := records.verify(record):
        raise ValueError("; ".join(wrong[:3]))
    return record


STAGES: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("clean", clean),
    ("extract", extract),
    ("resolve", resolve_mentions),
    ("check", check),
)


def process(article: Article, seconds: float = 0) -> Record | Reject:
    """Return the record of an article, or the reject that names the stage that failed and why.

    Whatever a stage raises is caught: one bad article never stops a run. A stage that takes longer than `seconds` is
    stopped; 0 sets no limit.
    """
    value: Any = article
    name = ""
    try:
        with time_limit(seconds) as begin:
            for name, stage in STAGES:  # noqa: B007 - the last one is told
                begin()
                value = stage(value)
    except OutOfTime as error:
        return _reject(article, name, str(error))
    except Exception as error:
        return _reject(article, name, f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    record: Record = value
    return record


def extract_text(
    text: str, *, published: str | None = None, title: str | None = None, url: str | None = None
) -> Record:
    """Return the record of one article given as a string.

    `published` is a day (`2016-09-26` or `26/9/2016`), from which relative dates are counted. Raises ValueError for a
    text that is empty or that no record can hold, and where a stage fails.
    """
    if not text.strip():
        raise ValueError("the text is empty")
    given = {"published": published, "title": title, "url": url}
    result = process(ingest.article(text, metadata={k: v for k, v in given.items() if v}))
    if isinstance(result, Reject):
        raise ValueError(f"{result.stage}: {result.reason}")
    return result


def _reject(article: Article, stage: str, reason: str) -> Reject:
    return Reject(path=article.source.path, stage=stage, reason=" ".join(reason.split())[:500], id=article.id)


# ------------------------------------------------------------------ many articles
class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one input became: the encoded record or reject, and what the run counts of it.

    `path` and `sha256` are those of the source (`sha256` is empty for what could not be read), `found` is the size of
    the source in bytes, `bytes` that of the text; `reused` says that an earlier run made the record.
    """

    json: bytes
    path: str
    sha256: str = ""
    facts: dict[str, int] = {}
    bytes: int = 0
    found: int = 0
    rejected: str | None = None
    reused: bool = False
    fingerprint: Fingerprint | None = None
    duplicate: bool = False


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run, as in run.json. `seconds`, `megabytes_per_second`, `workers` and `reused` may differ between two
    runs with the same records. `reused` counts what an earlier run had made, `state` is the hash of rules and code."""

    articles: int
    records: int
    rejects: dict[str, int]
    facts: dict[str, int]
    duplicates: int
    bytes: int
    inputs: list[str]
    workers: int
    rules: str
    state: str
    versions: dict[str, str]
    reused: int
    seconds: float
    megabytes_per_second: float

    @property
    def rejected(self) -> int:
        return sum(self.rejects.values())


# What is read: an article as it was found, or what gives none.
Found = ingest.Raw | Article | Reject


def line_of(found: Found, options: ingest.Options = _STANDARD) -> Line:
    """Return the line that an input gives, parsed, processed and encoded; runs in the workers."""
    one = ingest.parse(found, options)
    result = process(one, options.limits.seconds) if isinstance(one, Article) else one
    if isinstance(result, Record):
        try:
            return record_line(result, found)
        except (ValueError, msgspec.MsgspecError) as error:
            result = Reject(path=result.source.path, stage="write", reason=str(error), id=result.id)
    return _reject_line(result, found, len(one.text.encode()) if isinstance(one, Article) else 0)


def record_line(record: Record, found: Found, *, reused: bool = False) -> Line:
    """Return the line of a record and of what it was made of."""
    path, sha256 = name_of(found)
    return Line(
        json=records.encode(record),
        path=path,
        sha256=sha256,
        facts={kind: len(getattr(record, kind)) for kind in records.KINDS},
        bytes=len(record.text.encode()),
        found=record.source.bytes,
        reused=reused,
        fingerprint=fingerprint(record),
    )


def _reject_line(reject: Reject, found: Found, size: int = 0) -> Line:
    path, sha256 = name_of(found)
    return Line(
        json=records.encode(reject),
        path=path,
        sha256=sha256,
        bytes=size,
        found=len(found.data) if isinstance(found, ingest.Raw) else size,
        rejected=f"{reject.stage}: {_kind_of(reject.reason)}",
    )


def marked(line: Line, seen: Seen) -> Line:
    """Return the line of a run, marked as a duplicate where an earlier article of the run is the same."""
    if line.fingerprint is None or (duplicate := seen.place(line.fingerprint)) is None:
        return line
    return msgspec.structs.replace(line, json=records.mark_duplicate(line.json, *duplicate), duplicate=True)


def lost(found: Found) -> Line:
    """Return the line of an article that took its worker process down with it, each time it was tried."""
    reject = Reject(path=name_of(found)[0], stage="run", reason="the worker process died")
    return _reject_line(found if isinstance(found, Reject) else reject, found)


def name_of(found: Found) -> tuple[str, str]:
    """Return path and SHA-256 of what was read; the SHA-256 is empty for what gives no article."""
    if isinstance(found, ingest.Raw):
        return found.path, hashlib.sha256(found.data).hexdigest()
    return (found.source.path, found.source.sha256) if isinstance(found, Article) else (found.path, "")


def _kind_of(reason: str) -> str:
    """Return a reason without its particulars, so that equal ones can be counted."""
    return reason.split(":", 1)[0][:80]


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    workers: int = 1,
    force: bool = False,
    resume: bool = False,
    update: bool = False,
    layout: Layout | None = None,
    options: ingest.Options = _STANDARD,
    progress: Callable[[Line], None] | None = None,
) -> Summary:
    """Read the inputs, write records, rejects and `run.json` into the folder `out`; return the summary.

    `inputs` are files, folders, globs or `-`; `options` say how they are read. `progress` is called for every input, in
    order. The files appear under their names only when all is written; a run that was stopped leaves a checkpoint, from
    which `resume` goes on with the same inputs. With `update` the records that an earlier run in `out` made of the same
    bytes with the same rules and code are taken over. `layout` is how the files lie there (one plain file if unsaid).
    With more than one worker the calling script needs the usual `if __name__ == "__main__":`.

    Raises `ingest.InputError` for inputs that are not there, RunError for an output folder that holds a run already
    (unless one of `force`, `resume`, `update`) or lies inside an input folder, ResultError where it cannot be written.
    """
    if workers < 1:
        raise RunError(f"workers must be 1 or more, not {workers}")
    results = Results(Path(out))
    items = ingest.unpack(inputs, options)
    made_by = state(options)
    resumed = _state(results, inputs, layout, made_by, force=force, resume=resume, update=update)
    if resume and resumed is None and results.finished and not force:
        return _summary(results, inputs, made_by)
    if resumed is not None and resumed.summary is not None:  # stopped while its files were given their names
        results.complete(resumed)
        return _summary(results, inputs, made_by)
    update = resumed.settings["update"] if resumed else update
    settings = {"inputs": [str(i) for i in inputs], "state": made_by, "update": update}
    with ExitStack() as stack:
        output = stack.enter_context(results.writing(settings, layout or Layout(), resumed))
        earlier = stack.enter_context(Earlier(results.folder)) if update and _same_state(results, made_by) else None
        seen = stack.enter_context(closing(Seen()))
        summary = _run(items, output, workers, earlier, seen, options, progress)
        output.finish(msgspec.json.format(msgspec.json.encode(summary), indent=2).decode() + "\n")
    return summary


def _run(
    items: Iterator[ingest.Raw | Reject],
    output: Output,
    workers: int,
    earlier: Earlier | None,
    seen: Seen,
    options: ingest.Options,
    progress: Callable[[Line], None] | None,
) -> Summary:
    began = time.perf_counter() - output.tally.seconds
    tally, trail = output.tally, _Trail()
    _skip(items, tally, trail)

    def known(found: ingest.Raw | Reject) -> Line | None:
        if earlier is None or isinstance(found, Reject):
            return None
        record = earlier.record(*name_of(found), found.metadata)
        if record is None:
            return None
        # Which article was the first may have changed.
        return record_line(msgspec.structs.replace(record, duplicate_of=None, similarity=None), found, reused=True)

    for written in output.lines("records"):
        seen.place(fingerprint(records.decode(written)))
    for line in in_order(partial(line_of, options=options), items, workers=workers, lost=lost, known=known):
        line = marked(line, seen)
        output.write("records" if line.rejected is None else "rejects", line.json)
        trail.add(line.path, line.sha256)
        _count(tally, line)
        if tally.articles % CHECKPOINT == 0:
            tally.seconds, tally.trail = time.perf_counter() - began, trail.hex
            output.save()
        if progress:
            progress(line)
    seconds = time.perf_counter() - began
    return Summary(
        articles=tally.articles,
        records=tally.articles - sum(tally.rejects.values()),
        rejects=dict(sorted(tally.rejects.items())),
        facts={kind: tally.facts.get(kind, 0) for kind in records.KINDS},
        duplicates=tally.duplicates,
        bytes=tally.bytes,
        inputs=output.settings["inputs"],
        workers=workers,
        rules=rules.load().digest,
        state=output.settings["state"],
        versions=versions(),
        reused=tally.reused,
        seconds=round(seconds, 3),
        megabytes_per_second=round(tally.bytes / 1e6 / seconds, 3),
    )


def _count(tally: Tally, line: Line) -> None:
    tally.articles += 1
    tally.bytes += line.bytes
    tally.reused += line.reused
    tally.duplicates += line.duplicate
    for kind, count in line.facts.items():
        tally.facts[kind] = tally.facts.get(kind, 0) + count
    if line.rejected is not None:
        tally.rejects[line.rejected] = tally.rejects.get(line.rejected, 0) + 1


class _Trail:
    """A hash over what was read, in order: two runs with the same trail have read the same."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, path: str, sha256: str) -> None:
        self._hash.update(f"{path}\0{sha256}\n".encode("utf-8", "surrogatepass"))

    @property
    def hex(self) -> str:
        return self._hash.hexdigest()


def _skip(items: Iterator[ingest.Raw | Reject], tally: Tally, trail: _Trail) -> None:
    """Pass over what the checkpoint holds already. Raises RunError where it is no longer the same."""
    for _ in range(tally.articles):
        one = next(items, None)
        if one is None:
            break
        trail.add(*name_of(one))
    if tally.articles and trail.hex != tally.trail:
        raise RunError("the inputs are no longer those of the unfinished run; --force starts again")


# ------------------------------------------------------------------ what lies in the output folder
def _state(
    results: Results,
    inputs: Sequence[str | Path],
    layout: Layout | None,
    made_by: str,
    *,
    force: bool,
    resume: bool,
    update: bool,
) -> Checkpoint | None:
    """Return the checkpoint to go on from, None to begin. Raises RunError where neither is meant."""
    folder = results.folder
    if folder.exists() and not folder.is_dir():
        raise RunError(f"{folder}: is a file, not a folder")
    for one in inputs:
        if str(one) != "-" and Path(one).is_dir() and folder.resolve().is_relative_to(Path(one).resolve()):
            raise RunError(f"{folder}: lies inside the input folder {one}, the next run would read it")
    if force:
        return None
    found = results.checkpoint()
    if found is None:
        if results.finished and not (resume or update):
            raise RunError(
                f"{folder}: holds a run already; --force replaces it, --update goes through what is new,"
                " or name another folder"
            )
        return None
    if not resume:
        raise RunError(
            f"{folder}: holds an unfinished run ({found.tally.articles:,} articles); --resume goes on, --force begins"
        )
    if found.settings["inputs"] != [str(i) for i in inputs]:
        raise RunError(f"{folder}: the unfinished run has other inputs ({' '.join(found.settings['inputs'])})")
    if found.settings["state"] != made_by:
        raise RunError(f"{folder}: rules or versions have changed since the run was stopped; --force begins again")
    if layout is not None and layout != found.layout:
        raise RunError(f"{folder}: the unfinished run writes other shards; --resume needs no word of them")
    return found


def _summary(results: Results, inputs: Sequence[str | Path], made_by: str) -> Summary:
    """Return the summary of the finished run. Raises RunError for one of other inputs, rules or versions."""
    path = results.folder / "run.json"
    try:
        summary = msgspec.json.decode(path.read_bytes(), type=Summary)
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(f"{path}: not readable ({error}); --force replaces the run") from error
    if summary.inputs != [str(i) for i in inputs] or summary.state != made_by:
        raise RunError(f"{results.folder}: holds a finished run of other inputs, rules or versions; --update renews it")
    return summary


def _same_state(results: Results, made_by: str) -> bool:
    """Say whether the rules, the code and the libraries are those that made what lies there."""
    try:
        made = msgspec.json.decode((results.folder / "run.json").read_bytes())
    except (OSError, msgspec.DecodeError):
        return False
    return isinstance(made, dict) and made.get("state") == made_by


def state(options: ingest.Options = _STANDARD) -> str:
    """Return a SHA-256 over all that a record depends on beside its source: options, rules, code, library versions."""
    return hashlib.sha256(msgspec.json.encode(options, order="sorted") + _code().encode()).hexdigest()


@cache
def _code() -> str:
    h = hashlib.sha256(msgspec.json.encode(versions(), order="sorted"))
    for name, data in sorted(_package(files("chidao"), "")):
        h.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return h.hexdigest()


def _package(folder: Any, path: str) -> Iterable[tuple[str, bytes]]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _package(one, f"{path}{one.name}/")
        elif one.name.endswith((".py", ".toml", ".csv")):
            yield f"{path}{one.name}", one.read_bytes()


def versions() -> dict[str, str]:
    """Return the versions that a result depends on: chidao's, Python's, the libraries'."""
    return {
        "chidao": version("chidao"),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def default_workers() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
