"""Tries the declarations of the tables and our invariants with Great Expectations; says which rows fail.

What a declaration says of a column (unique, enum, pattern, range) or a key becomes a native expectation. What needs
more than one table (foreign keys, invariants) is worked out before and handed over as a column of truth values of
which Great Expectations expects True. So is "required", once a table: a native expectation for each of some 70
required columns would take as long as all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from flows.tables import Column, Words, names, schema, table
from flows.validate.corpus import Check, Corpus, Quote, Row
from flows.validate.engine import Outcome, engine_name, try_all
from flows.validate.invariants import invariants
from flows.validate.keys import foreign_keys, required_columns
from flows.validate.results import Failure, Report, Result

if TYPE_CHECKING:
    import pandas as pd

FAILURES_SHOWN = 20
QUOTE_SHOWN = 200  # characters


@dataclass(frozen=True, slots=True)
class Expectation:
    """An expectation before it is tried; `check` is there when it rests on a column of truth values."""

    name: str
    title: Words
    type: str  # class name in great_expectations.expectations
    kwargs: dict[str, Any]
    check: Check | None = None

    @property
    def columns(self) -> list[str]:
        """The columns that it looks at."""
        return list(self.kwargs.get("column_list") or [self.kwargs["column"]])


def validate(tables: Mapping[str, pa.Table], quote: Quote, shown: int | None = FAILURES_SHOWN) -> Report:
    """Try everything that must hold for the tables.

    In: all tables by name; `quote(source_id, start, end)`, which gives the clean text of a range of the raw text; how
    many rows are shown that fail an expectation (None: all).
    Out: the report. Tables that are missing or have other columns than declared are reported without trying the rest.
    """
    results = [columns_hold(tables)]
    if results[0].passed:
        corpus = Corpus.of({name: tables[name] for name in names()}, quote)
        checks = worked_out(corpus)
        for name in names():
            results += try_table(name, tables[name], corpus, checks, shown)
    return Report(all(result.passed for result in results), tuple(results), engine_name())


def worked_out(corpus: Corpus) -> list[Check]:
    """What needs more than one table: required columns, foreign keys, invariants."""
    required = list(required_columns(corpus))
    relied_on = not any(check.faults for check in required)  # by the invariants
    return [*required, *foreign_keys(corpus), *(invariants(corpus) if relied_on else ())]


def expectations(name: str) -> Iterator[Expectation]:
    """The expectations that the declaration of a table gives."""
    declared = table(name)
    for column in declared.columns:
        yield from _of_column(column)
    for key in (declared.primary_key, *declared.unique):
        title = Words(f"{'、'.join(key)} 不重复", f"No two rows share {', '.join(key)}")
        if len(key) == 1:
            yield Expectation(f"{key[0]}-unique", title, "ExpectColumnValuesToBeUnique", {"column": key[0]})
        else:
            kwargs = {"column_list": list(key)}
            yield Expectation(f"{'-'.join(key)}-unique", title, "ExpectCompoundColumnsToBeUnique", kwargs)


def _of_column(column: Column) -> Iterator[Expectation]:
    c, on = column.name, {"column": column.name}
    if column.unique:
        title = Words(f"{c} 不重复", f"No two rows share {c}")
        yield Expectation(f"{c}-unique", title, "ExpectColumnValuesToBeUnique", on)
    if column.enum:
        values = list(column.enum)
        title = Words(f"{c} 在值表之内", f"{c} is one of {', '.join(values)}")
        yield Expectation(f"{c}-known", title, "ExpectColumnValuesToBeInSet", {**on, "value_set": values})
    if column.pattern:
        title = Words(f"{c} 符合规定的格式", f"{c} matches {column.pattern}")
        regex = {"regex": rf"^(?:{column.pattern})\Z"}
        yield Expectation(f"{c}-well-formed", title, "ExpectColumnValuesToMatchRegex", {**on, **regex})
    if column.min is not None or column.max is not None:
        least, most = (column.min, column.max)
        bounds = " and ".join(s for s in (least is not None and f"≥ {least}", most is not None and f"≤ {most}") if s)
        title = Words(f"{c} 在范围之内", f"{c} is {bounds}")
        limits = {"min_value": least, "max_value": most}
        yield Expectation(f"{c}-in-range", title, "ExpectColumnValuesToBeBetween", {**on, **limits})


def _of_check(check: Check) -> Expectation:
    kwargs = {"column": f"holds: {check.name}", "value_set": [True]}
    return Expectation(check.name, check.title, "ExpectColumnValuesToBeInSet", kwargs, check)


def try_table(
    name: str, data: pa.Table, corpus: Corpus, checks: Sequence[Check] = (), shown: int | None = FAILURES_SHOWN
) -> Iterator[Result]:
    """Try what is declared of a table, and the checks of it that were worked out before."""
    tried = tried_of(name, checks)
    frame = frame_of(data, tried)
    for expectation, outcome in zip(tried, try_all(name, frame, tried), strict=True):
        failures = (_failure(name, position, expectation, corpus) for position in outcome.positions[:shown])
        yield _result(name, data.num_rows, expectation, outcome, failures)


def tried_of(name: str, checks: Sequence[Check]) -> list[Expectation]:
    """What is tried of a table: its declaration, and the checks of it that were worked out."""
    return [*expectations(name), *(_of_check(check) for check in checks if check.table == name)]


def frame_of(data: pa.Table, tried: Sequence[Expectation]) -> pd.DataFrame:
    """The columns of a table that expectations look at, and a column of truth values for each check."""
    used = {column for each in tried for column in each.columns}
    frame: pd.DataFrame = data.select([column for column in data.column_names if column in used]).to_pandas()
    for check in (each.check for each in tried if each.check):
        holds = np.ones(data.num_rows, dtype=bool)
        holds[list(check.faults)] = False
        frame[f"holds: {check.name}"] = holds
    return frame


def columns_hold(tables: Mapping[str, pa.Table]) -> Result:
    """Whether the tables are there, with the columns that are declared."""
    rows = _columns(tables)
    ((expectation, outcome),) = _tried_columns(rows)
    wrong = (rows[position] for position in outcome.positions[:FAILURES_SHOWN])
    failures = (
        Failure(row["column"], None, f"Declared is {row['declared']}, found {row['found']} (place and type).")
        for row in wrong
    )
    return _result("columns", len(rows), expectation, outcome, failures)


def passed(name: str, n_rows: int, expectation: Expectation) -> Result:
    """The result of an expectation that all rows meet."""
    return Result(name, expectation.name, expectation.title, expectation.type, expectation.kwargs, True, n_rows, 0)


def _columns(tables: Mapping[str, pa.Table]) -> list[Row]:
    """A row a column, declared or found, with its type in either."""
    rows: list[Row] = []
    for name in dict.fromkeys((*names(), *tables)):
        declared = {field.name: f"{i} {field.type}" for i, field in enumerate(schema(name))} if name in names() else {}
        found = (
            {field.name: f"{i} {field.type}" for i, field in enumerate(tables[name].schema)} if name in tables else {}
        )
        for column in dict.fromkeys((*declared, *found)):
            types = {"declared": declared.get(column, "none"), "found": found.get(column, "none")}
            rows.append({"column": f"{name}.{column}", **types})
    return rows


def _tried_columns(rows: list[Row]) -> Iterator[tuple[Expectation, Outcome]]:
    import pandas as pd

    title = Words("每张表的列及类型与声明一致", "Every table has the columns of its declaration, in order and type")
    kwargs = {"column_A": "declared", "column_B": "found"}
    expectation = Expectation("columns-as-declared", title, "ExpectColumnPairValuesToBeEqual", kwargs)
    yield expectation, try_all("columns", pd.DataFrame(rows), [expectation])[0]


def _result(name: str, n_rows: int, expectation: Expectation, outcome: Outcome, failures: Iterable[Failure]) -> Result:
    return Result(
        table=name,
        name=expectation.name,
        title=expectation.title,
        expectation=expectation.type,
        kwargs=expectation.kwargs,
        passed=outcome.passed,
        n_rows=n_rows,
        n_failed=len(outcome.positions),
        failures=tuple(failures),
    )


def _failure(name: str, position: int, expectation: Expectation, corpus: Corpus) -> Failure:
    row = corpus.rows[name][position]
    row_id = ", ".join(str(row[key]) for key in table(name).primary_key)
    quote = corpus.quote_of(row)
    if expectation.check:
        sentence = expectation.check.faults[position]
    else:
        values = ", ".join(
            f"{column} is {'null' if row[column] is None else row[column]}" for column in expectation.columns
        )
        sentence = f"{values}; expected: {expectation.title.en}."
    return Failure(row_id, quote[:QUOTE_SHOWN] if quote else None, sentence)
