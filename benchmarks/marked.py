"""Articles with the gold that people marked in them, as the measures of accuracy take them."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from chidao import evaluate, ingest
from chidao.model import Article


class Set(msgspec.Struct, frozen=True):
    """A gold file by its short name, with the article of each of its lines."""

    name: str
    gold: list[dict[str, Any]]
    articles: list[Article]

    def __iter__(self) -> Iterator[tuple[dict[str, Any], Article]]:
        return iter(zip(self.gold, self.articles, strict=True))


def add_argument(parser: argparse.ArgumentParser) -> None:
    """Add `--gold NAME GOLD TEXTS`, which may be given several times."""
    parser.add_argument("--gold", nargs=3, action="append", required=True, metavar=("NAME", "GOLD", "TEXTS"))


def sets(given: list[list[str]]) -> list[Set]:
    """Return the sets named on the command line. Ends the program with one line for what cannot be read."""
    return [_set(name, Path(gold), Path(texts)) for name, gold, texts in given]


def _set(name: str, path: Path, texts: Path) -> Set:
    try:
        gold = evaluate.read_jsonl(path)
    except ValueError as error:
        raise SystemExit(str(error)) from error
    articles = []
    for line in gold:
        file = next(texts.glob(f"{line['article']}*.txt"), None)
        if file is None:
            raise SystemExit(f"{texts}: holds no text of {line['article']}")
        article = next(iter(ingest.read([file])))
        if not isinstance(article, Article):
            raise SystemExit(f"{file}: {article.reason}")
        articles.append(article)
    return Set(name, gold, articles)
