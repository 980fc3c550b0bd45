"""Orders: sentence by sentence, with the memory of who speaks.

An order is told once with its issuer (`Thủ tướng yêu cầu …`) and goes on without him: numbered tasks, bare imperatives,
`các sở phải …`. So the sentences are read in order with one state, the current speaker. An official who orders or
speaks becomes the speaker; a private person who speaks ends the turn; a few sentences without either let it lapse.
"""

from collections.abc import Iterator, Sequence

import msgspec
import regex

from chidao.extractors.addressees import PLURAL, Span, acts, begins_actor, boundary, split, verb_at
from chidao.extractors.cast import Actor, Cast, cast_of, rank
from chidao.extractors.quotations import Quotation, quotations
from chidao.extractors.reading import Reading, Sentence
from chidao.model import Mention, Part
from chidao.rules import Match

# How many sentences a speaker's turn outlives his last word, for `phải`, `cần` and for a bare imperative.
_TURN, _LIST = 4, 1
_SHORTEST = 16  # code points of a bare imperative: `Xem thêm` is none

# What may stand between an issuer and his verb: his name, what he did before, the paper that he wrote.
_GAP = regex.compile(
    r"\s*(?:\([^)]{0,80}\)\s*)?"
    r"(?:,? (?:cũng|đã|vừa|mới|đang|sẽ|còn|lại|tiếp tục|luôn|nhiều lần|liên tục|trực tiếp|chính thức|"
    r"thống nhất|đồng thời|đặc biệt|kiên quyết|"
    r"tha thiết|nghiêm túc|khẩn trương|ngay lập tức|kịp thời|hoan nghênh|nhấn mạnh|lưu ý|nhắc nhở|"
    r"đích thân|ngay|trân trọng|chủ động|thường xuyên|nhất trí|đồng ý|"
    r"kết luận|phát biểu|biểu dương|ghi nhận|đánh giá|có|ra|gửi|ban hành|ký|phát đi|phát|trong đó|"
    r"theo đó|nêu|cho|khẳng định|bày tỏ|chủ trì|"
    r"phê bình|gọi|yêu cầu|chỉ đạo|giao|đề nghị|cùng|mong muốn|vẫn|họp|làm việc|kiểm tra|hứa|chia sẻ|"
    r"quyết định|sau đó|thì|thảo luận|xem xét|nghiên cứu|nghe|nghiêm khắc|cảm ơn|chúc mừng|cảnh báo|"
    r"tại|trong|về|khi|sau khi|qua|ngày|tối|sáng|chiều|hôm|lên|xuống|quán triệt|trực|giải thích|"
    r"truyền đạt|nói|phân tích|chỉ rõ)(?![\p{L}])[^;.!?]{0,200})?[\s,:\"'-]*"
)
_NO_SUBJECT_BEFORE = regex.compile(
    r"(?<![\p{L}])(?:gửi(?: đến| tới| cho)?|gởi|tới|cho|đến|với|của|tại|về|ở|trong|bởi|cùng|báo cáo|"
    r"trình|thuộc|từ|nguyên|thay mặt|lên|xin|phối hợp với|được|bị|hỏi|kiến nghị|đề nghị|yêu cầu|"
    r"giao|chỉ đạo|đề xuất|tham mưu|mong|mong muốn|kêu gọi|cảm ơn|chờ)\s{1,3}$"
)
_OPINION_OF = regex.compile(r"(?:ý kiến|chỉ đạo|kết luận|yêu cầu)(?: của)?\s$")
_ADDRESSED = regex.compile(r"(?<![\p{L}])(?:gửi(?: đến| tới| cho)?|điện cho|gọi điện cho)\s{1,3}$")
_PAST = regex.compile(r"(?<![\p{L}])(?:đã|từng|vừa|đang|chưa|bị|vẫn|lại|thực tế|được)(?![\p{L}])")
_COORDINATE = regex.compile(
    r"(?:^|[,;:\"-]|(?<![\p{L}])(?:và|đồng thời|đó|cũng|nay|theo đó|thời|trên|nay|còn))[\s\"'+-]*(?:nghiêm túc |"
    r"khẩn trương |kiên quyết |cũng |đã )?$"
)
_CHAINED = regex.compile(r"[;]|đồng thời|(?<![\p{L}])và\s*$|,\s*$")
_BULLET = regex.compile(
    r"[\s\"'+*•·-]*(?:(?:thứ (?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)|một là|hai là|ba là|"
    r"bốn là|năm là|sáu là|bảy là|tám là|[0-9]{1,2}(?:\.[0-9]{1,2})?[.)-]|\([0-9]{1,2}\)|[a-zđ]\)|"
    r"[ivx]{1,4}\.)[\s,:.-]*)?"
)
_LISTED = regex.compile(
    r"[\s\"']*(?:[+*•·-]\s|(?:thứ (?:nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)|một là|hai là|"
    r"ba là|bốn là|năm là|sáu là|bảy là|tám là|\([0-9]{1,2}\)|[0-9]{1,2}[.)]|[a-zđ]\))(?![\p{L}]))"
)
_FRONTED = regex.compile(
    r"(?:(?:trong|tại|ngoài|bên cạnh|trước|sau|từ|đến|để|nhằm|đối với|hằng năm|hàng năm|theo đó|"
    r"cụ thể|thời gian tới|trước mắt|đồng thời|ngay|riêng|về|căn cứ|trên cơ sở|cùng với|"
    r"khi|nếu|trường hợp|năm|tới|giai đoạn|do đó|vì vậy|tuy nhiên|mặt khác|bởi vậy|vì thế|do vậy|"
    r"cùng đó|song song|đặc biệt|nhất là|qua đó|thế nhưng|nhưng|như vậy|tới đây|[0-9]+ tháng)"
    r"(?![\p{L}])[^,.;:]{0,160},\s*|(?:đồng thời|do đó|vì vậy|theo đó|tuy nhiên)(?![\p{L}])\s*)"
)
_LONG_FRONT = regex.compile(
    r"[\s\"']*(?:trên cơ sở|căn cứ|nhằm|để|khi|trường hợp|đối với|cùng với|bên cạnh)(?![\p{L}])"
)
# What is told of a meeting, not asked of anyone.
_EVENT = regex.compile(
    r"(?:trao|tham dự|chủ trì (?:phiên|cuộc|hội|buổi)|bàn về|phát biểu|thăm|tặng|tiếp(?! tục)|"
    r"tới dự|đến dự|đã |có thẩm quyền|là |họp)"
)
_NOMINAL = regex.compile(
    r"(?:quy định|yêu cầu|kết luận|báo cáo|kế hoạch|thông báo|quyết định|đề xuất|kiến nghị|chỉ đạo|"
    r"đánh giá|công bố)\s(?:là|này|đó|trên|của|cũng|nói trên|cho thấy|cho biết)(?![\p{L}])"
)
# What is told as a fact: it had to be, it led to, one is forced to.
_TOLD = regex.compile(
    r"(?<![\p{L}])(?:đã|từng|bị|khiến|dẫn đến|dẫn tới|buộc|bắt buộc|nên|vẫn|nhưng cũng|mới|chưa|"
    r"thường|luôn|hiện nay|hiện tại|trước đây|trước đó|điều kiện|nếu không|do đó|không chỉ)\s(?:\p{L}+\s){0,3}$"
)
_FOREIGN = regex.compile(
    r"(?<![\p{L}])(?:hai nước|hai bên|song phương|liên hợp quốc|cộng đồng quốc tế|các nước|asean|"
    r"apec)(?![\p{L}])"
)
# An official asks a foreign party: diplomacy, no order.
_ABROAD = regex.compile(
    r"[\s:,]*(?:hai bên|hai nước|các nước|các bên|phía|chính phủ|nhà nước|quốc hội|đại sứ|tổng thống|"
    r"thủ tướng|nước bạn|cộng đồng|liên hợp quốc|bạn|ngài|vua|quốc vương|lãnh đạo|đảng)?\s?"
    r"(?:hai bên|hai nước|các nước|cộng đồng quốc tế|liên hợp quốc|nhật bản|mỹ|hoa kỳ|anh|pháp|"
    r"đức|nga|trung quốc|hàn quốc|triều tiên|thái lan|lào|campuchia|malaysia|singapore|indonesia|"
    r"philippines|myanmar|ấn độ|australia|canada|israel|iran|ukraine|ba lan|hà lan|séc|cuba|bê-la-rút|"
    r"belarus|hungary|eu|asean|liên minh châu âu|world bank|wb|adb|jica)(?![\p{L}])"
)
_ATTRIBUTED = regex.compile(r"(?:^|[,;.\"]\s)\s*(?:vì thế, |tuy nhiên, |cũng )?theo\s$")
_TASK_LEAD = regex.compile(r"(?:\s|,|:|cụ thể|gồm|bao gồm|sau đây|sau|là|như|đó là|về việc)*")
_CITED_PAPER = regex.compile(
    r"(?<![\p{L}])(?:chỉ thị|công điện|văn bản|kế hoạch|nghị quyết|thông báo|kết luận|quyết định|"
    r"công văn|đề án|chương trình|quy định|hướng dẫn|thông tư|nghị định)(?:\s|$)"
)


