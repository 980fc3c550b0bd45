"""Records → the formats that other people's tools read. Reads records only, so any system's records can be exported.

`FORMATS` is all there is, one module a format; each has `write(corpus, out) -> Written`. Nothing appears under the
name of the export before all of it is written.
"""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Literal

import msgspec

from chidao.export.corpus import Corpus, ExportError, Written

__all__ = ["FORMATS", "Corpus", "ExportError", "Format", "Written", "export"]


class Format(msgspec.Struct, frozen=True):
    """A format: its name, what comes out (a file or a folder), who it is for, and in a line what is in it."""

    name: str
    module: str
    out: Literal["file", "folder"]
    reader: str
    what: str


FORMATS = (
    Format("parquet", "parquet", "folder", "researchers", "a Parquet table per kind, with a data dictionary"),
    Format("csv", "csv_tables", "folder", "researchers", "a CSV table per kind, described by datapackage.json"),
    Format("docbin", "docbin", "file", "researchers", "spaCy Docs with doc.spans, as a DocBin"),
    Format("brat", "brat", "folder", "annotators", "brat standoff, to correct and read back with `chidao gold`"),
    Format("label-studio", "label_studio", "folder", "annotators", "Label Studio tasks, to correct and read back"),
    Format("excel", "excel", "folder", "journalists", "CSV tables that Excel opens as they are, safe from formulas"),
    Format("ics", "ics", "file", "journalists", "deadlines as a calendar"),
    Format("html", "html", "folder", "journalists", "one self-contained page per article, every fact marked"),
    Format("dublin-core", "dublin_core", "folder", "archivists", "DCTERMS of articles and documents, JSON-LD, RDF/XML"),
    Format("ead3", "ead3", "file", "archivists", "EAD3: the articles as items, with index entries"),
    Format("eac-cpf", "eac_cpf", "folder", "archivists", "EAC-CPF: one authority record per body"),
    Format("web-annotation", "web_annotation", "folder", "archivists", "W3C Web Annotations, a page per article"),
    Format("prov", "prov_run", "folder", "archivists", "where the records come from, as PROV-JSON, PROV-XML, PROV-N"),
    Format("bagit", "bag", "folder", "archivists", "a BagIt bag of the run with its sources and checksums"),
)  # fmt: skip


def export(
    records: str | Path,
    to: str,
    out: str | Path,
    *,
    gold: str | Path | None = None,
    sources: Sequence[str | Path] = (),
    force: bool = False,
) -> Written:
    """Write the records of a file or of a run's folder in the format `to`; return what was written and left out.

    `gold` takes the facts from gold JSONL instead of the records (brat, label-studio); `sources` are the folders in
    which a bag looks for the articles' files. `force` replaces a file that is there; a folder is never replaced.
    Raises ExportError for what the user can mend, RecordError for a file that holds no records.
    """
    form = next((f for f in FORMATS if f.name == to), None)
    if form is None:
        raise ExportError(f"no format {to!r}; there are {', '.join(f.name for f in FORMATS)}")
    if gold is not None and form.reader != "annotators":
        raise ExportError(f"{to}: facts of gold go to brat and label-studio only")
    if sources and to != "bagit":
        raise ExportError(f"{to}: sources go into a bag (bagit) only")
    final = Path(out)
    if final.is_dir() or (final.exists() and (form.out == "folder" or not force)):
        hint = "" if final.is_dir() or form.out == "folder" else "; --force replaces it"
        raise ExportError(f"{final}: exists already{hint}")
    corpus = Corpus.of(records, gold=gold, sources=sources)
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{final.name}.", dir=final.parent) as folder:
            part = Path(folder) / final.name
            if form.out == "folder":
                part.mkdir()
            write: Callable[[Corpus, Path], Written] = import_module(f"chidao.export.{form.module}").write
            written = write(corpus, part)
            shutil.move(part, final)
    except ImportError as error:  # of a library that only this format needs
        raise ExportError(f"{to} needs {error.name}: pip install 'chidao[export]'") from error
    except OSError as error:
        raise ExportError(f"{final}: cannot write: {(error.strerror or str(error)).lower()}") from error
    return written
