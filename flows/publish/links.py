"""Files of a release that are as they were in the release before: each is a hard link to the one there.

A release is never written to, so two can share a file; who removes a release removes names of files only. Where the
file system has no links, or a file has too many, there are copies.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from flows.publish.sums import digest, files, read_sums


def link_or_copy(old: Path, new: Path) -> None:
    """Give a file a second name, or make a copy of it. A file that has the name is not written to."""
    new.unlink(missing_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def link_unchanged(draft: Path, before: Path | None, known: Mapping[str, str]) -> dict[str, str]:
    """Let the files of a draft that the release `before` has with the same bytes be links to those; the sums of all.

    `known` are sums that need not be worked out. What a disk has damaged in the release before is left alone.
    """
    theirs = _sums(before) if before else {}
    sums = {}
    for name in files(draft):
        own = draft / name
        sums[name] = sum_ = known.get(name) or digest(own)
        if before and theirs.get(name) == sum_ and not _is_same(own, before / name):
            _replace(own, before / name, sum_)
    return sums


def _sums(release: Path) -> dict[str, str]:
    """The sums of a release; none where they cannot be read."""
    try:
        return read_sums(release)
    except (OSError, ValueError):
        return {}


def _is_same(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)


def _replace(own: Path, theirs: Path, sum_: str) -> None:
    """Put a link to their file in the place of ours, if it is whole."""
    new = own.with_name(f"{own.name}.link")
    try:
        os.link(theirs, new)
        if digest(new) == sum_:
            new.replace(own)
    except OSError:
        pass  # ours is as good
    finally:
        new.unlink(missing_ok=True)
