"""Orders: sentences that the weight of their evidence makes orders.

The strongest evidence is what the reading of turns (`turns`) makes of a sentence; the words around it, the sentences
beside it and the kind of page speak with it. Issuer and addressees come from the reading of turns.
"""

from collections.abc import Iterator, Sequence

import msgspec
import regex

from chidao.extractors.addressees import PLURAL, acts, begins_actor, verb_at
from chidao.extractors.cast import Actor, Cast, cast_of, rank
from chidao.extractors.evidence import WORD, density, steps
from chidao.extractors.order_patterns import CITIZENS, EVENT, FOREIGN, LISTED, NOMINAL, OPINIONS, PAST
from chidao.extractors.orders import PLAIN
from chidao.extractors.reading import Reading
from chidao.extractors.scales import weigh
from chidao.extractors.turns import Turn, Turns
from chidao.model import Mention
from chidao.rules.body_names import vietnamese

# How far after an order a sentence without verb of ordering and without `phải` is looked at.
_AFTER_ORDER = 6
_NEAR = 4  # sentences over which an order hands its issuer on
_CLOSE = 16  # characters between a subject and its verb: `gia đình cháu bé đã yêu cầu`
_SHORT = 8  # sentences of a text that is read whole
_LONGEST = 60  # words of a sentence that are evidence
# `công văn yêu cầu …`: a paper orders in its issuer's name, whoever that is.
_PAPER = regex.compile(
    r"(?<![\p{L}])(?:(?:công|văn) (?:văn|bản|điện)|nghị quyết|chỉ thị|kế hoạch|thông báo|bản)(?![\p{L}])"
)
# `Thủ tướng: Phải …`, as headlines quote.
_HEADLINE = regex.compile(r"[^:;,.\"]{4,60}:\s\S")
_QUESTION = regex.compile(r"\?[\"']?$")


class Candidate(msgspec.Struct, frozen=True):
    """A sentence with what speaks for and against its being an order."""

    turn: Turn
    evidence: tuple[str, ...]


def find(reading: Reading) -> tuple[Mention, ...]:
    """Return the directives of a page, in order; parts `issuer`, `verb`, `addressee` (several), `action`.

    The issuer's part may stand elsewhere in the text, where the body or office is named.
    """
    turns = _turns(reading)
    if turns is None:
        return ()
    found: list[Mention] = []
    begins: list[int] = []
    last = -99
    for c in _candidates(reading, turns):
        if weigh("directives", c.evidence) > 0:
            near = found[-1] if found and c.turn.index - last <= _NEAR else None
            found.extend(c.turn.mentions or (_inherit(turns.order_in(c.turn), near),))
            begins.extend([c.turn.sentence.start] * (len(found) - len(begins)))
            last = c.turn.index
    return tuple(m for m, at in zip(_settle(found), begins, strict=True) if _by_somebody(turns, m, at))


def _by_somebody(turns: Turns, order: Mention, start: int) -> bool:
    """Say whether an order has an issuer or somebody who may be one.

    `gia đình yêu cầu …`, `người bị đâm yêu cầu …`: a private person's demand is no directive (annotation guidelines,
    5), and the issuer of the order before it has nothing to do with it.
    """
    issuer, verb = order.part("issuer"), order.part("verb")
    if verb is None:
        return True
    before = turns.cast.between(start, verb.start)
    if order.rule.startswith("directive/"):  # who stands before `phải` has to do it, who before `yêu cầu` demands
        last = before[-1] if before else None
        asks = last if last and turns.who.after_name(last.end, verb.start) >= verb.start - _CLOSE else None
        if asks is not None and asks.private:
            return False
    if issuer is not None or turns.who.latest_official(start) is not None:
        return True
    if _PAPER.search(turns.low, start, verb.start):
        return True
    return any(a.official or a.foreign or (a.person is not None and vietnamese(a.person)) for a in before)


def _inherit(order: Mention, near: Mention | None) -> Mention:
    """Give an order that names no issuer of its own the issuer of the order shortly before it."""
    own, theirs = order.part("issuer"), near.part("issuer") if near is not None else None
    if theirs is None or (own is not None and order.start <= own.start < order.end):
        return order
    return msgspec.structs.replace(order, parts=(theirs, *(p for p in order.parts if p.name != "issuer")))


