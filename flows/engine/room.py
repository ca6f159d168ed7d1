"""Where there is no room left: a build writes into three folders, which may lie on three disks."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

from flows.engine.quiet import CACHE

NO_ROOM = ("No space left on device", "disk is full", "Disk quota exceeded")  # as libraries write it
_QUOTED = re.compile(r"""(["'])(.+?)\1""")


class NoRoom(RuntimeError):
    """A disk is full; the message names the folder."""


@contextmanager
def named(out: Path) -> Iterator[None]:
    """Let an error of the body, a build into `out`, that says no more than that a disk is full say which one it is."""
    try:
        yield
    except Exception as error:
        if full := [each for each in chain(error) if lacks_room(each)]:
            raise NoRoom(no_room(full, out)) from error  # now, for what is free is soon another number
        raise


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that led to it."""
    while error:
        yield error
        error = error.__cause__ or error.__context__


def lacks_room(error: BaseException) -> bool:
    """Whether an error says that a disk is full."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return any(words in str(error) for words in NO_ROOM)


def no_room(errors: Iterable[BaseException], out: Path) -> str:
    """Which folder of a build into `out` is full, and what to do, in a sentence.

    Where no error names a file, the folders are listed with what is free in them, the fullest first.
    """
    used_for = {
        out: "releases",
        CACHE: "cache; PLANS_CACHE names another folder",
        _temporary(): "temporary files; TMPDIR names another folder",
    }
    files = {Path(os.path.abspath(name)) for error in errors for name in _names(error)}
    holding = [folder for folder in used_for for file in files if file.is_relative_to(folder.absolute())]
    if holding:
        folder = max(holding, key=lambda each: len(each.absolute().parts))  # one may lie in another
        return f"There is no room left in {folder} ({used_for[folder]}): make room and build again."
    fullest = sorted(used_for, key=_free)
    free = ", ".join(f"{_free(each) / 1e6:,.1f} MB in {each} ({used_for[each]})" for each in fullest)
    return f"There is no room left. Free at this moment: {free}. Make room and build again."


def _names(error: BaseException) -> Iterator[str]:
    """The files that an error names."""
    if isinstance(error, OSError) and isinstance(error.filename, str):
        yield error.filename
    yield from (match[2] for match in _QUOTED.finditer(str(error)) if os.sep in match[2])


def _temporary() -> Path:
    try:
        return Path(gettempdir())
    except OSError:  # none can be written
        return Path(os.environ.get("TMPDIR") or "/tmp")


def _free(folder: Path) -> int:
    """Bytes that are free where a folder is, or would be."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free
