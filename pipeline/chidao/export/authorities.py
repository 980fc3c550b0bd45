"""The bodies of a corpus, each once: the same name, kind and place in many articles is one body."""

import msgspec

from chidao.export.corpus import Corpus
from chidao.model import Body


class Seen(msgspec.Struct, kw_only=True):
    """A body with the ids of the articles that name it and the span of their dates (the first ten characters)."""

    body: Body
    articles: list[str]
    first: str | None = None
    last: str | None = None


def bodies(corpus: Corpus) -> list[Seen]:
    """Return the bodies of all records, ordered by name. Groups (`các huyện ủy`) are no bodies and left out."""
    found: dict[tuple[str, str, str], Seen] = {}
    for record in corpus.records():
        for body in record.bodies:
            if body.kind == "group":
                continue
            seen = found.setdefault((body.name, body.kind, body.place or ""), Seen(body=body, articles=[]))
            if record.id not in seen.articles[-1:]:
                seen.articles.append(record.id)
            if record.published and record.published[:4].isdecimal():
                seen.first = min(seen.first or record.published, record.published)
                seen.last = max(seen.last or record.published, record.published)
    return [found[key] for key in sorted(found)]


def groups(corpus: Corpus) -> int:
    """Return how many bodies of the records are groups."""
    return sum(body.kind == "group" for record in corpus.records() for body in record.bodies)
