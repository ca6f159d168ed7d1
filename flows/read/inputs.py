"""What stands in raw/ at this moment: enough of each source to tell whether it has changed."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from flows.read.listing import list_sources
from flows.read.source import MAX_BYTES, leads_out, name_of


@dataclass(frozen=True, slots=True)
class Input:
    """A source as it stands in raw/."""

    path: Path
    name: str  # relative to raw/
    content: str  # SHA-256 of the file; in words where it is not to be read
    sidecar: str | None  # the same of its sidecar; None where it has none

    @property
    def sidecar_sha256(self) -> str | None:
        """The SHA-256 of its sidecar; None where it has none, or one that is not to be read."""
        return self.sidecar if re.fullmatch("[0-9a-f]{64}", self.sidecar or "") else None


def look(root: Path) -> list[Input]:
    """All sources below `root`, sorted. Raises FileNotFoundError or NotADirectoryError when it is no folder."""
    return look_again(list_sources(root), root)


def look_again(paths: Iterable[Path], root: Path) -> list[Input]:
    """Those of the sources at `paths` that are there."""
    return [_input(path, root) for path in paths if path.exists() or path.is_symlink()]


def _input(path: Path, root: Path) -> Input:
    beside = path.with_suffix(".yml")
    sidecar = _content(beside, root) if beside != path and os.path.lexists(beside) else None
    return Input(path, name_of(path, root), _content(path, root), sidecar)


def _content(path: Path, root: Path) -> str:
    """The SHA-256 of a file; of what `read` refuses unseen, why it does."""
    try:
        if path.is_symlink() and leads_out(path, root):
            return "link outside"
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return "no file"
        if found.st_size > MAX_BYTES:
            return f"{found.st_size} bytes"
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return error.strerror or "unreadable"
