"""Who is the subject of a verb, of a sentence, of a quotation; where the words before a subject end."""

import unicodedata

import msgspec
import regex

from chidao.extractors.addressees import PLURAL, Span, acts, begins_actor, boundary, name_from, verb_at
from chidao.extractors.cast import MEMBERSHIP, Actor, Cast
from chidao.extractors.order_patterns import (
    ADDRESSED,
    BULLET,
    CAPTION,
    CAPTION_WORDS,
    CITIZENS,
    FRONTED,
    GAP,
    LISTED,
    LONG_FRONT,
    NO_SUBJECT_BEFORE,
    OPINION_OF,
    PAPER_OF,
    PAST,
    SECTION,
)
from chidao.extractors.quotations import Quotation, quotations
from chidao.extractors.reading import Reading, Sentence
from chidao.rules import Match
from chidao.rules.body_names import provinces

_AFTER_OFFICE = regex.compile(
    r"(?:\s*[,(-]?\s*(?:\p{Lu}[\p{L}.]*)(?:\s\p{Lu}[\p{L}.]*){0,5}\)?)?(?:\s*\([^)]{0,60}\))?(?:\s*-\s*[^,;]{0,80},)?"
)
_JUDGES = regex.compile(
    r"[\s,-]*(?:cũng |đã )?(?:đánh giá|nhấn mạnh|khẳng định|nêu rõ|cho rằng|cho biết|ghi nhận|biểu dương|nhận định|"
    r"lưu ý|chỉ rõ)"
    r"(?: rõ| cao)?[\s,:]*(?:rằng )?[\s\"]*(?:tuy |mặc dù |dù )?(?:thời gian qua,? )?$"
)
_ALSO = regex.compile(r"\s(?:đã|vừa|sẽ|đang)\s[^.!?:]{0,200}[;,] đồng thời(?: cũng| đã)?\s")
_OF_WHAT = regex.compile(r"(?<![\p{L}])(?:việc|phản ánh|về|trong đó|nêu)(?![\p{L}])")
_DECIDES = regex.compile(r"\s(?:cũng |đã )?(?:đồng ý|thống nhất|nhất trí|quyết định)(?![\p{L}])")
_FOR_WHOM = regex.compile(r"(?:riêng )?(?:đối với|với) (?=\p{L})")
_FRONT = 200  # characters that `Phát biểu tại …` takes before who speaks
_OF_SPEAKING = regex.compile(
    r"(?:phát biểu|kết luận|trao đổi|chia sẻ|khẳng định|nhấn mạnh|đánh giá|bày tỏ|thông tin|phân tích)"
)
# How a sentence opens that reports, and what somebody does in it who is told nothing.
_TELLING = regex.compile(
    r"(?:theo (?!đó|đúng|dõi|(?:chỉ thị|chỉ đạo|kế hoạch|công văn|công điện|nghị quyết|quyết định|văn bản|thông báo|"
    r"kết luận|chương trình|đề án|yêu cầu|phân công|quy định|phương án)(?![\p{L}]))|"
    r"có thể |có (?:\d+|hai|ba|bốn|nhiều|những|một số) |cho (?:đến|tới) nay|đến nay|trước đó|hiện(?: nay)? |"
    r"đánh giá cao|ghi nhận |được biết|nhờ |đây |đó |"
    r"(?:phát hiện|bắt|bắt giữ|lập biên bản|xử phạt|thu giữ|khởi tố|tiếp nhận) (?:được |trên |hơn |gần )?[0-9])"
)
_PROPOSES = regex.compile(r"(?:đề xuất|kiến nghị) ")  # a headline's; in a list it is a task
_HEEDING = regex.compile(r"(?:thực hiện|triển khai|chấp hành|hưởng ứng|tiếp thu|quán triệt|phát huy|nhận được) ")
_WILL = regex.compile(r"(?<![\p{L}])(?:sẽ|cũng)(?! (?:phải|cần))(?![\p{L}])")
_SPEAKS = regex.compile(
    r"(?:(?:cũng|đã|vẫn|còn) )*(?<![\p{L}])"
    r"(?:mong|chỉ ra|cho biết|bày tỏ|khẳng định|cảm ơn|hứa|thừa nhận|phản ánh)(?![\p{L}])"
)
_PASSIVE = regex.compile(r"(?<![\p{L}])(?:được|bị|bởi)\s$")
# `Cục Quản lý dược, Bộ Y tế yêu cầu`: the unit orders; the ministry only tells whose it is.
_UNIT = regex.compile(r"(?:tổng cục|cục|vụ|viện|thanh tra)(?![\p{L}])")
_MINISTRY = regex.compile(r"bộ (?!trưởng|chính trị|tư lệnh|chỉ huy)")
# Behind these a subject may begin.
_CLAUSE = regex.compile(r"(?:[,;:-]|(?<![\p{L}])(?:thì|rằng|là|cho biết|mà))\s+\"?|\"")
# Speaker and hearers alike, a person's pronoun, and what is done, not who does it.
_NOBODY = regex.compile(r"(?:chúng ta|người ta|ông|bà|kiểm toán|thanh tra)(?: (?:là|cũng|tỏ ra)(?![\p{L}]).*)?$")
_ADVERB = regex.compile(r"[ ,]+(?:còn|cũng|đều|vẫn|luôn|sẽ|dứt khoát|nhất thiết|là|thì|tuyệt đối)$|[ ,]+$")
_NAMED_BY_VERB = regex.compile(r"(?:ban chỉ đạo|tổ công tác|hội đồng|ban quản lý)$")
_PLACES = frozenset({"tp", "tỉnh", "thành phố", "huyện", "quận", "xã", "phường", "địa phương"})
_DUTY = regex.compile(r"(?:(?! (?:các|những|việc|này|đó|để|và))[^,.;:\"]){1,48} (?P<duty>cần|phải)(?: phải)? ")
_GOES_ON = regex.compile(r"(?:[,;] (?:đồng thời|và|nhưng)?|đồng thời) ?(?:cũng )?$")
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


