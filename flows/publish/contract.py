"""How the contract of the tables changed between two releases, as their datapackage.json say it.

major   a reader's program may break: a table or column is gone, a type, unit, key or foreign key is another, a column
        that was never null may be null, a value of an enum or the whole enum is gone
minor   there is more to use, or more is promised: tables, columns, values, keys; other limits of values; another order
patch   wording: titles, descriptions, labels
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flows.publish.datapackage import of_tables, table_schema
from flows.tables import names, table

Level = Literal["major", "minor", "patch"]
LEVELS: tuple[Level, ...] = ("major", "minor", "patch")  # the gravest first
Schema = Mapping[str, Any]  # a Table Schema

_WORDING = ("title", "title@en", "description", "description@en", "categories")
_BREAKS = {"type": "type", "unit": "unit", "delimiter": "separator of items", "itemType": "type of items"}
_LIMITS = {"pattern": "pattern of values", "minimum": "least value", "maximum": "greatest value"}


@dataclass(frozen=True, slots=True)
class ContractChange:
    """One change of the contract."""

    level: Level
    table: str
    column: str | None  # None: the change is one of the table
    sentence: str


def declared_schemas() -> dict[str, Schema]:
    """The Table Schemas of today's declarations by table, with the titles and descriptions of the tables."""
    return {name: _with_words(table_schema(table(name)), _words_of(name)) for name in names()}


def packaged_schemas(package: Mapping[str, Any]) -> dict[str, Schema]:
    """The same from a datapackage.json. KeyError or TypeError where it is none of ours."""
    return {resource["name"]: _with_words(resource["schema"], resource) for resource in of_tables(package)}


def contract_changes(before: Mapping[str, Schema], after: Mapping[str, Schema]) -> tuple[ContractChange, ...]:
    """What changed from one set of Table Schemas (by table) to another, the gravest first, then by table and column."""
    found = [
        *(ContractChange("major", name, None, f"Table {name} is gone.") for name in before if name not in after),
        *(ContractChange("minor", name, None, f"Table {name} is new.") for name in after if name not in before),
        *(change for name in after if name in before for change in _table_changes(name, before[name], after[name])),
    ]
    return tuple(sorted(found, key=lambda change: (LEVELS.index(change.level), change.table, change.column or "")))


def gravest(levels: Iterator[Level] | list[Level]) -> Level | None:
    """The gravest of some levels; None of none."""
    return min(levels, key=LEVELS.index, default=None)


def _words_of(name: str) -> dict[str, str]:
    title, description = table(name).title, table(name).description
    return dict(zip(_WORDING, (title.zh, title.en, description.zh, description.en), strict=False))


def _with_words(schema: Schema, words: Mapping[str, Any]) -> Schema:
    return {**schema, **{key: words.get(key) for key in _WORDING}}


def _table_changes(name: str, before: Schema, after: Schema) -> Iterator[ContractChange]:
    if before.get("primaryKey") != after.get("primaryKey"):
        yield ContractChange(
            "major",
            name,
            None,
            f"The primary key was {_said(before, 'primaryKey')} and is {_said(after, 'primaryKey')}.",
        )
    yield from _promises(name, "unique key", _keys(before, "uniqueKeys"), _keys(after, "uniqueKeys"))
    yield from _promises(name, "foreign key", _foreign_keys(before), _foreign_keys(after))
    yield from _reworded(name, None, before, after)
    old, new = ({field["name"]: field for field in schema["fields"]} for schema in (before, after))
    for column in old:
        if column not in new:
            yield ContractChange("major", name, column, f"Column {column} is gone.")
    for column in new:
        if column not in old:
            yield ContractChange("minor", name, column, f"Column {column} is new.")
        else:
            yield from _column_changes(name, column, old[column], new[column])
    if [column for column in old if column in new] != [column for column in new if column in old]:
        yield ContractChange("minor", name, None, "The columns stand in another order.")


def _column_changes(name: str, column: str, before: Schema, after: Schema) -> Iterator[ContractChange]:
    for key, called in _BREAKS.items():
        if before.get(key) != after.get(key):
            yield ContractChange(
                "major", name, column, f"The {called} was {_value(before, key)}, is {_value(after, key)}."
            )
    old, new = before.get("constraints", {}), after.get("constraints", {})
    if bool(old.get("required")) != bool(new.get("required")):
        yield _promise(
            name, column, bool(new.get("required")), "It is never null now.", "It was never null and may be."
        )
    if bool(old.get("unique")) != bool(new.get("unique")):
        yield _promise(name, column, bool(new.get("unique")), "No value stands twice now.", "A value may stand twice.")
    yield from _enum_changes(name, column, old.get("enum"), new.get("enum"))
    for key, called in _LIMITS.items():
        if old.get(key) != new.get(key):
            yield ContractChange("minor", name, column, f"The {called} was {_value(old, key)}, is {_value(new, key)}.")
    yield from _reworded(name, column, before, after)


def _enum_changes(name: str, column: str, old: list[str] | None, new: list[str] | None) -> Iterator[ContractChange]:
    if (old is None) != (new is None):
        yield _promise(name, column, new is not None, "Its values are listed now.", "Its values are no longer listed.")
    if old is None or new is None:
        return
    for value in old:
        if value not in new:
            yield ContractChange("major", name, column, f"The value {value} is gone.")
    for value in new:
        if value not in old:
            yield ContractChange("minor", name, column, f"The value {value} is new.")


def _promises(name: str, kind: str, before: list[str], after: list[str]) -> Iterator[ContractChange]:
    """Keys of one kind: a promise that is gone breaks, a new one is more than there was."""
    for key in before:
        if key not in after:
            yield ContractChange("major", name, None, f"The {kind} {key} is gone.")
    for key in after:
        if key not in before:
            yield ContractChange("minor", name, None, f"The {kind} {key} is new.")


def _promise(name: str, column: str, kept: bool, gained: str, lost: str) -> ContractChange:
    return ContractChange("minor", name, column, gained) if kept else ContractChange("major", name, column, lost)


def _reworded(name: str, column: str | None, before: Schema, after: Schema) -> Iterator[ContractChange]:
    """A change of titles, descriptions or labels; labels of values that came or went are no wording."""
    if any(_wording(before, key, after) != _wording(after, key, before) for key in _WORDING):
        what = f"column {column}" if column else "the table"
        yield ContractChange("patch", name, column, f"The title, description or labels of {what} are worded anew.")


def _wording(field: Schema, key: str, other: Schema) -> Any:
    if key != "categories":
        return field.get(key)
    shared = {category["value"] for category in other.get(key) or ()}
    return [category for category in field.get(key) or () if category["value"] in shared]


def _keys(schema: Schema, key: str) -> list[str]:
    return [", ".join(columns) for columns in schema.get(key, ())]


def _foreign_keys(schema: Schema) -> list[str]:
    return [
        f"{', '.join(key['fields'])} → {key['reference'].get('resource') or 'the same table'}."
        f"{', '.join(key['reference']['fields'])}"
        for key in schema.get("foreignKeys", ())
    ]


def _said(schema: Schema, key: str) -> str:
    return ", ".join(schema.get(key, ())) or "none"


def _value(given: Mapping[str, Any], key: str) -> str:
    return "not given" if given.get(key) is None else str(given[key])
