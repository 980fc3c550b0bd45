"""Page → mentions: what stands where. No meaning yet; that is `chidao.resolve`."""

from chidao.extractors import deadlines, directives, documents, targets
from chidao.extractors.reading import Reading
from chidao.model import Mentions, Page

__all__ = ["Reading", "find_all"]


def find_all(page: Page) -> Mentions:
    """Return all that the readable blocks of a page hold, each list in the order of the text.

    Inside `chidao.starts.everywhere` every rule searches every sentence, instead of being tried only where it can
    begin: slow, with the same result. Raises TimeoutError where a rule does not come to an end.
    """
    reading = Reading(page)
    found = documents.find(reading)
    orders = directives.find(reading)
    goals = targets.find(reading, orders)
    return Mentions(
        documents=found,
        deadlines=deadlines.find(reading, orders, goals),
        targets=goals,
        directives=orders,
        relations=documents.find_relations(reading, found),
    )
