"""All forms of a release, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flows.present import catalogue, citation, datasette, duckdb, site, sqlite, star, superset, workbook
from flows.present.release import Release

FORMS: tuple[Callable[[Release], None], ...] = (
    star.write,
    sqlite.write,
    datasette.write,
    duckdb.write,
    citation.write,
    workbook.write,
    superset.write,
    catalogue.write,
    site.write,
)


def present(folder: Path) -> None:
    """Write every form of the release in `folder` beside its tables."""
    release = Release.read(folder)
    for write in FORMS:
        write(release)
