"""Who has the word: orders read sentence by sentence, with the memory of the speaker.

An order is told once with its issuer (`Thủ tướng yêu cầu …`) and goes on without him: numbered tasks, bare imperatives,
`các sở phải …`. So the sentences are read in order with one state, the current speaker. An official who orders or
speaks becomes the speaker; a private person who speaks ends the turn; a few sentences without either let it lapse.
"""

from collections.abc import Iterator, Sequence

import msgspec
import regex

from chidao.extractors.addressees import Span, acts, begins_actor, boundary, name_from, split, verb_at
from chidao.extractors.cast import Actor, Cast, above, rank
from chidao.extractors.order_patterns import (
    ATTRIBUTED,
    CITED_PAPER,
    CONCLUSION_OF,
    EVENT,
    FIRST_ITEM,
    FOREIGN,
    ISSUES,
    LISTED,
    NOMINAL,
    PAST,
    TOLD,
)
from chidao.extractors.orders import PLAIN, REQUESTS, Order, Orders, mention
from chidao.extractors.reading import Reading, Sentence
from chidao.extractors.subjects import Subjects
from chidao.model import Mention
from chidao.rules import Match

# How many sentences a speaker's turn outlives his last word, for `phải`, `cần` and for a bare imperative.
_TURN, _LIST = 4, 1
_SHORTEST = 16  # code points of a bare imperative: `Xem thêm` is none


_PRONOUN_BEFORE = regex.compile(r"(?:^|[\"',.]\s*|(?<![\p{L}]))(?:ông|bà|đồng chí) (?:cũng |còn |đã |vừa )?$")
# `chúng tôi phải lặn cả ngày`: what the speaker himself has to do.
_OURSELVES = regex.compile(r"(?<![\p{L}])(?:chúng tôi|tôi|họ|em|cháu)(?: (?:cũng|đã|vẫn|sẽ|luôn|còn))? $")
# `Tổ công tác đề nghị …` goes on with no order: it is one of its own, or none.
_ASKS = regex.compile(r"(?:đề nghị|yêu cầu) ")
# What is asked of who stands before `chỉ đạo`: `Bộ Y tế phải chỉ đạo …`, `Sở Xây dựng chủ trì …; chỉ đạo …`.
_HAS_TO = regex.compile(
    r"(?<![\p{L}])(?:phải|cần|có trách nhiệm|chủ trì|tiếp tục|khẩn trương|chủ động|phối hợp|tập trung|"
    r"tăng cường|thực hiện)(?![\p{L}])"
)
# `đã đưa ra thống kê 5 tỉnh không để …`: told, not forbidden; another clause may lie in the past.
_BEFOREHAND = regex.compile(r"(?<![\p{L}])(?:đã|vừa|nhờ)(?![\p{L}])(?:(?! thì )[^,;]){0,80}$")


class _Speaker(msgspec.Struct):
    """Who has the word: the only state that passes from sentence to sentence."""

    actor: Actor | None = None
    spoke: int = -99  # index of the sentence in which he last said or ordered something
    ordered: int = -99  # index of the last sentence that held a directive of his
    listing: int = -99  # index of the last header of a list of tasks, or of an item of it
    heirs: tuple[Span, ...] = ()  # addressees that the header names for every item


class _Seen(msgspec.Struct):
    """What was noticed in the sentence under way."""

    header: bool = False
    speech: bool = False
    quoted: bool = False
    obliged: Match | None = None


class Turn(msgspec.Struct, frozen=True):
    """A sentence as the reading of turns sees it.

    `mentions`: the orders that it reads in it. `header`: it opens a list of tasks. `speaker`: who has the word at its
    end, `before` who had it at its beginning. `since_…`: sentences since he last spoke, ordered, was amid a list (99
    where never).
    """

    index: int
    sentence: Sentence
    mentions: tuple[Mention, ...]
    header: bool
    before: Actor | None
    speaker: Actor | None
    quoted: bool
    speech: bool
    obliged: Match | None
    since_speech: int
    since_order: int
    since_list: int


