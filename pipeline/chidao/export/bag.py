"""BagIt (RFC 8493): the run's files and the articles' sources as a bag with SHA-256 and SHA-512 manifests.

A source is looked for in the folders given, by its path or that of the archive or list which holds it (`a.zip!b`,
`a.jsonl#3`). A plain file whose checksum is not the record's is another file by now and is left out.
"""

import hashlib
import shutil
from collections import Counter
from pathlib import Path, PurePosixPath

import bagit

from chidao.export.corpus import Corpus, ExportError, Written, moment

_BESIDE = ("rejects.jsonl", "run.json")


def write(corpus: Corpus, out: Path) -> Written:
    """Make a bag of the folder `out`: the records' own bytes, the run, `data/sources/…`; count missing sources."""
    if corpus.path is None:
        raise ExportError("a bag holds the records' own bytes: name a file, not -")
    left: Counter[str] = Counter()
    placed: set[str] = set()
    records = 0
    for record in corpus.records():
        records += 1
        inner = record.source.path
        container = inner.split("!", 1)[0].rsplit("#", 1)[0] if "!" in inner or "#" in inner else inner
        if container in placed:
            continue
        found = _find(corpus.sources, container)
        if found is None:
            left["source not found"] += 1
        elif container == inner and _sha256(found) != record.source.sha256:
            left["source changed since"] += 1
        else:
            placed.add(container)
            goal = out / "sources" / PurePosixPath(container)
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, goal)
    shutil.copyfile(corpus.path, out / corpus.path.name)
    for name in _BESIDE:
        beside = corpus.beside(name)
        if beside:
            shutil.copyfile(beside, out / name)
    about = {
        "Bagging-Date": moment().date().isoformat(),
        "External-Description": "Directives in Vietnamese news: records, their run, the articles they were read from",
        "Bag-Software-Agent": "chidao with bagit.py",
    }
    if left:
        about["Internal-Sender-Description"] = "; ".join(f"{reason}: {n}" for reason, n in sorted(left.items()))
    bagit.make_bag(str(out), about, checksums=["sha256", "sha512"])
    return Written(records, f"records and {len(placed)} source files", dict(left))


def _find(folders: tuple[Path, ...], name: str) -> Path | None:
    """Return the file of that relative name; one that would lead out of its folder is none."""
    for folder in folders:
        path = (folder / name).resolve()
        if path.is_file() and path.is_relative_to(folder.resolve()):
            return path
    return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
