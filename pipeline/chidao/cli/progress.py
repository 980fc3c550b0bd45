"""How far a run is: a line for a person on a terminal, JSON Lines for a machine, nothing else."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from chidao.results import ResultError

if TYPE_CHECKING:
    from chidao.run import Line

# Packed text of this kind grows about so much: only the guess of the time left depends on it.
_PACKED = {".gz": 3.3, ".bz2": 4.5, ".xz": 4.5, ".zst": 3.6, ".zip": 3.3, ".tgz": 3.3}
_EVERY = 1.0  # seconds between two lines of the log


class Counts:
    """What has come out of a run so far, and at what rate."""

    def __init__(self, inputs: Sequence[str]) -> None:
        self._total = _size(inputs)
        self._began = time.monotonic()
        self._found = 0
        self.articles = self.bytes = self.reused = 0
        self.facts: Counter[str] = Counter()
        self.rejects: Counter[str] = Counter()

    def add(self, line: "Line") -> None:
        self.articles += 1
        self.bytes += line.bytes
        self.reused += line.reused
        self._found += line.found
        self.facts.update(line.facts)
        if line.rejected is not None:
            self.rejects[line.rejected] += 1

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def left(self) -> float | None:
        """The seconds that the rest will take, from the bytes of the inputs; None where nobody can say."""
        if not self._total or not self._found:
            return None
        return self.seconds * max(0.0, self._total / self._found - 1)

    def state(self, event: str) -> dict[str, Any]:
        """Return everything as a JSON object; rates are per second."""
        seconds = max(self.seconds, 1e-9)
        return {
            "event": event,
            "seconds": round(seconds, 1),
            "articles": self.articles,
            "articles_per_second": round(self.articles / seconds, 1),
            "megabytes_per_second": round(self.bytes / 1e6 / seconds, 3),
            "seconds_left": None if self.left is None else round(self.left),
            "reused": self.reused,
            "facts": dict(sorted(self.facts.items())),
            "rejects": dict(sorted(self.rejects.items())),
        }


def _size(inputs: Sequence[str]) -> float:
    """Return about how many bytes the inputs hold when unpacked; 0 where one of them does not tell."""
    from chidao import ingest
    from chidao.ingest.inputs import find

    total = 0.0
    try:
        for file in find(inputs):
            real: Path | None = getattr(file, "real", None)
            if real is None or not real.is_file():
                return 0
            total += real.stat().st_size * _PACKED.get(real.suffix, 1)
    except (OSError, ingest.InputError):
        return 0
    return total


class JsonLog:
    """A JSON object a second on standard error, and a last one at the end."""

    def __init__(self, inputs: Sequence[str]) -> None:
        self._counts, self._next, self._gone = Counts(inputs), 0.0, False

    def __enter__(self) -> "JsonLog":
        return self

    def __call__(self, line: "Line") -> None:
        self._counts.add(line)
        if self._counts.seconds >= self._next:
            self._next = self._counts.seconds + _EVERY
            self._write("progress")

    def __exit__(self, kind: object, *_: object) -> None:
        if not self._gone:
            self._write("finished" if kind is None else "stopped")

    def _write(self, event: str) -> None:
        try:
            sys.stderr.write(msgspec.json.encode(self._counts.state(event)).decode() + "\n")
            sys.stderr.flush()
        except BrokenPipeError:
            self._gone = True
            raise ResultError("the reader of the log has gone; --resume goes on") from None


class Bar:
    """A line on the terminal."""

    def __init__(self, inputs: Sequence[str]) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn

        self._counts, self._shown = Counts(inputs), 0.0
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("reading")

    def __enter__(self) -> "Bar":
        self._bar.start()
        return self

    def __call__(self, line: "Line") -> None:
        self._counts.add(line)
        if self._counts.seconds - self._shown >= 0.1:
            self._shown = self._counts.seconds
            self._bar.update(self._task, description=described(self._counts))

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def described(counts: Counts) -> str:
    """Return the counts in a line or two."""
    seconds = max(counts.seconds, 1e-9)
    parts = [f"{counts.articles:,} articles", f"{counts.articles / seconds:,.0f}/s"]
    parts.append(f"{counts.bytes / 1e6 / seconds:.2f} MB/s")
    if counts.reused:
        parts.append(f"{counts.reused:,} unchanged")
    if counts.left is not None:
        minutes, rest = divmod(round(counts.left), 60)
        hours, minutes = divmod(minutes, 60)
        parts.append(f"about {hours}:{minutes:02d}:{rest:02d} left")
    facts = " · ".join(f"{count:,} {kind}" for kind, count in counts.facts.items() if count)
    rejects = " · ".join(f"{count:,} {reason}" for reason, count in counts.rejects.most_common(3))
    return "\n  ".join(line for line in (" · ".join(parts), facts, f"rejected: {rejects}" if rejects else "") if line)
