"""Mentions → record: keys, names, dates, links. The only clock is the page's publication date."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from chidao.model import (
    SCHEMA_VERSION,
    Block,
    Body,
    Deadline,
    Directive,
    Document,
    Mentions,
    Page,
    Record,
    Relation,
    Target,
)
from chidao.resolve.bodies import BodyTable
from chidao.resolve.deadlines import resolve_deadlines
from chidao.resolve.directives import resolve_directives
from chidao.resolve.documents import resolve_documents
from chidao.resolve.relations import resolve_relations
from chidao.resolve.targets import resolve_targets
from chidao.rules.gazetteers import precision
from chidao.years import year_of_article

__all__ = ["resolve"]

Fact = TypeVar("Fact", Document, Body, Deadline, Target, Directive, Relation)


def resolve(page: Page, mentions: Mentions) -> Record:
    """Return the record of a page: every mention with its meaning, entries linked by id."""
    bodies = BodyTable(page)
    documents = resolve_documents(page, mentions.documents, bodies)
    deadlines = resolve_deadlines(page, mentions.deadlines, year_of_article(page) if mentions.deadlines else None)
    directives = resolve_directives(page, mentions.directives, deadlines, documents, bodies)
    targets = resolve_targets(page, mentions.targets, deadlines, documents, bodies)
    return Record(
        schema_version=SCHEMA_VERSION,
        id=page.article.id,
        source=page.article.source,
        text=page.text,
        blocks=list[Block](page.blocks),
        title=page.title,
        published=page.published,
        published_basis=page.published_basis,
        byline=page.byline,
        place=page.place,
        documents=_trusted(documents),
        bodies=_trusted(bodies.entries()),
        deadlines=_trusted(deadlines),
        targets=_trusted(targets),
        directives=_trusted(directives),
        relations=_trusted(resolve_relations(page, mentions.relations, documents)),
    )


def _trusted(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts with the measured precision of the rules that made them."""
    return [msgspec.structs.replace(f, confidence=precision(f.rule)) for f in facts]
