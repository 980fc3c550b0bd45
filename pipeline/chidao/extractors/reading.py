"""One page as the extractors see it: folded forms, cues, sentences. Everything is computed when first asked for."""

from bisect import bisect_right
from functools import cached_property

import msgspec

from chidao.model import Block, Page
from chidao.rules import Match, RuleSet, Scan, load
from chidao.text import View, sentences, view_of


class Sentence(msgspec.Struct, frozen=True):
    """A sentence of a readable block: half-open range, the block's index in `Reading.blocks`."""

    start: int
    end: int
    block: int


class Reading:
    """A page with what extractors share."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.view: View = view_of(page.text)
        self.rules: RuleSet = load()
        self._has: dict[str, bool] = {}

    @cached_property
    def scan(self) -> Scan:
        """The places of the text at which rules are tried, found in one pass."""
        return self.rules.scan(self.view)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks that hold article text, in order."""
        return self.page.readable()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence of the readable blocks, in order."""
        norm = self.view.norm
        return tuple(
            Sentence(start, end, i) for i, b in enumerate(self.blocks) for start, end in sentences(norm, b.start, b.end)
        )

    @cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def sentence_index(self, position: int) -> int | None:
        """Return the index of the sentence around a position, or None between sentences and in boilerplate."""
        i = bisect_right(self._starts, position) - 1
        return i if i >= 0 and position < self.sentences[i].end else None

    def has(self, kind: str) -> bool:
        """Say whether a rule of a kind matches anywhere in the page; asked once a kind."""
        if kind not in self._has:
            windows = ((s.start, s.end) for s in self.sentences_with(kind))
            self._has[kind] = self.scan.any(kind, windows)
        return self._has[kind]

    def sentences_with(self, kind: str) -> list[Sentence]:
        """Return the sentences in which a rule of that kind can match."""
        places = self.scan.places(kind)
        if places is None:
            return [s for s in self.sentences if self.scan.calls_for(kind, s.start, s.end)]
        found = dict.fromkeys(i for at in places if (i := self.sentence_index(at)) is not None)
        return [self.sentences[i] for i in found]

    def find(self, kind: str) -> list[Match]:
        """Return the matches of a kind's rules, sentence by sentence, without overlaps (see `Scan.find`)."""
        return self.scan.find(kind, [(s.start, s.end) for s in self.sentences_with(kind)])
