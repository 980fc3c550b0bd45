"""Patterns tried only where they can begin find what a search of everything finds."""

import random

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from chidao import ingest, years
from chidao.model import Article
from chidao.records import encode
from chidao.rules import body_names
from chidao.run import process
from chidao.starts import Searcher, everywhere, starts
from chidao.text import fold

BEGINNINGS = [
    (r"trước", {"trước"}),
    (r"(?:trước|sau) ngày", {"trước ngày", "sau ngày"}),
    (r"(?<=x)(?!y)(?<name>Đến)", {"đến"}),
    (r"(?:cho )?đến", {"cho đến", "đến"}),
    (r"[Bb]ộ\s{1,3}trưởng", {"bộ trưởng"}),
    (r"năm [0-9]{2}(?i:X)?", {f"năm {a}{b}" for a in "0123456789" for b in "0123456789"}),
    (r"số [0-9]{1,3}", {f"số {a}" for a in "0123456789"}),
    (r"theo[^.]{0,9} tại", {"theo"}),
    (r"(?:a ){2}b", {"a a b"}),
    (r"chỉ\s?-\s?thị", {"chỉ -", "chỉ-"}),
]
ANYTHING = [r"\p{L}+ trưởng", r".{0,3}ảnh", r"\s?năm", r"(?:x|)", r"[^a]b", r"(?P<unbalanced>a", r"(?#note)a"]


@pytest.mark.parametrize(("pattern", "expected"), BEGINNINGS)
def test_beginnings(pattern: str, expected: set[str]) -> None:
    found = starts(pattern)
    assert found is not None
    if pattern == r"chỉ\s?-\s?thị":
        assert all(any(f.startswith(e) for e in expected) for f in found)
    else:
        assert found == expected


@pytest.mark.parametrize("pattern", ANYTHING)
def test_what_can_begin_with_anything_has_no_beginnings(pattern: str) -> None:
    assert starts(pattern) is None


# Patterns put together from pieces, and texts put together from the same words: the search has to find all of them.
CHOICES = ["(?:a|ab|b)", "(?:ab){1,3}", "(?i:BA)", "(?!b)", "[ab]", "[^c]", "[0-9]{1,2}"]
PIECES = [*CHOICES, "a?", "b*", "c", " ", r"\s", r"\s{1,3}", r"\s?"]
PATTERNS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)
WORDS = ["a", "b", "ab", "Ba", "c", " ", "  ", "\n", "1", "23", "\u2003"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map("".join)


@given(PATTERNS, TEXTS)
def test_a_searcher_finds_what_a_search_finds(pattern: str, text: str) -> None:
    whole = [m.span() for m in regex.finditer(pattern, text) if m.end() > m.start()]
    found = [m.span() for m in Searcher(pattern).finditer(text, fold(text), 0, len(text)) if m.end() > m.start()]
    assert found == whole


def _varied(text: str, rng: random.Random) -> str:
    """The text with other digits, and here and there another blank: what a page from elsewhere looks like."""
    text = regex.sub("[0-9]", lambda m: rng.choice("0123456789") if rng.random() < 0.3 else m.group(), text)
    return regex.sub(" ", lambda m: rng.choice(["  ", "\u00a0", "\u2003", "\n"]) if rng.random() < 0.004 else " ", text)


def _forget() -> None:
    """What one way has found, the other must find again."""
    for remembered in (body_names._names_in, years._told, years._evident):
        remembered.cache_clear()


def test_records_are_the_same_where_every_rule_searches_everything() -> None:
    rng = random.Random(7)
    articles = [a for a in ingest.read(["corpus/articles"]) if isinstance(a, Article)]
    assert len(articles) >= 10
    varied = [ingest.article(_varied(a.text, rng), path=a.source.path) for a in articles for _ in range(3)]
    for article in (*articles, *varied):
        _forget()
        fast = encode(process(article))
        _forget()
        with everywhere():
            slow = encode(process(article))
        assert fast == slow, article.source.path
