"""Keys: what must be unique, and what must stand in another table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.tables import ForeignKey, Words, table
from flows.validate.corpus import Check, Corpus, Faults


def foreign_keys(corpus: Corpus) -> Iterator[Check]:
    """A check for every declared foreign key: each value that is not null is a primary key of the other table."""
    for name in corpus.rows:
        for key in table(name).foreign_keys:
            yield foreign_key(name, key, dict(_dangling(corpus, name, key.column, key.table)))


def foreign_key(name: str, key: ForeignKey, faults: Mapping[int, str]) -> Check:
    """The check of one foreign key of a table."""
    title = Words(
        f"{key.column} 的值都是 {key.table} 表中的编号", f"Every {key.column} is an id in the table {key.table}"
    )
    return Check(name, f"{key.column.replace('_', '-')}-exists", title, faults)


def unique_keys(corpus: Corpus) -> Iterator[Check]:
    """A check for every primary or other key: no two rows share it, and no part of a primary key is null."""
    for name in corpus.rows:
        declared = table(name)
        single = [(column.name,) for column in declared.columns if column.unique]
        for key in dict.fromkeys([declared.primary_key, *declared.unique, *single]):
            yield Check(
                table=name,
                name=f"{'-'.join(key).replace('_', '-')}-unique",
                title=Words(f"{'、'.join(key)} 不重复", f"No two rows share {', '.join(key)}"),
                faults=dict(_repeated(corpus, name, key)),
            )


def _dangling(corpus: Corpus, name: str, column: str, other: str) -> Faults:
    known = corpus.by_id(other)
    for position, row in enumerate(corpus.rows[name]):
        if row[column] is not None and row[column] not in known:
            yield position, f"{column} is {row[column]}, which is no row of {other}."


def _repeated(corpus: Corpus, name: str, key: tuple[str, ...]) -> Faults:
    seen: dict[tuple[object, ...], int] = {}
    for position, row in enumerate(corpus.rows[name]):
        value = tuple(row[column] for column in key)
        if value in seen:
            yield position, f"{', '.join(key)} is {', '.join(map(str, value))}, as in row {seen[value]}."
        elif None in value and key == table(name).primary_key:
            yield position, f"{', '.join(key)} is null."
        seen.setdefault(value, position)


def required_columns(corpus: Corpus) -> Iterator[Check]:
    """A check a table: no required column is null."""
    for name, rows in corpus.rows.items():
        required = [column.name for column in table(name).columns if column.required]
        faults = {p: [c for c in required if row[c] is None] for p, row in enumerate(rows)}
        said = {p: f"{', '.join(columns)} is null." for p, columns in faults.items() if columns}
        yield Check(name, "required-filled", Words("必填列都有值", "No required column is null"), said)
