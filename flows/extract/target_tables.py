"""Indicator tables (专栏1 主要指标): rows of cells between bars, a cell a line, and rows that lost their cells.

A row gives the indicator, its unit, the value of a base year and of the year of the plan, and whether it binds
(约束性, 预期性). Where cells ran together (1粮食产量万吨1075≥1075约束性2肉类产量万吨158180预期性) the values are
told apart by the cut that makes them most alike, and a doubt says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.extract.indicator_tables import Values, Years, cell_row, due_year, indicator_rows
from flows.extract.laid_tables import laid_tables
from flows.extract.place_tables import is_by_place, place_rows
from flows.extract.quantities import is_amount
from flows.extract.setting import Setting
from flows.extract.table_cells import VALUE, amount_of, two_values, unit_off
from flows.model import Doubt, Span, Target
from flows.parse.tables import read_tables

_GLUED_ROW = re.compile(r"约束性|预期性")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_ARROW = re.compile(r"(?P<name>[^，。；：、\d→|\s]{2,30})[：:]?\s*(?P<base>[\d.]+[^\d→，。]{0,6})\s*→\s*")
_TAIL = "0123456789.,∶:%-—–≥≤＞＜>≧≦<〔〕[]以上左右内下及 "
_SERIAL = re.compile(r"^.*(?<![A-Za-z.\d])\d{1,2}[.．、]?(?=[^\d.%．万亿千百])")
_BROKEN_ROW = "This row of a table lost a cell, so that its values cannot be told apart; no target is read from it."
_LONGEST_ROW = 90  # characters of a glued row; more is prose that mentions 约束性


@dataclass(slots=True)
class Found:
    """What the tables of a unit give, and which of its paragraphs they are."""

    targets: list[Target] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)  # of the rows: no prose to read


def find_tables(text: str, paragraphs: Sequence[Span], setting: Setting, years: Years) -> Found:
    """The targets of a unit's indicator tables."""
    found = Found()
    for laid in laid_tables(text, paragraphs):
        for span, cells in laid.rows:
            found.targets.extend(cell_row(laid.columns, cells, cells[0], span, setting, years))
            found.spans.append(span)
        for span in laid.left_out:
            found.spans.append(span)
            found.doubts.append(Doubt("table-row-left-out", span, _BROKEN_ROW))
    for table in read_tables(text, paragraphs):
        reader = place_rows if is_by_place(table) else indicator_rows
        for span, targets in reader(text, table, setting, years) if table.of_indicators else ():
            found.targets.extend(targets)
            found.spans.append(span)
    for start, end in paragraphs:
        if "→" in text[start:end]:
            _arrow_rows(found, text, start, end, setting)
        if len(_GLUED_ROW.findall(text, start, end)) >= 2:
            _glued_rows(found, text, start, end, setting)
    found.targets = [row for row in found.targets if is_amount(row.value) and is_amount(row.baseline_value)]
    return found


def _arrow_rows(found: Found, text: str, start: int, end: int, setting: Setting) -> None:
    """「森林覆盖率 21.7% → 23%」: the value of the base year and the target."""
    for match in _ARROW.finditer(text, start, end):
        aim, base = VALUE.match(text, match.end(), end), VALUE.match(match["base"])
        amount = amount_of(aim[0]) if aim and base else None
        if aim and base and amount:
            unit = unit_off(match["name"], match["base"][base.end() :].strip())
            span = (match.start(), aim.end())
            found.targets.append(Values(*unit, amount, amount_of(base[0])).row(setting, due_year(setting), span, None))
            found.spans.append(span)


def _glued_rows(found: Found, text: str, start: int, end: int, setting: Setting) -> None:
    """Rows that run into each other, each ending in 约束性 or 预期性."""
    position = start
    years: list[int] = []
    for match in _GLUED_ROW.finditer(text, start, end):
        if not years:
            years = [int(said[0]) for said in _YEAR.finditer(text, max(start, match.start() - 400), match.start())][-2:]
        begin = max(position, match.start() - _LONGEST_ROW)
        begin = max(begin, text.rfind("。", begin, match.start()) + 1)  # the prose before a table is no part of it
        chunk = text[begin : match.start()]
        position = match.end()
        label = chunk.rstrip(_TAIL)
        tail = chunk[len(label) :]
        if tail.startswith("%"):
            label, tail = label + "%", tail[1:]
        if not any(char.isdecimal() for char in tail) or len(label) < 2:
            continue
        name, unit, scale = unit_off(_SERIAL.sub("", label), "")
        base, aim, cut = two_values(tail)
        amount = amount_of(aim[0]) if aim else None
        if amount is None or len(name) < 2:
            continue
        span = (begin, match.end())
        due = max(years, default=None) or due_year(setting)
        values = Values(name, unit, scale, amount, amount_of(base[0]) if base else None)
        base_year = min(years) if len(years) > 1 else None
        found.targets.append(values.row(setting, due, span, match[0] == "约束性", base_year))
        found.spans.append(span)
        if cut:
            found.doubts.append(
                Doubt(
                    "glued-table-cells", span, f"Two values ran together in {tail!r}; the cut is the likeliest.", "info"
                )
            )
