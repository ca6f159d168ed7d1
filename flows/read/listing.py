"""Which files of raw/ are sources."""

from __future__ import annotations

import os
from pathlib import Path

LEFTOVERS = ("~", ".swp", ".swo", ".part", ".tmp", ".crdownload", ".bak")  # of editors and downloads
README = "readme"


def list_sources(root: Path) -> list[Path]:
    """All sources under `root`, sorted by their path relative to it, on every machine alike.

    Links to folders are not followed but listed, so that `read` can say what is wrong with them; so is a sidecar that
    stands alone. Raises FileNotFoundError or NotADirectoryError when `root` is no folder.
    """
    found: list[Path] = []
    folders = [root]
    while folders:
        with os.scandir(folders.pop()) as entries:
            kept = [entry for entry in entries if not _is_ignored(entry.name)]
        stems = {Path(entry.name).stem for entry in kept if Path(entry.name).suffix != ".yml"}
        for entry in kept:
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif not (entry.name.endswith(".yml") and Path(entry.name).stem in stems):
                found.append(Path(entry.path))
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def _is_ignored(name: str) -> bool:
    return name.startswith((".", "#")) or name.endswith(LEFTOVERS) or Path(name).stem.lower() == README
