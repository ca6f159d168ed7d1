"""Where releases stand, and the moves that keep a reader from ever seeing half of one.

out/releases/<version>   a release, immutable once it is there
out/releases/.next.partial-<pid>   one that is being written
out/latest → releases/<version>
out/latest.json   the same, for those whom a link does not reach: pointer.py
out/.lock   held by the build that is at work
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from flows.publish.atomic import sync_folder
from flows.publish.pointer import write_pointer
from flows.publish.version import parse

LOCK = ".lock"
_PARTIAL = re.compile(r"\.partial-(\d+)$")


class Busy(RuntimeError):
    """Somebody else is at work in the folder of releases."""


def newest(out: Path) -> Path | None:
    """The release with the highest version, whether or not `latest` points to it."""
    return next(iter(releases(out)), None)


def releases(out: Path) -> list[Path]:
    """All releases, the newest first."""
    found = [path for path in _releases(out).iterdir() if parse(path.name)] if _releases(out).is_dir() else []
    return sorted(found, key=lambda path: parse(path.name) or (0, 0, 0), reverse=True)


@contextmanager
def drafted(out: Path) -> Iterator[Path]:
    """A folder to write the next release in; gone at the end, unless it was moved away."""
    folder = _releases(out) / f".next.partial-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def establish(folder: Path, out: Path, version: str) -> Path:
    """Make a finished folder the release `version`, and the latest. If that fails, it is neither."""
    release = _releases(out) / version
    sync(folder)
    folder.rename(release)
    try:
        sync_folder(release.parent)
        point_latest(out, version)
    except BaseException:
        if not is_latest(out, version):
            shutil.rmtree(release)
        raise
    return release


def is_latest(out: Path, version: str) -> bool:
    """Whether `latest` points to that release."""
    latest = out / "latest"
    return latest.is_symlink() and latest.readlink() == Path("releases") / version


def point_latest(out: Path, version: str) -> None:
    """Let `latest` and latest.json point to a release: each takes the old one's place in one step."""
    if not is_latest(out, version):
        _link_latest(out, version)
    write_pointer(out, version)


def _link_latest(out: Path, version: str) -> None:
    link = out / f".latest.partial-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / version)
    try:
        link.replace(out / "latest")
    finally:
        link.unlink(missing_ok=True)
    sync_folder(out)


@contextmanager
def only_build(out: Path, wait: bool = False) -> Iterator[None]:
    """Hold `out` for one build, and clear away what killed ones left. While another holds it, wait, or raise Busy."""
    out.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(out / LOCK, timeout=-1 if wait else 0):  # let go by the system when its process dies
            _clear_leftovers(out)
            yield
    except Timeout:
        raise Busy(f"Another build is publishing into {out} at this moment: wait for its end.") from None


def is_unfinished(path: Path) -> bool:
    """Whether somebody is, or was, still at work on it."""
    return _PARTIAL.search(path.name) is not None


def is_leftover(path: Path) -> bool:
    """Whether something unfinished was left by a process that is no longer there."""
    match = _PARTIAL.search(path.name)
    return match is not None and not _alive(int(match[1]))


def _clear_leftovers(out: Path) -> None:
    """Remove what builds left unfinished: as this one holds the lock, none of them is alive."""
    for parent in (out, _releases(out)):
        for path in parent.iterdir() if parent.is_dir() else ():
            if _PARTIAL.search(path.name):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _releases(out: Path) -> Path:
    return out / "releases"


def _alive(pid: int) -> bool:
    """Whether another process has that id; what is left with our own is from a process before us."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def sync(folder: Path) -> None:
    """Have everything in a folder on the disk before it is given its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)
