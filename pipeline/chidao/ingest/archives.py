"""What ZIP and tar have in common: members, their names, how many there may be."""

from pathlib import PurePosixPath

from chidao.ingest.options import LimitError, Options
from chidao.ingest.streams import Item
from chidao.model import Reject


class Members:
    """The members of one archive: counted, and named so that no path leads out of it."""

    def __init__(self, item: Item, options: Options) -> None:
        self._item, self._most, self._count = item, options.limits.members, 0

    def take(self, name: str) -> str | Reject | None:
        """Return the path of the next member, the reject it gives, or None for what a folder would not show either.

        A leading `/` or drive is left out, as tar and unzip do; a name with `..` is what no honest program writes.
        Raises LimitError for too many members.
        """
        self._count += 1
        if self._count > self._most:
            raise LimitError(f"more than {self._most:,} members (--max-members), the rest is not read")
        parts = [p for p in PurePosixPath(name.replace("\\", "/")).parts if p not in ("/", "//")]
        if parts and len(parts[0]) == 2 and parts[0][1] == ":":
            del parts[0]
        if ".." in parts:
            return self.reject("/".join(parts), "its name leads out of the archive")
        if not parts or any(p.startswith(".") or p == "__MACOSX" for p in parts):
            return None
        return f"{self._item.path}!{'/'.join(parts)}"

    def reject(self, member: str, reason: str) -> Reject:
        """Return the reject of a member by its name in the archive."""
        return Reject(path=f"{self._item.path}!{member}", stage="ingest", reason=reason)
