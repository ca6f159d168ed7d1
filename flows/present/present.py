"""All forms of a release: those that others link to first, the longest side by side, and last what lists them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from flows.present import catalogue, citation, datasette, duckdb, flat, site, sqlite, star, superset, workbook
from flows.present.release import Release

Form = Callable[[Release], None]
FIRST: tuple[Form, ...] = (star.write, flat.write)
LONG: tuple[Form, ...] = (  # the longest first
    sqlite.write,
    partial(site.write_reader, share=0, of=2),
    partial(site.write_reader, share=1, of=2),
    site.write_index,
    site.write_pairs,
    site.write_entities,
    workbook.write,
)
LAST: tuple[Form, ...] = (
    datasette.write,
    duckdb.write,
    citation.write,
    superset.write,
    catalogue.write,
    site.write_front,
)


def present(folder: Path, pool: Executor | None = None, kept: Path | None = None, before: Path | None = None) -> None:
    """Write every form of the release in `folder` beside its tables, the longest in the processes of a pool.

    What is made of a source is kept in the folder `kept`, and taken from there when it is the same again.
    What the release `before` has is brought up to date, where that is quicker.
    """
    _write(folder, FIRST, kept, before)
    if pool:
        for done in [pool.submit(_write, folder, (form,), kept, before) for form in LONG]:
            done.result()
    else:
        _write(folder, LONG, kept, before)
    _write(folder, LAST, kept, before)


def _write(folder: Path, forms: Iterable[Form], kept: Path | None, before: Path | None) -> None:
    release = Release.read(folder, kept, before)
    for write in forms:
        write(release)
