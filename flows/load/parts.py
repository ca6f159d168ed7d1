"""What of a release goes into a database: its tables, the star beside them, and the views on both."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from flows.load.refusal import NotLoaded
from flows.present.release import Release
from flows.present.star import file
from flows.present.views import View, added, views
from flows.publish.release import parquet
from flows.tables import Table, names, table


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the database: its declaration, and the Parquet file with its rows."""

    table: Table
    path: Path


@dataclass(frozen=True, slots=True)
class Parts:
    """All that is loaded of a release. Without the star, views are left out that need it."""

    release: Release
    tables: tuple[Part, ...]
    views: tuple[View, ...]
    has_star: bool

    @classmethod
    def of(cls, folder: Path) -> Parts:
        """Those of the release in a folder. Raises NotLoaded where it is none."""
        try:
            release = Release.read(folder)
        except (OSError, ValueError):
            raise NotLoaded(f"{folder} is no release: it has no index.json that can be read.") from None
        tables = [Part(table(name), parquet(folder, name)) for name in names()]
        star = [Part(each, file(folder, f"dim_{each.name}")) for each in added().values()]
        has_star = all(part.path.is_file() for part in star)
        wanted = tables + star * has_star
        lost = [part.path for part in wanted if not part.path.is_file()]
        if lost:
            raise NotLoaded(f"The release is not whole: {lost[0]} is missing. `plans verify` checks it.")
        return cls(release, tuple(wanted), views() if has_star else _without_star(), has_star)

    def fingerprint(self, structure: str) -> str:
        """A hash of what the database would hold: of the release, and of the structure that it gets there."""
        index = (self.release.folder / "index.json").read_bytes()
        return hashlib.sha256(index + structure.encode()).hexdigest()


def _without_star() -> tuple[View, ...]:
    """The views that need no table of the star, not even by way of another view."""
    missing = set(added())
    kept = []
    for view in views():
        if missing.isdisjoint(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", view.sql, re.IGNORECASE)):
            kept.append(view)
        else:
            missing.add(view.name)
    return tuple(kept)
