"""Building XML: elements with text that XML can hold, and files with a declaration."""

from pathlib import Path

from lxml import etree

from chidao.export.corpus import xml_text


class Builder:
    """Makes elements of one namespace."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def root(self, tag: str, **attributes: str) -> etree._Element:
        made = etree.Element(f"{{{self._namespace}}}{tag}", nsmap={None: self._namespace})  # type: ignore[dict-item]
        return self._with(made, None, attributes)

    def add(self, parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
        """Return a new last child; blanks of the text are folded."""
        return self._with(etree.SubElement(parent, f"{{{self._namespace}}}{tag}"), text, attributes)

    @staticmethod
    def _with(made: etree._Element, text: str | None, attributes: dict[str, str]) -> etree._Element:
        for name, value in attributes.items():
            made.set(name, xml_text(value))
        if text is not None:
            made.text = xml_text(" ".join(text.split()))
        return made


def save(root: etree._Element, path: Path) -> None:
    """Write a tree, indented, UTF-8."""
    etree.indent(root)
    path.write_bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n")
