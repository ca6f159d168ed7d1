"""Comparisons that builds keep: a plan that is added is compared, and nothing else.

A folder of the cache with one Arrow file, sealed as parts are: what a disk has damaged counts as not there. Rows are
found by a key, a hash of what was compared and by which rules.
"""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

import pyarrow as pa

from flows.link.seal import broken_seal, write_seal
from flows.tables import schema

_FILE = "alignments.arrow"
_KEY = pa.field("key", pa.string())
_ALONE = pa.ipc.IpcReadOptions(use_threads=False)  # for batches as small as ours threads cost more than they win
log = logging.getLogger(__name__)


def _schema() -> pa.Schema:
    return schema("alignments").remove_metadata().insert(0, _KEY)


class Kept:
    """Rows of alignments of earlier builds, by key; those that are asked for or added are what `save` keeps.

    The rows of a key are one batch of the file: none but those that are asked for are read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._unfinished = folder.with_name(f"{folder.name}.partial-{os.getpid()}")
        self._file = _open(folder)
        self._places = _places(folder) if self._file else {}
        self._new: pa.ipc.RecordBatchFileWriter | None = None
        self._error: OSError | None = None

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def get(self, key: str) -> pa.Table | None:
        """The rows that are kept under a key, without it; None where nothing is."""
        if self._file is None or key not in self:
            return None
        rows = pa.Table.from_batches([self._file.get_batch(self._places[key])])
        self._keep(rows)
        bare = rows.drop(["key"])
        return bare.slice(0, 0) if bare["article_id"].null_count else bare

    def add(self, key: str, rows: pa.Table) -> None:
        """Keep rows of alignments under a key. One row without article stands for none."""
        found = rows.replace_schema_metadata() if rows.num_rows else pa.Table.from_pylist([{}], _schema()).drop(["key"])
        found = found.add_column(0, _KEY, pa.array([key] * found.num_rows, pa.string())).cast(_schema())
        self._keep(found.combine_chunks())

    def save(self) -> None:
        """Put what was asked for and added in the place of what was kept; a failure costs the next build time only."""
        try:
            self._put()
        except OSError as error:  # no room, or another build of the same texts was faster
            log.warning("What documents follow is not kept for the next build: %s.", error.strerror)

    def _keep(self, rows: pa.Table) -> None:
        try:
            if not self._error:
                self._new = self._new or self._begun()
                self._new.write_table(rows)
        except OSError as error:
            self._error = error

    def _begun(self) -> pa.ipc.RecordBatchFileWriter:
        shutil.rmtree(self._unfinished, ignore_errors=True)
        self._unfinished.mkdir(parents=True)
        return pa.ipc.new_file(self._unfinished / _FILE, _schema(), options=pa.ipc.IpcWriteOptions(compression="lz4"))

    def _put(self) -> None:
        new = self._new or self._begun()
        new.close()
        if self._error:
            raise self._error
        write_seal(self._unfinished, self._folder.name)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._unfinished.rename(self._folder)


def _open(folder: Path) -> pa.ipc.RecordBatchFileReader | None:
    if broken_seal(folder, [_FILE]):
        return None
    file = pa.ipc.open_file(pa.OSFile(str(folder / _FILE)), options=_ALONE)
    return file if file.schema == _schema() else None


def _places(folder: Path) -> dict[str, int]:
    """Which batch has the rows of each key."""
    only = pa.ipc.IpcReadOptions(use_threads=False, included_fields=[0])
    with pa.ipc.open_file(pa.OSFile(str(folder / _FILE)), options=only) as file:
        return {file.get_batch(n)["key"][0].as_py(): n for n in range(file.num_record_batches)}
