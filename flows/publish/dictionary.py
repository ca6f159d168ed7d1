"""README.md of a release: what is in it, how to load it, and the data dictionary, made from the declarations."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flows.publish.columns import fill_rate, first_value, n_rows
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.publish.facts import BuildFacts
from flows.publish.guide import GUIDE
from flows.publish.release import parquet
from flows.publish.wording import markdown
from flows.tables import LIST_SEPARATOR, Column, Table, names, table

EXAMPLE_LENGTH = 40
_BLANKS = re.compile(r"\s+")


def readme(version: str, folder: Path, facts: BuildFacts) -> str:
    """The README of the release `version` in a folder that has parquet/ already."""
    overview = [
        f"| [`{name}`](#{name}) | {table(name).title.zh} {table(name).title.en} | {n_rows(parquet(folder, name))} |"
        for name in names()
    ]
    return "\n".join(
        [
            f"# {TITLE.zh} {TITLE.en} {version}",
            "",
            DESCRIPTION.zh,
            "",
            DESCRIPTION.en,
            "",
            f"{facts.built_at} · CC0-1.0",
            "",
            "| 表 Table | 内容 Content | 行数 Rows |",
            "| --- | --- | ---: |",
            *overview,
            "",
            GUIDE.strip(),
            "",
            "## 数据字典 Data dictionary",
            "",
            *(line for name in names() for line in _table(table(name), parquet(folder, name))),
        ]
    )


def example(column: Column, path: Path) -> str | None:
    """The declared example, or the first value in the Parquet file, shortened."""
    if column.example is not None:
        return column.example
    value = first_value(path, column.name)
    if value is None:
        return None
    text = _BLANKS.sub(" ", LIST_SEPARATOR.join(value) if isinstance(value, list) else _plain(value))
    return text if len(text) <= EXAMPLE_LENGTH else f"{text[:EXAMPLE_LENGTH]}…"


def _table(declared: Table, path: Path) -> list[str]:
    keys = [f"`{key.column}` → `{key.table}.{key.target}`" for key in declared.foreign_keys]
    return [
        f"### {declared.name}",
        "",
        f"**{declared.title.zh} {declared.title.en}.** {declared.description.zh} {declared.description.en}",
        "",
        f"主键 Primary key: {', '.join(f'`{column}`' for column in declared.primary_key)}"
        + (f" · 外键 Foreign keys: {', '.join(keys)}" if keys else ""),
        "",
        "| 列 Column | 类型 Type | 说明 Description | 填充率 Filled | 示例 Example |",
        "| --- | --- | --- | ---: | --- |",
        *(_row(column, path) for column in declared.columns),
        "",
    ]


def _row(column: Column, path: Path) -> str:
    type_ = column.type + (f" ({column.unit})" if column.unit else "") + ("" if column.required else ", null")
    labels = "; ".join(f"`{value}` {words.zh} {words.en}" for value, words in (column.enum or {}).items())
    said = f"**{column.title.zh} {column.title.en}.** {column.description.zh} {column.description.en} {labels}".strip()
    rate = fill_rate(path, column.name)
    filled = "—" if rate is None else f"{100 * rate:.0f}%"
    shown = example(column, path)
    return f"| `{column.name}` | {type_} | {said} | {filled} | {markdown(shown) if shown else '—'} |"


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)
