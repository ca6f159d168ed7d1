"""dictionary.html: every table and column, with an example and how full it is."""

from __future__ import annotations

from dataclasses import dataclass

from flows.present.site.pages import Site
from flows.publish.columns import fill_rate
from flows.publish.dictionary import example
from flows.publish.release import parquet
from flows.tables import Column, ForeignKey, Table, names, table


@dataclass(frozen=True, slots=True)
class Entry:
    """A column as the dictionary shows it."""

    column: Column
    key: ForeignKey | None  # what it refers to
    filled: float | None  # share of rows with a value, 0 to 1; None where there are no rows
    example: str | None


def write_dictionary(site: Site) -> None:
    """Write dictionary.html."""
    tables = [(table(name), site.release.n_rows(name), _entries(site, table(name))) for name in names()]
    site.render("dictionary.html", "dictionary.html", tables=tables)


def _entries(site: Site, declared: Table) -> list[Entry]:
    path = parquet(site.release.folder, declared.name)
    keys = {key.column: key for key in declared.foreign_keys}
    return [
        Entry(column, keys.get(column.name), fill_rate(path, column.name), example(column, path))
        for column in declared.columns
    ]