def candidates(reading: Reading) -> Iterator[Candidate]:
    """Yield every sentence that may be an order with its evidence, in order."""
    turns = _turns(reading)
    if turns is not None:
        yield from _candidates(reading, turns)


def _turns(reading: Reading) -> Turns | None:
    """Return the reading of a page's turns, None where nobody in it can order anything."""
    # Three of four news have no verb of ordering; of orders, one in fifty stands in such a page.
    short = len(reading.sentences) <= _SHORT
    if not (reading.has("directive") or (short and reading.has("obligation"))):
        return None
    cast = cast_of(reading)
    return Turns(reading, cast) if any(a.official for a in cast.actors) else None


def _candidates(reading: Reading, reader: Turns) -> Iterator[Candidate]:
    turns = list(reader.read())
    page = tuple(_of_page(reader.cast, turns))
    for i, turn in enumerate(turns):
        if not _may_order(reading, reader, turn):
            continue
        evidence = [*page, *_of_sentence(reading, reader, turn), *_beside(turns, i)]
        yield Candidate(turn, tuple(evidence))


def _may_order(reading: Reading, reader: Turns, turn: Turn) -> bool:
    s = turn.sentence
    if OPINIONS.search(reader.low, s.start, s.end) or (not turn.mentions and _ruled_out(reading, reader, turn)):
        return False
    if turn.mentions or turn.since_order <= _AFTER_ORDER or turn.since_list <= _AFTER_ORDER:
        return True
    if any(reading.scan.any(kind, [(s.start, s.end)]) for kind in ("directive", "obligation")):
        return True
    start = reader.who.content_start(s)
    return start > s.start or verb_at(reader.low, start, s.end) is not None or begins_actor(reader.low, start)


def _ruled_out(reading: Reading, reader: Turns, turn: Turn) -> bool:
    """Say whether a sentence of which its turn made no order cannot be one, whatever its company."""
    s, orders = turn.sentence, reader.orders
    if turn.header and reader.norm[s.end - 1] == ":":
        return True  # its items are orders (annotation guidelines, rulings)
    told = reading.scan.find("directive", [(s.start, s.end)])
    if not told:
        if turn.obliged is None:
            return reader.who.reports(s)
        return reader.who.binds_citizens(s, turn.obliged)
    asks = [m for m in told if m.rule == "directive/ask"]
    if asks and all(orders.asks_upward(m, s, turn.speaker) for m in asks):
        return True  # a request, no order (annotation guidelines, rulings)
    plain = [m for m in told if m.rule in PLAIN]
    if plain and all(CITIZENS.match(reader.low, m.end, s.end) for m in plain):
        return True
    idle = plain and turn.obliged is None and all(orders.idle(m, s) for m in plain)
    if idle and not orders.in_item(plain[0], s) and reader.who.subject(s.start, plain[0].start)[0] is None:
        return True
    return orders.requested(told[0], s)


def _of_page(cast: Cast, turns: Sequence[Turn]) -> Iterator[str]:
    yield from density("an official", sum(a.official for a in cast.actors), len(turns))
    yield from density("an order read", sum(bool(t.mentions) for t in turns), len(turns))


