"""Article → page: every line is a block with a kind, and the page says when, by whom and where."""

from chidao.clean.blocks import mark
from chidao.clean.datelines import publication
from chidao.clean.places import place_of
from chidao.model import Article, Page

__all__ = ["clean"]


def clean(article: Article) -> Page:
    """Return the page of an article; nothing is removed from the text, what is no article text is marked so."""
    blocks, byline = mark(article)
    blocks, published, basis = publication(article, blocks)
    headline = next((b for b in blocks if b.kind == "title"), None)
    title = article.source.metadata.get("title") or (article.text[headline.start : headline.end] if headline else None)
    return Page(
        article=article,
        blocks=blocks,
        title=title,
        published=published,
        published_basis=basis,
        byline=article.source.metadata.get("author") or byline,
        place=place_of(article.text, blocks),
    )
