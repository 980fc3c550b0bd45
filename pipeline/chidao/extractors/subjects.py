"""Who is the subject of a verb, of a sentence, of a quotation; where the words before a subject end."""

import msgspec
import regex

from chidao.extractors.addressees import Span, begins_actor, verb_at
from chidao.extractors.cast import Actor, Cast
from chidao.extractors.order_patterns import ADDRESSED, BULLET, FRONTED, GAP, LONG_FRONT, NO_SUBJECT_BEFORE, OPINION_OF
from chidao.extractors.quotations import Quotation, quotations
from chidao.extractors.reading import Reading, Sentence
from chidao.rules import Match

_AFTER_OFFICE = regex.compile(
    r"(?:\s*[,(-]?\s*(?:\p{Lu}[\p{L}.]*)(?:\s\p{Lu}[\p{L}.]*){0,5}\)?)?(?:\s*\([^)]{0,60}\))?(?:\s*-\s*[^,;]{0,80},)?"
)
_BEHIND_QUOTATION = regex.compile(r"[\s,.\"'-]*(?:theo )?$")
_SAYS = regex.compile(
    r"(?:nói|nhấn mạnh|cho biết|khẳng định|yêu cầu|chia sẻ|phát biểu|lưu ý|cho rằng|"
    r"chỉ đạo|đề nghị|"
    r"bày tỏ|nêu|phân tích|cho hay|kết luận|đặt)"
)
_SAID_BEFORE = regex.compile(
    r"(?:nói|nhấn mạnh|cho biết|khẳng định|yêu cầu|chia sẻ|phát biểu|lưu ý|cho rằng|chỉ đạo|đề nghị|"
    r"bày tỏ|nêu rõ|kết luận|đặt vấn đề)[^.\"]{0,60}[:,]?\s*\"?$"
)


class Subjects:
    """Answers for one page; keeps nothing but the page."""

    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.cast = cast
        self.low, self.norm = reading.view.low, reading.view.norm
        self.quotes: list[Quotation] = [q for b in reading.blocks for q in quotations(self.norm, b.start, b.end)]

    def subject(self, start: int, verb: int) -> tuple[Actor | None, Span | None]:
        """Return the actor whose verb stands at `verb`, and whoever the paper in between was sent to."""
        addressed: Span | None = None
        for actor in reversed(self.cast.between(start, verb)):
            if actor.end > verb:
                continue
            before = self.low[max(start, actor.start - 24) : actor.start]
            if ADDRESSED.search(before):
                addressed = (actor.start, actor.end)
                continue
            opinion = OPINION_OF.search(before) is not None
            if NO_SUBJECT_BEFORE.search(before) and not opinion:
                continue
            gap = self.low[self._after_name(actor.end, verb) : verb]
            if len(gap) <= 240 and (GAP.fullmatch(gap) or opinion):
                return self._first_office(actor, start), addressed
            if actor.official and not actor.group:
                return None, addressed
        return None, addressed

    def _first_office(self, actor: Actor, start: int) -> Actor:
        """`Bí thư Thành ủy, Chủ tịch HĐND thành phố X`: of one holder's offices he acts in the first named."""
        for before in reversed(self.cast.between(max(start, actor.start - 120), actor.start)):
            if not (before.official and before.office and actor.office) or self.low[before.end : actor.start].strip(
                " ,-"
            ):
                break
            if before.person is None:
                actor = msgspec.structs.replace(before, person=actor.person)
        return actor

    def _after_name(self, at: int, limit: int) -> int:
        """Step over the person's name, a post or a bracket that follows an office."""
        m = _AFTER_OFFICE.match(self.norm, at, limit)
        return m.end() if m else at

    def latest_official(self, before: int) -> Actor | None:
        return next(
            (a for a in reversed(self.cast.between(max(0, before - 600), before)) if a.official and not a.group), None
        )

    def of_quotation(self, s: Sentence) -> Actor | None:
        """Return who speaks a sentence that lies inside quotation marks: named behind the quotation or before it."""
        for q in self.quotes:
            if q.start <= s.start + 2 and s.start < q.end and q.end - q.start > 40:
                close = self.low[q.end : q.end + 160]
                for a in self.cast.between(q.end, q.end + 100):
                    if _BEHIND_QUOTATION.match(self.low[q.end : a.start]) and _SAYS.search(close):
                        return a
                subject = next(
                    (a for a in reversed(self.cast.between(max(0, q.start - 200), q.start)) if not a.group), None
                )
                if subject is not None and _SAID_BEFORE.search(self.low[subject.end : q.start]):
                    return subject
                return None
        return None

    def of_sentence(self, s: Sentence) -> Actor | None:
        """The official that a sentence is about: its first actor, if nothing makes him an object."""
        for actor in self.cast.between(s.start, s.end):
            if (
                actor.official
                and not actor.group
                and not NO_SUBJECT_BEFORE.search(self.low[max(s.start, actor.start - 24) : actor.start])
            ):
                return actor
        return None

    def of_obligation(self, s: Sentence, m: Match) -> Span | None:
        """`… mà các đảng bộ cơ sở cần tập trung`: the group that stands directly before `cần`."""
        for actor in reversed(self.cast.between(s.start, m.start)):
            if actor.group and not self.low[actor.end : m.start].strip():
                return actor.start, actor.end
        return None

    def content_start(self, s: Sentence) -> int:
        m = BULLET.match(self.low, s.start, s.end)
        return m.end() if m else s.start

    def fronted(self, start: int, limit: int) -> int:
        """Step over adverbials before the subject."""
        at = start
        while at < limit and self.low[at] in " ,:;\"'-":
            at += 1
        fronted = False
        for _ in range(6):
            m = FRONTED.match(self.low, at, limit)
            if m is None:
                # a long adverbial has commas of its own
                if (
                    not fronted
                    or not LONG_FRONT.match(self.low, start, limit)
                    or begins_actor(self.low, at)
                    or verb_at(self.low, at, limit) is not None
                ):
                    break
                comma = self.low.find(", ", at, min(limit, at + 160))
                if comma < 0:
                    break
                at = comma + 2
                continue
            fronted, at = True, m.end()
        return at
