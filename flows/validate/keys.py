"""Keys: what must be unique, and what must stand in another table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from flows.tables import ForeignKey, Words, table
from flows.validate.corpus import Check, Corpus, Faults


def foreign_keys(corpus: Corpus) -> Iterator[Check]:
    """A check for every declared foreign key: each value that is not null is a primary key of the other table."""
    for name, data in corpus.tables.items():
        for key in table(name).foreign_keys:
            (known,) = table(key.table).primary_key
            yield foreign_key(name, key, dict(_dangling(data[key.column], key, corpus.tables[key.table][known])))


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


def _dangling(values: pa.ChunkedArray, key: ForeignKey, known: pa.ChunkedArray) -> Faults:
    wrong = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, known)))
    for position in pc.indices_nonzero(wrong).to_pylist():
        yield position, f"{key.column} is {values[position]}, which is no row of {key.table}."


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
    for name, data in corpus.tables.items():
        nulls: dict[int, list[str]] = defaultdict(list)
        for column in (
            column.name for column in table(name).columns if column.required and data[column.name].null_count
        ):
            for position in pc.indices_nonzero(pc.is_null(data[column])).to_pylist():
                nulls[position].append(column)
        said = {position: f"{', '.join(columns)} is null." for position, columns in sorted(nulls.items())}
        yield Check(name, "required-filled", Words("必填列都有值", "No required column is null"), said)
