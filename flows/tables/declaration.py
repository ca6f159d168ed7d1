"""The declarations of the tables: `<table>.yml` read, checked, and handed out as frozen objects.

They are the only place where columns are declared: Arrow schemas, CSV headers, datapackage.json, the data dictionary
and the expectations are all made from them.

A table has `order` (its place; what it refers to comes before it), `title`, `description`, `primary_key`, `unique`
(further keys, lists of columns), `sort` (canonical order of rows), `foreign_keys` (column: table.column), `columns`.
A column has `type`, `title`, `description` and, as needed, `required`, `unique`, `unit`, `enum` (value: its label),
`pattern` (of the whole value), `min`, `max`, `example`, `statistic` (counted over the corpus: it may change with every
source, and a delta does not count that as a change of the row). Titles, descriptions, labels are bilingual: {zh, en}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TYPES = ("string", "integer", "number", "boolean", "date", "list")  # list: of strings
FOLDER = Path(__file__).parent
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is there: five times as fast


class DeclarationError(ValueError):
    """A table is not declared as it must be; the message names table and column."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: str  # one of TYPES
    title: Words
    description: Words
    required: bool = False  # never null
    unique: bool = False
    unit: str | None = None
    enum: Mapping[str, Words] | None = None  # value → label
    pattern: str | None = None  # regular expression that the whole value matches
    min: float | None = None
    max: float | None = None
    example: str | None = None  # null: the dictionary takes one from the data
    statistic: bool = False  # counted over the corpus: changes with any source


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column whose values, where not null, stand in a column of another table (or of its own)."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the dataset."""

    name: str
    order: int
    title: Words
    description: Words
    primary_key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    sort: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        """The column of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"Table {self.name} has no column {name}.")


@cache
def declared() -> dict[str, Table]:
    """All tables of the dataset by name, in their order."""
    return load(FOLDER)


def names() -> tuple[str, ...]:
    """The names of all tables; a table stands after those that it refers to."""
    return tuple(declared())


def table(name: str) -> Table:
    """The declaration of one table."""
    try:
        return declared()[name]
    except KeyError:
        raise KeyError(f"There is no table {name!r}; the tables are {', '.join(declared())}.") from None


def load(folder: Path) -> dict[str, Table]:
    """Read and check the declarations in a folder; raise DeclarationError at the first fault."""
    found = [read(path) for path in sorted(folder.glob("*.yml"))]
    tables = {each.name: each for each in sorted(found, key=lambda each: each.order)}
    for each in tables.values():
        for key in each.foreign_keys:
            _check_reference(each, key, tables)
    return tables


def read(path: Path) -> Table:
    """Read and check one declaration, whose references to other tables are not followed. Raises DeclarationError."""
    return _table(path.stem, yaml.load(path.read_bytes(), LOADER))


def _table(name: str, raw: dict[str, Any]) -> Table:
    _only(raw, "order title description primary_key unique sort foreign_keys columns", f"Table {name}")
    declared_table = Table(
        name=name,
        order=int(raw["order"]),
        title=_words(raw, "title", f"Table {name}"),
        description=_words(raw, "description", f"Table {name}"),
        primary_key=tuple(raw["primary_key"]),
        unique=tuple(map(tuple, raw.get("unique", ()))),
        sort=tuple(raw["sort"]),
        foreign_keys=tuple(ForeignKey(column, *to.split(".")) for column, to in raw.get("foreign_keys", {}).items()),
        columns=tuple(_column(name, column, given or {}) for column, given in raw["columns"].items()),
    )
    used = {*declared_table.primary_key, *declared_table.sort, *(c for key in declared_table.unique for c in key)}
    for column in sorted(used - set(raw["columns"])):
        raise DeclarationError(f"Table {name}, column {column}: used in a key or the order of rows but not declared.")
    return declared_table


def _column(table_name: str, name: str, raw: dict[str, Any]) -> Column:
    where = f"Table {table_name}, column {name}"
    _only(raw, "type title description required unique unit enum pattern min max example statistic", where)
    if raw.get("type") not in TYPES:
        raise DeclarationError(f"{where}: the type is {raw.get('type')!r}, but must be one of {', '.join(TYPES)}.")
    title, description = _words(raw, "title", where), _words(raw, "description", where)
    enum = raw.get("enum")
    labels = enum and {str(value): _words(enum, value, f"{where}, value {value}") for value in enum}
    return Column(name=name, **{**raw, "title": title, "description": description, "enum": labels})


def _words(raw: Mapping[str, Any], key: str, where: str) -> Words:
    given = raw.get(key) or {}
    what = key if key in ("title", "description") else "label"
    for language, called in (("zh", "Chinese"), ("en", "English")):
        if not (isinstance(given, dict) and isinstance(given.get(language), str) and given[language].strip()):
            raise DeclarationError(f"{where}: the {called} {what} is missing.")
    return Words(given["zh"], given["en"])


def _only(raw: Mapping[str, Any], known: str, where: str) -> None:
    unknown = sorted(set(raw) - set(known.split()))
    if unknown:
        raise DeclarationError(f"{where}: unknown key {', '.join(unknown)}; known are {known.replace(' ', ', ')}.")


def _check_reference(owner: Table, key: ForeignKey, tables: Mapping[str, Table]) -> None:
    where = f"Table {owner.name}, column {key.column}"
    if key.column not in {column.name for column in owner.columns}:
        raise DeclarationError(f"{where}: has a foreign key but is not declared.")
    if key.table not in tables or tables[key.table].primary_key != (key.target,):
        raise DeclarationError(f"{where}: refers to {key.table}.{key.target}, which is no table's primary key.")
    if tables[key.table].order > owner.order:
        raise DeclarationError(f"{where}: refers to table {key.table}, which must come before it in order.")
