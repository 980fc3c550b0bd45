"""chidao beside its peers on the same gold, as a table in docs/evaluation.md.

    python benchmarks/peers.py --gold NAME GOLD.jsonl TEXTS [--gold …]

The peers are what one would reach for instead: `dateparser.search.search_dates` for deadlines, `underthesea.ner` for
bodies, one line of regular expression for document numbers. Their finds are brought into records and scored by
`chidao.evaluate`, as any system's records are.

Bodies are measured as the gold names them: addressees by their places, issuers (of orders and documents) by their
names, one fact for each name of an article. Whatever underthesea calls by the label stands for either, for it knows no
roles; only articles whose gold has an addressee or an issuer are counted.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import marked
import msgspec
from sections import replace, table

from chidao.evaluate import Counts, Partial, evaluate
from chidao.evaluate.facts import Fact, occurrence
from chidao.evaluate.matching import credit, pair
from chidao.evaluate.normal import norm_body
from chidao.model import Article
from chidao.run import line_of
from chidao.text import canonical, fold, sentences

PAGE = Path("docs/evaluation.md")
Record = dict[str, Any]
Span = tuple[int, int]

NUMBER = re.compile(r"\d+(?:/\d{4})?\s?[-–/]\s?[A-ZĐ]{2}[\w&/-]*")


# ------------------------------------------------------------------ the peers
def numbers(text: str) -> list[Record]:
    """Return the numbers of documents that one line of regular expression finds, as documents of a record."""
    return [
        {"id": f"d{i}", "key": m.group(), "mentions": [_quote(text, *m.span())]}
        for i, m in enumerate(NUMBER.finditer(text))
    ]


def dates(text: str, published: str | None, parts: Sequence[str] = ()) -> list[Record]:
    """Return the dates that dateparser finds sentence by sentence, as deadlines of a record.

    It is told the language, the order of day and month, the day of publication, and which parts a date must have. It
    gives days only: how much of one it has read (`period`) decides whether the value is a day, a month or a year. It
    knows no kinds of deadlines: a date is `before` where `trước` stands at it, else `by`.
    """
    settings: dict[str, Any] = {"DATE_ORDER": "DMY", "REQUIRE_PARTS": list(parts)}
    if published and re.fullmatch(r"\d{4}-\d\d-\d\d", published):
        settings["RELATIVE_BASE"] = datetime.fromisoformat(published)
    search = import_module("dateparser.search").search_dates
    found: list[Record] = []
    for start, end in sentences(canonical(text)):
        at = start
        for words, day in search(text[start:end], languages=["vi"], settings=settings) or ():
            place = text.find(words, at, end)
            if place >= 0:
                at = place + len(words)
                kind = "before" if "trước" in text[max(start, place - 12) : at].lower() else "by"
                value = f"{day:{_FORMATS.get(_period(words), '%Y-%m-%d')}}"
                found.append({"id": f"t{len(found)}", "kind": kind, "value": value, **_quote(text, place, at)})
    return found


_FORMATS = {"month": "%Y-%m", "year": "%Y"}


def _period(words: str) -> str:
    return str(_reader().get_date_data(words).period)


@cache
def _reader() -> Any:
    return import_module("dateparser.date").DateDataParser(languages=["vi"], settings={"DATE_ORDER": "DMY"})


def names(text: str) -> list[tuple[Span, str]]:
    """Return the names that underthesea finds sentence by sentence, with their labels (`ORG`, `LOC`, `PER`, …).

    A name goes from its first word to its last. Words that underthesea has spelled anew in another length are not
    found again in the text, and left out.
    """
    ner = import_module("underthesea").ner
    found: list[tuple[Span, str]] = []
    low = fold(text)
    for start, end in sentences(canonical(text)):
        at = start
        for word, *_, tag in ner(canonical(text[start:end])):
            place = low.find(fold(word), at, end)
            if place < 0:
                continue
            at = place + len(word)
            if tag.startswith("B-"):
                found.append(((place, at), tag[2:]))
            elif (
                tag.startswith("I-") and found and found[-1][1] == tag[2:] and not low[found[-1][0][1] : place].strip()
            ):
                found[-1] = ((found[-1][0][0], at), tag[2:])
    return found


def _quote(text: str, start: int, end: int) -> Record:
    return {"start": start, "end": end, "quote": text[start:end]}


# ------------------------------------------------------------------ bodies
class Named(msgspec.Struct, frozen=True):
    """The bodies of an article: where addressees stand, and the issuers' names in normal form."""

    addressees: list[Span]
    issuers: set[str]


def in_gold(gold: Record, text: str) -> Named:
    """Return the bodies that an article's gold names; an addressee is taken where it stands nearest to its order."""
    spans: set[Span] = set()
    for order in gold["directives"]:
        near = occurrence(text, order["quote"], order.get("n", 1))
        for words in order.get("addressees", ()):
            places = [m.start() for m in re.finditer(re.escape(words), text)]
            if places:
                place = min(places, key=lambda p: abs(p - near))
                spans.add((place, place + len(words)))
    facts = [*gold["directives"], *gold["documents"]]
    return Named(sorted(spans), {norm_body(fact["issuer"]) for fact in facts if fact.get("issuer")})


