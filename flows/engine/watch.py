"""Waits until files in a folder have changed and then stand still, so that no file is read while it is being copied."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

LOOK_AGAIN = 5.0  # seconds until we look whether the folder is still the one that is watched

Snapshot = dict[str, tuple[int, int, int]]  # inode, bytes and time of the last change (ns) of every file, by path


async def settled_changes(folder: Path, settle: float) -> AsyncIterator[list[str]]:
    """Yield, whenever files have changed and then nothing moved for `settle` seconds, the paths that did, sorted.

    Paths are relative to `folder`; hidden files, in which copying programs keep what is not whole yet, do not count.
    The folder may be taken away and put back. Ends only when it is cancelled. Changes while the caller is busy with
    what was yielded come next.
    """
    known = await asyncio.to_thread(snapshot, folder)
    async for _ in _stirrings(folder):
        now = await _when_still(folder, settle)
        changed = sorted(path for path in known.keys() | now.keys() if known.get(path) != now.get(path))
        known = now
        if changed:
            yield changed


def wait_until_still(folder: Path, settle: float) -> None:
    """Return once nothing below the folder has changed for `settle` seconds: at once where the files are older."""
    while (youngest := max((time_ns for _, _, time_ns in snapshot(folder).values()), default=0)) and (
        0 <= (age := time.time() - youngest / 1e9) < settle  # a time to come is a wrong clock's, and says nothing
    ):
        time.sleep(min(settle - age, 1) + 0.01)


def snapshot(folder: Path) -> Snapshot:
    """How the files below a folder stand; files that vanish meanwhile, or may not be looked at, are left out."""
    found: Snapshot = {}
    folders = [os.fspath(folder)]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                    continue
                with suppress(OSError):
                    status = entry.stat()
                    found[os.path.relpath(entry.path, folder)] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return found


async def _when_still(folder: Path, settle: float) -> Snapshot:
    """The first snapshot that is the same as `settle` seconds before."""
    before = await asyncio.to_thread(snapshot, folder)
    while True:
        await asyncio.sleep(settle)
        now = await asyncio.to_thread(snapshot, folder)
        if now == before:
            return now
        before = now


async def _stirrings(folder: Path) -> AsyncIterator[None]:
    """Yield whenever something moves below the folder, or another folder has come in its place."""
    from watchfiles import awatch

    polling: bool | None = None  # None: as the system can; True where it has no more watches to give
    while True:
        watched = _identity(folder)
        if watched is None:
            await asyncio.sleep(1)
            continue
        unseen = True  # something may have moved before we began to watch
        try:
            async for changes in awatch(
                folder, rust_timeout=int(LOOK_AGAIN * 1000), yield_on_timeout=True, force_polling=polling
            ):
                if changes or unseen:
                    unseen = False
                    yield
                if _identity(folder) != watched:
                    break
        except OSError:
            polling = True if _identity(folder) == watched else polling
        await asyncio.sleep(1)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
