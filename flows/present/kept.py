"""What is made of a source is kept in the project's cache, so that a release makes only what has changed.

Kept files are the same for every release: where a page names the release that it is in, they have marks, for which a
release puts its own version and time. The marks are noncharacters of Unicode (section 23.7), which no text interchange
may use; a source that does all the same is not kept.
"""

from __future__ import annotations

import hashlib
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
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            kept = file.read(use_threads=False).to_pydict()
        os.utime(path)  # what nothing has used for long is cleared away
        return dict(zip(kept["path"], kept["content"], strict=True))
    except (OSError, pa.ArrowException, KeyError):
        pass
    files = make()
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{key}.partial-{os.getpid()}"
    columns = pa.table({"path": list(files), "content": pa.array(files.values(), pa.large_binary())})
    pq.write_table(columns, unfinished, compression="zstd", use_dictionary=False, write_page_checksum=True)
    unfinished.replace(path)
    return files
