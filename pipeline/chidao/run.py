"""The way of an article through the stages, and the local run over many articles.

`STAGES` is the whole flow. A run streams: articles are read one by one, a bounded number of them is under way at any
time, and what comes out is written in the order of the input, so memory does not grow with the corpus and the bytes do
not depend on the number of workers.
"""

import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import msgspec

from chidao import clean as cleaning
from chidao import extractors, ingest, records, resolve, rules
from chidao.duplicates import Fingerprint, Seen, fingerprint
from chidao.model import Article, Mentions, Page, Record, Reject
from chidao.pool import in_order
from chidao.time_limit import OutOfTime, time_limit

LIBRARIES = ("ahocorasick_rs", "ftfy", "jsonlines", "msgspec", "regex", "rensa", "spacy", "underthesea")
_STANDARD = ingest.Options()
FILES = ("records.jsonl", "rejects.jsonl", "run.json")


class RunError(RuntimeError):
    """A run that cannot begin or cannot write; the message is one line for the user."""


# ------------------------------------------------------------------ one article
def clean(article: Article) -> Page:
    """Say of every line of the page what it is, and when, by whom and where the article was published."""
    return cleaning.clean(article)


def extract(page: Page) -> tuple[Page, Mentions]:
    """Find where documents, deadlines, targets and orders stand."""
    return page, extractors.find_all(page)


def resolve_mentions(found: tuple[Page, Mentions]) -> Record:
    """Give every mention its meaning: keys, names, dates, links."""
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
    for name, stage in STAGES:
        try:
            with time_limit(seconds):
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
class Line(msgspec.Struct, frozen=True):
    """What one input became: the encoded record or reject, and what the run counts of it."""

    json: bytes
    facts: dict[str, int]
    bytes: int
    rejected: str | None = None
    fingerprint: Fingerprint | None = None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run, as in run.json. `seconds` and `megabytes_per_second` are all that differs between two runs."""

    articles: int
    records: int
    rejects: dict[str, int]
    facts: dict[str, int]
    duplicates: int
    bytes: int
    inputs: list[str]
    workers: int
    rules: str
    versions: dict[str, str]
    seconds: float
    megabytes_per_second: float

    @property
    def rejected(self) -> int:
        return sum(self.rejects.values())


def line_of(found: ingest.Raw | Article | Reject, options: ingest.Options = _STANDARD) -> Line:
    """Return the line that an input gives, parsed, processed and encoded; runs in the workers."""
    one = ingest.parse(found, options)
    size = len(one.text.encode()) if isinstance(one, Article) else 0
    result = process(one, options.limits.seconds) if isinstance(one, Article) else one
    if isinstance(result, Record):
        try:
            facts = {kind: len(getattr(result, kind)) for kind in records.KINDS}
            return Line(records.encode(result), facts, size, fingerprint=fingerprint(result))
        except (ValueError, msgspec.MsgspecError) as error:
            result = Reject(path=result.source.path, stage="write", reason=str(error), id=result.id)
    return Line(records.encode(result), {}, size, f"{result.stage}: {_kind_of(result.reason)}")


def _lost(one: ingest.Raw | Reject) -> Line:
    """Return the line of an article that took its worker process down with it, twice."""
    reason = "the worker process died"
    return Line(records.encode(Reject(path=one.path, stage="run", reason=reason)), {}, 0, f"run: {reason}")


def _kind_of(reason: str) -> str:
    """Return a reason without its particulars, so that equal ones can be counted."""
    return reason.split(":", 1)[0][:80]


def run(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    workers: int = 1,
    force: bool = False,
    options: ingest.Options = _STANDARD,
    progress: Callable[[Line], None] | None = None,
) -> Summary:
    """Read the inputs, write `records.jsonl`, `rejects.jsonl` and `run.json` into the folder `out`; return the summary.

    `inputs` are files, folders, globs or `-`; `options` say how they are read. `progress` is called for every input, in
    order. The files appear under their names only when all is written. With more than one worker the calling script
    needs the usual `if __name__ == "__main__":`. Raises `ingest.InputError` for inputs that are not there, RunError for
    an output folder that holds a run already (unless `force`), lies inside an input folder, or cannot be written.
    """
    if workers < 1:
        raise RunError(f"workers must be 1 or more, not {workers}")
    folder = Path(out)
    found = ingest.unpack(inputs, options)
    _refuse(inputs, folder, force)
    began = time.perf_counter()
    facts: Counter[str] = Counter(dict.fromkeys(records.KINDS, 0))
    rejects: Counter[str] = Counter()
    total = size = duplicates = 0
    with closing(Seen()) as seen, _writing(folder, FILES) as (good, bad, about):
        writers = records.writer(good), records.writer(bad)
        for line in in_order(partial(line_of, options=options), found, workers=workers, lost=_lost):
            if line.fingerprint and (duplicate := seen.place(line.fingerprint)):
                line = msgspec.structs.replace(line, json=records.mark_duplicate(line.json, *duplicate))
                duplicates += 1
            writers[line.rejected is not None].write(msgspec.Raw(line.json))
            total += 1
            size += line.bytes
            facts.update(line.facts)
            if line.rejected is not None:
                rejects[line.rejected] += 1
            if progress:
                progress(line)
        seconds = time.perf_counter() - began
        summary = Summary(
            articles=total,
            records=total - sum(rejects.values()),
            rejects=dict(sorted(rejects.items())),
            facts=dict(facts),
            duplicates=duplicates,
            bytes=size,
            inputs=[str(i) for i in inputs],
            workers=workers,
            rules=rules.load().digest,
            versions=versions(),
            seconds=round(seconds, 3),
            megabytes_per_second=round(size / 1e6 / seconds, 3),
        )
        about.write(msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n")
    return summary


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


def _refuse(inputs: Iterable[str | Path], folder: Path, force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise RunError(f"{folder}: is a file, not a folder")
    if not force and any((folder / name).exists() for name in FILES):
        raise RunError(f"{folder}: holds a run already; --force replaces it, or name another folder")
    for one in inputs:
        if str(one) != "-" and Path(one).is_dir() and folder.resolve().is_relative_to(Path(one).resolve()):
            raise RunError(f"{folder}: lies inside the input folder {one}, the next run would read it")


@contextmanager
def _writing(folder: Path, names: Sequence[str]) -> Iterator[list[IO[bytes]]]:
    """Open files under temporary names; rename them when all went well, remove them when not."""
    temporary = {folder / f"{name}.part": folder / name for name in names}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            yield [stack.enter_context(part.open("wb")) for part in temporary]
        for part, final in temporary.items():
            part.replace(final)
    except OSError as error:
        raise RunError(f"{folder}: cannot write: {(error.strerror or str(error)).lower()}") from error
    finally:
        for part in temporary:
            try:
                part.unlink(missing_ok=True)
            except OSError:
                continue  # the folder itself is gone or is no folder; the error above tells
