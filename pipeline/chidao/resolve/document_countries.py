"""Laws of other countries: a `Hiến pháp` or a `bộ luật hình sự` that is not ours has no key here."""

from functools import cache, lru_cache

import regex

from chidao.model import Mention
from chidao.resolve.document_keys import Identity
from chidao.rules.body_words import countries, provinces
from chidao.text import View

_TYPES = frozenset({"Luật", "Bộ luật", "Hiến pháp", "Pháp lệnh", "Điều lệ"})
_OURS = (
    r"việt nam|chxhcn|ubnd|hđnd|đại biểu quốc hội|đbqh|quốc hội khóa|nghị định|thông tư|"
    r"(?:quyết định|công văn|thông báo|kế hoạch) số|bộ (?:tt&tt|tn&mt|gtvt)|viện ksnd|vksnd|tand|tỉnh ủy|thành ủy|"
    r"gd&tđ|gd&đt|đảng viên|khoản \d{1,2},? điều \d|(?:huyện|phường|xã(?! hội)) \p{L}|"
    r"(?<!tổng thống |ngoại |phó )bộ trưởng (?:bộ )?(?:y tế|tài chính|công thương|nội vụ|công an|giáo dục)"
)


_WORDS = frozenset({"hòa bình", "thủ đô", "bình định"})  # provinces' names that are words as well


@cache
def _ours() -> "regex.Pattern[str]":
    """What tells that a page speaks of this country too: its provinces, its bodies, its papers."""
    names = "|".join(sorted(regex.escape(name) for name in provinces() if name not in _WORDS))
    return regex.compile(rf"{_OURS}|(?<!\p{{L}})(?:{names})(?! dương)(?!\p{{L}})")


_NEXT = regex.compile(r" (?:của )?(?:nước (?:này|họ|ngoài)|(?:đảo quốc|quốc gia|vương quốc|xứ) \p{L}+)")
_OF = regex.compile(r"\"? (?:của |nước |ở |tại )?")


def of_other_country(view: View, m: Mention, identity: Identity) -> bool:
    """Say whether a law belongs to another country: the words behind it say so, or the whole page speaks of others."""
    if m.rule in ("document/titled", "document/next-title"):
        return identity.type in ("Chương trình", "Chiến lược") and (_behind(view, m) or _abroad(view))
    if m.rule.startswith("law-form") or identity.type not in _TYPES or identity.number is not None:
        return False  # what only its own words name is no law of ours
    if _NEXT.match(view.low, m.end):
        return True
    return (identity.type != "Điều lệ" and _behind(view, m)) or _abroad(view)


def _behind(view: View, m: Mention) -> bool:
    """Say whether another country stands right behind a mention: `Hiến pháp Nhật Bản`, `chương trình “…” ở Mỹ`."""
    of = _OF.match(view.low, m.end)
    country = countries().match(view.low, of.end()) if of is not None else None
    return country is not None and view.norm[country.start(1)].isupper()


# Names of countries that are also words or given names: `anh`, `Đức`, `Pháp luật`, `Lào Cai`.
_AMBIGUOUS = frozenset({"anh", "pháp", "đức", "nga", "lào", "úc", "ý", "áo", "bỉ", "séc"})

_STATE = regex.compile(r"(?:nước|tổng thống|thủ tướng|quốc hội|chính phủ|người|nghị viện|bầu cử|cảnh sát|tòa án) $")


@lru_cache(maxsize=2)
def _abroad(view: View) -> bool:
    """A page that names other countries and nothing of ours."""
    if _ours().search(view.low):
        return False
    named = (
        m
        for m in countries().finditer(view.low)
        if view.norm[m.start(1)].isupper()
        and (m[1] not in _AMBIGUOUS or _STATE.search(view.low, max(0, m.start(1) - 12), m.start(1)))
    )
    return sum(1 for _, _ in zip(named, range(2), strict=False)) == 2
