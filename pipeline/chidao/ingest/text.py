"""A text file is one article."""

from chidao.ingest.articles import parsed
from chidao.ingest.decoding import decode
from chidao.ingest.options import Options
from chidao.ingest.streams import Raw
from chidao.model import Article, Reject


def reads(name: str, head: bytes) -> bool:
    """Say whether this module takes the file: it takes all that no other module does."""
    return True


def parse(raw: Raw, options: Options) -> Article | Reject:
    """Return the article of a text. Raises DecodeError."""
    text, encoding = decode(raw.data)
    return parsed(raw, text, media_type="text/plain", encoding=encoding, mended=True)
