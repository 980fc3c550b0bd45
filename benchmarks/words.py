"""Do words help? What segmentation by underthesea gives each kind of facts and what it costs, in docs/evaluation.md.

    PYTHONPATH=annotations python benchmarks/words.py --gold NAME GOLD.jsonl TEXTS [--gold …]

The rules read syllables. Here `chidao.tokens.words` is put in where words could tell more:

- `boundary`: nothing that is to be done begins inside a word, so the addressee before it does not end there;
- `lists`: a list of addressees is not cut inside a word (`Giáo dục và Đào tạo`);
- `indicators`: what a target measures begins and ends with a word;
- `evidence`: the words around a candidate are weighed, instead of the syllables or beside them, with weights learned
  anew: the figures are of articles that the weights did not see (as of `annotations/learn.py`).

Each way processes every article in turn, so that a slow minute slows all; speeds are of one process, in its own time.
"""

import argparse
import sys
import time
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

import learn
import marked
import msgspec
import numpy as np
from sections import replace, table

from chidao import clean, evaluate, extractors
from chidao.evaluate.scores import KINDS
from chidao.extractors import Reading, addressees, deadlines, directives, evidence, targets, turns
from chidao.model import Article, Mentions, Page
from chidao.rules import body_names
from chidao.run import line_of
from chidao.text import sentences, view_of
from chidao.tokens import words

PAGE = Path("docs/evaluation.md")
LEAST, PENALTY = 3, 0.2  # as `annotations/learn.py` learns
Span = tuple[int, int]


class Segmented:
    """The words of a page, sentence by sentence as they are asked for."""

    def __init__(self, page: Page) -> None:
        self.text, self.low = page.text, view_of(page.text).low
        self._sentences = list(sentences(view_of(page.text).norm))
        self._words: dict[int, list[Span]] = {}

    def around(self, at: int) -> Span | None:
        """Return the word that an offset lies strictly inside of."""
        found = self._of(at)
        i = bisect_right(found, at, key=lambda w: w[0]) - 1
        return found[i] if i >= 0 and found[i][0] < at < found[i][1] else None

    def within(self, start: int, end: int) -> list[str]:
        """Return the words of one sentence that lie in a range, in lower case."""
        return [self.low[a:b] for a, b in self._of(max(start, end - 1)) if start <= a and b <= end]

    def _of(self, at: int) -> list[Span]:
        i = bisect_right(self._sentences, at, key=lambda s: s[0]) - 1
        if i < 0:
            return []
        if i not in self._words:
            start, end = self._sentences[i]
            self._words[i] = [(start + a, start + b) for a, b in words(self.text[start:end])]
        return self._words[i]


# ------------------------------------------------------------------ where words are put in
class Ways:
    """Each way as a context: inside it chidao reads words at one place. `page` is the page that is read."""

    def __init__(self) -> None:
        self.page: Segmented | None = None

    def _segmented(self) -> Segmented:
        assert self.page is not None  # set when the extractors begin with a page
        return self.page

    def syllables(self) -> list[Any]:
        return []

    def boundary(self) -> list[Any]:
        plain = addressees.verb_at

        def verb_at(low: str, start: int, limit: int, *, action: bool = False) -> int | None:
            end = plain(low, start, limit, action=action)
            return None if end is None or self._segmented().around(start) else end

        return [patch.object(addressees, "verb_at", verb_at)]

    def lists(self) -> list[Any]:
        plain = addressees.split

        def split(low: str, span: Span) -> list[Span]:
            parts: list[Span] = []
            for part in plain(low, span):
                joined = parts and self._segmented().around(parts[-1][1])
                if joined:
                    parts[-1] = (parts[-1][0], part[1])
                else:
                    parts.append(part)
            return parts

        return [patch.object(turns, "split", split)]

    def indicators(self) -> list[Any]:
        def whole(find: Callable[..., Span | None]) -> Callable[..., Span | None]:
            def found(*arguments: Any) -> Span | None:
                span = find(*arguments)
                if span is None:
                    return None
                first, last = self._segmented().around(span[0]), self._segmented().around(span[1])
                return first[0] if first else span[0], last[1] if last else span[1]

            return found

        return [patch.object(targets, name, whole(getattr(targets, name))) for name in ("indicator_of", "subject_of")]

    def evidence(self) -> list[Any]:
        return [patch.object(module, "WORD", self) for module in (evidence, directives)]

    def findall(self, _low: str, start: int, end: int) -> list[str]:
        """Stand in for the pattern of a syllable: return the words of a range."""
        return self._segmented().within(start, end)

    @contextmanager
    def reading(self, changes: Sequence[Any]) -> Iterator[None]:
        """Put in what a way changes, and see every page that is read."""
        find = extractors.find_all

        def find_all(page: Page) -> Mentions:
            self.page = Segmented(page)
            return find(page)

        with ExitStack() as stack:
            for change in (*changes, patch.object(extractors, "find_all", find_all)):
                stack.enter_context(change)
            yield


# ------------------------------------------------------------------ whole records
NAMES = ("syllables", "boundary", "lists", "indicators")
FIGURES = (*KINDS, "targets.indicator", "directives.addressees")


