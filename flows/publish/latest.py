"""`latest` is a link. Tools that copy what links lead to leave a folder in its place, which no build can replace."""

from __future__ import annotations

from pathlib import Path

from flows.publish.atomic import remove_folder
from flows.publish.place import point_latest
from flows.publish.publish import NotPublished
from flows.publish.sums import SUMS, check_sums
from flows.publish.version import parse


def mend_latest(out: Path) -> None:
    """Make `latest` a link again where it is a folder: a copy, file by file, of a release that is there too.

    Only whoever holds `out` may call it. Raises NotPublished when the folder is anything else: it may be the only copy.
    """
    latest = out / "latest"
    if latest.is_symlink() or not latest.is_dir():
        return
    version = _copied(latest, out / "releases")
    if version is None:
        raise NotPublished(
            f"{latest} is a folder, where a link to a release belongs, and no exact copy of one in {out / 'releases'}: "
            "move it away and build again. (Tools that follow links leave such copies; cp -a and rsync -a do not.)"
        )
    remove_folder(latest)
    point_latest(out, version)


def _copied(folder: Path, releases: Path) -> str | None:
    """The version of the release that a folder is a copy of; None too where either is damaged."""
    sums = _sums(folder)
    for release in releases.iterdir() if sums and releases.is_dir() else ():
        if parse(release.name) and not release.is_symlink() and _sums(release) == sums:
            damaged = release.samefile(folder) or any(check_sums(folder)) or any(check_sums(release))
            return None if damaged else release.name
    return None


def _sums(folder: Path) -> bytes | None:
    try:
        return (folder / SUMS).read_bytes()
    except OSError:
        return None
