"""Where releases stand, and the moves that keep a reader from ever seeing half of one.

out/releases/<version>   a release, immutable once it is there
out/releases/.<version>.partial-<pid>   one that is being written
out/latest → releases/<version>
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.publish.version import parse

_PARTIAL = re.compile(r"\..+\.partial-(\d+)")


def newest(out: Path) -> Path | None:
    """The release with the highest version, whether or not `latest` points to it."""
    found = [path for path in _releases(out).iterdir() if parse(path.name)] if _releases(out).is_dir() else []
    return max(found, key=lambda path: parse(path.name) or (0, 0, 0), default=None)


@contextmanager
def partial(out: Path, version: str) -> Iterator[Path]:
    """A folder to write the release in; gone at the end, unless it was moved away."""
    folder = _releases(out) / f".{version}.partial-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def establish(folder: Path, out: Path, version: str) -> Path:
    """Make a finished folder the release `version`, and the latest. If that fails, it is neither."""
    release = _releases(out) / version
    _sync(folder)
    folder.rename(release)
    try:
        _sync_folder(release.parent)
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
    """Let `latest` point to a release: a new link takes the old one's place in one step."""
    link = out / f".latest.partial-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / version)
    try:
        link.replace(out / "latest")
    finally:
        link.unlink(missing_ok=True)
    _sync_folder(out)


def clear_leftovers(out: Path) -> None:
    """Remove what builds that are no longer alive left unfinished."""
    for parent in (out, _releases(out)):
        for path in parent.iterdir() if parent.is_dir() else ():
            match = _PARTIAL.fullmatch(path.name)
            if match and not _alive(int(match[1])):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _releases(out: Path) -> Path:
    return out / "releases"


def _alive(pid: int) -> bool:
    """Whether another process has that id; a leftover with our own is from a process before us."""
    if pid == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _sync(folder: Path) -> None:
    """Have everything in a folder on the disk before it is given its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
