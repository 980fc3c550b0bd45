"""What is in some inputs, without extraction: formats, encodings, languages, days, and what would be rejected."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import regex

from chidao import ingest
from chidao.clean import clean
from chidao.model import Article, Reject
from chidao.time_limit import OutOfTime, time_limit

_LETTER = regex.compile(r"\p{L}")
_LATIN = regex.compile(r"\p{Latin}")
# What Vietnamese writes and hardly any other language: its own vowels, đ, and two marks on one letter.
_VIETNAMESE = regex.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
# Of the letters of Vietnamese text about one in seven is one of these; a few names in another text are no sign.
_SHARE = 0.04
_SAMPLE = 5_000
EXAMPLES = 3


class Rejected(msgspec.Struct, frozen=True):
    """Inputs that would be rejected for one reason: how many, and the first of them as `path: reason`."""

    stage: str
    reason: str
    count: int
    examples: list[str]


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """Counts over some inputs. `published` counts articles by the year of their day, `first` and `last` are days."""

    inputs: list[str]
    files: int
    articles: int
    bytes: int
    formats: dict[str, int]
    encodings: dict[str, int]
    languages: dict[str, int]
    published: dict[str, int]
    first: str | None
    last: str | None
    undated: int
    copies: int
    rejected: list[Rejected]

    @property
    def rejects(self) -> int:
        return sum(r.count for r in self.rejected)


def inspect(
    inputs: Sequence[str | Path],
    options: ingest.Options | None = None,
    progress: Callable[[int], None] | None = None,
) -> Inspection:
    """Read the inputs as a run would, and clean each article, which tells its day; nothing is extracted.

    `progress` is called with the number of articles so far. Raises `ingest.InputError` as a run does.
    """
    counts = _Counts()
    for one in _articles(inputs, options or ingest.Options()):
        counts.add(one)
        if progress:
            progress(counts.articles)
    return counts.result([str(i) for i in inputs])


def language_of(text: str) -> str:
    """Return `Vietnamese`, `Latin script` for any other language written so, `other script`, or `no letters`.

    >>> [language_of(text) for text in ("Tỉnh ủy chỉ đạo các sở", "The Party of Hà Giang has ordered", "Россия")]
    ['Vietnamese', 'Latin script', 'other script']
    """
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    if not letters:
        return "no letters"
    if len(_VIETNAMESE.findall(sample)) >= _SHARE * letters:
        return "Vietnamese"
    return "Latin script" if len(_LATIN.findall(sample)) * 2 >= letters else "other script"


def _articles(
    inputs: Sequence[str | Path], options: ingest.Options
) -> Iterator[tuple[str, Article | Reject, str | None]]:
    """Yield (path, article or reject, its day)."""
    for raw in ingest.unpack(inputs, options):
        one = ingest.parse(raw, options)
        day = None
        if isinstance(one, Article):
            try:
                with time_limit(options.limits.seconds):
                    day = clean(one).published
            except OutOfTime as error:
                one = Reject(path=one.source.path, stage="clean", reason=str(error), id=one.id)
            except Exception as error:  # as in a run: one article never stops the others
                one = Reject(path=one.source.path, stage="clean", reason=f"{type(error).__name__}: {error}", id=one.id)
        yield raw.path, one, day


class _Counts:
    def __init__(self) -> None:
        self.articles = self._bytes = self._undated = self._copies = 0
        self._formats: Counter[str] = Counter()
        self._encodings: Counter[str] = Counter()
        self._languages: Counter[str] = Counter()
        self._years: Counter[str] = Counter()
        self._reasons: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], list[str]] = {}
        self._first: str | None = None
        self._last: str | None = None
        self._file: str | None = None
        self._files = 0
        self._ids: set[bytes] = set()

    def add(self, found: tuple[str, Article | Reject, str | None]) -> None:
        path, one, day = found
        file = path.partition("!")[0].partition("#")[0]
        self._files += file != self._file  # the articles of a file come together
        self._file = file
        if isinstance(one, Reject):
            self._reject(one)
            return
        self.articles += 1
        self._bytes += one.source.bytes
        self._formats[one.source.media_type] += 1
        self._encodings[one.source.encoding] += 1
        self._languages[language_of(one.text)] += 1
        name = bytes.fromhex(one.id)
        self._copies += name in self._ids
        self._ids.add(name)
        if day is None:
            self._undated += 1
            return
        self._years[day[:4]] += 1
        self._first = min(day, self._first or day)
        self._last = max(day, self._last or day)

    def _reject(self, one: Reject) -> None:
        kind = (one.stage, one.reason.split(":", 1)[0][:80])
        self._reasons[kind] += 1
        examples = self._examples.setdefault(kind, [])
        if len(examples) < EXAMPLES:
            examples.append(f"{one.path}: {one.reason}")

    def result(self, inputs: list[str]) -> Inspection:
        return Inspection(
            inputs=inputs,
            files=self._files,
            articles=self.articles,
            bytes=self._bytes,
            formats=dict(self._formats.most_common()),
            encodings=dict(self._encodings.most_common()),
            languages=dict(self._languages.most_common()),
            published=dict(sorted(self._years.items())),
            first=self._first,
            last=self._last,
            undated=self._undated,
            copies=self._copies,
            rejected=[Rejected(*kind, count, self._examples[kind]) for kind, count in self._reasons.most_common()],
        )
