"""Tables by place: 省（市） | 1995年招生人数 | 扩招 | 招生任务 with 1996年 1997年 below.

Each row is a place, each column a measure. The place is the scope; the head of the column, or the caption where the
head is a year alone, is the indicator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.extract.indicator_tables import Years, cell_row, is_past
from flows.extract.setting import Setting
from flows.model import Span, Target
from flows.parse.tables import Column, Table

_TOTAL = re.compile(r"(?:总|合|小|共)\s*计")
_YEAR = re.compile(r"(?:到|至)?(?:19|20)\d\d年?[底末度]?(?:前|的)?")
_YEARLY = re.compile(r"^(?:分?年度|各年度?|分年)|[（(][^（()）]*[）)]$")
_CAPTION_END = re.compile(r"(?:分解|分配|安排|情况|计划|一览)*表?$")
_AIMS = re.compile(r"任务|目标|计划|指标|新增|扩")
_UNIT = re.compile(r"单位[：:]\s*([^，。；\s|)）]{1,8})[)）\s|]*$")
_ABOVE = 40  # characters above a table within which its unit stands
_OPEN = (None, "task", "aim", "value", "name")  # kinds of columns that may hold a measure


def is_by_place(table: Table) -> bool:
    """Whether the rows of a table are places, each with its values."""
    return "place" in table.kinds and not {"name", "bodies", "due", "unit"} & table.kinds


def place_rows(text: str, table: Table, setting: Setting, years: Years) -> Iterator[tuple[Span, list[Target]]]:
    """Each row of a table by place, with its targets."""
    above = table.frame[0][0]
    stated = _UNIT.search(text, max(above - _ABOVE, 0), above)
    unit = stated[1] if stated else ""
    for row in table.rows:
        cells = [text[slice(*cell)] for cell in row.cells]
        yield row.span, list(_place(table, cells, unit, row.span, setting, years))


def _place(
    table: Table, cells: Sequence[str], unit: str, span: Span, setting: Setting, years: Years
) -> Iterator[Target]:
    """The targets of one place. `unit`: what stands above the table as 单位：人."""
    at = next(i for i, column in enumerate(table.columns) if column.kind == "place")
    caption = _CAPTION_END.sub("", setting.headings.rpartition("/")[2])
    columns = [_measure(column) if i > at else column for i, column in enumerate(table.columns)]
    aimed = [column for column in columns[at + 1 :] if column.is_value and not is_past(column, columns, years)]
    scope = None if _TOTAL.fullmatch(cells[at]) else cells[at]
    if not cells[at] or not (any(column.year for column in aimed) or _AIMS.search(caption)):
        return
    names = {column: _name(column.head) or caption for column in aimed}
    for name in dict.fromkeys(names.values()):
        dated = any(column.year for column in aimed if names[column] == name)
        own = [column if names.get(column, name if dated else "") == name else Column("", None) for column in columns]
        rows = cell_row([*own, Column("单位", "unit")], [*cells, unit], name, span, setting, years)
        yield from (replace(row, scope=scope) for row in rows if row.value)


def _measure(column: Column) -> Column:
    """A column behind the place with numbers to reach, unless its head says that it holds something else."""
    set_for_a_year = column.kind == "year" and _AIMS.search(column.head)
    return replace(column, kind="aim") if set_for_a_year or column.kind in _OPEN else column


def _name(head: str) -> str:
    """招生任务 of 分年度招生任务1996年; empty where the head is a year alone."""
    return _YEARLY.sub("", _YEAR.sub("", head)).strip("：: ")
