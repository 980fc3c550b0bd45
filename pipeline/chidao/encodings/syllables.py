"""Is this word a Vietnamese syllable? The spelling of every native syllable follows one grammar.

A syllable is an onset, a rhyme and one of six tones. Every onset and rhyme stands below, so a word is judged without a
word list: what a wrong reading of the bytes makes of a page (`CÂ¸c`, `nguô¶i`, `mớị`) breaks the grammar in nearly
every word. Source: Hoàng Phê (ed.), *Chính tả tiếng Việt*, and Đoàn Thiện Thuật, *Ngữ âm tiếng Việt* (1977), from whose
tables of onsets and rhymes these are written.
"""

import re
import unicodedata
from functools import lru_cache

TONES = "\u0300\u0301\u0309\u0303\u0323"  # huyền, sắc, hỏi, ngã, nặng

# `qu` and `gi` take their vowel letter with them: the tone never stands on it while another vowel follows.
_ONSET = "ngh|ng|nh|kh|ph|th|tr|ch|gh|gi|qu|[bcdđghklmnprstvx]"
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oi om on ong ooc oong op ot oc
ô ôc ôi ôm ôn ông ôông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uâ uân uâng uât uây uê uêch uên uênh uơ uôc uôi uôm uôn uông uôt uy uya uych uyn uynh uyp
uyt uyu uyên uyêt uych
ư ưa ưc ưi ưm ưn ưng ưt ưu ươ ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu
"""
# After `qu` the glide is in the onset already: `quyết`, `quốc`, `quở`.
_AFTER_QU = "y ynh yt yn ych yên yêt yêu ơi ơn ơt oc ôc"
_AFTER_GI = "ê êc êm ên êng êp êt êu"


@lru_cache(maxsize=1)
def _grammar() -> "re.Pattern[str]":
    rhymes = [unicodedata.normalize("NFC", r) for r in _RHYMES.split()]
    any_of = "|".join(sorted({*rhymes}, key=lambda r: (-len(r), r)))
    return re.compile(
        f"(?P<qu>qu)(?P<q>{any_of}|{'|'.join(_AFTER_QU.split())})"
        f"|(?P<gi>gi)(?P<g>{any_of}|{'|'.join(_AFTER_GI.split())})"
        f"|(?P<onset>{_ONSET})?(?P<r>{any_of})"
    )


def split_tone(word: str) -> tuple[str, list[int]]:
    """Return (the word in lower case without tones, the positions of the letters that bear one).

    >>> split_tone("Quyết")
    ('quyêt', [3])
    """
    plain: list[str] = []
    toned: list[int] = []
    for letter in word.lower():
        parts = unicodedata.normalize("NFD", letter)
        kept = "".join(c for c in parts if c not in TONES)
        if len(kept) < len(parts):
            toned.append(len(plain))
        plain.extend(unicodedata.normalize("NFC", kept))
    return "".join(plain), toned


@lru_cache(maxsize=32768)
def plausible(word: str) -> bool:
    """Say whether a word can be a Vietnamese syllable: onset, rhyme, at most one tone, and that on its vowel.

    Both schools of placing the tone pass (`hòa`, `hoà`), and syllables whose coda lets only some tones stand are held
    to them (`mát`, `mạt`, never `màt`).

    >>> [w for w in ("Quyết", "uỷ", "ủy", "giếng", "mớị", "lưù", "màt", "strong") if plausible(w)]
    ['Quyết', 'uỷ', 'ủy', 'giếng']
    """
    plain, toned = split_tone(word)
    if len(toned) > 1:
        return False
    match = _grammar().fullmatch(plain)
    if match is None:
        return False
    group = next(g for g in ("q", "g", "r") if match[g] is not None)
    rhyme, start = match[group], match.start(group)
    if not toned:
        return True
    tone = unicodedata.normalize("NFD", word.lower()[toned[0]])
    if rhyme.endswith(("c", "ch", "p", "t")) and not ("\u0301" in tone or "\u0323" in tone):
        return False
    return toned[0] - start in _bearers(rhyme)


@lru_cache(maxsize=512)
def _bearers(rhyme: str) -> tuple[int, ...]:
    """Return where in a rhyme its tone may stand."""
    vowels = len(rhyme.rstrip("bcghmnpt"))
    shaped = [i for i in range(vowels) if rhyme[i] in "ăâêôơư"]
    if shaped:
        return (0,) if rhyme == "ưu" else (shaped[-1],)
    if vowels == 1:
        return (0,)
    if vowels < len(rhyme) or vowels == 3:
        return (1,)
    return (0, 1) if rhyme in ("oa", "oe", "uy") else (0,)


@lru_cache(maxsize=32768)
def plausible_without_tone(word: str) -> bool:
    """Say whether a word of plain letters can be a syllable that lost its marks: `nguoi`, `Dang`, `duoc`."""
    return _plain_grammar().fullmatch(word.lower()) is not None


@lru_cache(maxsize=1)
def _plain_grammar() -> "re.Pattern[str]":
    def strip(text: str) -> str:
        kept = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        return kept.replace("đ", "d")

    rhymes = "|".join(sorted({strip(r) for r in (_RHYMES + _AFTER_QU + " " + _AFTER_GI).split()}))
    return re.compile(f"(?:{strip(_ONSET)})?(?:{rhymes})")
