"""Bytes → text: UTF-8 and UTF-16. Legacy Vietnamese encodings are refused with their reason, not guessed at."""

import codecs
import unicodedata


class DecodeError(ValueError):
    """Bytes that are no text in an encoding we know; the message says where they break."""


def decode(data: bytes) -> tuple[str, str]:
    """Return (text, encoding name) of bytes with or without a byte order mark.

    Raises DecodeError. Text that decodes but holds NUL characters is refused: it is binary, or UTF-16 without a mark.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _strict(data[len(mark) :], "utf-8" if name == "utf-8-sig" else name), name
    if b"\0" in data[:4096]:
        found = _utf16_without_mark(data)
        if found is None:
            raise DecodeError("binary data: NUL bytes, and no UTF-16 text")
        return _strict(data, found), found
    return _strict(data, "utf-8"), "utf-8"


def mend(text: str, encoding: str) -> tuple[str, str]:
    """Return a text that a container has decoded already, in NFC, and its encoding. Lines stay lines."""
    return unicodedata.normalize("NFC", text), encoding


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DecodeError(f"not {encoding}: byte 0x{data[error.start]:02x} at offset {error.start}") from error


def _utf16_without_mark(data: bytes) -> str | None:
    """Say which UTF-16 it is by the side on which the zero bytes of spaces and line breaks stand."""
    head = data[:4096]
    spaces_le = sum(head[i : i + 2] in (b" \0", b"\n\0") for i in range(0, len(head) - 1, 2))
    spaces_be = sum(head[i : i + 2] in (b"\0 ", b"\0\n") for i in range(0, len(head) - 1, 2))
    if max(spaces_le, spaces_be) * 40 < len(head) // 2:
        return None
    return "utf-16-le" if spaces_le > spaces_be else "utf-16-be"
