"""Body mentions → canonical names, one entry per body."""

from chidao.model import Body, Page


class BodyTable:
    """The bodies of one record; gives each an id and collects its mentions."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def mention(self, start: int, end: int, rule: str) -> str | None:
        """Return the id of the body that `text[start:end]` names (adding the mention), or None where it names none."""
        raise NotImplementedError

    def named(self, name: str, rule: str) -> str:
        """Return the id of a body known by its canonical name without words in the text (from a symbol, say)."""
        raise NotImplementedError

    def name_of(self, body_id: str) -> str:
        """Return the canonical name of an entry."""
        raise NotImplementedError

    def entries(self) -> list[Body]:
        """Return all entries in the order in which they were first referred to."""
        raise NotImplementedError
