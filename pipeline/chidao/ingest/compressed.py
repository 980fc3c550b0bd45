"""gzip, zstd, bzip2 and xz: one packed file of any kind."""

import bz2
import gzip
import lzma
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from chidao.ingest.options import Options, library
from chidao.ingest.streams import Item

# A zstd frame may ask for a window of gigabytes; what compresses text asks for 8 MB, at its strongest for 128.
_ZSTD_WINDOW_LOG = 27
_XZ_MEMORY = 1 << 28


class _Packing(NamedTuple):
    name: str
    magic: bytes
    endings: tuple[str, ...]
    open: Callable[[Any], Any]


def _zstd(stream: Any) -> Any:
    zstd = library("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd", "zstd")
    return zstd.ZstdFile(stream, options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})


PACKINGS = (
    _Packing("gzip", b"\x1f\x8b\x08", (".gz",), lambda stream: gzip.GzipFile(fileobj=stream)),
    _Packing("zstd", b"\x28\xb5\x2f\xfd", (".zst", ".zstd"), _zstd),
    _Packing("bzip2", b"BZh", (".bz2",), bz2.BZ2File),
    _Packing("xz", b"\xfd7zXZ\x00", (".xz",), lzma.LZMAFile),
)
_WHOLE = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}


def reads(name: str, head: bytes) -> bool:
    """Say whether the bytes are packed, by the first of them."""
    return _packing(head) is not None


def items(item: Item, options: Options) -> Iterator[Item]:
    """Yield the one file that is packed here. Its path is that of the packed file. Raises MissingLibrary."""
    packing = _packing(item.head())
    assert packing is not None
    yield item.inside(packing.open(item.stream), item.path, _unpacked(item.name, packing), packing.name)


def _packing(head: bytes) -> _Packing | None:
    found = next((p for p in PACKINGS if head.startswith(p.magic)), None)
    if found is not None and found.name == "bzip2" and head[4:10] not in (b"1AY&SY", b"\x17rE8P\x90"):
        return None  # a text that begins with these letters
    return found


def _unpacked(name: str, packing: _Packing) -> str:
    lower = name.lower()
    for ending in packing.endings:
        if lower.endswith(ending):
            return name[: -len(ending)]
    for ending, whole in _WHOLE.items():
        if lower.endswith(ending):
            return name[: -len(ending)] + whole
    return name
