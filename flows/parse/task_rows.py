"""The rows of task tables as units: an item a row, whose text is the task (codebook, articles: attached tables).

The row's bodies and time limit go with it, for who reads assignments. Merged cells come out empty but for the first: a
row that says no task of its own goes on with the row above; one whose first column of bodies is empty has those of the
row above there, and a doubt says so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from flows.model import AssignedCell, Doubt, Span
from flows.parse.labels import Label, find_labels
from flows.parse.numerals import numeral
from flows.parse.openings import Opening, RowText
from flows.parse.tables import Column, Row, Table

_SERIAL = re.compile(r"[（(]?(?P<number>\d{1,4}|[一二三四五六七八九十百]{1,4})[）).．、]?")
_NO_TASK = frozenset(("serial", "group", "bodies", "unit", "due", "person", "remark"))
_MOST_ASSIGNED = 100  # cells of one task
_ASSIGNS = {"bodies": "bodies", "unit": "bodies", "due": "due"}
_MERGED = "This row of a table names nobody in its first column of bodies; the cell above was read as merged with it."


@dataclass(frozen=True, slots=True)
class TaskRows:
    """The openings of a document with those of its tasks, the lines that only frame the tables, and the doubts."""

    openings: list[Opening]
    frame: tuple[Span, ...]
    doubts: tuple[Doubt, ...]


def with_task_rows(text: str, openings: Sequence[Opening], tables: Sequence[Table]) -> TaskRows:
    """Put the rows of task tables into a document's openings, each below the unit in which its table stands."""
    starts = [opening.start for opening in openings]
    below: dict[int, list[Opening]] = {}  # index of the unit → its rows
    frame: list[Span] = []
    doubts: list[Doubt] = []
    for table in tables:
        if not table.of_tasks:
            continue
        frame += table.frame
        for home, rows in groupby(table.rows, key=lambda row: bisect_right(starts, row.span[0]) - 1):
            if home >= 0 or not openings:
                below.setdefault(home, []).extend(_units_of(text, table, rows, doubts))
    return TaskRows(_merged(openings, below), tuple(frame), tuple(doubts))


def _merged(openings: Sequence[Opening], below: dict[int, list[Opening]]) -> list[Opening]:
    """All openings in reading order. A row comes with its level below its table: 1, or 2 in a group."""
    found: list[Opening] = []
    moved: dict[int | None, int | None] = {None: None}
    for home in range(-1, len(openings)):
        if home >= 0:
            moved[home] = len(found)
            found.append(replace(openings[home], parent=moved[openings[home].parent]))
        parents = {1: moved.get(home)}
        level = openings[home].level if home >= 0 else 0
        for row in below.get(home, ()):
            parents[row.level + 1] = len(found)
            found.append(replace(row, parent=parents[row.level], level=level + row.level))
    return found


def _units_of(text: str, table: Table, rows: Iterable[Row], doubts: list[Doubt]) -> list[Opening]:
    """The units of rows of a table: the rows, and the groups that a row of one cell opens."""
    found: list[Opening] = []
    level = 1
    for row in rows:
        if heading := _group(text, row):
            found.append(_group_opening(text, row, heading))
            level = 2
            continue
        texts = [cell for column, cell in _given(table, row) if column.kind not in _NO_TASK]
        assigned = assigned_cells(table, row)
        above = found[-1].row if found and found[-1].row and found[-1].row.texts else None
        if above and not texts and len(above.assigned) < _MOST_ASSIGNED:
            found[-1] = replace(found[-1], row=replace(above, assigned=(*above.assigned, *assigned), end=row.span[1]))
        elif texts:
            first = _first_bodies(table)
            merged = tuple(cell for cell in above.assigned if cell.head == first) if above else ()
            if merged and all(cell.head != first for cell in assigned):
                doubts.append(Doubt("merged-cell", row.span, _MERGED, "info"))
                assigned = (*merged, *assigned)
            found.append(_row_opening(text, table, row, texts, assigned, level))
    return found


def _given(table: Table, row: Row) -> list[tuple[Column, Span]]:
    """The cells of a row that are not empty, with their columns."""
    return [(column, cell) for column, cell in zip(table.columns, row.cells, strict=False) if cell[0] < cell[1]]


def assigned_cells(table: Table, row: Row) -> tuple[AssignedCell, ...]:
    """The cells that name bodies or set a time limit. 单位 alone, in a table of tasks, is the body at work."""
    return tuple(
        AssignedCell(column.head, _ASSIGNS[column.kind], cell)
        for column, cell in _given(table, row)
        if column.kind in _ASSIGNS
    )


def _first_bodies(table: Table) -> str | None:
    """The head of the first column that names bodies."""
    return next((column.head for column in table.columns if _ASSIGNS.get(column.kind or "") == "bodies"), None)


def _group(text: str, row: Row) -> Span | None:
    """The only cell of a row that is a heading between rows: 一、资源建设 | | |."""
    given = [cell for cell in row.cells if cell[0] < cell[1]]
    if len(given) != 1 or given[0] != row.cells[0] or text[slice(*given[0])].isdecimal():
        return None
    return given[0]


def _group_opening(text: str, row: Row, cell: Span) -> Opening:
    label = _label_at(text, cell)
    heading = (label.end if label else cell[0], cell[1])
    own = RowText(heading, (), (), cell[0], row.span[1])
    return Opening(row.span[0], heading[0], label, None, 1, own)


def _row_opening(
    text: str, table: Table, row: Row, texts: list[Span], assigned: tuple[AssignedCell, ...], level: int
) -> Opening:
    serial = next((cell for column, cell in _given(table, row) if column.kind == "serial"), None)
    several = (
        sum(column.kind not in _NO_TASK for column in table.columns) > 1
    )  # 任务, 措施: their numbers are their own
    label = _serial(text, serial) if serial else None if several else _label_at(text, texts[0])
    if label and not serial:
        texts[0] = (label.end, texts[0][1])
    opens = min(label.start if label else texts[0][0], texts[0][0])
    own = RowText(None, tuple(texts), assigned, opens, row.span[1])
    return Opening(row.span[0], opens, label, None, level, own)


def _serial(text: str, cell: Span) -> Label | None:
    """The number of a row, as a label."""
    match = _SERIAL.fullmatch(text, *cell)
    return Label(*cell, "row", numeral(match["number"]), True, False) if match else None


def _label_at(text: str, cell: Span) -> Label | None:
    """The number that opens a cell: 1.建设…, 一、资源建设."""
    label = next(find_labels(text, *cell, lambda _: False), None)
    return label if label and label.start == cell[0] and label.end < cell[1] else None
