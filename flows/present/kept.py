"""What is made of a source is kept in the project's cache, so that a release makes only what has changed.

Kept files are the same for every release: where a page names the release that it is in, they have marks, for which a
release puts its own version and time. The marks are noncharacters of Unicode (section 23.7), which no text interchange
may use; a source that does all the same is not kept.

Before what is kept there stands a sum of it and of its key: what a disk has damaged, or what stands under another key,
is not read at all.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.present.release import Release

_NONCHARACTERS = "".join(map(chr, range(0xFDD0, 0xFDF0)))
_BUILT_AT, _VERSION = _NONCHARACTERS[:25], _NONCHARACTERS[25:]  # 25 characters: as many as a time has
_MARK = re.compile(b"\xef\xb7[\x90-\xaf]")  # in UTF-8

_SUM = hashlib.sha256().digest_size
log = logging.getLogger(__name__)

Files = dict[str, bytes]  # by their path below the release


def marked(release: Release) -> Release:
    """The release with marks for its version and time."""
    return replace(release, index={**release.index, "version": _VERSION, "built_at": _BUILT_AT})


def stamped(page: bytes, release: Release) -> bytes:
    """A page with version and time of the release for the marks; pages shorten a time to its day or year."""
    for length in (len(_BUILT_AT), 10, 4):
        page = page.replace(_BUILT_AT[:length].encode(), release.built_at[:length].encode())
    return page.replace(_VERSION.encode(), release.version.encode())


def key_of(made_by: str, tables: Mapping[str, pa.Table], *more: str) -> str | None:
    """A hash of what makes files, of the rows that they are made of, and of what else they are made of.

    None where one of these has characters that are our marks: what is made of it cannot be kept.
    """
    found = hashlib.sha256(made_by.encode())
    for data in _parts(tables, more):
        if _MARK.search(data):
            return None
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
