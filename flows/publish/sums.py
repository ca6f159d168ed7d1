"""SHA256SUMS: the hash of every file of a release, as `sha256sum -c` reads it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

SUMS = "SHA256SUMS"
SHOWN = 20  # files of one fault that are named
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")

Progress = Callable[[int, int], None]  # done, whole


def write_sums(folder: Path, sums: Mapping[str, str] | None = None) -> None:
    """Write the sums of all files in a folder, sorted by path, if these are not given."""
    known = digests(folder) if sums is None else sums
    lines = [f"{known[name]}  {name}\n" for name in sorted(known)]
    (folder / SUMS).write_text("".join(lines), "utf-8", newline="\n")


def digests(folder: Path, parts: tuple[str, ...] = ("",)) -> dict[str, str]:
    """The hashes of the files in a folder, or in these parts of it, by their path relative to it, in order."""
    return {name: digest(folder / name) for name in files(folder) if name.startswith(parts)}


def check_sums(
    folder: Path, progress: Progress | None = None, only: tuple[str, ...] = ("",), strangers: bool = True
) -> Iterator[str]:
    """A sentence for each file that is missing, changed or not listed; for many of a kind, the first and their number.

    Every file is read whole; with `only`, those whose paths begin so. A file that cannot be read, or a link, which may
    lead anywhere, is a fault too. Without `strangers` files that are not listed, as desktops leave them, are none.
    """
    try:
        listed = {name: sum_ for name, sum_ in read_sums(folder).items() if name.startswith(only)}
    except FileNotFoundError:
        yield f"{SUMS} is missing."
        return
    except (OSError, ValueError) as error:
        yield f"{SUMS} cannot be read: {error}"
        return
    found = files(folder) if strangers else [name for name in listed if os.path.lexists(folder / name)]
    there = {name for name in found if name.startswith(only)}
    missing = sorted(listed.keys() - there)
    if missing and len(missing) < len(listed):
        yield from _some([f"{name}: listed in {SUMS} but missing." for name in missing], "files are missing")
    elif missing:
        yield f"None of the {len(listed):,} files listed in {SUMS} is here."
    unlisted = sorted(there - listed.keys()) if strangers else []
    yield from _some([f"{name}: not listed in {SUMS}." for name in unlisted], "are not listed")
    changed: list[str] = []
    for done, name in enumerate(sorted(there & listed.keys()), 1):
        changed += _changed(folder, name, listed[name])
        if progress:
            progress(done, len(listed))
    yield from _some(changed, "are not as they were")


def read_sums(folder: Path) -> dict[str, str]:
    """The sums by path. Raises OSError, or ValueError with the number of a line that is none."""
    sums: dict[str, str] = {}
    for number, line in enumerate((folder / SUMS).read_text("utf-8").removesuffix("\n").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if not match:
            raise ValueError(f"Line {number} is not a SHA-256 and a path.")
        sums[match[2]] = match[1]
    return sums


def files(folder: Path) -> list[str]:
    """The paths of all files in a folder but the sums, relative to it, sorted."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(name for name in found if name != SUMS)


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(folder: Path, name: str, sum_: str) -> Iterator[str]:
    path = folder / name
    if path.is_symlink():
        yield f"{name}: a link, where a release has files only."
        return
    try:
        if digest(path) != sum_:
            yield f"{name}: its SHA-256 is not the one in {SUMS}."
    except OSError as error:
        yield f"{name} cannot be read: {error.strerror}."


def _some(sentences: Sequence[str], what: str) -> Iterator[str]:
    yield from sentences[:SHOWN]
    if len(sentences) > SHOWN:
        yield f"… and {len(sentences) - SHOWN:,} more: {len(sentences):,} {what} in all."
