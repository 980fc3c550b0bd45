"""Gold without its texts: facts of articles that belong to their publishers, kept as offsets into them.

    python annotations/pointers.py pack GOLD.jsonl TEXTS --out news.jsonl     (TEXTS: a folder of <article>.txt)
    python annotations/pointers.py unpack news.jsonl CORPUS.jsonl.gz --out DIR    (gold.jsonl, texts/<article>.txt)

The corpus is JSON Lines of `id` and `text`, as of `../shared/corpus`. A digest tells whether a text is the same.
"""

import argparse
import gzip
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

Span = tuple[int, int]


def digest(text: str) -> str:
    """Return 16 hexadecimal digits that tell a text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def occurrence(text: str, quote: str, n: int) -> int:
    """Return where the n-th occurrence (from 1) of a quote starts. Raises ValueError where there is none."""
    at = -1
    for _ in range(n):
        at = text.find(quote, at + 1)
        if at < 0:
            raise ValueError(f"no occurrence {n} of {quote!r}")
    return at


def pack(gold: dict[str, Any], text: str) -> dict[str, Any]:
    """Return an article's gold with every quote, indicator and addressee as [start, end] in its text.

    An indicator or addressee is taken where it stands nearest to its fact. Raises ValueError for what does not stand
    in the text.
    """
    packed: dict[str, Any] = {"article": gold["article"], "digest": digest(text), "published": gold.get("published")}
    for kind in ("documents", "deadlines", "targets", "directives"):
        packed[kind] = []
        for fact in gold[kind]:
            start = occurrence(text, fact["quote"], fact.get("n", 1))
            rest = {k: v for k, v in fact.items() if k not in ("quote", "n")}
            if rest.get("indicator"):
                rest["indicator"] = _nearest(text, rest["indicator"], start)
            if "addressees" in rest:
                rest["addressees"] = [_nearest(text, a, start) for a in rest["addressees"]]
            packed[kind].append({"at": [start, start + len(fact["quote"])], **rest})
    packed["relations"] = gold["relations"]
    return packed


def unpack(packed: dict[str, Any], text: str) -> dict[str, Any]:
    """Return the gold that `pack` took. Raises ValueError for another text."""
    if digest(text) != packed["digest"]:
        raise ValueError(f"{packed['article']}: not the text that was marked")
    gold: dict[str, Any] = {"article": packed["article"], "published": packed["published"]}
    for kind in ("documents", "deadlines", "targets", "directives"):
        gold[kind] = []
        for fact in packed[kind]:
            start, end = fact["at"]
            rest = {k: v for k, v in fact.items() if k != "at"}
            if rest.get("indicator"):
                rest["indicator"] = text[slice(*rest["indicator"])]
            if "addressees" in rest:
                rest["addressees"] = [text[slice(*a)] for a in rest["addressees"]]
            gold[kind].append({"quote": text[start:end], "n": _which(text, start, end), **rest})
    gold["relations"] = packed["relations"]
    return gold


def _nearest(text: str, words: str, near: int) -> list[int]:
    places = []
    at = text.find(words)
    while at >= 0:
        places.append(at)
        at = text.find(words, at + 1)
    if not places:
        raise ValueError(f"{words!r} does not stand in the text")
    start = min(places, key=lambda p: (abs(p - near), p))
    return [start, start + len(words)]


def _which(text: str, start: int, end: int) -> int:
    n, at = 0, -1
    while (at := text.find(text[start:end], at + 1)) >= 0:
        n += 1
        if at == start:
            return n
    raise ValueError("offsets outside the text")


def main() -> int:
    """Pack or unpack; one line says what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ways = parser.add_subparsers(dest="way", required=True)
    for way, second in (("pack", "texts"), ("unpack", "corpus")):
        one = ways.add_parser(way)
        one.add_argument("gold", type=Path)
        one.add_argument(second, type=Path)
        one.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    lines = [json.loads(line) for line in a.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    try:
        if a.way == "pack":
            made = [pack(g, (a.texts / f"{g['article']}.txt").read_text(encoding="utf-8")) for g in lines]
            a.out.write_text("".join(json.dumps(m, ensure_ascii=False) + "\n" for m in made), encoding="utf-8")
            return 0
        wanted = {line["article"] for line in lines}
        texts: dict[str, str] = {}
        with gzip.open(a.corpus, "rt", encoding="utf-8") as corpus:
            for row in map(json.loads, corpus):
                if str(row["id"]) in wanted:
                    texts[str(row["id"])] = row["text"]
        (a.out / "texts").mkdir(parents=True, exist_ok=True)
        with (a.out / "gold.jsonl").open("w", encoding="utf-8") as handle:
            for line in lines:
                text = texts[line["article"]]
                (a.out / "texts" / f"{line['article']}.txt").write_text(text, encoding="utf-8")
                handle.write(json.dumps(unpack(line, text), ensure_ascii=False) + "\n")
    except KeyError as error:
        raise SystemExit(f"{a.corpus}: holds no article {error}") from error
    except (OSError, ValueError) as error:
        raise SystemExit(str(error)) from error
    return 0


if __name__ == "__main__":
    sys.exit(main())