def _of_sentence(reading: Reading, reader: Turns, turn: Turn) -> Iterator[str]:
    low, s = reader.low, turn.sentence
    for m in turn.mentions:
        yield f"read as {m.rule}"
    yield "read as an order" if turn.mentions else "not read as an order"
    if turn.header:
        yield "read as the head of a list"
    told = reading.scan.find("directive", [(s.start, s.end)])
    for match in told:
        yield f"has {match.rule}"
    if told:
        yield "has a verb of ordering"
        yield from _subject(reader, s.start, told[0].start)
        if PAST.search(low, max(s.start, told[0].start - 30), told[0].start):
            yield "the past before the verb"
        yield from (
            f"before the verb: {w}" for w in WORD.findall(low, max(s.start, told[0].start - 24), told[0].start)[-2:]
        )
        yield from (f"after the verb: {w}" for w in WORD.findall(low, told[0].end, min(s.end, told[0].end + 24))[:2])
    if turn.obliged is not None:
        yield f"has {turn.obliged.rule}"
        before = WORD.findall(low, max(s.start, turn.obliged.start - 24), turn.obliged.start)[-2:]
        yield from (f"before the duty: {w}" for w in before)
    if turn.quoted:
        yield "quoted"
    if turn.speech:
        yield "somebody speaks"
    yield from _speaker("the word", turn.before)
    yield from _speaker("afterwards the word", turn.speaker)
    for name, since in (("speech", turn.since_speech), ("order", turn.since_order), ("list", turn.since_list)):
        yield f"since {name}: {since if since <= 4 else 'some' if since <= 9 else 'long' if since < 99 else 'never'}"
    yield from _opening(reader, turn)
    if _HEADLINE.match(low, s.start, s.end):
        yield "a name and a colon open it"
    for match in reading.scan.find("obligation", [(s.start, s.end)]):
        yield f"a word of duty: {low[slice(*match.groups['verb'])]}"
    if reader.norm[s.end - 1] == ":":
        yield "ends with a colon"
    if _QUESTION.search(low, s.start, s.end):
        yield "asks"
    if FOREIGN.search(low, s.start, s.end):
        yield "foreign affairs"
    if s.block <= 1:
        yield f"block {s.block}"
    yield from steps("length", s.end - s.start, 40, 80, 160, 320)
    words = WORD.findall(low, s.start, s.end)[:_LONGEST]
    yield from (f"{i} of the sentence: {w}" for i, w in enumerate(words[:3], 1))
    yield from (f"word: {w}" for w in set(words))


def _subject(reader: Turns, start: int, verb: int) -> Iterator[str]:
    """Who stands last before the verb of ordering."""
    before = [a for a in reader.cast.between(start, verb) if a.end <= verb]
    if not before:
        yield "nobody before the verb"
        return
    yield from _speaker("before the verb", before[-1])
    if not reader.low[before[-1].end : verb].strip(" ,"):
        yield "somebody right before the verb"


def _speaker(where: str, actor: Actor | None) -> Iterator[str]:
    if actor is None:
        yield f"{where}: nobody"
    elif actor.group:
        yield f"{where}: a group"
    elif not actor.official:
        yield f"{where}: a private person"
    else:
        yield f"{where}: {'an office' if actor.office else 'a body'}"
        yield f"{where}: official"


def _opening(reader: Turns, turn: Turn) -> Iterator[str]:
    """What the sentence begins with, list marks and adverbials aside."""
    low, s = reader.low, turn.sentence
    if LISTED.match(low, s.start, s.end):
        yield "a list mark"
    start = reader.who.content_start(s)
    at = reader.who.fronted(start, s.end)
    if at > start + 3:
        yield "opens with an adverbial"
    if acts(low, at, s.end):
        yield "opens with an action"
    elif verb_at(low, at, s.end) is not None:
        yield "opens with a verb"
    if begins_actor(low, at) or PLURAL.match(low, at):
        yield "opens with somebody"
    actor = next((a for a in reader.cast.between(at, at + 1)), None)
    if actor is not None:
        yield from _speaker("opens with", actor)
        if turn.before is not None:
            yield "opens with a higher one" if rank(low, actor) > rank(low, turn.before) else "opens with no higher one"
    if NOMINAL.match(low, at):
        yield "opens with a noun"
    if EVENT.match(low, at):
        yield "opens with an event"
    if PAST.search(low, at, min(at + 60, s.end)):
        yield "the past at its opening"


def _beside(turns: Sequence[Turn], i: int) -> Iterator[str]:
    """What the sentences before and behind are read as."""
    for name, k in (("before", i - 1), ("behind", i + 1), ("second behind", i + 2)):
        if 0 <= k < len(turns):
            other = turns[k]
            for m in other.mentions[:1]:
                yield f"{name}: {m.rule}"
            yield f"{name}: {'an order' if other.mentions else 'a head of a list' if other.header else 'no order'}"
            if other.sentence.block != turns[i].sentence.block:
                yield f"{name}: another paragraph"


def _settle(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Give a headline's order without an issuer the issuer of the next order: the article tells it again in full."""
    for i, m in enumerate(mentions):
        if m.part("issuer") is None:
            later = next((n.part("issuer") for n in mentions[i + 1 : i + 4] if n.part("issuer")), None)
            if later is not None:
                m = msgspec.structs.replace(m, parts=(later, *m.parts))
        yield m
