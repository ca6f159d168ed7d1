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
log = logging.getLogger(__name__)


def _schema() -> pa.Schema:
    return schema("alignments").remove_metadata().insert(0, _KEY)


class Kept:
    """Rows of alignments of earlier builds, by key; those that are asked for or added are what `save` keeps."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows = _read(folder)
        self._places = _places(self._rows)
        self._wanted: list[pa.Table] = []

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def get(self, key: str) -> pa.Table | None:
        """The rows that are kept under a key, without it; None where nothing is."""
        place = self._places.get(key)
        if place is None:
            return None
        rows = self._rows.slice(*place)
        self._wanted.append(rows)
        return _bare(rows)

    def add(self, key: str, rows: pa.Table) -> None:
        """Keep rows of alignments under a key. One row without article stands for none."""
        found = rows.replace_schema_metadata() if rows.num_rows else pa.Table.from_pylist([{}], _schema()).drop(["key"])
        self._wanted.append(found.add_column(0, _KEY, pa.array([key] * found.num_rows, pa.string())).cast(_schema()))

    def save(self) -> None:
        """Write what was asked for and added over what was kept; a failure costs the next build time only."""
        try:
            self._write()
        except OSError as error:  # no room, or another build of the same texts was faster
            log.warning("What documents follow is not kept for the next build: %s.", error.strerror)

    def _write(self) -> None:
        unfinished = self._folder.with_name(f"{self._folder.name}.partial-{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        with pa.ipc.new_file(unfinished / _FILE, _schema(), options=pa.ipc.IpcWriteOptions(compression="lz4")) as file:
            for rows in self._wanted:
                file.write_table(rows.cast(_schema()))
        write_seal(unfinished, self._folder.name)
        shutil.rmtree(self._folder, ignore_errors=True)
        unfinished.rename(self._folder)


def _read(folder: Path) -> pa.Table:
    if broken_seal(folder, [_FILE]):
        return _schema().empty_table()
    with pa.ipc.open_file(pa.OSFile(str(folder / _FILE))) as file:
        found = file.read_all()
    return found if found.schema == _schema() else _schema().empty_table()


def _places(rows: pa.Table) -> dict[str, tuple[int, int]]:
    """Where the rows of each key stand: start and number."""
    places: dict[str, tuple[int, int]] = {}
    for at, key in enumerate(rows["key"].to_pylist()):
        start, n = places.get(key, (at, 0))
        places[key] = (start, n + 1)
    return places


def _bare(rows: pa.Table) -> pa.Table:
    bare = rows.drop(["key"])
    return bare.slice(0, 0) if bare["article_id"].null_count else bare
