"""What is made of a source is kept in the project's cache, so that a release makes only what has changed.

They are the same in every release: what only a release knows of itself, a page does not have (release.AnyRelease).

Before what is kept there stands a sum of it and of its key: what a disk has damaged, or what stands under another key,
is not read at all.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

_SUM = hashlib.sha256().digest_size
log = logging.getLogger(__name__)

Files = dict[str, bytes]  # by their path below the release


def key_of(made_by: str, tables: Mapping[str, pa.Table], *more: str) -> str:
    """A hash of what makes files, of the rows that they are made of, and of what else they are made of."""
    found = hashlib.sha256(made_by.encode())
    for data in _parts(tables, more):
        found.update(hashlib.sha256(data).digest())
    return found.hexdigest()


def _parts(tables: Mapping[str, pa.Table], more: Iterable[str]) -> Iterator[bytes | pa.Buffer]:
    for name, data in sorted(tables.items()):
        yield f"{name} {data.num_rows}".encode()
        yield from (batch.serialize() for batch in data.combine_chunks().to_batches())
    yield from (text.encode("utf-8", "surrogatepass") for text in more)


def kept_or_made(folder: Path | None, key: str | None, make: Callable[[], Files]) -> Files:
    """The files that are kept in a folder under a key; where they are not, or are damaged, they are made and kept.

    Without a folder or a key they are made.
    """
    if folder is None or key is None:
        return make()
    path = folder / key
    if (kept := _read(path)) is not None:
        os.utime(path)  # what nothing has used for long is cleared away
        return kept
    files = make()
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{key}.partial-{os.getpid()}"
    packed = _pack(files)
    unfinished.write_bytes(_sum(key, packed) + packed)
    unfinished.replace(path)
    return files


def _read(path: Path) -> Files | None:
    """The files that are kept at a path; None where there are none, or they are not as they were written."""
    try:
        data = memoryview(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError:
        data = memoryview(b"")
    if data[:_SUM] != _sum(path.name, data[_SUM:]):
        log.warning("%s, a page or words that the cache keeps, is damaged: it is made again.", path.name)
        return None
    kept = pq.read_table(pa.py_buffer(data[_SUM:]), use_threads=False).to_pydict()
    return dict(zip(kept["path"], kept["content"], strict=True))


def _pack(files: Files) -> bytes:
    columns = pa.table({"path": list(files), "content": pa.array(files.values(), pa.large_binary())})
    packed = pa.BufferOutputStream()
    pq.write_table(columns, packed, compression="zstd", use_dictionary=False)
    return packed.getvalue().to_pybytes()  # type: ignore[no-any-return]


def _sum(key: str, packed: bytes | memoryview) -> bytes:
    found = hashlib.sha256(key.encode())
    found.update(packed)
    return found.digest()