def records(sets: Sequence[marked.Set]) -> Iterator[list[object]]:
    """Yield the lines of the table of records: set, way, figures, speed (that of all sets)."""
    ways = Ways()
    names = (*NAMES, "evidence")
    made: dict[str, dict[str, list[dict[str, Any]]]] = {name: {one.name: [] for one in sets} for name in names}
    seconds = dict.fromkeys(names, 0.0)
    size = sum(len(a.text.encode()) for one in sets for a in one.articles)
    for article in sets[0].articles[:20]:  # rules and models load before the clock starts
        line_of(article)
        words(article.text)
    for one in sets:
        for at, article in enumerate(one.articles):
            for name in (*names[at % len(names) :], *names[: at % len(names)]):
                for known in (words, body_names._names_in, view_of):  # what one way has found, the others find again
                    known.cache_clear()
                with ways.reading(getattr(ways, name)()):
                    began = time.process_time()
                    line = line_of(article)
                    seconds[name] += time.process_time() - began
                made[name][one.name].append(msgspec.json.decode(line.json))
    for one in sets:
        for name in NAMES:
            reached = evaluate.figures(evaluate.evaluate(one.gold, made[name][one.name]))
            yield [one.name, name, *_told([reached[figure] for figure in FIGURES]), _speed(size, seconds[name])]
    # The weights in use are of syllables: here words only show what they cost.
    yield ["all", "evidence", *["-"] * len(FIGURES), _speed(size, seconds["evidence"])]


def _speed(size: int, seconds: float) -> str:
    return f"{size / 1e6 / seconds:.3f}"


def _told(figures: Sequence[float | None]) -> list[str]:
    return ["-" if f is None else f"{f:.3f}" for f in figures]


# ------------------------------------------------------------------ words as evidence
def candidates(kind: str, article: Article, ways: Ways) -> Iterator[tuple[Span, tuple[str, ...], tuple[str, ...]]]:
    """Yield every candidate's place, its evidence by syllables and its evidence by words."""
    reading = Reading(clean.clean(article))
    ways.page = Segmented(reading.page)
    orders = directives.find(reading)
    goals = targets.find(reading, orders)

    def found() -> list[tuple[Span, tuple[str, ...]]]:
        if kind == "directives":
            return [((c.turn.sentence.start, c.turn.sentence.end), c.evidence) for c in directives.candidates(reading)]
        if kind == "targets":
            chosen = targets.candidates(reading, orders)
            return [((c.quantity.start, c.quantity.end), c.evidence) for c in chosen]
        times = deadlines.candidates(reading, orders, goals)
        return [((c.match.start, c.match.end), c.evidence) for c in times]

    syllables = found()
    with ways.reading(ways.evidence()):
        segmented = found()
    for (span, by_syllables), (_, by_words) in zip(syllables, segmented, strict=True):
        yield span, by_syllables, by_words


def weighed(kind: str, sets: Sequence[marked.Set]) -> Iterator[list[str]]:
    """Yield the lines of the table of evidence: kind, evidence, its pieces, F1 of unseen articles by set."""
    ways = Ways()
    true: list[bool] = []
    places: list[tuple[str, str]] = []
    by_syllables: list[tuple[str, ...]] = []
    by_words: list[tuple[str, ...]] = []
    for one in sets:
        for gold, article in one:
            spans = list(learn.marked(gold[kind], article.text))
            for span, first, second in candidates(kind, article, ways):
                true.append(any(learn.same(*span, *s) for s in spans))
                places.append((one.name, gold["article"]))
                by_syllables.append(first)
                by_words.append(second)
    facts, source = np.array(true), np.array([name for name, _ in places])
    articles = np.array([article for _, article in places])
    both = [tuple(dict.fromkeys((*a, *b))) for a, b in zip(by_syllables, by_words, strict=True)]
    unchanged = None
    for name, given in (("syllables", by_syllables), ("words", by_words), ("both", both)):
        rows = learn.common(list(articles), given, LEAST)
        probability = learn.of_unseen(rows, facts, np.ones(len(facts)), articles, PENALTY)
        right = probability > learn.steady_cut(probability, facts)
        unchanged = right if unchanged is None else unchanged
        low, high = difference(unchanged, right, facts, articles)
        reached = [learn.figures(right, facts)["f1"]]
        reached += [learn.figures(right[source == s.name], facts[source == s.name])["f1"] for s in sets]
        pieces = str(len({e for row in rows for e in row}))
        yield [kind, name, pieces, *_told(reached), "-" if right is unchanged else f"{low:+.3f} to {high:+.3f}"]


def difference(
    first: np.ndarray, second: np.ndarray, true: np.ndarray, articles: np.ndarray, draws: int = 2000
) -> tuple[float, float]:
    """Return the 95 % interval of the F1 of the second choice less that of the first: a bootstrap over articles."""
    _, of = np.unique(articles, return_inverse=True)
    sums = np.stack([np.bincount(of, x) for x in (first & true, first, second & true, second, true)])
    drawn = np.random.default_rng(1).integers(0, sums.shape[1], (draws, sums.shape[1]))
    hits, found, more_hits, more_found, facts = sums[:, drawn].sum(axis=2)
    f1 = 2 * hits / np.maximum(found + facts, 1)
    gain = 2 * more_hits / np.maximum(more_found + facts, 1) - f1
    return float(np.quantile(gain, 0.025)), float(np.quantile(gain, 0.975))


def main() -> int:
    """Measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    marked.add_argument(parser)
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write the tables into")
    arguments = parser.parse_args()
    sets = marked.sets(arguments.gold)
    made = "\n".join(
        [
            f"Written by `make ablation` with chidao {version('chidao')}, underthesea {version('underthesea')}.",
            "",
            table(["articles", "words at", *FIGURES, "MB/s"], list(records(sets)), words=2),
            "",
            table(
                ["kind", "evidence", "pieces", "F1, all unseen", *(one.name for one in sets), "gain, 95 %"],
                [line for kind in learn.CANDIDATES for line in weighed(kind, sets)],
                words=2,
            ),
        ]
    )
    replace(arguments.page, "ablation", made)
    print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
