"""What breaks the contract of the tables, what adds to it, what only words it anew; and the version that follows."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from flows.publish.contract import contract_changes, declared_schemas
from flows.publish.version import next_version

Change = Callable[[dict[str, Any]], object]


def _field(schemas: dict[str, Any], name: str, column: str) -> dict[str, Any]:
    """The very field, to be changed."""
    found: dict[str, Any] = next(field for field in schemas[name]["fields"] if field["name"] == column)
    return found


def _set(name: str, column: str, **values: Any) -> Change:
    return lambda schemas: _field(schemas, name, column).update(values)


def _limit(name: str, column: str, **values: Any) -> Change:
    """Set constraints of a column; None takes one away."""

    def change(schemas: dict[str, Any]) -> None:
        constraints = {**_field(schemas, name, column).get("constraints", {}), **values}
        _field(schemas, name, column)["constraints"] = {k: v for k, v in constraints.items() if v is not None}

    return change


def _drop(name: str, column: str) -> Change:
    return lambda schemas: schemas[name]["fields"].remove(_field(schemas, name, column))


def _of_table(name: str, **values: Any) -> Change:
    return lambda schemas: schemas[name].update(values)


ENUM = ["level", "share", "growth", "frequency", "milestone"]
FOREIGN = [
    {"fields": ["doc_id"], "reference": {"resource": "documents", "fields": ["doc_id"]}},
    {"fields": ["indicator_id"], "reference": {"resource": "indicators", "fields": ["indicator_id"]}},
]

# what was done to the contract, and the same undone: the level of either
LEVELS: list[tuple[str, Change, str, str]] = [
    ("table dropped", lambda schemas: schemas.pop("terms"), "major", "minor"),
    ("column dropped", _drop("targets", "scope"), "major", "minor"),
    ("type", _set("targets", "value", type="string"), "major", "major"),
    ("unit", _set("targets", "deadline_year", unit="month"), "major", "major"),
    ("unit gone", _set("targets", "deadline_year", unit=None), "major", "major"),
    ("separator of lists", _set("documents", "issuers", delimiter=";"), "major", "major"),
    ("primary key", _of_table("terms", primaryKey=["term"]), "major", "major"),
    ("unique key gone", _of_table("articles", uniqueKeys=[]), "major", "minor"),
    ("foreign key gone", _of_table("targets", foreignKeys=FOREIGN), "major", "minor"),
    ("may be null", _limit("targets", "indicator", required=None), "major", "minor"),
    ("may stand twice", _limit("sources", "path", unique=None), "major", "minor"),
    ("value of an enum gone", _limit("targets", "kind", enum=ENUM[:-1]), "major", "minor"),
    ("enum gone", _limit("targets", "kind", enum=None), "major", "minor"),
    ("pattern", _limit("sources", "format", pattern="[a-z]+"), "minor", "minor"),
    ("least value", _limit("sources", "bytes", minimum=None), "minor", "minor"),
    ("order of columns", lambda schemas: schemas["terms"]["fields"].reverse(), "minor", "minor"),
    ("title of a column", _set("targets", "value", title="数"), "patch", "patch"),
    ("description of a column", _set("targets", "value", **{"description@en": "Number."}), "patch", "patch"),
    ("title of a table", _of_table("targets", title="指标"), "patch", "patch"),
]


@pytest.mark.parametrize(("change", "level", "undone"), [row[1:] for row in LEVELS], ids=[row[0] for row in LEVELS])
def test_a_change_of_the_contract_has_its_level(change: Change, level: str, undone: str) -> None:
    old = json.loads(json.dumps(declared_schemas()))
    new = copy.deepcopy(old)
    change(new)
    there = contract_changes(old, new)
    assert [found.level for found in there] == [level]
    assert [found.level for found in contract_changes(new, old)] == [undone]
    assert there[0].sentence.endswith(".")
    assert contract_changes(new, new) == ()


def test_labels_of_values_are_wording_and_new_values_are_not() -> None:
    old = json.loads(json.dumps(declared_schemas()))
    new = copy.deepcopy(old)
    field = _field(new, "targets", "kind")
    field["categories"].append({"value": "ban", "label": "禁止", "label@en": "ban"})
    field["constraints"]["enum"].append("ban")
    assert [(change.level, change.sentence) for change in contract_changes(old, new)] == [
        ("minor", "The value ban is new.")
    ]
    field["categories"][0]["label"] = "改"
    assert [change.level for change in contract_changes(old, new)] == ["minor", "patch"]


def test_the_gravest_change_stands_first() -> None:
    old = json.loads(json.dumps(declared_schemas()))
    new = copy.deepcopy(old)
    for change in (
        _set("agencies", "name", title="名"),
        _drop("terms", "n"),
        _limit("sources", "bytes", maximum=1),
    ):
        change(new)
    assert [change.level for change in contract_changes(old, new)] == ["major", "minor", "patch"]


@pytest.mark.parametrize(
    ("newest", "level", "expected"),
    [
        (None, "major", "1.0.0"),
        ("1.9.3", "patch", "1.9.4"),
        ("1.9.3", "minor", "1.10.0"),
        ("1.9.3", "major", "2.0.0"),
    ],
)
def test_the_next_version_follows_from_the_level(newest: str | None, level: Any, expected: str) -> None:
    assert next_version(newest, level) == expected
