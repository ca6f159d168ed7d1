"""Documents as people name them: by id, path of the source, words of title or region, or as files to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.commands.check import rows_of
from flows.commands.whole import stop_if_tables_are_damaged
from flows.engine.guard import Guard, NotStarted
from flows.engine.screen import stop
from flows.hall import unread
from flows.read.refusal import Refusal
from flows.settings import SettingsError, load_settings

SHOWN = 10  # documents that a name may mean, of which one is to be chosen
_SAYS = ("title", "notice_title", "region_name", "doc_number", "year")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its row, the path of its source, and its articles in reading order."""

    row: Row
    path: str
    articles: list[dict[str, Any]]


def documents(names: Sequence[str], release: Path) -> list[Document]:
    """The document that each name means. Ends with a sentence where one means none, or several."""
    files = [Path(name) for name in names if Path(name).is_file()]
    read = dict(zip(map(str, files), _read(files), strict=True))
    rest = [name for name in names if not Path(name).is_file()]
    if rest and not (release / "parquet").is_dir():
        stop(f"{rest[0]} is no file, and {release} is no release: it has no folder parquet/.")
    if rest:
        stop_if_tables_are_damaged(release)
    found = {name: _published(name, release) for name in dict.fromkeys(rest)}
    return [found[name] if name in found else read[str(Path(name))] for name in names]


def _published(name: str, release: Path) -> Document:
    """The document of a release that a name means."""
    rows = {row["doc_id"]: row for row in _table(release, "documents")}
    paths = {row["source_id"]: row["path"] for row in _table(release, "sources", "source_id", "path")}
    meant = _meant(name, rows, paths)
    if not meant:
        stop(f"No document of {release} is meant by {name!r}: give its id, its source or words of title and region.")
    if len(meant) > 1:
        stop("\n".join([f"{name!r} may mean {len(meant)} documents; give the id of one:", *_listed(meant)]))
    (row,) = meant
    wanted = pc.field("doc_id") == row["doc_id"]
    articles = pq.read_table(release / "parquet" / "articles.parquet", filters=wanted).to_pylist()
    return Document(row, paths[row["source_id"]], articles)


def _read(files: Sequence[Path]) -> list[Document]:
    """The document of each file; of several in it the one with most articles."""
    if not files:
        return []
    try:
        with Guard(1, load_settings().reading) as readers:
            return [_longest(path, given) for path, given in zip(files, readers.map(rows_of, files), strict=True)]
    except (SettingsError, NotStarted) as reason:
        stop(str(reason))


def _longest(path: Path, given: Mapping[str, list[dict[str, Any]]] | Refusal) -> Document:
    tables = unread(path, path.parent, given).rows if isinstance(given, Refusal) else given
    (source,) = tables["sources"]
    if source["error"]:
        stop(f"{path}: {source['error']}")
    if not tables["documents"]:
        stop(f"{path} holds no policy document.")
    row = max(tables["documents"], key=lambda each: int(each["n_articles"]))
    return Document(row, str(path), [each for each in tables["articles"] if each["doc_id"] == row["doc_id"]])


def _meant(name: str, documents: Mapping[str, Row], paths: Mapping[str, str]) -> list[Row]:
    """The documents that a name may mean; the one that is kept instead of its duplicates."""
    found: Iterable[Row] = [documents[name]] if name in documents else []
    found = found or [row for row in documents.values() if paths[row["source_id"]] == name]
    words = name.split()
    found = found or [row for row in documents.values() if all(word in _said(row) for word in words)]
    kept = {row["duplicate_of"] or row["doc_id"]: None for row in found}
    return [documents[doc_id] for doc_id in kept]


def _said(row: Row) -> str:
    return "\n".join(str(row[column]) for column in _SAYS if row.get(column))


def _listed(rows: list[Row]) -> list[str]:
    lines = [f"  {row['doc_id']}  {row['region_name'] or ''} {row['title'] or ''}".rstrip() for row in rows[:SHOWN]]
    return lines + ([f"  … and {len(rows) - SHOWN:,} more"] if len(rows) > SHOWN else [])


def _table(release: Path, name: str, *columns: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(
        release / "parquet" / f"{name}.parquet", columns=list(columns) or None
    ).to_pylist()
    return rows
