"""What a verb of ordering makes of its sentence: an order of somebody to somebody, or none.

Looks at one sentence; who has the word from sentence to sentence is `turns`' matter.
"""

import msgspec
import regex

from chidao.extractors.addressees import PLURAL, Span, acts, begins_actor, boundary, name_from, split
from chidao.extractors.cast import Actor, Cast, rank
from chidao.extractors.order_patterns import ABROAD, CHAINED, COORDINATE, NO_SUBJECT_BEFORE, TASK_LEAD
from chidao.extractors.reading import Reading, Sentence
from chidao.extractors.subjects import Subjects
from chidao.model import Mention, Part
from chidao.rules import Match

_BEFORE_ASSIGNED = regex.compile(r"[\s,]*(?:là đơn vị|cũng|đã|vừa|đang|sẽ|là cơ quan|mới)?[\s,]*(?:cũng|đã|vừa)?\s*")
# Words that take up again to whom a paper was sent: `gửi Bộ Tài chính, các tỉnh, yêu cầu các cơ quan …`.
_THOSE = frozenset({"các cơ quan", "các đơn vị", "các bộ", "các địa phương", "các cơ quan này", "các đơn vị này"})


class Order(msgspec.Struct, frozen=True):
    """A verb that orders.

    `issuer`: its subject, if known. `here`: he stands in the sentence. `addressed`: whom the paper was sent to, or who
    stands before the verb and has to act.
    """

    match: Match
    issuer: Actor | None
    here: bool
    addressed: Span | None


