"""Speed of chidao as a ratio to `underthesea.word_tokenize` over the same texts, in the same run, one process each.

    python benchmarks/speed.py NEWS.jsonl.gz [--articles N]

Word segmentation is the first step of most Vietnamese pipelines and by far the costliest step of this one, so its speed
on the same machine says more than megabytes a second alone. The articles are taken evenly from the whole file. The two
take turns over small groups of articles, so that a machine that slows down slows both.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable

from chidao import ingest
from chidao.model import Article, Record
from chidao.run import line_of, process

GROUP = 20


def sample(articles: list[Article], count: int) -> list[Article]:
    """Return `count` articles at equal distances, or all where there are fewer."""
    count = min(count, len(articles))
    return [articles[i * len(articles) // count] for i in range(count)]


def seconds(function: Callable[[Article], object], articles: Iterable[Article]) -> float:
    """Return how long a function takes over the articles."""
    began = time.perf_counter()
    for article in articles:
        function(article)
    return time.perf_counter() - began


def main() -> int:
    """Print both speeds and their ratio; exit code 1 where the ratio is below --at-least."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+", help="as for `chidao run`")
    parser.add_argument("--articles", type=int, default=1000, help="how many articles (default 1000, about a minute)")
    parser.add_argument("--at-least", type=float, default=0.0, help="fail below this ratio")
    arguments = parser.parse_args()
    try:
        found = [a for a in ingest.read(arguments.inputs) if isinstance(a, Article)]
    except ingest.InputError as error:
        parser.error(str(error))
    if not found or arguments.articles < 1:
        parser.error("no articles")
    articles = sample(found, arguments.articles)

    from underthesea import word_tokenize

    # Models, rules and patterns load before the clock starts.
    word_tokenize(articles[0].text)
    for article in articles[:GROUP]:
        process(article)

    ours = theirs = 0.0
    for at in range(0, len(articles), GROUP):
        group = articles[at : at + GROUP]
        ours += seconds(line_of, group)
        theirs += seconds(lambda a: word_tokenize(a.text), group)
    megabytes = sum(len(a.text.encode()) for a in articles) / 1e6
    records = sum(isinstance(process(a), Record) for a in articles[:GROUP])
    if records == 0:
        print("no article gave a record: there is nothing to measure", file=sys.stderr)
        return 1
    print(f"{len(articles)} articles, {megabytes:.2f} MB, one process")
    print(f"chidao (article → record)    {megabytes / ours:6.3f} MB/s  {ours:6.1f} s")
    print(f"underthesea.word_tokenize    {megabytes / theirs:6.3f} MB/s  {theirs:6.1f} s")
    print(f"ratio                        {theirs / ours:6.2f}")
    return 0 if theirs / ours >= arguments.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