_FIRST_ITEM = regex.compile(r"[\s\"'+*•·-]*(?:thứ nhất|một là|1[.)]|\(1\)|a\)|[+*•-]\s)")

# A verb that orders, its issuer if known, whether he stands in the sentence, and whom the paper was sent to.
_Order = tuple[Match, Actor | None, bool, Span | None]


class _Speaker(msgspec.Struct):
    """Who has the word: the only state that passes from sentence to sentence."""

    actor: Actor | None = None
    spoke: int = -99  # index of the sentence in which he last said or ordered something
    ordered: int = -99  # index of the last sentence that held a directive of his
    listing: int = -99  # index of the last header of a list of tasks, or of an item of it
    heirs: tuple[Span, ...] = ()  # addressees that the header names for every item


def find(reading: Reading) -> tuple[Mention, ...]:
    """Return the directives of a page, in order; parts `issuer`, `verb`, `addressee` (several), `action`.

    The issuer's part may stand elsewhere in the text, where the body or office is named.
    """
    sentences = reading.sentences
    windows = [(s.start, s.end) for s in sentences if reading.scan.calls_for("directive", s.start, s.end)]
    if not reading.scan.find("directive", windows):
        return ()
    cast = cast_of(reading)
    if not any(a.official for a in cast.actors):
        return ()
    return tuple(_settle(list(_Reader(reading, cast).read())))