class Turns:
    """Reads the sentences of a page in order; the only state is who has the word."""

    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.reading, self.cast = reading, cast
        self.view = reading.view
        self.low, self.norm = reading.view.low, reading.view.norm
        self.who = Subjects(reading, cast)
        self.orders = Orders(reading, cast, self.who)
        self.speaker = _Speaker()
        self._seen = _Seen()

    def read(self) -> Iterator[Turn]:
        """Yield every sentence of the page with the orders that its turn makes of it."""
        for i, sentence in enumerate(self.reading.sentences):
            had = self.speaker
            since = [min(i - at, 99) for at in (had.spoke, had.ordered, had.listing)]
            before = had.actor
            self._seen = _Seen()
            mentions = tuple(self._sentence(i, sentence))
            yield Turn(
                index=i,
                sentence=sentence,
                mentions=mentions,
                header=self._seen.header,
                before=before,
                speaker=self.speaker.actor,
                quoted=self._seen.quoted,
                speech=self._seen.speech,
                obliged=self._seen.obliged,
                since_speech=since[0],
                since_order=since[1],
                since_list=since[2],
            )

    def order_in(self, turn: Turn) -> Mention:
        """Return the order of a sentence that is one by its evidence, although its turn made none of it."""
        s = turn.sentence
        actor = next((a for a in (turn.speaker, turn.before) if a is not None and a.official), None)
        issuer = actor or self.who.of_sentence(s)
        if issuer is None and LISTED.match(self.low, s.start, s.end):
            issuer = self.who.latest_official(s.start)
        start = self.who.content_start(s)
        told = [m for m in self.reading.scan.find("directive", [(s.start, s.end)]) if m.rule in PLAIN]
        if told:
            subject, addressed = self.who.subject(s.start, told[0].start)
            has_to = subject is not None and _HAS_TO.search(self.low, subject.end, told[0].start)
            if subject is not None and has_to and self._below(s, told[0], subject, turn.before):
                return self._of_the_told(s, start, turn.before)
            if subject is None and self.orders.in_item(told[0], s):
                # `Hoàn thiện thể chế; chỉ đạo các bộ …`: an item of a list, whole
                action = self.who.fronted(start, s.end)
                return mention(self.low, "imperative/bare", start, s.end, issuer, None, [], action)
            if subject is not None and not subject.group:
                issuer, start = subject, subject.start
            else:
                start = told[0].start
            return self.orders.mention(told[0], issuer, start, s.end, addressed)
        rule, verb = ("imperative/bare", None)
        if turn.obliged is not None:
            rule, verb = turn.obliged.rule, turn.obliged.groups["verb"]
        if turn.obliged is not None:
            span = self.who.obliged(start, turn.obliged)
            if span is not None and issuer is not None and span[0] <= issuer.start < span[1]:
                issuer = actor  # who has to act did not order it himself
            return mention(
                self.low, rule, start, s.end, issuer, verb, split(self.low, span) if span else [], turn.obliged.start
            )
        return self._of_the_told(s, start, issuer)

    def _of_the_told(self, s: Sentence, start: int, issuer: Actor | None) -> Mention:
        """Return the order that begins with what is to be done, or with who has to do it."""
        at = self.who.fronted(start, s.end)
        if verb_at(self.low, at, s.end) is not None:
            return mention(self.low, "imperative/bare", start, s.end, issuer, None, [], at)
        span, action = boundary(self.view, self.orders.names, at, s.end)
        rule = "imperative/bare" if span is None else "imperative/subject"
        named = span is not None and issuer is not None and span[0] <= issuer.start < span[1]
        # a name alone (`2. Cục Tần số vô tuyến điện;`) does nothing
        does = span is not None and not named and action < s.end
        return mention(
            self.low, rule, start, s.end, issuer, None, split(self.low, span) if span and does else [], action
        )

    # -------------------------------------------------------------- one sentence
    def _sentence(self, i: int, s: Sentence) -> Iterator[Mention]:
        window = [(s.start, s.end)]
        scan = self.reading.scan
        read = [o for m in scan.find("directive", window) if (o := self.orders.read(m, s))]
        orders = [o for o in read if o.issuer is None or o.issuer.official]
        if len(orders) < len(read):
            self.speaker = _Speaker()  # someone who cannot order has the word
        orders = [o for o in orders if not self._told_to(i, s, o)]
        speech = self._speech(s)
        quoted = self.who.of_quotation(s)
        self._seen.speech, self._seen.quoted = speech is not None, quoted is not None
        speaker = self.speaker
        if quoted is not None:
            speaker.actor, speaker.spoke = quoted, i
        if (author := self.who.of_section(s)) is not None:
            self.speaker = speaker = _Speaker(actor=author, spoke=i, listing=i)
        if self._header(i, s, orders):
            self._seen.header = True
            return
        if orders:
            yield from self._emit_orders(i, s, orders)
            return
        if speech is not None:
            actor = speech[0]
            if actor != speaker.actor:
                self.speaker = speaker = _Speaker(actor=actor)
            speaker.spoke = i
        obligation = self._seen.obliged = self.orders.obligation(s)
        if speaker.actor is None or not speaker.actor.official:
            return
        start = self.who.content_start(s)
        if obligation is not None:
            said_from = speech[1] if speech and speech[1] < obligation.start else start
            near = quoted is not None or speech is not None or i - max(speaker.ordered, speaker.listing) <= 1
            if not self._binds(s, obligation, said_from, near=near):
                obligation = None
        if obligation is not None and i - max(speaker.spoke, speaker.ordered, speaker.listing) <= _TURN:
            yield self._oblige(i, s, obligation, said_from)
        elif speech is None and self._goes_on(i, s, start):
            yield self._imperative(i, s, start)

    # -------------------------------------------------------------- orders
    def _told_to(self, i: int, s: Sentence, order: Order) -> bool:
        """`Ngân hàng Nhà nước chỉ đạo các ngân hàng …` amid the Prime Minister's orders: the bank is told to direct."""
        speaker, told = self.speaker, order.issuer
        if not order.here or told is None:
            return False
        amid = i - max(speaker.ordered, speaker.listing) <= _LIST
        if not amid and not _HAS_TO.search(self.low, told.end, order.match.start):
            return False
        return self._below(s, order.match, told, speaker.actor)

    def _below(self, s: Sentence, m: Match, told: Actor, speaker: Actor | None) -> bool:
        """Say whether who stands before `chỉ đạo` opens the sentence, below the speaker: he has to, he does not order.

        `Ngân hàng Nhà nước chỉ đạo …`, `UBND tỉnh phải chỉ đạo …`, `Bộ Y tế chủ trì …, chỉ đạo …`.
        """
        if m.rule != "directive/direct" or speaker is None or (told.office and told.person is not None):
            return False
        if self.who.fronted(self.who.content_start(s), m.start) != told.start:
            return False
        between = self.low[told.end : m.start]
        return not PAST.search(between) and "cũng" not in between and above(self.low, speaker, told)

    def _emit_orders(self, i: int, s: Sentence, orders: list[Order]) -> Iterator[Mention]:
        kept: list[Order] = []
        for order in orders:
            if kept and kept[-1].match.rule == "directive/letter" and order.addressed is not None:
                # `có văn bản gửi … yêu cầu …`: the letter and what it demands are one order
                if order.match.rule != "directive/ask":
                    kept[-1] = order
                continue
            if kept and order.match.rule == "directive/tasks":
                continue
            if kept and order.match.rule != "directive/assigned" and not self.orders.is_new(kept[-1], order):
                continue
            kept.append(order)
        for k, order in enumerate(kept):
            m, issuer, here, addressed = order.match, order.issuer, order.here, order.addressed
            speaker = self.speaker
            if issuer is None:
                issuer = self._inherited(i, s, m)
                if issuer is None and (s.block > 1 or i > 2):
                    continue
            if issuer is not None and m.rule in REQUESTS and self.orders.upward(issuer, m, s):
                continue
            if issuer is not None and (issuer != speaker.actor):
                self.speaker = speaker = _Speaker(actor=issuer)
            end = kept[k + 1].match.start if k + 1 < len(kept) else s.end
            following = kept[k + 1].issuer if k + 1 < len(kept) and kept[k + 1].here else None
            if following is not None:
                end = min(end, max(m.end, following.start))
            start = (
                issuer.start
                if issuer is not None and here and s.start <= issuer.start < m.start and m.rule != "directive/assigned"
                else m.start
            )
            if m.rule == "directive/assigned" and addressed is not None:
                start = addressed[0]
            yield self.orders.mention(m, issuer, start, end, addressed)
            if speaker.actor is not None:
                speaker.spoke = speaker.ordered = i
                if self.low[m.end : s.end].rstrip().endswith(":"):
                    speaker.listing = i

    def _inherited(self, i: int, s: Sentence, m: Match) -> Actor | None:
        """The issuer of an order whose sentence does not name one: its subject, or the current speaker."""
        if m.rule != "directive/assigned":
            subject = self.who.of_sentence(Sentence(s.start, m.start, s.block))
            if subject is not None:
                return subject
        speaker = self.speaker
        if (
            speaker.actor is not None
            and speaker.actor.official
            and i - max(speaker.spoke, speaker.ordered, speaker.listing) <= _TURN + 2
        ):
            return speaker.actor
        if CITED_PAPER.search(self.low, s.start, m.start):
            return self.who.latest_official(s.start)
        return None

    # -------------------------------------------------------------- speakers
    def _speech(self, s: Sentence) -> tuple[Actor, int] | None:
        """Return who says something in a sentence and where his verb ends."""
        for actor in self.cast.between(s.start, s.end):
            before = self.low[s.start : actor.start]
            if not actor.group and (ATTRIBUTED.search(before) or CONCLUSION_OF.search(before)):
                return actor, actor.end
        window = [(s.start, s.end)]
        letters = [m for m in self.reading.scan.find("directive", window) if m.rule == "directive/letter"]
        for m in (*self.reading.scan.find("speech", window), *letters):
            subject, _ = self.who.subject(s.start, m.start)
            if subject is not None and not subject.group:
                return subject, m.end
            if subject is None and (speaker := self.who.behind_front(s, m)) is not None:
                return speaker, m.end
            if subject is None and _PRONOUN_BEFORE.search(self.low[s.start : m.start]) and self.speaker.actor:
                return self.speaker.actor, m.end
        issued = ISSUES.search(self.low, s.start, s.end)
        if issued is not None:
            subject, _ = self.who.subject(s.start, issued.start())
            if subject is not None and subject.official:
                return subject, issued.end()
        return None

    # -------------------------------------------------------------- going on
    def _header(self, i: int, s: Sentence, orders: Sequence[Order]) -> bool:
        """A sentence that announces tasks (`tập trung thực hiện các nhiệm vụ sau:`) opens a list and orders nothing.

        It ends with a colon, or names its tasks and is followed by `Thứ nhất`, `Một là`.
        """
        text = self.low[s.start : s.end].rstrip()
        sentences = self.reading.sentences
        follower = sentences[i + 1] if i + 1 < len(sentences) else None
        tasks = [m for m in self.reading.scan.find("directive", [(s.start, s.end)]) if m.rule == "directive/tasks"]
        counted = follower is not None and FIRST_ITEM.match(self.low, follower.start, follower.end) is not None
        if not (text.endswith(":") and follower is not None) and not (tasks and counted):
            return False
        orders = orders or self.orders.announced(s)
        obligation = self.orders.obligation(s)
        if not (tasks or orders or obligation or self._goes_on(i, s, self.who.content_start(s))):
            return False
        speaker = self.speaker
        speech = self._speech(s)
        issuer = next((o.issuer for o in orders if o.issuer is not None), None) or (
            speech[0] if speech and speech[0].official else None
        )
        if issuer is None and (speaker.actor is None or not speaker.actor.official):
            issuer = self.who.of_sentence(s) or self.who.latest_official(s.start)
        if issuer is not None and issuer != speaker.actor:
            self.speaker = speaker = _Speaker(actor=issuer)
        speaker.spoke = speaker.listing = i
        at = orders[0].match.groups["verb"][1] if orders else self.who.fronted(self.who.content_start(s), s.end)
        span, _ = boundary(self.view, self.orders.names, at, s.end)
        if span is None and obligation is not None:
            span = self.who.of_obligation(s, obligation)
        named_issuer = span is not None and issuer is not None and span[0] <= issuer.start < span[1]
        told = span is not None and (bool(orders) or any(span[0] <= n.start < span[1] for n in self.orders.names))
        speaker.heirs = tuple(split(self.low, span)) if span and told and not named_issuer else ()
        return True

    def _binds(self, s: Sentence, m: Match, start: int, *, near: bool) -> bool:
        """Say whether `phải`, `cần` binds someone who answers to the speaker: no question, no one above him."""
        if self.who.binds_citizens(s, m) or _OURSELVES.search(self.low, start, m.start):
            return False
        if self.norm[s.end - 1] == "?" or self.low.startswith(("vì sao", "tại sao", "liệu "), start):
            return False
        subject = self.who.fronted(start, m.start)
        actor = next((a for a in self.cast.between(subject, m.start) if a.start == subject), None)
        speaker = self.speaker.actor
        if m.rule == "obligation/must-not" and _BEFOREHAND.search(self.low, s.start, m.start):
            return False
        if TOLD.search(self.low, s.start, m.start) or FOREIGN.search(self.low, s.start, s.end):
            return False
        if actor is None or speaker is None:
            if subject >= m.start or begins_actor(self.low, subject):
                return True
            # a thing that has to be done, said by the speaker himself and not by the reporter
            return near and not self.low.startswith("theo ", s.start)
        if actor.name_start == speaker.name_start or (actor.office and not speaker.office):
            return False
        return actor.group or not actor.official or rank(self.low, actor) <= rank(self.low, speaker)

    def _oblige(self, i: int, s: Sentence, m: Match, start: int) -> Mention:
        span = self.who.obliged(start, m)
        addressees = split(self.low, span) if span is not None else []
        self.speaker.ordered = i
        return mention(self.low, m.rule, start, s.end, self.speaker.actor, m.groups["verb"], addressees, m.start)

    def _goes_on(self, i: int, s: Sentence, start: int) -> bool:
        """Say whether a sentence without `phải` or a verb of ordering goes on with the orders before it."""
        speaker = self.speaker
        listed = LISTED.match(self.low, s.start, s.end) is not None
        near = i - max(speaker.ordered, speaker.listing) <= _LIST
        if not (near or (listed and i - max(speaker.ordered, speaker.listing) <= 3)):
            return False
        if self.who.reports(s):
            return False
        at = self.who.fronted(start, s.end)
        if s.end - at < _SHORTEST or self.norm[s.end - 1] == "?" or NOMINAL.match(self.low, at):
            return False
        if verb_at(self.low, at, s.end) is not None:
            return acts(self.low, at, s.end) and not self.low.startswith(
                ("tại ", "theo ", "trong ", "trước ", "sau "), at
            )
        if any(a.start == at and a.office for a in self.cast.between(at, at + 1)):
            return False
        if not begins_actor(self.low, at) and name_from(self.orders.names, at) is None:
            return False
        span, action = boundary(self.view, self.orders.names, at, s.end)
        if span is None or action >= s.end or self.low[action] in ".:" or _ASKS.match(self.low, action):
            return False
        return (
            acts(self.low, action, s.end)
            and not PAST.search(self.low, span[0], action + 4)
            and not self.low.startswith("có ", action)
            and not EVENT.match(self.low, action)
        )

    def _imperative(self, i: int, s: Sentence, start: int) -> Mention:
        speaker = self.speaker
        at = self.who.fronted(start, s.end)
        addressees = list(speaker.heirs) if i - speaker.listing <= 1 else []
        action = at
        rule = "imperative/bare"
        if verb_at(self.low, at, s.end) is None:
            span, action = boundary(self.view, self.orders.names, at, s.end)
            addressees = split(self.low, span) if span else []
            rule = "imperative/subject"
        speaker.ordered = i
        if i - speaker.listing <= 1:
            speaker.listing = i
        return mention(self.low, rule, start, s.end, speaker.actor, None, addressees, action)
