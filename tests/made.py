"""Files made for the tests, from the formats' own definitions and not with the libraries that read them."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

TEXT = (
    "Tỉnh ủy yêu cầu rà soát hồ chứa trước mùa mưa\n"
    "Ngày 12/3/2019, Ban Thường vụ Tỉnh ủy yêu cầu các huyện ủy chỉ đạo rà soát hồ chứa trước ngày 30/4/2019.\n"
    "Sở Nông nghiệp và Phát triển nông thôn tổng hợp, báo cáo kết quả; phấn đấu 100% hồ chứa có người trông coi.\n"
)


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of files by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return packed.getvalue()


def tarred(files: Mapping[str, bytes | None]) -> bytes:
    """Return a tar of files by name; None makes a link that leads nowhere."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            if data is None:
                info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
            else:
                info.size = len(data)
            archive.addfile(info, None if data is None else io.BytesIO(data))
    return packed.getvalue()


def warc(pages: Iterable[tuple[str, bytes, str]], status: int = 200, *, packed: bool = False) -> bytes:
    """Return a crawl of (address, body, content type), each record packed on its own as Common Crawl does."""
    records = []
    for url, body, kind in pages:
        http = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
            f"WARC-Date: 2019-03-12T01:00:00Z\r\nWARC-Target-URI: {url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        record = head.encode() + http + b"\r\n\r\n"
        records.append(gzip.compress(record, mtime=0) if packed else record)
    return b"".join(records)


def page(text: str, head: str = "", before: str = "", after: str = "") -> bytes:
    """Return an HTML page whose paragraphs are the lines of a text."""
    title, *lines = text.strip().split("\n")
    body = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{before}<div class='content'>"
        f"<h1>{escape(title)}</h1>{body}</div>{after}</body></html>"
    ).encode()


def docx(paragraphs: Sequence[str], core: str = "", extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return a Word document; a paragraph that begins with `<` is the XML of its runs."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p>{p if p.startswith('<') else f'<w:r><w:t>{escape(p)}</w:t></w:r>'}</w:p>" for p in paragraphs)
    files = {
        "[Content_Types].xml": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>".encode(),
    }
    if core:
        dublin = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        files["docProps/core.xml"] = f"<cp:coreProperties xmlns:cp='x' {dublin}>{core}</cp:coreProperties>".encode()
    return zipped({**files, **(extra or {})})


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF of pages of lines: one font without glyphs, whose characters are named by their code points."""
    letters = sorted({c for page in pages for line in page for c in line})
    code = {c: i + 1 for i, c in enumerate(letters)}
    mapping = "\n".join(f"<{code[c]:04x}> <{c.encode('utf-16-be').hex()}>" for c in letters)
    names = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{mapping}\nendbfchar\nendcmap end end"
    )
    kids = " ".join(f"{7 + 2 * i} 0 R" for i in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R]"
        b" /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /DW 500 /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 500 700] /ItalicAngle 0 /Ascent 700 /Descent 0"
        b" /CapHeight 700 /StemV 80 >>",
        _stream(names.encode()),
    ]
    for i, lines in enumerate(pages):
        shown = "".join(f"<{''.join(f'{code[c]:04x}' for c in line)}> Tj T*\n" for line in lines)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 1200] /Resources << /Font << /F 3 0 R >> >>"
            f" /Contents {8 + 2 * i} 0 R >>".encode()
        )
        objects.append(_stream(f"BT /F 10 Tf 14 TL 40 1150 Td\n{shown}ET".encode()))
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return bytes(out) + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


def json_lines(rows: Iterable[Mapping[str, object]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _stream(data: bytes) -> bytes:
    return f"<< /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"
