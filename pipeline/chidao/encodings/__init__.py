"""Vietnamese text as it was stored before Unicode, and as it was damaged since: found, and turned back exactly.

`decode(bytes)` finds the encoding by asking which reading makes the words Vietnamese syllables; `mend(str)` does the
same for text that was decoded wrongly before; `read` and `write` convert one set that is known.

>>> decode(write("Tỉnh ủy chỉ đạo các sở, ngành", "vni"))
Decoded(text='Tỉnh ủy chỉ đạo các sở, ngành', encoding='vni')
"""

from chidao.encodings.charsets import CHARSETS, read, write
from chidao.encodings.detection import Decoded, DecodeError, decode, mend

__all__ = ["CHARSETS", "DecodeError", "Decoded", "decode", "mend", "read", "write"]
