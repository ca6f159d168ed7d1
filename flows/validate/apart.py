"""Sources that are named alike, copies of a plan most likely, told apart for validation: one trial does for all.

Every id of a copy, and every reference to one, gets a mark and a number at its end: what was right stays right, what
was wrong stays wrong, and nothing of two copies is the same any more. In what is said of the rows they are as before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from flows.link.name import Named
from flows.tables import table
from flows.validate.results import Failure, Report

MARK = "\ue000"  # of private use: no id has it, for ids are made of letters and digits
SHARED = ("agencies", "agency_aliases", "indicators", "vocabulary")  # tables whose rows belong to no source
_MARKED = re.compile(rf"{MARK}\d+{MARK}")


def tell_apart(sources: Iterable[Named]) -> list[Named]:
    """The sources, in their order, those that share an id with one before them with marked ids."""
    groups: list[set[str]] = []  # ids of sources and documents; in no group two sources share one
    found = []
    for source in sources:
        ids = {*source.tables["sources"]["source_id"].to_pylist(), *(each.doc_id for each in source.likenesses)}
        number = next((n for n, group in enumerate(groups) if not group & ids), len(groups))
        if number == len(groups):
            groups.append(set())
        groups[number] |= ids
        found.append(_marked(source, f"{MARK}{number}{MARK}") if number else source)
    return found


def unmark(report: Report) -> Report:
    """The report with ids as they were."""
    results = (replace(each, failures=tuple(map(_unmarked, each.failures))) for each in report.results)
    return replace(report, results=tuple(results))


def _marked(source: Named, mark: str) -> Named:
    return replace(source, tables={name: _marked_table(name, data, mark) for name, data in source.tables.items()})


def _marked_table(name: str, data: pa.Table, mark: str) -> pa.Table:
    for column in _ids(name):
        at = data.column_names.index(column)
        data = data.set_column(at, data.schema.field(at), pc.binary_join_element_wise(data[column], mark, ""))
    return data


@cache
def _ids(name: str) -> tuple[str, ...]:
    """The columns of a table that hold ids of what belongs to a source."""
    declared = table(name)
    own = declared.primary_key if len(declared.primary_key) == 1 and name not in SHARED else ()
    others = (key.column for key in declared.foreign_keys if key.table not in SHARED)
    return tuple(dict.fromkeys((*own, *others)))


def _unmarked(failure: Failure) -> Failure:
    quote = failure.quote and _MARKED.sub("", failure.quote)
    return Failure(_MARKED.sub("", failure.row_id), quote, _MARKED.sub("", failure.sentence))
