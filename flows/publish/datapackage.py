"""datapackage.json: the release described as a Data Package (version 2), made from the declarations of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flows.publish.columns import values
from flows.publish.facts import LICENCE, NAME, BuildFacts
from flows.publish.release import parquet
from flows.publish.sums import digest
from flows.tables import LIST_SEPARATOR, Column, ForeignKey, Table, Words, names, table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
TITLE = Words("政策规划数据集", "Policy plans")
DESCRIPTION = Words(
    "中国各级政策文件的文字转成的表格：文件、条目、目标、机构与责任分工，每行可回溯到原文。",
    "Chinese policy plans as tables: documents, articles, targets, agencies and assignments, every row traceable to "
    "its raw text.",
)


def descriptor(version: str, folder: Path, facts: BuildFacts) -> dict[str, Any]:
    """Describe the release in `folder`, whose parquet/ and csv/ are written already."""
    return {
        "$schema": PROFILE,
        "name": NAME,
        **_bilingual(TITLE, DESCRIPTION),
        "version": version,
        "created": facts.built_at,
        "languages": ["zh", "en"],
        "licenses": [LICENCE],
        "sources": _sources(folder),
        "resources": [resource(table(name), folder / "csv" / f"{name}.csv") for name in names()],
    }


def resource(declared: Table, path: Path) -> dict[str, Any]:
    """Describe the CSV file of a table, which stands in a folder of the release."""
    return {
        "name": declared.name,
        "type": "table",
        "path": f"{path.parent.name}/{path.name}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest(path)}",
        **_bilingual(declared.title, declared.description),
        "schema": table_schema(declared),
    }


def of_tables(package: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The resources that are tables of the contract; others (flat/) are made of them. KeyError where there are none."""
    return [each for each in package["resources"] if str(each.get("path", "csv/")).startswith("csv/")]


def table_schema(declared: Table) -> dict[str, Any]:
    """The Table Schema of a table."""
    return {
        "fields": [_field(column) for column in declared.columns],
        "missingValues": [""],
        "primaryKey": list(declared.primary_key),
        **({"uniqueKeys": [list(key) for key in declared.unique]} if declared.unique else {}),
        **(
            {"foreignKeys": [_foreign_key(declared, key) for key in declared.foreign_keys]}
            if declared.foreign_keys
            else {}
        ),
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {
        "required": column.required or None,
        "unique": column.unique or None,
        "enum": list(column.enum) if column.enum else None,
        "pattern": column.pattern,
        "minimum": column.min,
        "maximum": column.max,
    }
    given = {key: value for key, value in constraints.items() if value is not None}
    return {
        "name": column.name,
        "type": column.type,
        **({"delimiter": LIST_SEPARATOR, "itemType": "string"} if column.type == "list" else {}),
        **_bilingual(column.title, column.description),
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": given} if given else {}),
        **({"categories": _categories(column.enum)} if column.enum else {}),
    }


def _categories(enum: Mapping[str, Words]) -> list[dict[str, str]]:
    return [{"value": value, "label": words.zh, "label@en": words.en} for value, words in enum.items()]


def _foreign_key(declared: Table, key: ForeignKey) -> dict[str, Any]:
    other = {"resource": "" if key.table == declared.name else key.table}  # "" is the table itself
    return {"fields": [key.column], "reference": {**other, "fields": [key.target]}}


def _bilingual(title: Words, description: Words) -> dict[str, str]:
    return {
        "title": title.zh,
        "title@en": title.en,
        "description": description.zh,
        "description@en": description.en,
    }


def _sources(folder: Path) -> list[dict[str, str]]:
    return [
        {"title": row["path"], "path": f"text/{row['source_id']}.txt"}
        for row in values(parquet(folder, "sources"), "path", "source_id", "status")
        if row["status"] == "ok"
    ]
