"""Whether the folders that a person names can be what they are named for."""

from __future__ import annotations

import os
from pathlib import Path


def unfit(raw: Path, out: Path) -> str | None:
    """Why a build cannot read texts in `raw` or write releases into `out`, in a sentence; None where it can."""
    if not raw.is_dir():
        if os.path.lexists(raw):
            return f"{_what_it_is(raw)} Name the folder of the source texts with --raw."
        return f"There is no folder {raw}: name the folder of the source texts with --raw."
    for folder in (out, out / "releases"):  # they are made where nothing is there
        there = next(path for path in (folder, *folder.absolute().parents) if os.path.lexists(path))
        if not there.is_dir():
            return f"{_what_it_is(there)} Releases need one: make it, or name another folder with --out."
    return None


def _what_it_is(path: Path) -> str:
    if path.is_symlink():
        return f"{path} is a link to {path.readlink()}, where there is no folder."
    return f"{path} is no folder."
