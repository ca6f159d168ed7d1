"""Parts: what the sources of a bucket gave, on disk, so that nothing is done twice and no corpus need fit into memory.

A part is a folder. Each table is an Arrow file with one batch a source, so that a single source can be read out of it;
so are the raw texts and what finds duplicates. A part is made under another name, sealed (seal.py) and then renamed: it
is whole or not there, and what happens to its files later is seen.
"""

from __future__ import annotations

import json
import os
import shutil
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.link.likeness import Likeness
from flows.link.name import Named
from flows.link.seal import broken_seal, write_seal
from flows.tables import names, schema
from flows.validate.report import from_json, to_json
from flows.validate.results import Report

_MADE_OF, _REPORT = "made_of.json", "report.json"
OPEN = 256  # files of parts that are kept open
_ALONE = pa.ipc.IpcReadOptions(use_threads=False)  # for batches as small as ours threads cost more than they win
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_TEXTS = pa.schema({"text": pa.large_string()})
_LIKENESSES = pa.schema(
    {
        **{"doc_id": pa.string(), "head": pa.string(), "length": pa.int64(), "digest": pa.string()},
        **{"wording": pa.string(), "sketch": pa.list_(pa.uint64())},
        **{"articles": pa.string(), "passages": pa.list_(pa.uint64())},
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is there. Sources are counted from 0, in the order in which they were written."""

    folder: Path

    def damage(self) -> str | None:
        """What of it is missing or not as it was written, in a few words; None where it is whole.

        To be asked before anything else, for a damaged file may end the process that reads it.
        """
        return broken_seal(self.folder, [_MADE_OF, *(f"{name}.arrow" for name in _files())])

    def sources(self) -> list[Named]:
        """All of its sources, in memory."""
        return [self.named(place) for place in range(len(self.paths()))]

    def read(self, table: str, source: int) -> pa.Table:
        """The rows of one source in a table."""
        return pa.Table.from_batches([self._file(table).get_batch(source)])

    def whole(self, table: str) -> pa.Table:
        """The rows of all sources in a table."""
        return self._file(table).read_all()

    def paths(self) -> list[str]:
        """The paths of the sources."""
        paths: list[str] = self.whole("sources")["path"].to_pylist()
        return paths

    def text(self, source: int) -> str:
        """The raw text of one source."""
        return str(self._file("texts").get_batch(source)["text"][0].as_py())

    def named(self, source: int) -> Named:
        """All of one source."""
        tables = {name: self.read(name, source) for name in names()}
        batch = self._file("likenesses").get_batch(source)
        return Named(tables["sources"]["path"][0].as_py(), self.text(source), tables, tuple(_likenesses(batch)))

    def likenesses(self) -> Iterator[list[Likeness]]:
        """What the documents of each source are like."""
        reader = self._file("likenesses")
        return (_likenesses(reader.get_batch(place)) for place in range(reader.num_record_batches))

    def each(self, table: str, *columns: str) -> Iterator[list[dict[str, Any]]]:
        """The rows of each source in a table (some of its columns)."""
        reader = self._file(table)
        for place in range(reader.num_record_batches):
            batch = reader.get_batch(place)
            yield (batch.select(columns) if columns else batch).to_pylist()

    def _file(self, name: str) -> pa.ipc.RecordBatchFileReader:
        return _reader(f"{self.folder}/{name}.arrow")

    def made_of(self) -> dict[str, str]:
        """What each source was when the part was made, by its path."""
        made_of: dict[str, str] = json.loads((self.folder / _MADE_OF).read_text("utf-8"))
        return made_of

    def report(self) -> Report:
        """What validation found in the sources of the part."""
        return from_json((self.folder / _REPORT).read_text("utf-8"))


def write_part(
    folder: Path, sources: Iterable[Named], report: Report | None = None, made_of: Mapping[str, str] | None = None
) -> Part:
    """Write the part `folder`; what stands there already is replaced. `made_of`: what each source was, by its path."""
    unfinished = folder.with_name(f"{folder.name}.partial-{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    writers = {
        name: pa.ipc.new_file(unfinished / f"{name}.arrow", columns, options=_PACKED)
        for name, columns in _files().items()
    }
    try:
        for source in sources:
            for name, batch in _batches(source):
                writers[name].write_batch(batch)
    finally:
        for writer in writers.values():
            writer.close()
    if report:
        (unfinished / _REPORT).write_text(to_json(report), "utf-8")
    (unfinished / _MADE_OF).write_text(json.dumps(made_of or {}), "utf-8")
    write_seal(unfinished, folder.name)
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    _reader.cache_clear()  # files of a part that stood there before
    return Part(folder)


def _likenesses(batch: pa.RecordBatch) -> list[Likeness]:
    numbers = ("sketch", "passages")
    return [Likeness(**row | {name: array("Q", row[name]) for name in numbers}) for row in batch.to_pylist()]


@cache
def _files() -> dict[str, pa.Schema]:
    """The Arrow files of a part, without descriptions."""
    tables = {name: schema(name).remove_metadata() for name in names()}
    return tables | {"texts": _TEXTS, "likenesses": _LIKENESSES}


def _batches(source: Named) -> Iterator[tuple[str, pa.RecordBatch]]:
    for name, table in source.tables.items():
        columns = [column.combine_chunks() for column in table.columns]
        yield name, pa.RecordBatch.from_arrays(columns, schema=_files()[name])
    yield "texts", pa.RecordBatch.from_pylist([{"text": source.text}], _TEXTS)
    yield "likenesses", pa.RecordBatch.from_pylist([asdict(each) for each in source.likenesses], _LIKENESSES)


@lru_cache(maxsize=OPEN)
def _reader(file: str) -> pa.ipc.RecordBatchFileReader:
    return pa.ipc.open_file(pa.OSFile(file), options=_ALONE)
