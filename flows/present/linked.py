"""Pages are kept in the project's cache as the very files that releases have: one that is as it was is a link to it.

    pages/<key>/0, 1 …   the files
    pages/<key>/sums     of each, in their order, the SHA-256 and the path below site/, after a sum of the key and these

Whoever writes into a page of a release writes into what is kept, and disks lose bits: so each file is read and held
against its sum before it is linked, and what is damaged is made again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from flows.present.kept import Files
from flows.publish.links import link_or_copy
from flows.publish.sums import digest

SUMS = "sums"
log = logging.getLogger(__name__)


def write_kept(kept: Path | None, key: str, make: Callable[[], Files], site: Path) -> None:
    """Write the files of a key below `site`; they are made where they are not kept. None: nothing is kept."""
    if kept is None:
        for path, content in make().items():
            _place(site, path).write_bytes(content)
        return
    folder = kept / key
    paths = _whole(folder)
    if paths is None:
        paths = _keep(folder, make())
    for number, path in enumerate(paths):
        link_or_copy(folder / str(number), _place(site, path))
    os.utime(folder)  # what nothing has used for long is cleared away


def _whole(folder: Path) -> list[str] | None:
    """The paths of the files that are kept in a folder; None where there are none, or they are not as they were."""
    try:
        listed = (folder / SUMS).read_text("utf-8")
        sum_, _, lines = listed.partition("\n")
        if sum_ != _sum(folder.name, lines):
            raise ValueError("The list of the files is damaged.")
        found = [line.split("  ", 1) for line in lines.splitlines()]
        if any(digest(folder / str(number)) != known for number, (known, _) in enumerate(found)):
            raise ValueError("A file is damaged.")
    except (OSError, ValueError):
        if folder.exists():
            log.warning("%s, pages that the cache keeps, is damaged: they are made again.", folder.name)
        return None
    return [path for _, path in found]


def _keep(folder: Path, files: Files) -> list[str]:
    """Keep files in a folder, which is there whole or not at all; their paths."""
    unfinished = folder.with_name(f"{folder.name}.partial-{os.getpid()}")
    unfinished.mkdir(parents=True)
    for number, content in enumerate(files.values()):
        (unfinished / str(number)).write_bytes(content)
    lines = "\n".join(f"{hashlib.sha256(content).hexdigest()}  {path}" for path, content in files.items())
    (unfinished / SUMS).write_text(f"{_sum(folder.name, lines)}\n{lines}", "utf-8", newline="\n")
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)
    return list(files)


def _sum(key: str, lines: str) -> str:
    return hashlib.sha256(f"{key}\n{lines}".encode()).hexdigest()


def _place(site: Path, path: str) -> Path:
    """Where a file is to be written: nothing is there, for what was there may be a link."""
    target = site / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    return target
