"""Laws of other countries: a `Hiến pháp` or a `bộ luật hình sự` that is not ours has no key here."""

from functools import lru_cache

import regex

from chidao.model import Mention
from chidao.rules.body_words import countries
from chidao.text import View

_LAWS = frozenset({"document/law", "document/law-by-year", "law-form/name", "document/charter"})
_OURS = regex.compile(
    r"việt nam|chxhcn|hà nội|hồ chí minh|tp\.? ?hcm|đà nẵng|ubnd|hđnd|đại biểu quốc hội|đbqh|quốc hội khóa|nghị định|"
    r"thông tư|(?:quyết định|công văn|thông báo|kế hoạch) số|bộ (?:tt&tt|tn&mt|gtvt)|"
    r"viện ksnd|vksnd|tand|tỉnh ủy|thành ủy|gd&tđ|gd&đt|đảng viên|(?:tỉnh|huyện|phường|xã) \p{L}|"
    r"(?<!tổng thống |ngoại |phó )bộ trưởng (?:bộ )?(?:y tế|tài chính|công thương|nội vụ|công an|giáo dục)"
)
_NEXT = regex.compile(r" (?:của )?(?:nước (?:này|họ|ngoài)|(?:đảo quốc|quốc gia|vương quốc|xứ) \p{L}+)")
_OF = regex.compile(r" (?:của |nước )?")


def of_other_country(view: View, m: Mention) -> bool:
    """Say whether a law belongs to another country: the words behind it say so, or the whole page speaks of others."""
    if m.rule not in _LAWS or m.part("code") is not None:
        return False
    if _NEXT.match(view.low, m.end):
        return True
    of = _OF.match(view.low, m.end)
    if of is not None and m.rule != "document/charter":
        country = countries().match(view.low, of.end())
        if country is not None and view.norm[country.start(1)].isupper() and country[1] != "việt nam":
            return True
    return _abroad(view)


# Names of countries that are also words or given names: `anh`, `Đức`, `Pháp luật`, `Lào Cai`.
_AMBIGUOUS = frozenset({"anh", "pháp", "đức", "nga", "lào", "úc", "ý", "áo", "bỉ", "séc"})


@lru_cache(maxsize=2)
def _abroad(view: View) -> bool:
    """A page that names other countries and nothing of ours."""
    if _OURS.search(view.low):
        return False
    named = (m for m in countries().finditer(view.low) if m[1] not in _AMBIGUOUS and view.norm[m.start(1)].isupper())
    return sum(1 for _, _ in zip(named, range(2), strict=False)) == 2
