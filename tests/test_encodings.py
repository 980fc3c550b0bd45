"""Vietnamese text in the encodings before Unicode and as it is damaged: found, and turned back exactly."""

import doctest
import unicodedata
from pathlib import Path

import pytest
from documented import check_section, table
from hypothesis import given, settings
from hypothesis import strategies as st

import chidao
from chidao.encodings import CHARSETS, Decoded, DecodeError, decode, mend, read, write
from chidao.encodings.charsets import chart, western
from chidao.encodings.syllables import plausible
from chidao.text import nfc

ARTICLES = sorted(Path("corpus/articles").glob("*.txt"))
LETTERS = sorted(chart("viqr"))
TEXT = "Tỉnh ủy ban hành nghị quyết về đổi mới phương thức lãnh đạo, yêu cầu các sở, ngành thực hiện nghiêm túc."
# What fonts of these sets have no place for is written as on a typewriter.
TYPEWRITER = str.maketrans({"“": '"', "”": '"', "–": "-", "…": "...", "’": "'", "•": "-", "\u00a0": " ", "Ð": "Đ"})


def as_western(data: bytes) -> str:
    return "".join(western()[b] for b in data)


def test_the_chart_has_every_letter_once() -> None:
    assert len(LETTERS) == 134
    for charset in CHARSETS[:5] + CHARSETS[6:]:
        codes = list(chart(charset).values())
        assert len(codes) == len(set(codes))
        assert len(codes) == (134 if charset != "tcvn3" else 74)


@pytest.mark.parametrize("charset", CHARSETS)
def test_every_letter_comes_back(charset: str) -> None:
    for letter in LETTERS:
        if charset == "tcvn3" and letter not in chart("tcvn3"):
            assert write(letter, charset) == write(letter.lower(), charset)
            continue
        word = f"T{letter}n" if letter.islower() else f"T{letter}N"
        assert read(write(word, charset), charset) == word


@pytest.mark.parametrize("charset", CHARSETS)
@settings(deadline=None)
@given(st.text(st.sampled_from([*LETTERS, *"aeiouydDnt'`?~.^(+*\\ \n,"]), max_size=30))
def test_whatever_is_written_is_read(charset: str, text: str) -> None:
    """VIQR without a stroke is read as people type it; with one it is exact, so a literal stroke stands in front."""
    given_text = "\\ " + text if charset == "viqr" else text
    got = read(write(given_text, charset), charset)
    if charset == "tcvn3":
        assert got.lower() == given_text.lower()
    else:
        assert got == unicodedata.normalize("NFC", given_text)


@pytest.mark.parametrize(
    ("charset", "stands"),
    [
        ("tcvn3", "§¶ng bé Khèi tØnh nghe b¸o c¸o viÖc häc tËp NghÞ quyÕt"),
        ("vni", "Ñaûng boä Khoái tænh nghe baùo caùo vieäc hoïc taäp Nghò quyeát"),
        ("vps", "Ññ"),
        ("viqr", "DDa?ng bo^. Kho^'i ti?nh nghe ba'o ca'o vie^.c ho.c ta^.p Nghi. quye^'t"),
        ("windows-1258", "ÐaÒng bôò Khôìi tiÒnh nghe báo cáo viêòc hoòc tâòp Nghiò quyêìt"),
    ],
)
def test_as_such_pages_are_seen(charset: str, stands: str) -> None:
    """The strings are what a browser of today shows of such pages: bytes read as windows-1252."""
    meant = "Đảng bộ Khối tỉnh nghe báo cáo việc học tập Nghị quyết" if charset != "vps" else "ỦĐ"
    assert read(stands.encode("cp1252"), charset) == meant
    if charset != "vps":
        assert decode(stands.encode("cp1252")) == Decoded(meant, charset)


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem[:3])
def test_the_sample_corpus_comes_back(path: Path, charset: str) -> None:
    text = nfc(path.read_text(encoding="utf-8")).translate(TYPEWRITER)
    data = write(text, charset)
    found = decode(data)
    if charset == "tcvn3":  # its small letters stand for capitals too
        assert found.text.lower() == text.lower()
    else:
        assert found.text == text
    assert found.encoding == charset or (charset == "tcvn5712-1" and found.encoding == "tcvn3")
    if charset != "viqr":
        seen = decode(as_western(data).encode())
        assert seen == Decoded(found.text, f"utf-8/{found.encoding}")


