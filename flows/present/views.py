"""The questions that people ask of the tables, as views in SQL that SQLite, DuckDB and PostgreSQL run as it stands.

A view is a file `views/<name>.sql`. The comment that opens it is YAML: `order` (a view stands after those it uses),
`purpose` (star: a fact of the star; reading: rows with what they belong to; question: an answer; flat: a table that is
a file of its own, with its `key` and `sort`), `title`, `description`, and `columns` in their order. A column is that of
a table or an earlier view (`regions.province_name`), what a code of one is called in Chinese (`targets.kind.zh`),
either with other words (`of: articles.heading`, and a title), or, where the view computes it, its type, title and, as
needed, description, unit and enum.

What the three databases share, and the views keep to: common table expressions, joins, window functions, count(…)
FILTER, coalesce, CASE, ||. Dates are compared and joined, never taken apart: the table `dates` knows the year of a day
(a date is text in SQLite). There is no division of whole numbers, which gives a fraction in DuckDB alone; no joined-up
text of a group, whose function has a name of its own in old SQLites; and no column `end`. No rule of translation is
needed, and a test runs every view on all three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from flows.tables import Column, Table, Words, load, names, table

VIEWS = Path(__file__).with_name("views")
STAR = Path(__file__).with_name("star")


@dataclass(frozen=True, slots=True)
class View:
    """A view; `sql` is its SELECT, without the opening comment and without a semicolon."""

    name: str
    order: int
    purpose: str  # star | reading | question | flat
    title: Words
    description: Words
    columns: tuple[Column, ...]
    sql: str
    key: tuple[str, ...] = ()  # of a flat one
    sort: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


@cache
def views() -> tuple[View, ...]:
    """All views; one stands after those that it uses."""
    return tuple(sorted(map(_read, VIEWS.glob("*.sql")), key=lambda view: view.order))


@cache
def added() -> dict[str, Table]:
    """The tables that a release does not have and the views need: functions, regions and dates of its tables; codes."""
    return load(STAR)


def relations() -> dict[str, Table]:
    """All tables that the views may name, in the order of their references."""
    return {**{name: table(name) for name in names()}, **added()}


def everything() -> tuple[Table | View, ...]:
    """All tables and views, as a database has them."""
    return (*relations().values(), *views())


@cache
def _read(path: Path) -> View:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    opening = next(i for i, line in enumerate(lines) if not line.startswith("--"))
    raw = yaml.safe_load("".join(line.removeprefix("--").removeprefix(" ") for line in lines[:opening]))
    return View(
        name=path.stem,
        order=int(raw["order"]),
        purpose=raw["purpose"],
        title=Words(**raw["title"]),
        description=Words(**raw["description"]),
        columns=tuple(_column(name, given) for name, given in raw["columns"].items()),
        sql="".join(lines[opening:]).strip().removesuffix(";"),
        key=tuple(raw.get("key", ())),
        sort=tuple(raw.get("sort", ())),
    )


def _column(name: str, given: str | Mapping[str, Any]) -> Column:
    """A column of a table or view under its own or another name, or one that the view computes."""
    if isinstance(given, str):
        return _column(name, {"of": given})
    words = {key: Words(**given[key]) for key in ("title", "description") if key in given}
    if "of" in given:
        taken = replace(_taken(*given["of"].split(".")), name=name, unique=False, required=False)
        said = {"title": taken.title, "description": taken.description} | words
        return replace(taken, title=said["title"], description=said["description"])
    return Column(
        name=name,
        type=given["type"],
        title=words["title"],
        description=words.get("description", words["title"]),
        unit=given.get("unit"),
        enum={value: Words(**label) for value, label in given["enum"].items()} if "enum" in given else None,
    )


def _taken(of: str, column: str, language: str = "") -> Column:
    """A column of a table or view; with a language, what its codes are called in it."""
    found = relations()[of][column] if of in relations() else _read(VIEWS / f"{of}.sql")[column]
    if not language:
        return found
    title = Words(found.title.zh, f"{found.title.en} (in Chinese)")
    return replace(found, title=title, enum={words.zh: words for words in (found.enum or {}).values()})
