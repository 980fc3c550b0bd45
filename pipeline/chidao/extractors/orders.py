"""What a verb of ordering makes of its sentence: an order of somebody to somebody, or none.

Looks at one sentence; who has the word from sentence to sentence is `turns`' matter.
"""

from collections.abc import Sequence

import msgspec
import regex

from chidao.extractors.addressees import (
    PLURAL,
    Span,
    acts,
    begins_actor,
    boundary,
    name_from,
    proper_end,
    split,
    verb_at,
)
from chidao.extractors.cast import Actor, Cast, above
from chidao.extractors.order_patterns import (
    ABROAD,
    CHAINED,
    CITIZENS,
    COORDINATE,
    MATTER,
    NO_SUBJECT_BEFORE,
    OPINIONS,
    PAST,
    TASK_LEAD,
)
from chidao.extractors.reading import Reading, Sentence
from chidao.extractors.subjects import Subjects
from chidao.model import Mention, Part
from chidao.rules import Match

_BEFORE_ASSIGNED = regex.compile(r"[\s,]*(?:là đơn vị|cũng|đã|vừa|đang|sẽ|là cơ quan|mới)?[\s,]*(?:cũng|đã|vừa)?\s*")
# Rules whose match is a verb of ordering and nothing else.
PLAIN = frozenset(
    {
        "directive/require",
        "directive/ask",
        "directive/direct",
        "directive/opinion",
        "directive/assign",
        "directive/remind",
    }
)
# Rules of what may be asked of somebody above.
REQUESTS = frozenset({"directive/ask", "directive/letter"})
# What a letter is about, and what it does beside asking somebody to act.
_ABOUT = regex.compile(r"(?<![\p{L}])(?:về (?!các|những)|liên quan (?:đến|tới) |nêu rõ|thông báo|phản ánh|giải trình)")
_TELLS = regex.compile(r"(?:báo cáo|trả lời|phúc đáp|cam kết|kiến nghị|đề xuất|xin |trình |để |giải trình|thông báo)")
_REQUESTED = regex.compile(r"(?<![\p{L}])(?:đề xuất|kiến nghị|tham mưu|xin ý kiến)(?: với| cho| tới)?\s$")
_SUPERIORS = regex.compile(r"(?:các )?(?:cấp trên|cấp có thẩm quyền|cơ quan cấp trên)")
# Verbs of `directive/tasks` that tell what their subject does, unless a verb of ordering stands before them.
_DOING = regex.compile(r"(?:thực hiện|triển khai|với|bằng|gồm|tập trung|xây dựng)(?![\p{L}])")
_ORDERING = regex.compile(
    r"(?<![\p{L}])(?:yêu cầu|đề nghị|chỉ đạo|giao|lưu ý|nhấn mạnh|đề ra|xác định|kết luận|cần|phải|quán triệt)"
    r"(?![\p{L}])"
)
_DONE = regex.compile(r"(?<![\p{L}])(?:đã|vừa)(?![\p{L}])")
# What a reminder asks for: care for a matter, or a duty further on.
_MINDS = regex.compile(r"\s*(?:đến |tới )?(?:việc|khâu|công tác|tinh thần|yêu cầu)(?![\p{L}])")
_DUTY = regex.compile(r"(?<![\p{L}])(?:cần|phải|không được|không thể|không để|đừng|hãy|nên|tránh|chú ý)(?![\p{L}])")
# Verbs that an item of a list may hold beside others: `hoàn thiện thể chế; chỉ đạo các bộ …`, `đẩy mạnh …, lưu ý …`.
_IN_ITEMS = frozenset({"directive/direct", "directive/remind"})
# Verbs that may stand in the name of a matter: `trong việc lãnh đạo, chỉ đạo thực hiện các nhiệm vụ`.
_MATTERS = frozenset({"directive/direct", "directive/tasks"})
# `giao A chủ trì, phối hợp với B chỉ đạo …`: who is joined orders nothing of his own.
_JOINED = regex.compile(r"(?<![\p{L}])phối hợp (?:cùng |với |cùng với )?$")
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
        self.view, self.low, self.scan = reading.view, reading.view.low, reading.scan
        self.names = sorted(cast.names, key=lambda n: n.start)

    def read(self, m: Match, s: Sentence) -> Order | None:
        """Return the order of a verb, or None.

        Its issuer may be no official: he orders nothing, but has the word.
        """
        verb = m.groups["verb"]
        if m.rule in _MATTERS and MATTER.search(self.low, max(s.start, m.start - 48), m.start):
            return None
        if m.rule == "directive/tasks":
            return self._tasks(m, s)
        if m.rule == "directive/assigned":
            return self._assigned(m, s)
        after = verb[1]
        if self.idle(m, s) or ABROAD.match(self.low, after, s.end):
            return None
        if m.rule in ("directive/assign", "directive/letter"):
            span, action = boundary(self.view, self.names, after, s.end, anyone=True)
            if span is None or not acts(self.low, action, s.end):
                return None
            if m.rule == "directive/letter" and self._only_tells(span, action):
                return None
        if OPINIONS.search(self.low, s.start, m.start):
            return None
        subject, addressed = self.who.subject(s.start, m.start)
        if subject is not None:
            if subject.group:
                return None
            return Order(m, subject, True, addressed)
        if m.rule in _IN_ITEMS and self.in_item(m, s):
            return None
        if COORDINATE.search(self.low, s.start, m.start) or not self.low[s.start : m.start].strip(" \"'-+("):
            return Order(m, None, False, addressed)
        return None

    def idle(self, m: Match, s: Sentence) -> bool:
        """Say whether a verb of ordering asks nobody who answers to us to do anything."""
        after = m.groups["verb"][1]
        return (
            not self._orders_something(after, s)
            or CITIZENS.match(self.low, after, s.end) is not None
            or (m.rule == "directive/remind" and not self._minds(after, s))
        )

    def _minds(self, at: int, s: Sentence) -> bool:
        """`lưu ý các xã rà soát …`, `lưu ý việc …`, `lưu ý: … cần …`: a reminder that asks to do something."""
        if _MINDS.match(self.low, at, s.end) or _DUTY.search(self.low, at, s.end):
            return True
        span, action = boundary(self.view, self.names, at, s.end, anyone=True)
        return acts(self.low, action, s.end) and (span is None or PAST.search(self.low, span[0], action) is None)

    def in_item(self, m: Match, s: Sentence) -> bool:
        """`Hoàn thiện thể chế; chỉ đạo các bộ …`: a verb inside an item of a list that began with another action."""
        at = self.who.fronted(self.who.content_start(s), s.end)
        if at >= m.start or begins_actor(self.low, at) or not acts(self.low, at, m.start):
            return False
        return all(other.start > at for other in self.scan.find("directive", [(s.start, s.end)]))

    def _only_tells(self, span: Span, action: int) -> bool:
        """`gửi Sở Y tế về việc …`, `gửi các cấp trên`, `gửi Sở Y tế báo cáo …`: a letter that asks nobody to act."""
        return _ABOUT.search(self.low, span[0], action) is not None or _TELLS.match(self.low, action) is not None

    def _tasks(self, m: Match, s: Sentence) -> Order | None:
        """`đề ra nhiệm vụ nâng cao …`, `đề ra 9 nhiệm vụ, gồm: Nâng cao …`: the task follows in the same sentence."""
        rest = TASK_LEAD.match(self.low, m.end, s.end)
        at = rest.end() if rest else m.end
        if at >= s.end - 8 or not acts(self.low, at, s.end) or self.low.startswith(("thực hiện nghị quyết", "có "), at):
            return None
        subject, _ = self.who.subject(s.start, m.start)
        if subject is None or not subject.official or subject.group or self._does(subject, m):
            return None
        return Order(m, subject, True, None)

    def _does(self, subject: Actor, m: Match) -> bool:
        """`Sở Y tế triển khai các biện pháp …`, `tỉnh đã đề ra nhiều giải pháp …`: what somebody does himself."""
        between = self.low[subject.end : m.start]
        if _DOING.match(self.low, m.start):
            return _ORDERING.search(between) is None
        return "nhiệm vụ" not in self.low[m.start : m.end] and _DONE.search(between) is not None

    def requested(self, m: Match, s: Sentence) -> bool:
        """`Sở Y tế đề xuất UBND tỉnh chỉ đạo …`: say whether somebody is only asked to order."""
        before = [a for a in self.cast.between(s.start, m.start) if a.end <= m.start]
        if not before or self.low[before[-1].end : m.start].strip(" ,"):
            return False
        at = self.who.first_of(before[-1], s.start)
        return _REQUESTED.search(self.low, s.start, at) is not None

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
            or proper_end(self.view, start, s.end) is not None
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
        span, _ = boundary(self.view, self.names, m.groups["verb"][1], s.end, anyone=True)
        if span is None:
            return False
        if _SUPERIORS.match(self.low, *span):
            return True
        asked = [a for a in self.cast.between(span[0], span[1]) if a.official]
        return bool(asked) and all(above(self.low, a, issuer) for a in asked)

    def asks_upward(self, m: Match, s: Sentence, speaker: Actor | None) -> bool:
        """Say whether the verb at `m` asks somebody above its subject, or above the speaker where it has none."""
        subject, _ = self.who.subject(s.start, m.start)
        asking = subject or speaker
        return asking is not None and self.upward(asking, m, s)

    def is_new(self, last: Order, order: Order) -> bool:
        """`giao A chỉ đạo B` is one order, `yêu cầu A …; đề nghị B …` are two."""
        between = self.low[last.match.end : order.match.start]
        if order.issuer is None or (order.issuer == last.issuer and order.issuer.start < last.match.start):
            return bool(CHAINED.search(between[-14:]))
        if _JOINED.search(self.low, last.match.end, order.issuer.start):
            return False
        named, _ = boundary(self.view, self.names, last.match.groups["verb"][1], order.match.start, anyone=True)
        first = order.issuer.start
        return named is None or not (named[0] <= first < named[1] + 4)

    def announced(self, s: Sentence) -> Sequence[Order]:
        """`UBND tỉnh giao nhiệm vụ cho các sở như sau:`: a verb of ordering that names no action, for its list does."""
        for m in self.scan.find("directive", [(s.start, s.end)]):
            subject, addressed = self.who.subject(s.start, m.start)
            if m.rule in PLAIN and subject is not None and subject.official and not subject.group:
                return [Order(m, subject, True, addressed)]
        return []

    def obligation(self, s: Sentence) -> Match | None:
        """Return the first `phải`, `cần`, `không được` of a sentence that an action follows."""
        for m in self.scan.find("obligation", [(s.start, s.end)]):
            at = m.end
            while at < s.end and self.low[at] in " ,:":
                at += 1
            if m.rule == "obligation/must-not" or acts(self.low, at, s.end) or verb_at(self.low, at, s.end) is not None:
                return m
        return None

    def mention(self, m: Match, issuer: Actor | None, start: int, end: int, addressed: Span | None) -> Mention:
        """Return the order of the verb at `m` over [start, end)."""
        verb = m.groups["verb"]
        if m.rule == "directive/assigned":
            addressees = [addressed] if addressed else []
            action = verb[1]
        elif m.rule == "directive/tasks":
            addressees, action = [], verb[1]
        else:
            span, action = boundary(self.view, self.names, verb[1], end, anyone=True)
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
