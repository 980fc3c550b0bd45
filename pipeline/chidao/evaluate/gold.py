"""Checking a gold file against its texts: a yardstick must be straight before it measures anything."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any, get_args

from chidao import dates
from chidao.evaluate.facts import occurrence
from chidao.evaluate.inputs import GoldArticle, gold_article
from chidao.model import Comparator, DeadlineKind, Direction, RelationType

_DAY = re.compile(r"(\d{4}|XXXX)(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
# ISO 8601-1 durations and repeats: EDTF has none.
_LENGTH = re.compile(r"(?:R/)?P\d+[DWMY]|PT\d+H", re.ASCII)
_SEASONS = {*range(21, 25), *range(33, 37)}


def check_gold(gold: Sequence[Mapping[str, Any]], texts: Mapping[str, str]) -> list[str]:
    """Return one line per broken promise of a gold file; none means it may be used.

    `texts` holds the text of each article by the gold's `article`. Checked: types and vocabularies, that every quote,
    indicator and addressee stands in the text letter for letter, that dates are EDTF (by the library `edtf` where it is
    installed) or ISO 8601-1 durations, that ranges have two ends, that relations name documents of the article, that
    no article and no fact is there twice.
    """
    problems = []
    seen: Counter[str] = Counter()
    for row in gold:
        try:
            article = gold_article(row)
        except ValueError as error:
            problems.append(str(error))
            continue
        seen[article.article] += 1
        if seen[article.article] == 2:
            problems.append(f"gold {article.article}: there more than once")
        text = texts.get(article.article)
        if text is None:
            problems.append(f"gold {article.article}: no text")
            continue
        problems += [f"gold {article.article}: {problem}" for problem in _problems(article, text)]
    return problems


def _problems(gold: GoldArticle, text: str) -> Iterator[str]:
    if isinstance(gold.published, str):
        yield from _date("published", gold.published)
    for document in gold.documents:
        yield from _date("documents: issued", document.issued)
    for deadline in gold.deadlines:
        yield from _date("deadlines: value", deadline.value)
        yield from _word("deadlines: kind", deadline.kind, get_args(DeadlineKind))
    for target in gold.targets:
        yield from _date("targets: deadline", target.deadline)
        yield from _word("targets: comparator", target.comparator, get_args(Comparator))
        yield from _word("targets: direction", target.direction, get_args(Direction))
        if target.indicator and target.indicator not in text:
            yield f"targets: the indicator is not in the text: {target.indicator!r}"
        if (target.comparator == "range") != (target.value_max is not None):
            yield f"targets: a range has two ends, all else one: {target.quote!r}"
    for directive in gold.directives:
        yield from _date("directives: deadline", directive.deadline)
        for addressee in directive.addressees:
            if addressee not in text:
                yield f"directives: the addressee is not in the text: {addressee!r}"
    for kind, facts in (
        ("documents", gold.documents),
        ("deadlines", gold.deadlines),
        ("targets", gold.targets),
        ("directives", gold.directives),
    ):
        places: Counter[tuple[str, int]] = Counter()
        for fact in facts:
            places[fact.quote, fact.n] += 1
            if places[fact.quote, fact.n] == 2:
                yield f"{kind}: marked twice: occurrence {fact.n} of {fact.quote!r}"
            if not fact.quote or fact.n < 1 or occurrence(text, fact.quote, fact.n) < 0:
                yield f"{kind}: no occurrence {fact.n} of {fact.quote!r}"
    keys = {document.key for document in gold.documents}
    for source, relation, target_key in gold.relations:
        yield from _word("relations: type", relation, get_args(RelationType))
        for key in (source, target_key):
            if key not in keys:
                yield f"relations: no document has the key {key!r}"


def _word(what: str, value: str, vocabulary: tuple[str, ...]) -> Iterator[str]:
    if value not in vocabulary:
        yield f"{what} is {value!r}, not one of {', '.join(vocabulary)}"


def _date(what: str, value: str | None) -> Iterator[str]:
    if value is not None and not _valid(value):
        yield f"{what} is neither EDTF nor a duration: {value!r}"


def _valid(value: str) -> bool:
    if _LENGTH.fullmatch(value):
        return True
    ends = value.split("/")
    if len(ends) == 1:
        return _valid_end(value)
    if len(ends) != 2 or ends == ["..", ".."]:
        return False
    known = [end for end in ends if end != ".."]
    return all(map(_valid_end, known)) and (len(known) < 2 or dates.interval(*known) is not None)


def _valid_end(value: str) -> bool:
    m = _DAY.fullmatch(value)
    if m is None:
        return False
    year = None if m[1] == dates.OPEN_YEAR else int(m[1])
    if m[2] is not None and int(m[2]) in _SEASONS:
        if m[3] is not None:
            return False
        if year is None:  # the published grammar of EDTF knows `2018-34` but not `XXXX-34`
            return True
    elif m[3] is not None:
        if dates.day(year, int(m[2]), int(m[3])) is None:
            return False
    elif m[2] is not None and dates.month(year, int(m[2])) is None:
        return False
    return _parser()(value)


@lru_cache(maxsize=1)
def _parser() -> Callable[[str], bool]:
    """Return what decides on one EDTF date: the library where it is installed, else the shape checked before."""
    try:
        edtf = import_module("edtf")
    except ImportError:
        return bool

    def parses(value: str) -> bool:
        try:
            edtf.parse_edtf(value)
        except edtf.parser.edtf_exceptions.EDTFParseException:
            return False
        return True

    return parses
