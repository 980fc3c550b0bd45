"""EDTF and ISO 8601-1 values as people say them."""

import re

from chidao.serve.language import Language, text

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?)?")
_UNITS = ("year", "month", "week", "day", "hour")
_ROMAN = ("I", "II", "III", "IV")
_QUARTERS = range(33, 37)


def spoken(value: str | None, language: Language = "vi") -> str:
    """Return a value in words; as it stands where it is none that deadlines have.

    >>> [spoken(v) for v in ("2016-10-31", "2016-10", "2018-34", "2016/2020", "XXXX-36", "R/P1Y", "R/P3M", "P30D")]
    ['31/10/2016', '10/2016', 'quý II/2018', '2016–2020', 'quý IV hằng năm', 'hằng năm', '3 tháng một lần', '30 ngày']
    >>> [spoken(v, "en") for v in ("2016-10-31", "2018-34", "R/P1M", "PT24H", "..")]
    ['31 Oct 2016', 'Q2 2018', 'every month', '24 hours', '..']
    """
    if not value:
        return ""
    if repeat := re.fullmatch(r"R\d*/(P.+)", value):
        parts = _duration(repeat[1], language)
        one = next((u for u in _UNITS if repeat[1].endswith(f"1{u[0].upper()}") and len(repeat[1]) <= 4), None)
        if one:
            return text(f"date.every_{one}", language)
        return text("date.every", language, duration=parts) if parts else value
    if value.startswith("P"):
        return _duration(value, language) or value
    if "/" in value:
        first, _, last = value.partition("/")
        return f"{_point(first, language)}–{_point(last, language)}"
    return _point(value, language)


def _point(value: str, language: Language) -> str:
    m = re.fullmatch(r"(\d{4}|XXXX)(?:-(\d\d)(?:-(\d\d))?)?", value)
    if not m:
        return value
    year, month, day = m.groups()
    if year == "XXXX":
        if not month:
            return value
        within = _point(f"0000-{month}" + (f"-{day}" if day else ""), language)
        return text("date.each_year", language, part=re.sub(r"[/ ]0000$", "", within))
    if not month:
        return str(year)
    number = int(month)
    if number in _QUARTERS and not day:
        name = _ROMAN[number - 33] if language == "vi" else str(number - 32)
        return text("date.quarter", language, quarter=name, year=year)
    if not 1 <= number <= 12:
        return value
    if language == "vi":
        return "/".join(part for part in (day and str(int(day)), str(number), year) if part)
    name = text("date.month_names", language).split()[number - 1]
    return " ".join(part for part in (day and str(int(day)), name, year) if part)


def _duration(value: str, language: Language) -> str:
    m = _DURATION.fullmatch(value)
    counts = [(int(count), unit) for count, unit in zip(m.groups(), _UNITS, strict=True) if count] if m else []
    return " ".join(text(f"date.{unit}{'' if n == 1 else 's'}", language, n=n) for n, unit in counts)
