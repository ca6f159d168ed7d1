"""dictionary.html: every table and column, with an example and how full it is."""

from __future__ import annotations

from dataclasses import dataclass

from flows.present.flat import flat
from flows.present.release import path_of
from flows.present.site.pages import Site
from flows.publish.columns import fill_rate
from flows.publish.dictionary import example
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
    there = [declared for declared in flat() if site.release.path(declared.name).is_file()]
    tables = [(each, site.release.n_rows(each.name), _entries(site, each)) for each in (*there, *map(table, names()))]
    site.render("dictionary.html", "dictionary.html", tables=tables, has_flat=bool(there), path_of=path_of)


def _entries(site: Site, declared: Table) -> list[Entry]:
    path = site.release.path(declared.name)
    keys = {key.column: key for key in declared.foreign_keys}
    return [
        Entry(column, keys.get(column.name), fill_rate(path, column.name), example(column, path))
        for column in declared.columns
    ]
