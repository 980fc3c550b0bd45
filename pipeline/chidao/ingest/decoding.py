"""Bytes → text, whatever the encoding: what `chidao.encodings` knows, under the name that the formats use."""

from chidao.encodings import Decoded, DecodeError, decode, mend

__all__ = ["DecodeError", "Decoded", "decode", "mend"]
