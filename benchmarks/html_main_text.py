"""How well the article is found on a page: chidao's own choice against trafilatura and resiliparse, on the same pages.

    python benchmarks/html_main_text.py [-n PAGES] [--shapes]

The pages are those of corpus/pages, where it is known which lines are the article. Counted are runs of four words:
precision is the share of what a tool gives that is in the article, recall the share of the article that it gives, each
averaged over the pages. Headline, author and captions count neither way, for tools differ in what they make of them.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus" / "pages"))

from build import CAPTIONS, Sample, samples

from chidao import ingest
from chidao.clean import clean
from chidao.model import Article

RUN = 4


def own(sample: Sample) -> str:
    """Lines that the page's markup alone says nothing against."""
    article = read(sample)
    marked = {(b.start, b.end) for b in article.blocks if b.kind in ("boilerplate", "title", "byline", "caption")}
    lines, at = [], 0
    for line in article.text.split("\n"):
        start = at + len(line) - len(line.lstrip())
        if (start, start + len(line.strip())) not in marked:
            lines.append(line)
        at += len(line) + 1
    return "\n".join(lines)


def own_and_rules(sample: Sample) -> str:
    """What a run reads: the markup's choice, then the rules of cleaning over the lines that it leaves open."""
    page = clean(read(sample))
    kinds = ("title", "caption")
    return "\n".join(page.text[b.start : b.end] for b in page.readable() if b.kind not in kinds)


def read(sample: Sample) -> Article:
    article = ingest.parse(ingest.Raw(sample.name, sample.markup.encode(), "html"))
    assert isinstance(article, Article), article
    return article


def tools() -> dict[str, Callable[[Sample], str]]:
    """Return the tools that are installed."""
    found: dict[str, Callable[[Sample], str]] = {"chidao: markup": own, "chidao: markup and rules": own_and_rules}
    try:
        trafilatura = import_module("trafilatura")
        found["trafilatura"] = lambda s: trafilatura.extract(s.markup, include_comments=False) or ""
        found["trafilatura, precision"] = lambda s: (
            trafilatura.extract(s.markup, include_comments=False, favor_precision=True) or ""
        )
    except ImportError:
        print("trafilatura is not installed: pip install trafilatura", file=sys.stderr)
    try:
        resiliparse = import_module("resiliparse.extract.html2text")
        found["resiliparse"] = lambda s: resiliparse.extract_plain_text(s.markup, main_content=True, comments=False)
    except ImportError:
        print("resiliparse is not installed: pip install resiliparse", file=sys.stderr)
    return found


def runs(lines: list[str]) -> Counter[tuple[str, ...]]:
    counted: Counter[tuple[str, ...]] = Counter()
    for line in lines:
        words = "".join(c if c.isalnum() else " " for c in line.lower()).split()
        counted.update(tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1)) if words)
    return counted


def compared(text: str, sample: Sample) -> tuple[float, float]:
    """Return (precision, recall) of what a tool gives of a page."""
    neutral = {sample.title.lower(), sample.author.lower()}
    lines = [" ".join(x.split()) for x in text.splitlines()]
    kept = [x for x in lines if x.lower() not in neutral and not any(c in x for c in CAPTIONS)]
    given, gold = runs(kept), runs(sample.main)
    shared = sum((given & gold).values())
    return shared / max(1, sum(given.values())), shared / sum(gold.values())


def measure(pages: list[Sample]) -> tuple[dict[str, tuple[float, ...]], dict[str, dict[str, list[float]]]]:
    """Return per tool (precision, recall, F1, pages wholly right, milliseconds a page), and F1 by tool and shape."""
    rows: dict[str, tuple[float, ...]] = {}
    shapes: dict[str, dict[str, list[float]]] = {}
    for name, tool in tools().items():
        tool(pages[0])  # libraries load before the clock starts
        began = time.perf_counter()
        texts = [tool(p) for p in pages]
        spent = time.perf_counter() - began
        found = [compared(t, p) for t, p in zip(texts, pages, strict=True)]
        f1 = [2 * p * r / (p + r) if p + r else 0.0 for p, r in found]
        count = len(pages)
        mean = [sum(x) / count for x in zip(*found, strict=True)]
        rows[name] = (*mean, sum(f1) / count, sum(f > 0.99 for f in f1) / count, spent / count * 1000)
        shapes[name] = defaultdict(list)
        for page, f in zip(pages, f1, strict=True):
            shapes[name][page.shape].append(f)
    return rows, shapes


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=None, help="how many pages (two of every shape if unsaid)")
    parser.add_argument("--shapes", action="store_true", help="add the F1 of every shape of page")
    arguments = parser.parse_args()
    pages = list(samples(arguments.n))
    rows, shapes = measure(pages)
    print(f"{len(pages)} pages of {len({p.shape for p in pages})} shapes\n")
    print("| tool | precision | recall | F1 | pages right | ms a page |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, (precision, recall, f1, right, spent) in rows.items():
        print(f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {right:.0%} | {spent:.1f} |")
    if arguments.shapes:
        print(f"\n| shape | {' | '.join(rows)} |\n|---|{'---:|' * len(rows)}")
        for shape in sorted({p.shape for p in pages}):
            cells = (f"{sum(shapes[n][shape]) / len(shapes[n][shape]):.3f}" for n in rows)
            print(f"| {shape} | {' | '.join(cells)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