@pytest.mark.parametrize("path", ARTICLES, ids=lambda p: p.stem[:3])
def test_damaged_unicode_comes_back(path: Path) -> None:
    text = nfc(path.read_text(encoding="utf-8"))
    once = as_western(text.encode())
    assert decode(text.encode()) == (text, "utf-8")
    assert decode(once.encode()) == (text, "utf-8/mojibake")
    assert decode(as_western(once.encode()).encode()) == (text, "utf-8/mojibake")
    assert decode(unicodedata.normalize("NFD", text).encode()) == (text, "utf-8/nfd")
    assert decode(b"\xef\xbb\xbf" + text.encode()) == (text, "utf-8-sig")
    assert decode(text.encode("utf-16-le")) == (text, "utf-16-le")
    assert decode(b"\xfe\xff" + text.encode("utf-16-be")) == (text, "utf-16-be")


def test_one_damaged_line_among_sound_ones() -> None:
    damaged = as_western(TEXT.encode())
    assert mend(f"{TEXT}\n{damaged}\n{TEXT}") == (f"{TEXT}\n{TEXT}\n{TEXT}", "utf-8/mojibake")
    # The no-break space of `à` (C3 A0) has become a blank, as editors do it.
    line = "Ban hÃ nh káº¿ hoáº¡ch lÃ m sáº¡ch Ä‘Æ°á»ng phá»‘, giao UBND quáº­n thá»±c hiá»‡n"
    assert "kế hoạch" in mend(f"{TEXT}\n{line}").text


def test_capitals_that_tcvn3_lacks() -> None:
    shown = {
        "CHỦ TỊCH UBND TỈNH LÝ SƠN HẠ\nTổ công tác họp tại Hà Nội": None,
        "Quyết định này có hiệu lực. Ủy ban nhân dân tỉnh thực hiện": None,
        "Chủ tịch Ủy ban nhân dân họp": "Chủ tịch ủy ban nhân dân họp",
    }
    for text, got in shown.items():
        assert read(write(text, "tcvn3"), "tcvn3") == (got or text)


def test_stops_in_mnemonic_text_without_strokes() -> None:
    typed = (
        "Ho^.i nghi. to^? chu+'c ho^m qua. Ca'c ddo^`ng chi' dde^`u co' ma(.t ddu? ca?. No^.i dung dda~ ro~ ra. "
        "Ba'o ca'o no'i ve^` mu`a mu+a. Lu+.c lu+o+.ng ba('t dda^`u ddi. Ta^'t ca? tro+? ve^` nha`."
    )
    assert decode(typed.encode()).text.startswith("Hội nghị tổ chức hôm qua. Các đồng chí đều có mặt đủ cả.")


