"""SHA256SUMS: the hash of every file of a release, as `sha256sum -c` reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

SUMS = "SHA256SUMS"


def write_sums(folder: Path) -> None:
    """Write the sums of all files in a folder, sorted by path."""
    lines = [f"{digest(folder / name)}  {name}\n" for name in files(folder)]
    (folder / SUMS).write_text("".join(lines), "utf-8", newline="\n")


def digests(folder: Path, parts: Iterable[str]) -> dict[str, str]:
    """The hashes of the files in these parts of a folder, by their path relative to it, in order."""
    found = sorted(path for part in parts for path in (folder / part).iterdir())
    return {path.relative_to(folder).as_posix(): digest(path) for path in found}


def check_sums(folder: Path) -> Iterator[str]:
    """A sentence for each file that is missing, changed or not listed."""
    if not (folder / SUMS).is_file():
        yield f"{SUMS} is missing."
        return
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    listed = {name: sum_ for sum_, _, name in (line.partition("  ") for line in lines)}
    there = set(files(folder))
    yield from (f"{name}: listed in {SUMS} but missing." for name in sorted(set(listed) - there))
    yield from (f"{name}: not listed in {SUMS}." for name in sorted(there - set(listed)))
    for name in sorted(there & set(listed)):
        if digest(folder / name) != listed[name]:
            yield f"{name}: its SHA-256 is not the one in {SUMS}."


def files(folder: Path) -> list[str]:
    """The paths of all files in a folder but the sums, relative to it, sorted."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if name != SUMS)


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
