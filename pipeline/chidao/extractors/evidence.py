"""Evidence: what a candidate's company says, in names that a person can read.

A time, a number, a sentence is a deadline, a target, an order only by its company, and no single word of that company
decides. So each candidate's company is written down as named evidence (`before: yêu cầu`, `inside an order`), and all
of it is weighed together (`scales`).
"""

from collections.abc import Iterator

import regex

WORD = regex.compile(r"[\p{L}\p{N}]+|[^\p{L}\p{N}\s]")


def words_before(low: str, start: int, at: int, *, near: int = 2, far: int = 60) -> Iterator[str]:
    """Yield the words before an offset as evidence: the last `near` by their place, all within `far` code points."""
    words = WORD.findall(low, max(start, at - far), at)
    if not words:
        yield "opens the sentence"
    for i, word in enumerate(reversed(words[-near:]), 1):
        yield f"{i} before: {word}"
    if len(words) > 1:
        yield f"2-1 before: {words[-2]} {words[-1]}"
    for word in set(words):
        yield f"before: {word}"


def words_after(low: str, at: int, end: int, *, near: int = 2, far: int = 60) -> Iterator[str]:
    """Yield the words after an offset as evidence: the first `near` by their place, all within `far` code points."""
    words = WORD.findall(low, at, min(end, at + far))
    if not words:
        yield "ends the sentence"
    for i, word in enumerate(words[:near], 1):
        yield f"{i} after: {word}"
    if len(words) > 1:
        yield f"1-2 after: {words[0]} {words[1]}"
    for word in set(words):
        yield f"after: {word}"


def density(name: str, count: int, sentences: int) -> Iterator[str]:
    """Yield how thick something stands in a page, so that one sentence and a long report are weighed alike."""
    share = count / max(1, sentences)
    for step in (0.05, 0.1, 0.2, 0.4, 0.8):
        if share >= step:
            yield f"{name} in every {1 / step:g} sentences"


def steps(name: str, count: int, *at: int) -> Iterator[str]:
    """Yield `name >= n` for every step that a count reaches."""
    for n in at:
        if count >= n:
            yield f"{name} >= {n}"