def _before_adverbs(low: str, start: int, end: int) -> int:
    """Return where the words before `phải` end without blanks and adverbs."""
    while (adverb := _ADVERB.search(low, start, end)) is not None:
        end = adverb.start()
    return end


def _letter(word: str) -> str:
    """The first letter as symbols write it: `ủy` → `u`, `đảng` → `đ`."""
    return unicodedata.normalize("NFD", word[0])[0]


class Subjects:
    """Answers for one page; keeps nothing but the page."""

    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.cast = cast
        self.view = reading.view
        self.low, self.norm = reading.view.low, reading.view.norm
        self.quotes: list[Quotation] = [q for b in reading.blocks for q in quotations(self.norm, b.start, b.end)]
        self._content: dict[Span, int] = {}

    def subject(self, start: int, verb: int) -> tuple[Actor | None, Span | None]:
        """Return the actor whose verb stands at `verb`, and whoever the paper in between was sent to."""
        start = self._behind_caption(start, verb)
        sent = self._addressed(start, verb)
        addressed = sent or self._for_whom(start, verb)
        for actor in reversed(self.cast.between(start, sent[0] if sent else verb)):
            if actor.end > verb:
                continue
            first = self.first_of(actor, start)
            before = self.low[max(start, first - 24) : first]
            opinion = OPINION_OF.search(before) is not None or (
                PAPER_OF.search(self.low, max(start, actor.start - 90), actor.start) is not None
                and not self.low[actor.end : verb].lstrip().startswith(",")
            )
            if NO_SUBJECT_BEFORE.search(before) and not opinion:
                continue
            gap = self.low[self.after_name(actor.end, verb) : verb]
            if len(gap) <= 240 and (GAP.fullmatch(gap) or _ALSO.fullmatch(gap) or opinion):
                judge = self._judge(actor, start) if _GOES_ON.search(gap) else None
                return judge or self._first_office(actor, start), addressed
            if actor.official and not actor.group:
                return None, addressed
        return None, addressed

    def _addressed(self, start: int, verb: int) -> Span | None:
        """`gửi Bộ Tài chính, các tỉnh yêu cầu …`: whom the paper was sent to that orders."""
        sent = None
        for sent in ADDRESSED.finditer(self.low, start, verb):  # noqa: B007 - the last one counts
            pass
        if sent is None:
            return None
        if _OF_WHAT.search(self.low, sent.end(), verb):
            return None
        span, action = boundary(self.view, self.cast.names, sent.end(), verb, anyone=True)
        return span if span is not None and not self.low[action:verb].strip(" ,") else None

    def _for_whom(self, start: int, verb: int) -> Span | None:
        """`Đối với các địa phương, Sở yêu cầu …`: for whom an order is, named before its issuer."""
        front = _FOR_WHOM.match(self.low, start, verb)
        comma = self.low.find(", ", front.end(), verb) if front else -1
        if front is None or comma < 0 or not self.cast.between(front.end(), front.end() + 1):
            return None
        span, action = boundary(self.view, self.cast.names, front.end(), comma)
        return span if span is not None and action >= comma else None

    def _judge(self, judged: Actor, start: int) -> Actor | None:
        """`Bí thư Tỉnh ủy đánh giá, huyện đã làm tốt, đồng thời yêu cầu …`: who judges another asks, not the judged."""
        before = next((a for a in reversed(self.cast.between(start, judged.start)) if not a.group), None)
        if before is None or not before.official:
            return None
        return before if _JUDGES.match(self.low, self.after_name(before.end, judged.start), judged.start) else None

    def first_of(self, actor: Actor, start: int) -> int:
        """Where the list begins that ends with him: `gửi các sở và huyện Bắc Quang`, `được Chính phủ, Quốc hội …`."""
        at = actor.start
        for before in reversed(self.cast.between(max(start, at - 200), at)):
            joint = self.low[before.end : at]
            passive = joint == ", " and _PASSIVE.search(self.low, max(start, before.start - 24), before.start)
            if joint.strip() not in ("và", "cùng") and not passive:
                break
            at = before.start
        return at

    def _first_office(self, actor: Actor, start: int) -> Actor:
        """`Bí thư Thành ủy, Chủ tịch HĐND thành phố X`: of one holder's offices, of two holders, the first."""
        for before in reversed(self.cast.between(max(start, actor.start - 120), actor.start)):
            offices = before.office and actor.office
            unit = _UNIT.match(self.low, before.start) and _MINISTRY.match(self.low, actor.start)
            if not before.official or not (offices or unit) or MEMBERSHIP.match(self.low, before.start):
                break
            if self.low[self.after_name(before.end, actor.start) : actor.start].strip(" ,-"):
                break
            if NO_SUBJECT_BEFORE.search(self.low[max(0, before.start - 24) : before.start]):
                break
            actor = before if before.person or unit else msgspec.structs.replace(before, person=actor.person)
        return actor

    def after_name(self, at: int, limit: int) -> int:
        """Step over the person's name, a post or a bracket that follows an office."""
        m = _AFTER_OFFICE.match(self.norm, at, limit)
        return m.end() if m else at

    def latest_official(self, before: int) -> Actor | None:
        near = [a for a in reversed(self.cast.between(max(0, before - 600), before)) if a.official and not a.group]
        acting = (a for a in near if not NO_SUBJECT_BEFORE.search(self.low[max(0, a.start - 24) : a.start]))
        return next(acting, near[0] if near else None)

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
        start = self.content_start(s)
        for actor in self.cast.between(start, s.end):
            if (
                actor.official
                and not actor.group
                and not NO_SUBJECT_BEFORE.search(self.low[max(s.start, actor.start - 24) : actor.start])
            ):
                return actor
        return None

    def behind_front(self, s: Sentence, m: Match) -> Actor | None:
        """`Phát biểu tại hội nghị, Bí thư Tỉnh ủy …`: who does what the verb at the front of a sentence tells."""
        if m.start > self.content_start(s) or not _OF_SPEAKING.match(self.low, m.start):
            return None
        behind = (a for a in self.cast.between(m.end, min(s.end, m.end + _FRONT)) if not a.group)
        return next((a for a in behind if self.low.endswith(", ", m.end, a.start)), None)

    def of_section(self, s: Sentence) -> Actor | None:
        """The body whose paper a section is about, where the page says whose it is: a plan's tasks are its issuer's."""
        start = self.content_start(s)
        about = SECTION.match(self.low, start, s.end)
        if about is None or start == s.start:
            return None
        number = about["number"]
        at = self.low.find(number)
        while at >= 0:
            near = at + len(number)
            for actor in self.cast.between(near, near + 60):
                if (
                    actor.official
                    and self.low[near : actor.start].endswith(" của ")
                    and "\n" not in self.low[near : actor.start]
                ):
                    return actor
            at = self.low.find(number, near)
        symbol = number.rpartition("/")[2] if "/" in number else ""
        return next((a for a in self.cast.actors if a.official and not a.office and self._signs(a, symbol)), None)

    def _signs(self, actor: Actor, symbol: str) -> bool:
        """Say whether a symbol (`TU`, `ĐUK`, `UBND`) is made of the first letters of a body's name."""
        words = self.low[actor.start : actor.end].split()
        return len(symbol) > 1 and (words[0] == symbol or "".join(_letter(w) for w in words).startswith(symbol))

    def obliged(self, start: int, m: Match) -> Span | None:
        """Return who has to do what `phải`, `cần` at `m` tells: the first one from whom the words lead to the verb."""
        low, until, forbids = self.low, m.start, m.rule == "obligation/must-not"
        if low.startswith("nghiêm cấm", m.start):
            return None  # who stands before forbids
        at = self.fronted(start, until)
        clauses = (c for c in _CLAUSE.finditer(low, start, until) if c.end() > at or "thì" in c.group())
        for begin in sorted({at, *(c.end() for c in clauses)}):
            # `nêu rõ các cơ quan, đơn vị phải …`: no clause begins inside a group's name
            whole = (a.start for a in self.cast.between(max(start, begin - 80), begin) if a.group and a.end > begin)
            begin = next(whole, begin)
            words = low[begin : (until := _before_adverbs(low, begin, m.start))]
            if words in provinces() or words in _PLACES:
                return begin, until
            someone = begins_actor(low, begin) or name_from(self.cast.names, begin) is not None
            if not someone or _NOBODY.match(words) or set(words) & set(':"') or " thì " in words:
                continue
            if begin != at and forbids and low[m.start - 2 : m.start] == ", ":
                break  # `quản lý chặt khu quân sự, không để …`: the comma parts them
            span, _ = boundary(self.view, self.cast.names, begin, m.end + 40)
            if span is None or span[0] >= until:
                continue
            gap = low[span[1] : until]
            if len(gap) <= 30 and not set(gap) & set(",.;") and not _SAYS.search(gap):
                return span[0], until
            if begin == at and not _SAYS.search(gap[:30]) and not _DECIDES.match(gap):
                return span
        return None

    def until_duty(self, span: Span, action: int, limit: int) -> tuple[Span, int]:
        """`yêu cầu Ban Chỉ đạo xử lý nợ xấu cần …`: a verb between a board and `phải`, `cần` belongs to its name."""
        if not _NAMED_BY_VERB.search(self.low, *span):
            return span, action
        duty = _DUTY.match(self.low, span[1], limit)
        if duty is None or not acts(self.low, duty.end(), limit):
            return span, action
        return (span[0], duty.start("duty")), duty.start("duty")

    def binds_citizens(self, s: Sentence, m: Match) -> bool:
        """`Thí sinh phải …`, `Bộ Y tế khuyến cáo người dân cần …`: a rule or advice for people, no order."""
        if CITIZENS.match(self.low, self.fronted(self.content_start(s), m.start)):
            return True
        return self.low.find("khuyến cáo", s.start, m.start) >= 0

    def of_obligation(self, s: Sentence, m: Match) -> Span | None:
        """`… mà các đảng bộ cơ sở cần tập trung`: the group that stands directly before `cần`."""
        for actor in reversed(self.cast.between(s.start, m.start)):
            if actor.group and not self.low[actor.end : m.start].strip():
                return actor.start, actor.end
        return None

    def content_start(self, s: Sentence) -> int:
        """Return where a sentence begins behind a caption, a list mark, a number."""
        if (s.start, s.end) not in self._content:
            self._content[s.start, s.end] = self._begin(s)
        return self._content[s.start, s.end]

    def _begin(self, s: Sentence) -> int:
        behind = self._behind_caption(s.start, s.end)
        start = behind if behind < s.end else s.start
        m = BULLET.match(self.low, start, s.end)
        return m.end() if m else start

    def reports(self, s: Sentence) -> bool:
        """Say whether a sentence without verb of ordering tells what somebody said, did, or is doing."""
        low = self.low
        start = self.content_start(s)
        at = self.fronted(start, s.end)
        if _TELLING.match(low, start) or _TELLING.match(low, at) or (s.block == 0 and _PROPOSES.match(low, at)):
            return True
        if _HEEDING.match(low, at) and (comma := low.find(", ", at, s.end)) >= 0:
            at = self.fronted(comma, s.end)
        span, action = boundary(self.view, self.cast.names, at, s.end)
        if span is None:
            return False
        done = PAST.search(low, span[0], action + 4)
        if done is None and LISTED.match(low, s.start, s.end) is None:  # a plan's list says who will do what
            done = _WILL.search(low, span[0], action) or _WILL.match(low, action)
        return (done or _SPEAKS.search(low, span[0], action) or _SPEAKS.match(low, action)) is not None

    def _behind_caption(self, start: int, end: int) -> int:
        # One of the words is in every caption; the pattern reads the whole sentence before it gives up.
        if not any(self.low.find(word, start, end) >= 0 for word in CAPTION_WORDS):
            return start
        caption = CAPTION.match(self.low, start, end)
        return caption.end() if caption else start

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
                if fronted and (someone := self._behind_verbs(start, at, limit)) is not None:
                    return someone
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

    def _behind_verbs(self, start: int, at: int, limit: int) -> int | None:
        """`Trên cơ sở kiểm điểm, đánh giá cuối năm, các cấp ủy xây dựng …`: the subject behind such verbs."""
        if not LONG_FRONT.match(self.low, start, limit) or verb_at(self.low, at, limit) is None:
            return None
        for _ in range(3):
            comma = self.low.find(", ", at, min(limit, at + 200))
            if comma < 0:
                return None
            at = comma + 2
            if PLURAL.match(self.low, at, limit) and begins_actor(self.low, at):
                span, action = boundary(self.view, self.cast.names, at, limit)
                return at if span is not None and acts(self.low, action, limit) else None
        return None
