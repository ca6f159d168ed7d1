"""Whether a release still is what was published, found out in no time: an unchanged build asks.

What was noted when it was published is held against what is there: its list of sums, and of every file kind, size and
time of the last change. Where these differ, all files are read. Where they do not, nobody has written there, but a disk
may have lost bits. So some files are read each day: all of a small release, of a large one another stretch every day.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.publish.sums import SUMS, check_sums, digest, read_sums

MOST = 100_000_000  # bytes that are read of files that nobody has written to: a twentieth of a second
DAY = 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Seal:
    """What is noted of a release."""

    sums: str  # SHA-256 of SHA256SUMS
    files: str  # a hash of names, kinds, sizes and times


def seal(release: Path) -> Seal:
    """What is to be noted of a release that was just published. Raises OSError or ValueError."""
    return Seal(digest(release / SUMS), _hash(_files(release, read_sums(release))))


def is_intact(release: Path, noted: Seal, now: float) -> bool:
    """Whether a release is as it was when that was noted, as far as can be seen today (`now` in seconds)."""
    try:
        if digest(release / SUMS) != noted.sums:
            return False
        sums = read_sums(release)
        there = _files(release, sums)
        if _hash(there) != noted.files:
            return not any(check_sums(release, strangers=False))  # a copy has other times, and is as good
        return all(digest(release / name) == sums[name] for name in _stretch(there, int(now // DAY)))
    except (OSError, ValueError):
        return False


def _files(release: Path, names: Iterable[str]) -> dict[str, os.stat_result]:
    """What the system says of files, and not of what links lead to."""
    return {name: os.lstat(f"{release}/{name}") for name in names}


def _hash(files: Mapping[str, os.stat_result]) -> str:
    lines = [f"{name}\0{status.st_mode}\0{status.st_size}\0{status.st_mtime_ns}\n" for name, status in files.items()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _stretch(files: Mapping[str, os.stat_result], day: int) -> Iterator[str]:
    """The files whose turn it is: those that begin in so many bytes, which go on where those of yesterday ended."""
    total = max(1, sum(status.st_size for status in files.values()))
    begin = day * MOST % total
    at = 0
    for name, status in files.items():
        if (at - begin) % total < MOST:
            yield name
        at += status.st_size
