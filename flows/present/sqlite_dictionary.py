"""What tables, views, columns and values mean, as rows: the dictionary that a database carries with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.present.release import Release
from flows.present.views import everything
from flows.publish.facts import LICENCE
from flows.tables import Column, Table, names

Rows = list[dict[str, object]]


def about(release: Release) -> dict[str, Rows]:
    """The table `release`: which release this is."""
    facts = {"version": release.version, "built_at": release.built_at, "licence": LICENCE["name"]}
    return {"release": [{"key": key, "value": value} for key, value in facts.items()]}


def dictionary(release: Release) -> dict[str, Rows]:
    """The tables dictionary_tables, dictionary_columns and dictionary_values."""
    return {
        "dictionary_tables": list(_tables(release)),
        "dictionary_columns": list(_columns()),
        "dictionary_values": list(_values()),
    }


def _tables(release: Release) -> Iterator[dict[str, object]]:
    for declared in everything():
        yield {
            "name": declared.name,
            "kind": "table" if isinstance(declared, Table) else "view",
            "title_zh": declared.title.zh,
            "title_en": declared.title.en,
            "description_zh": declared.description.zh,
            "description_en": declared.description.en,
            "n_rows": release.n_rows(declared.name) if declared.name in names() else None,
        }


def _all() -> Iterator[tuple[str, Mapping[str, str], Column]]:
    """Each column with the name of its table or view, and what the foreign keys of that point to."""
    for declared in everything():
        keys = declared.foreign_keys if isinstance(declared, Table) else ()
        targets = {key.column: f"{key.table}.{key.target}" for key in keys}
        yield from ((declared.name, targets, column) for column in declared.columns)


def _columns() -> Iterator[dict[str, object]]:
    for of, keys, column in _all():
        yield {
            "table_name": of,
            "column_name": column.name,
            "type": column.type,
            "unit": column.unit,
            "title_zh": column.title.zh,
            "title_en": column.title.en,
            "description_zh": column.description.zh,
            "description_en": column.description.en,
            "refers_to": keys.get(column.name),
        }


def _values() -> Iterator[dict[str, object]]:
    for of, _, column in _all():
        for value, label in (column.enum or {}).items():
            yield {
                "table_name": of,
                "column_name": column.name,
                "value": value,
                "label_zh": label.zh,
                "label_en": label.en,
            }