def in_record(record: Record) -> Named:
    """Return the bodies that a record of chidao names in these roles."""
    names = {body["id"]: body["name"] for body in record["bodies"]}
    facts = [*record["directives"], *record["documents"]]
    return Named(
        sorted({(a["start"], a["end"]) for order in record["directives"] for a in order["addressees"]}),
        {norm_body(names[fact["issuer"]]) for fact in facts if fact["issuer"]},
    )


def labelled(text: str, found: list[tuple[Span, str]], label: str | None) -> Named:
    """Return what underthesea gives a label, or any, as bodies in either role."""
    spans = [span for span, given in found if label in (None, given)]
    return Named(spans, {norm_body(text[start:end]) for start, end in spans})


def bodies(system: Iterable[tuple[Named, Named]]) -> tuple[Counts, Partial, Counts]:
    """Return the scores of (gold, found) over articles: places of addressees, their overlap, names of issuers."""
    span, name, credits = [0, 0, 0], [0, 0, 0], 0.0
    for want, have in system:
        pairs, missed, extra = pair(_facts(want.addressees), _facts(have.addressees))
        credits += sum(credit(g, p) for g, p in pairs)
        right = want.issuers & have.issuers
        for at, n in enumerate((len(pairs), len(extra), len(missed))):
            span[at] += n
        for at, n in enumerate((len(right), len(have.issuers - right), len(want.issuers - right))):
            name[at] += n
    return (
        Counts(tp=span[0], fp=span[1], fn=span[2]),
        Partial(credit=credits, predicted=span[0] + span[1], gold=span[0] + span[2]),
        Counts(tp=name[0], fp=name[1], fn=name[2]),
    )


def _facts(spans: list[Span]) -> list[Fact]:
    return [Fact(start=start, end=end, quote="", values={}) for start, end in spans]


# ------------------------------------------------------------------ the table
def ours(article: Article) -> Record:
    """Return chidao's record of an article."""
    return msgspec.json.decode(line_of(article).json, type=dict[str, Any])


def theirs(gold: Record, text: str, parts: Sequence[str] = ()) -> Record:
    """Return a record of what the regular expression and dateparser find, dates only with the parts asked for."""
    found = {"documents": numbers(text), "deadlines": dates(text, gold.get("published"), parts)}
    nothing: Record = {"bodies": [], "targets": [], "directives": [], "relations": []}
    return {"id": gold["article"], "text": text, **nothing, **found}


def rows(one: marked.Set) -> Iterator[list[str]]:
    """Yield the lines of the table for one set of gold."""
    records = [ours(article) for article in one.articles]
    chidao = evaluate(one.gold, records).kinds
    peers = evaluate(one.gold, [theirs(gold, article.text) for gold, article in one]).kinds
    dated = evaluate(one.gold, [theirs(gold, article.text, ["year"]) for gold, article in one]).kinds
    for kind, system, scores in (
        ("documents", "chidao", chidao),
        ("documents", "regular expression", peers),
        ("deadlines", "chidao", chidao),
        ("deadlines", "dateparser", peers),
        ("deadlines", "dateparser, dates with a year", dated),
    ):
        yield _row(one.name, kind, system, scores[kind].span, scores[kind].partial, scores[kind].strict)
    kept = [
        (want, a.text, r)
        for (g, a), r in zip(one, records, strict=True)
        if (want := in_gold(g, a.text)) != Named([], set())
    ]
    with ProcessPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
        found = list(pool.map(names, [text for _, text, _ in kept]))
    systems = {
        "chidao": [(want, in_record(record)) for want, _, record in kept],
        "underthesea NER, ORG": [(w, labelled(t, f, "ORG")) for (w, t, _), f in zip(kept, found, strict=True)],
        "underthesea NER, any label": [(w, labelled(t, f, None)) for (w, t, _), f in zip(kept, found, strict=True)],
    }
    scores = {system: bodies(articles) for system, articles in systems.items()}
    for system, (span, partial, _) in scores.items():
        yield _row(one.name, "addressees", system, span, partial, None)
    for system, (_, _, name) in scores.items():
        yield _row(one.name, "issuers", system, None, None, name)


def _row(
    articles: str, kind: str, system: str, span: Counts | None, partial: Partial | None, strict: Counts | None
) -> list[str]:
    """Precision and recall are those of the spans, else of the values."""
    counts = span or strict or Counts(tp=0, fp=0, fn=0)
    figures = [counts.precision, counts.recall, *(x and x.f1 for x in (span, partial, strict))]
    told = ["-" if x is None else f"{x:.2f}" for x in figures]
    return [articles, kind, system, str(counts.tp + counts.fn), str(counts.tp + counts.fp), *told]


def main() -> int:
    """Measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    marked.add_argument(parser)
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write the table into")
    arguments = parser.parse_args()
    lines = [line for one in marked.sets(arguments.gold) for line in rows(one)]
    head = ["articles", "kind", "system", "gold", "found", "precision", "recall", "span F1", "partial F1", "strict F1"]
    made = "\n".join(
        [
            f"Written by `make peers` with chidao {version('chidao')}, dateparser {version('dateparser')}, "
            f"underthesea {version('underthesea')}.",
            "",
            table(head, lines, words=3),
        ]
    )
    replace(arguments.page, "peers", made)
    print(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