def _settle(mentions: list[Mention]) -> Iterator[Mention]:
    """Give a headline's order without an issuer the issuer of the next order: the article tells it again in full."""
    for i, m in enumerate(mentions):
        if m.part("issuer") is None:
            later = next((n.part("issuer") for n in mentions[i + 1 : i + 4] if n.part("issuer")), None)
            if later is None:
                continue
            m = msgspec.structs.replace(m, parts=(later, *m.parts))
        yield m


class _Reader:
    def __init__(self, reading: Reading, cast: Cast) -> None:
        self.reading, self.cast = reading, cast
        self.low, self.norm = reading.view.low, reading.view.norm
        self.names = sorted(cast.names, key=lambda n: n.start)
        self.quotes: list[Quotation] = [q for b in reading.blocks for q in quotations(self.norm, b.start, b.end)]
        self.speaker = _Speaker()

    def read(self) -> Iterator[Mention]:
        for i, sentence in enumerate(self.reading.sentences):
            yield from self._sentence(i, sentence)

    # -------------------------------------------------------------- one sentence
    def _sentence(self, i: int, s: Sentence) -> Iterator[Mention]:
        window = [(s.start, s.end)]
        scan = self.reading.scan
        orders = [o for m in scan.find("directive", window) if (o := self._order(m, s))]
        speech = self._speech(s)
        quoted = self._quoted(s)
        speaker = self.speaker
        if quoted is not None:
            speaker.actor, speaker.spoke = quoted, i
        if self._header(i, s, orders):
            return
        if orders:
            yield from self._emit_orders(i, s, orders)
            return
        if speech is not None:
            actor, at = speech
            if actor != speaker.actor:
                self.speaker = speaker = _Speaker(actor=actor)
            speaker.spoke = i
        if speaker.actor is None or not speaker.actor.official:
            return
        obligation = self._obligation(s)
        start = self._content_start(s)
        if obligation is not None and not self._binds(
            s,
            obligation,
            start,
            near=quoted is not None or speech is not None or i - max(speaker.ordered, speaker.listing) <= 1,
        ):
            obligation = None
        if obligation is not None and i - max(speaker.spoke, speaker.ordered, speaker.listing) <= _TURN:
            yield self._oblige(i, s, obligation, speech[1] if speech and speech[1] < obligation.start else start)
        elif speech is None and self._goes_on(i, s, start):
            yield self._imperative(i, s, start)

    # -------------------------------------------------------------- orders
    def _order(self, m: Match, s: Sentence) -> _Order | None:
        """Return (match, issuer, whether he stands in the sentence, addressee before the verb), or None: no order."""
        verb = m.groups["verb"]
        if m.rule == "directive/tasks":
            return self._tasks(m, s)
        if m.rule == "directive/assigned":
            return self._assigned(m, s)
        after = verb[1]
        if not self._orders_something(after, s) or _ABROAD.match(self.low, after, s.end):
            return None
        if m.rule in ("directive/assign", "directive/letter"):
            span, action = boundary(self.low, self.names, after, s.end, anyone=True)
            if span is None or not acts(self.low, action, s.end):
                return None
        subject, addressed = self._subject(s.start, m.start)
        if subject is not None:
            if subject.group:
                return None
            if not subject.official:
                self.speaker = _Speaker()  # someone who cannot order has the word
                return None
            return m, subject, True, addressed
        if _COORDINATE.search(self.low, s.start, m.start) or not self.low[s.start : m.start].strip(" \"'-+("):
            return (m, None, False, addressed)
        return None

    def _tasks(self, m: Match, s: Sentence) -> _Order | None:
        """`đề ra nhiệm vụ nâng cao …`, `đề ra 9 nhiệm vụ, gồm: Nâng cao …`: the task follows in the same sentence."""
        rest = _TASK_LEAD.match(self.low, m.end, s.end)
        at = rest.end() if rest else m.end
        if at >= s.end - 8 or not acts(self.low, at, s.end) or self.low.startswith(("thực hiện nghị quyết", "có "), at):
            return None
        subject, _ = self._subject(s.start, m.start)
        if subject is None or not subject.official or subject.group:
            return None
        return m, subject, True, None

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
            or any(n.start == start for n in self.cast.names)
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

    def _subject(self, start: int, verb: int) -> tuple[Actor | None, Span | None]:
        """Return the actor whose verb stands at `verb`, and whoever the paper in between was sent to."""
        addressed: Span | None = None
        for actor in reversed(self.cast.between(start, verb)):
            if actor.end > verb:
                continue
            before = self.low[max(start, actor.start - 24) : actor.start]
            if _ADDRESSED.search(before):
                addressed = (actor.start, actor.end)
                continue
            opinion = _OPINION_OF.search(before) is not None
            if _NO_SUBJECT_BEFORE.search(before) and not opinion:
                continue
            gap = self.low[self._after_name(actor.end, verb) : verb]
            if len(gap) <= 240 and (_GAP.fullmatch(gap) or opinion):
                return self._first_office(actor, start), addressed
            if actor.official and not actor.group:
                return None, addressed
        return None, addressed

    def _first_office(self, actor: Actor, start: int) -> Actor:
        """`Bí thư Thành ủy, Chủ tịch HĐND thành phố X`: of one holder's offices the first named is the one he acts in."""
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
        m = regex.compile(
            r"(?:\s*[,(-]?\s*(?:\p{Lu}[\p{L}.]*)(?:\s\p{Lu}[\p{L}.]*){0,5}\)?)?(?:\s*\([^)]{0,60}\))?(?:\s*-\s*[^,;]{0,80},)?"
        ).match(self.norm, at, limit)
        return m.end() if m else at

    def _assigned(self, m: Match, s: Sentence) -> _Order | None:
        """`Bộ Tài chính được giao rà soát …`: who stands before is the addressee."""
        if not acts(self.low, m.end + 1, s.end):
            return None
        inner = [a for a in self.cast.between(m.start, m.end) if a.official]
        left = [
            a
            for a in self.cast.between(s.start, m.start)
            if a.end <= m.start and not _NO_SUBJECT_BEFORE.search(self.low[max(s.start, a.start - 24) : a.start])
        ]
        if not left or not (left[-1].official or left[-1].group):
            return None
        addressee = left[-1]
        if not regex.fullmatch(
            r"[\s,]*(?:là đơn vị|cũng|đã|vừa|đang|sẽ|là cơ quan|mới)?[\s,]*(?:cũng|đã|vừa)?\s*",
            self.low[addressee.end : m.start],
        ):
            return None
        return (m, inner[0] if inner else None, bool(inner), (addressee.start, addressee.end))

    def _emit_orders(self, i: int, s: Sentence, orders: list[_Order]) -> Iterator[Mention]:
        kept: list[_Order] = []
        for order in orders:
            if kept and order[0].rule != "directive/assigned" and not self._new_order(kept[-1], order):
                continue
            kept.append(order)
        for k, (m, issuer, here, addressed) in enumerate(kept):
            speaker = self.speaker
            if issuer is None:
                issuer = self._inherited(i, s, m)
                if issuer is None and (s.block > 1 or i > 2):
                    continue
            if issuer is not None and (issuer != speaker.actor):
                self.speaker = speaker = _Speaker(actor=issuer)
            end = kept[k + 1][0].start if k + 1 < len(kept) else s.end
            if k + 1 < len(kept) and kept[k + 1][1] is not None and kept[k + 1][2]:
                end = min(end, max(m.end, kept[k + 1][1].start))
            start = (
                issuer.start
                if issuer is not None and here and s.start <= issuer.start < m.start and m.rule != "directive/assigned"
                else m.start
            )
            if m.rule == "directive/assigned" and addressed is not None:
                start = addressed[0]
            yield self._directive(i, m, issuer, start, end, addressed)
            if speaker.actor is not None:
                speaker.spoke = speaker.ordered = i
                if self.low[m.end : s.end].rstrip().endswith(":"):
                    speaker.listing = i

    def _new_order(self, last: _Order, order: _Order) -> bool:
        """`giao A chỉ đạo B` is one order, `yêu cầu A …; đề nghị B …` are two."""
        between = self.low[last[0].end : order[0].start]
        if order[1] is None or (order[1] == last[1] and order[1].start < last[0].start):
            return bool(_CHAINED.search(between[-14:]))
        named, _ = boundary(self.low, self.names, last[0].groups["verb"][1], order[0].start, anyone=True)
        first = order[1].start
        return named is None or not (named[0] <= first < named[1] + 4)

    def _inherited(self, i: int, s: Sentence, m: Match) -> Actor | None:
        """The issuer of an order whose sentence does not name one: its subject, or the current speaker."""
        if m.rule != "directive/assigned":
            subject = self._subject_of_sentence(Sentence(s.start, m.start, s.block))
            if subject is not None:
                return subject
        speaker = self.speaker
        if (
            speaker.actor is not None
            and speaker.actor.official
            and i - max(speaker.spoke, speaker.ordered, speaker.listing) <= _TURN + 2
        ):
            return speaker.actor
        if _CITED_PAPER.search(self.low, s.start, m.start):
            return self._latest_official(s.start)
        return None

    def _latest_official(self, before: int) -> Actor | None:
        return next(
            (a for a in reversed(self.cast.between(max(0, before - 600), before)) if a.official and not a.group), None
        )

    def _directive(
        self, i: int, m: Match, issuer: Actor | None, start: int, end: int, addressed: Span | None
    ) -> Mention:
        verb = m.groups["verb"]
        if m.rule == "directive/assigned":
            addressees = [addressed] if addressed else []
            action = verb[1]
        elif m.rule == "directive/tasks":
            addressees, action = [], verb[1]
        else:
            span, action = boundary(self.low, self.names, verb[1], end, anyone=True)
            addressees = split(self.low, span) if span else ([addressed] if addressed else [])
        return self._mention(m.rule, start, end, issuer, verb, addressees, action)

    # -------------------------------------------------------------- speakers
    def _speech(self, s: Sentence) -> tuple[Actor, int] | None:
        """Return who says something in a sentence and where his verb ends."""
        for actor in self.cast.between(s.start, s.end):
            if _ATTRIBUTED.search(self.low[s.start : actor.start]) and not actor.group:
                return actor, actor.end
        for m in self.reading.scan.find("speech", [(s.start, s.end)]):
            subject, _ = self._subject(s.start, m.start)
            if subject is not None and not subject.group:
                return subject, m.end
            if (
                subject is None
                and regex.search(
                    r"(?:^|[\"',.]\s*|(?<![\p{L}]))(?:ông|bà|đồng chí) (?:cũng |còn |đã |vừa )?$",
                    self.low[s.start : m.start],
                )
                and self.speaker.actor
            ):
                return self.speaker.actor, m.end
        return None

    def _quoted(self, s: Sentence) -> Actor | None:
        """Return who speaks a sentence that lies inside quotation marks: named behind the quotation or before it."""
        for q in self.quotes:
            if q.start <= s.start + 2 and s.start < q.end and q.end - q.start > 40:
                close = self.low[q.end : q.end + 160]
                for a in self.cast.between(q.end, q.end + 100):
                    if regex.match(r"[\s,.\"'-]*(?:theo )?$", self.low[q.end : a.start]) and regex.search(
                        r"(?:nói|nhấn mạnh|cho biết|khẳng định|yêu cầu|chia sẻ|phát biểu|lưu ý|cho rằng|chỉ đạo|đề nghị|"
                        r"bày tỏ|nêu|phân tích|cho hay|kết luận|đặt)",
                        close,
                    ):
                        return a
                subject = next(
                    (a for a in reversed(self.cast.between(max(0, q.start - 200), q.start)) if not a.group), None
                )
                if subject is not None and regex.search(
                    r"(?:nói|nhấn mạnh|cho biết|khẳng định|yêu cầu|chia sẻ|phát biểu|lưu ý|cho rằng|chỉ đạo|đề nghị|"
                    r"bày tỏ|nêu rõ|kết luận|đặt vấn đề)[^.\"]{0,60}[:,]?\s*\"?$",
                    self.low[subject.end : q.start],
                ):
                    return subject
                return None
        return None

    # -------------------------------------------------------------- going on
    def _header(self, i: int, s: Sentence, orders: Sequence[_Order]) -> bool:
        """A sentence that announces tasks (`tập trung thực hiện các nhiệm vụ sau:`) opens a list and orders nothing.

        It ends with a colon, or names its tasks and is followed by `Thứ nhất`, `Một là`.
        """
        text = self.low[s.start : s.end].rstrip()
        sentences = self.reading.sentences
        follower = sentences[i + 1] if i + 1 < len(sentences) else None
        tasks = [m for m in self.reading.scan.find("directive", [(s.start, s.end)]) if m.rule == "directive/tasks"]
        counted = follower is not None and _FIRST_ITEM.match(self.low, follower.start, follower.end) is not None
        if not (text.endswith(":") and follower is not None) and not (tasks and counted):
            return False
        obligation = self._obligation(s)
        if not (tasks or orders or obligation or self._goes_on(i, s, self._content_start(s))):
            return False
        speaker = self.speaker
        speech = self._speech(s)
        issuer = next((o[1] for o in orders if o[1] is not None), None) or (
            speech[0] if speech and speech[0].official else None
        )
        if issuer is None and (speaker.actor is None or not speaker.actor.official):
            issuer = self._subject_of_sentence(s) or self._latest_official(s.start)
        if issuer is not None and issuer != speaker.actor:
            self.speaker = speaker = _Speaker(actor=issuer)
        speaker.spoke = speaker.listing = i
        at = orders[0][0].groups["verb"][1] if orders else self._fronted(self._content_start(s), s.end)
        span, _ = boundary(self.low, self.names, at, s.end)
        if span is None and obligation is not None:
            span = self._subject_of_obligation(s, obligation)
        named_issuer = span is not None and issuer is not None and span[0] <= issuer.start < span[1]
        told = span is not None and (bool(orders) or any(span[0] <= n.start < span[1] for n in self.names))
        speaker.heirs = tuple(split(self.low, span)) if span and told and not named_issuer else ()
        return True

    def _subject_of_sentence(self, s: Sentence) -> Actor | None:
        """The official that a sentence is about: its first actor, if nothing makes him an object."""
        for actor in self.cast.between(s.start, s.end):
            if (
                actor.official
                and not actor.group
                and not _NO_SUBJECT_BEFORE.search(self.low[max(s.start, actor.start - 24) : actor.start])
            ):
                return actor
        return None

    def _subject_of_obligation(self, s: Sentence, m: Match) -> Span | None:
        """`… mà các đảng bộ cơ sở cần tập trung`: the group that stands directly before `cần`."""
        for actor in reversed(self.cast.between(s.start, m.start)):
            if actor.group and not self.low[actor.end : m.start].strip():
                return actor.start, actor.end
        return None

    def _content_start(self, s: Sentence) -> int:
        m = _BULLET.match(self.low, s.start, s.end)
        return m.end() if m else s.start

    def _obligation(self, s: Sentence) -> Match | None:
        """Return the first `phải`, `cần`, `không được` of a sentence that an action follows."""
        for m in self.reading.scan.find("obligation", [(s.start, s.end)]):
            at = m.end
            while at < s.end and self.low[at] in " ,:":
                at += 1
            if m.rule == "obligation/must-not" or acts(self.low, at, s.end) or verb_at(self.low, at, s.end) is not None:
                return m
        return None

    def _binds(self, s: Sentence, m: Match, start: int, *, near: bool) -> bool:
        """Say whether `phải`, `cần` binds someone who answers to the speaker: no question, no one above him."""
        if self.norm[s.end - 1] == "?" or self.low.startswith(("vì sao", "tại sao", "liệu "), start):
            return False
        subject = self._fronted(start, m.start)
        actor = next((a for a in self.cast.between(subject, m.start) if a.start == subject), None)
        speaker = self.speaker.actor
        if _TOLD.search(self.low, s.start, m.start) or _FOREIGN.search(self.low, s.start, s.end):
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
        subject = self._fronted(start, m.start)
        addressees: list[Span] = []
        if subject < m.start and (begins_actor(self.low, subject) or any(n.start == subject for n in self.names)):
            span, _ = boundary(self.low, self.names, subject, m.end + 40)
            if span is not None:
                addressees = split(self.low, (span[0], min(span[1], m.start)))
        self.speaker.ordered = i
        return self._mention(m.rule, start, s.end, self.speaker.actor, m.groups["verb"], addressees, m.start)

    def _fronted(self, start: int, limit: int) -> int:
        """Step over adverbials before the subject."""
        at = start
        while at < limit and self.low[at] in " ,:;\"'-":
            at += 1
        fronted = False
        for _ in range(6):
            m = _FRONTED.match(self.low, at, limit)
            if m is None:
                # a long adverbial has commas of its own
                if (
                    not fronted
                    or not _LONG_FRONT.match(self.low, start, limit)
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

    def _goes_on(self, i: int, s: Sentence, start: int) -> bool:
        """Say whether a sentence without `phải` or a verb of ordering goes on with the orders before it."""
        speaker = self.speaker
        listed = _LISTED.match(self.low, s.start, s.end) is not None
        near = i - max(speaker.ordered, speaker.listing) <= _LIST
        if not (near or (listed and i - max(speaker.ordered, speaker.listing) <= 3)):
            return False
        at = self._fronted(start, s.end)
        if s.end - at < _SHORTEST or self.norm[s.end - 1] == "?" or _NOMINAL.match(self.low, at):
            return False
        if verb_at(self.low, at, s.end) is not None:
            return acts(self.low, at, s.end) and not self.low.startswith(
                ("tại ", "theo ", "trong ", "trước ", "sau "), at
            )
        if any(a.start == at and a.office for a in self.cast.between(at, at + 1)):
            return False
        if not begins_actor(self.low, at) and not any(n.start == at for n in self.names):
            return False
        span, action = boundary(self.low, self.names, at, s.end)
        if span is None or action >= s.end or self.low[action] in ".:":
            return False
        return (
            acts(self.low, action, s.end)
            and not _PAST.search(self.low, span[0], action + 4)
            and not self.low.startswith("có ", action)
            and not _EVENT.match(self.low, action)
        )

    def _imperative(self, i: int, s: Sentence, start: int) -> Mention:
        speaker = self.speaker
        at = self._fronted(start, s.end)
        addressees = list(speaker.heirs) if i - speaker.listing <= 1 else []
        action = at
        rule = "imperative/bare"
        if verb_at(self.low, at, s.end) is None:
            span, action = boundary(self.low, self.names, at, s.end)
            addressees = split(self.low, span) if span else []
            rule = "imperative/subject"
        speaker.ordered = i
        if i - speaker.listing <= 1:
            speaker.listing = i
        return self._mention(rule, start, s.end, speaker.actor, None, addressees, action)

    # -------------------------------------------------------------- building
    def _mention(
        self,
        rule: str,
        start: int,
        end: int,
        issuer: Actor | None,
        verb: Span | None,
        addressees: list[Span],
        action: int,
    ) -> Mention:
        end = _trim(self.low, start, end)
        while start < end and self.low[start] in " \"'-+*•\n":
            start += 1
        parts: list[Part] = []
        if issuer is not None:
            parts.append(Part(name="issuer", start=issuer.name_start, end=issuer.name_end))
        if verb is not None:
            parts.append(Part(name="verb", start=verb[0], end=verb[1]))
        parts += [Part(name="addressee", start=a, end=b) for a, b in addressees if b > a]
        action = min(max(action, start), end)
        while action < end and self.low[action] in " ,:;\"'":
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
