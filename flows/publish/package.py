"""The tables of a release as its own datapackage.json describes them: an old release is held against its own contract,
not against the declarations of today.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.publish.datapackage import of_tables, table_schema
from flows.tables import ForeignKey, names, table
from flows.tables.arrow import ARROW_TYPES

_NAME = re.compile(r"[a-z][a-z0-9_]*")  # it names files, so it must not lead out of the release


class PackageError(ValueError):
    """datapackage.json cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Described:
    """What must hold for a table by its description, without the words for people."""

    name: str
    types: Mapping[str, str]  # column → type, in the order of the columns
    required: frozenset[str]
    primary_key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]  # further keys
    foreign_keys: tuple[ForeignKey, ...]

    def schema(self) -> pa.Schema:
        """The Arrow schema, without metadata."""
        return pa.schema([pa.field(column, ARROW_TYPES[type_]) for column, type_ in self.types.items()])


def read_package(release: Path) -> dict[str, Described]:
    """The tables of a release by name, in their order. Raises PackageError."""
    try:
        given = {resource["name"]: resource["schema"] for resource in of_tables(_package(release))}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackageError(f"datapackage.json cannot be read: {error!r}") from None
    tables = {name: _understood(name, schema) for name, schema in given.items()}
    for each in tables.values():
        for key in each.foreign_keys:
            if key.table not in tables or key.target not in tables[key.table].types:
                raise PackageError(f"datapackage.json: {each.name}.{key.column} refers to what is not described.")
    return tables


def described_sums(release: Path) -> dict[str, str]:
    """The SHA-256 of the files that a release describes, its flat ones too, as far as it gives them; by their paths."""
    try:
        given = {resource["path"]: resource.get("hash") for resource in _package(release)["resources"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # `read_package` says so
    return {path: sum_.removeprefix("sha256:") for path, sum_ in given.items() if isinstance(sum_, str)}


def todays() -> dict[str, Described]:
    """The tables as they are declared today."""
    return {name: _understood(name, table_schema(table(name))) for name in names()}


def _package(release: Path) -> Any:
    return json.loads((release / "datapackage.json").read_text("utf-8"))


def _understood(name: str, schema: Any) -> Described:
    where = f"datapackage.json: the schema of {name}"
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise PackageError(f"datapackage.json: {name!r} cannot be the name of a table.")
    try:
        made = _described(name, schema)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise PackageError(f"{where} cannot be understood: {error!r}") from None
    if unknown := set(made.types.values()) - ARROW_TYPES.keys():
        raise PackageError(f"{where} has a column of the unknown type {min(map(str, unknown))}.")
    used = {*made.primary_key, *(c for key in made.unique for c in key), *(key.column for key in made.foreign_keys)}
    if not made.primary_key or not used <= made.types.keys():
        raise PackageError(f"{where} has no primary key, or a key of columns that it does not have.")
    return made


def _described(name: str, schema: Mapping[str, Any]) -> Described:
    fields = schema["fields"]
    constraints = {field["name"]: field.get("constraints", {}) for field in fields}
    unique = [tuple(key) for key in schema.get("uniqueKeys", [])]
    unique += [(column,) for column, given in constraints.items() if given.get("unique")]
    return Described(
        name=name,
        types={field["name"]: field["type"] for field in fields},
        required=frozenset(column for column, given in constraints.items() if given.get("required")),
        primary_key=tuple(schema["primaryKey"]),
        unique=tuple(dict.fromkeys(unique)),
        foreign_keys=tuple(_foreign_key(name, key) for key in schema.get("foreignKeys", [])),
    )


def _foreign_key(name: str, key: Mapping[str, Any]) -> ForeignKey:
    (column,), (target,) = key["fields"], key["reference"]["fields"]
    return ForeignKey(column, key["reference"].get("resource") or name, target)
