"""Files and folders that change in one step, also for a reader at the same time and after a loss of power."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Give a file new content in one step; a file that has it already is left alone. Raises OSError, and then the old
    content stands.
    """
    if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
        return
    new = _unfinished(path)
    try:
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(path.parent)


def remove_folder(path: Path) -> None:
    """Remove a folder that readers may look for: first it has another name, then it goes file by file.

    Where this is killed in between, what is left has a name that `place.only_build` clears away.
    """
    doomed = _unfinished(path)
    path.rename(doomed)
    sync_folder(path.parent)
    shutil.rmtree(doomed)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial-{os.getpid()}")