class Orders:
    """Answers for one page; keeps nothing but the page."""

    def __init__(self, reading: Reading, cast: Cast, who: Subjects) -> None:
        self.cast, self.who = cast, who
        self.low = reading.view.low
        self.names = sorted(cast.names, key=lambda n: n.start)

    def read(self, m: Match, s: Sentence) -> Order | None:
        """Return the order of a verb, or None.

        Its issuer may be no official: he orders nothing, but has the word.
        """
        verb = m.groups["verb"]
        if m.rule == "directive/tasks":
            return self._tasks(m, s)
        if m.rule == "directive/assigned":
            return self._assigned(m, s)
        after = verb[1]
        if not self._orders_something(after, s) or ABROAD.match(self.low, after, s.end):
            return None
        if m.rule in ("directive/assign", "directive/letter"):
            span, action = boundary(self.low, self.names, after, s.end, anyone=True)
            if span is None or not acts(self.low, action, s.end):
                return None
        subject, addressed = self.who.subject(s.start, m.start)
        if subject is not None:
            if subject.group:
                return None
            return Order(m, subject, True, addressed)
        if COORDINATE.search(self.low, s.start, m.start) or not self.low[s.start : m.start].strip(" \"'-+("):
            return Order(m, None, False, addressed)
        return None

    def _tasks(self, m: Match, s: Sentence) -> Order | None:
        """`đề ra nhiệm vụ nâng cao …`, `đề ra 9 nhiệm vụ, gồm: Nâng cao …`: the task follows in the same sentence."""
        rest = TASK_LEAD.match(self.low, m.end, s.end)
        at = rest.end() if rest else m.end
        if at >= s.end - 8 or not acts(self.low, at, s.end) or self.low.startswith(("thực hiện nghị quyết", "có "), at):
            return None
        subject, _ = self.who.subject(s.start, m.start)
        if subject is None or not subject.official or subject.group:
            return None
        return Order(m, subject, True, None)

    def _orders_something(self, at: int, s: Sentence) -> bool:
        """An order goes on with someone, an action, or a colon."""
        rest = self.low[at : s.end].lstrip()
        if not rest:
            return False
        if rest[0] in ":,\"'":
            return True
        start = at + len(self.low[at : s.end]) - len(rest)
        return (
            begins_actor(self.low, start)
            or PLURAL.match(self.low, start) is not None
            or acts(self.low, start, s.end)
            or name_from(self.names, start) is not None
            or rest.startswith(
                (
                    "tinh thần ",
                    "yêu cầu ",
                    "việc ",
                    "trong ",
                    "trước ",
                    "đến ",
                    "tới ",
                    "phải ",
                    "cần ",
                    "không ",
                    "thời gian ",
                    "khi ",
                    "để ",
                    "nếu ",
                    "sau ",
                    "hằng ",
                    "theo ",
                    "từ ",
                    "cho ",
                    "nhiệm vụ",
                    "trách nhiệm",
                )
            )
        )

    def _assigned(self, m: Match, s: Sentence) -> Order | None:
        """`Bộ Tài chính được giao rà soát …`: who stands before is the addressee."""
        if not acts(self.low, m.end + 1, s.end):
            return None
        inner = [a for a in self.cast.between(m.start, m.end) if a.official]
        left = [
            a
            for a in self.cast.between(s.start, m.start)
            if a.end <= m.start and not NO_SUBJECT_BEFORE.search(self.low[max(s.start, a.start - 24) : a.start])
        ]
        if not left or not (left[-1].official or left[-1].group):
            return None
        addressee = left[-1]
        if not _BEFORE_ASSIGNED.fullmatch(self.low[addressee.end : m.start]):
            return None
        return Order(m, inner[0] if inner else None, bool(inner), (addressee.start, addressee.end))

    def upward(self, issuer: Actor, m: Match, s: Sentence) -> bool:
        """`UBND tỉnh đề nghị Thủ tướng …`: who is asked stands above who asks (guidelines, 7: requests upward)."""
        span, _ = boundary(self.low, self.names, m.groups["verb"][1], s.end, anyone=True)
        if span is None:
            return False
        asked = next((a for a in self.cast.between(span[0], span[1]) if a.official), None)
        return asked is not None and rank(self.low, asked) > rank(self.low, issuer)

    def is_new(self, last: Order, order: Order) -> bool:
        """`giao A chỉ đạo B` is one order, `yêu cầu A …; đề nghị B …` are two."""
        between = self.low[last.match.end : order.match.start]
        if order.issuer is None or (order.issuer == last.issuer and order.issuer.start < last.match.start):
            return bool(CHAINED.search(between[-14:]))
        named, _ = boundary(self.low, self.names, last.match.groups["verb"][1], order.match.start, anyone=True)
        first = order.issuer.start
        return named is None or not (named[0] <= first < named[1] + 4)

    def mention(self, m: Match, issuer: Actor | None, start: int, end: int, addressed: Span | None) -> Mention:
        """Return the order of the verb at `m` over [start, end)."""
        verb = m.groups["verb"]
        if m.rule == "directive/assigned":
            addressees = [addressed] if addressed else []
            action = verb[1]
        elif m.rule == "directive/tasks":
            addressees, action = [], verb[1]
        else:
            span, action = boundary(self.low, self.names, verb[1], end, anyone=True)
            if span is not None:
                span, action = self.who.until_duty(span, action, end)
            if span is not None and addressed is not None and self.low[slice(*span)] in _THOSE:
                span = addressed
            addressees = split(self.low, span) if span else ([addressed] if addressed else [])
        return mention(self.low, m.rule, start, end, issuer, verb, addressees, action)


def mention(
    low: str,
    rule: str,
    start: int,
    end: int,
    issuer: Actor | None,
    verb: Span | None,
    addressees: list[Span],
    action: int,
) -> Mention:
    """Build the mention of an order: its range trimmed, its parts where they stand."""
    end = _trim(low, start, end)
    while start < end and low[start] in " \"'-+*•:,\n":
        start += 1
    parts: list[Part] = []
    if issuer is not None:
        parts.append(Part(name="issuer", start=issuer.name_start, end=issuer.name_end))
    if verb is not None:
        parts.append(Part(name="verb", start=verb[0], end=verb[1]))
    parts += [Part(name="addressee", start=a, end=b) for a, b in addressees if b > a]
    action = min(max(action, start), end)
    while action < end and low[action] in " ,:;\"'":
        action += 1
    parts.append(Part(name="action", start=action if action < end else start, end=end))
    return Mention(rule=rule, start=start, end=end, parts=tuple(parts))


def _trim(low: str, start: int, end: int) -> int:
    while end > start and low[end - 1] in " .,;:…\"'\n-":
        end -= 1
    for tail in (" và", " đồng thời", ", trong đó"):
        if low[start:end].endswith(tail):
            end -= len(tail)
    return end
