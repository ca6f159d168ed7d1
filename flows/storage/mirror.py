"""A folder that is brought up to date with a prefix: only what has another ETag is fetched, and what is gone goes.

Each file comes whole, and a folder that was brought up to date half is finished by the next call. Names that no file
can have here are passed over, with a word.
"""

from __future__ import annotations

import json
import logging
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from filelock import FileLock

from flows.publish.atomic import write_atomically
from flows.storage.bucket import Bucket, Object
from flows.storage.etags import has_etag
from flows.storage.parallel import each
from flows.storage.said import Missing, NotAsExpected, StorageError

ROUNDS = 4  # listings until we give up following what keeps changing
LONGEST = 255  # bytes of a file's name
Noted = Mapping[str, tuple[str, int, int]]  # by name: ETag, bytes and time of the last change (ns) of the file here
log = logging.getLogger(__name__)


def mirror(bucket: Bucket, folder: Path) -> int:
    """Bring a folder up to date; how many files were fetched. Raises StorageError or OSError.

    What is known of the files here stands beside the folder.
    """
    notes = folder.with_name(f"{folder.name}.json")
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        fetched = 0
        for _ in range(ROUNDS):
            there = fitting(bucket.listed())
            _remove_others(folder, there)
            noted = _read(notes)
            stale = [found for found in there.values() if not _is_here(folder / found.name, found, noted)]
            try:
                each(lambda found: bucket.fetch(found.name, folder / found.name, found.etag), stale)
            except (Missing, NotAsExpected):
                continue  # it was changed since it was listed
            fetched += len(stale)
            _write(notes, folder, there, noted)
            return fetched
    raise StorageError(f"{bucket.address} keeps changing while it is read: try again later.")


def fitting(listed: Iterable[Object]) -> dict[str, Object]:
    """Those of what is listed that can be files here, by name; marks of folders are none, and not spoken of."""
    there = {found.name: found for found in listed if not found.name.endswith("/") and found.name}
    unfit = [name for name in there if not fits(name) or any(above in there for above in _above(name))]
    for name in unfit:
        log.warning("%r is passed over: here no file can have that name.", name)
        del there[name]
    return there


def fits(name: str) -> bool:
    """Whether it leads to a place below a folder, in a way that file systems take."""
    try:
        return all(
            part not in ("", ".", "..") and "\0" not in part and len(part.encode()) <= LONGEST
            for part in name.split("/")
        )
    except UnicodeEncodeError:
        return False


def _above(name: str) -> Iterable[str]:
    """The folders that a file lies in."""
    parts = name.split("/")
    return ("/".join(parts[:depth]) for depth in range(1, len(parts)))


def _is_here(path: Path, found: Object, noted: Noted) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    if not stat.S_ISREG(status.st_mode) or status.st_size != found.size:
        return False
    return noted.get(found.name) == (found.etag, status.st_size, status.st_mtime_ns) or has_etag(path, found.etag)


def _remove_others(folder: Path, there: Mapping[str, Object]) -> None:
    """Remove what is not listed, and folders in which nothing is left."""
    for where, folders, files in os.walk(folder, topdown=False):
        for name in files + [name for name in folders if os.path.islink(os.path.join(where, name))]:
            path = Path(where, name)
            if path.relative_to(folder).as_posix() not in there or path.is_symlink():
                path.unlink()
        if Path(where) != folder and not os.listdir(where):
            os.rmdir(where)


def _read(notes: Path) -> Noted:
    try:
        given = json.loads(notes.read_text("utf-8"))
        return {name: (str(etag), int(size), int(time)) for name, (etag, size, time) in given.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _write(notes: Path, folder: Path, there: Mapping[str, Object], noted: Noted) -> None:
    now = {}
    for name, found in there.items():
        status = (folder / name).lstat()
        now[name] = (found.etag, status.st_size, status.st_mtime_ns)
    if now != noted:
        write_atomically(notes, json.dumps(now).encode())