@pytest.mark.parametrize(
    "text",
    [
        "", " \n", "ok", "104-KH/TU", "Hà Nội",
        "A plain English sentence that isn't Vietnamese at all, don't you think?",
        "Le président a été élu à la majorité; où était-il déjà allé ? Voilà où ça mène, naïveté comprise.",
        "Größere Änderungen für Fußgänger müssen überprüft werden, außerdem schöne Grüße aus Köln.",
        "El niño comió piñas en la montaña; mañana irá a España y después volverá aquí.",
        "Świątynia została zbudowana w źródle, gdzie żółte łąki rosły.",
        "Привет, мир. Это обычный текст.", "中文文本。",
        "São João não é só coração; à noite há ações.",
        "1.234,56 €; 30 °C; ½; © 2017 – “x” ® ™", "Ðà Nẵng và Ðồng Nai, Ɖà Lạt",
    ],
)  # fmt: skip
def test_sound_text_is_left_alone(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Le président a été élu à la majorité".encode("latin-1"), "Vietnamese in no older encoding"),
        ("Привет, мир".encode("cp1251"), "Vietnamese in no older encoding"),
        (TEXT.encode() + b"\xff", "byte 0xff"),
        (TEXT.encode()[:-1] + b"\xe1\xbb", "Vietnamese in no older encoding"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary data"),
        (b"a" * 5000 + b"\x00", "binary data"),
        ("Tỉnh".encode("utf-16-le") + b"\x00\xd8 \x00\n\x00", "not utf-16-le"),
        (b"\xff\xfe\x41\xd8\x41\x00", "not utf-16-le"),
        (b"\xed\xa0\x80", "not utf-8"),
        (
            b"Uy ban nhan dan tinh yeu cau cac so, nganh thuc hien nghiem tuc ke hoach cua tinh trong nam; theo do, "
            b"viec kiem tra duoc giao cho cac huyen, thi xa va bao cao truoc ngay 30 thang 6.",
            "without diacritics",
        ),
        ("Quúỷ chếé mớị về quảạn lýỳ và lưữ trữ củạả tỉịnh được bann hànhh tháạng nàyỳ".encode(), "at random"),
    ],
)
def test_what_cannot_be_restored_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(DecodeError, match=reason):
        decode(data)


def test_the_verb() -> None:
    text, encoding = chidao.decode(write(TEXT, "viscii"))
    assert (text, encoding) == (TEXT, "viscii")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except DecodeError as error:
        reason = str(error)
        assert reason
    else:
        assert encoding
        assert unicodedata.is_normalized("NFC", text)


@settings(deadline=None)
@given(st.text(st.sampled_from("Ãáº»ÄÆ°¡ßûïöêèéđạ ỉ'`.^(dDaeo\u0301\u0323\u00a0\u0090\\\n"), max_size=60))
def test_mending_ends(text: str) -> None:
    try:
        mended = mend(text)
    except DecodeError:
        return
    assert unicodedata.is_normalized("NFC", mended.text)


SYLLABLES = [
    "nghiêng",
    "quyết",
    "giữa",
    "khuỷu",
    "ngoằn",
    "thuở",
    "quở",
    "gìn",
    "ủy",
    "uỷ",
    "hòa",
    "hoà",
    "Đảng",
    "yến",
]
NO_SYLLABLES = ["strong", "mớị", "lưù", "màt", "ngô¶i", "caùo", "Éléphant", "zûr", "quúỷ", "đ", "jạ", "giĩiú"]


@pytest.mark.parametrize(("word", "is_one"), [*((w, True) for w in SYLLABLES), *((w, False) for w in NO_SYLLABLES)])
def test_syllables(word: str, is_one: bool) -> None:
    assert plausible(word) is is_one


def test_the_page_about_encodings() -> None:
    results = doctest.testfile("../docs/encodings.md", module_relative=True)
    assert results.attempted
    assert not results.failed


def test_the_page_of_inputs_tells_what_each_encoding_gives() -> None:
    ways = {
        **{c: lambda t, c=c: write(t, c) for c in CHARSETS},
        **{f"utf-8/{c}": lambda t, c=c: as_western(write(t, c)).encode() for c in CHARSETS if c != "viqr"},
        "utf-8/mojibake": lambda t: as_western(t.encode()).encode(),
        "utf-8/nfd": lambda t: unicodedata.normalize("NFD", t).encode(),
        "utf-16-le": lambda t: t.encode("utf-16-le"),
    }
    rows = []
    for name, written in ways.items():
        tried = exact = but_case = 0
        for path in ARTICLES:
            text = nfc(path.read_text(encoding="utf-8")).translate(TYPEWRITER)
            try:
                data = written(text)
            except UnicodeEncodeError:  # a sign that the set has no code for
                continue
            found = decode(data).text
            tried += 1
            exact += found == text
            but_case += found.lower() == text.lower()
        assert but_case == tried > 0
        rows.append((name, f"{exact} of {tried} articles", f"{but_case} of {tried}"))
    header = ("encoding", "read back to the letter", "but for letter case")
    check_section("inputs.md", "encodings", table(header, rows))
