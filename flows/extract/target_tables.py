"""Indicator tables (专栏1 主要指标): rows of cells between | or tabs, a cell a line, and rows that lost their cells.

A row gives the indicator, its unit, the value of a base year and of the year of the plan, and whether it binds
(约束性, 预期性). Where cells ran together (1粮食产量万吨1075≥1075约束性2肉类产量万吨158180预期性) the values are
told apart by the cut that makes them most alike, and a doubt says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.extract.laid_tables import laid_tables
from flows.extract.quantities import is_amount
from flows.extract.table_cells import NATURE, VALUE, number_of, two_values, unit_of, unit_off
from flows.extract.target_clauses import Setting
from flows.extract.target_words import COUNTS, FALL, RISE
from flows.model import Doubt, Span, Target

_GLUED_ROW = re.compile(r"约束性|预期性")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_CELL_YEAR = re.compile(r"^[^\d]{0,8}((?:19|20)\d\d)(?:年|$)")
_AIM = re.compile(r"目标|规划|预期值|到期")
_ARROW = re.compile(r"(?P<name>[^，。；：、\d→|\s]{2,30})[：:]?\s*(?P<base>[\d.]+[^\d→，。]{0,6})\s*→\s*")
_SIGNS = {"≥": ">=", "≧": ">=", "⩾": ">=", "≤": "<=", "≦": "<=", "⩽": "<=", "＞": ">", ">": ">", "＜": "<", "<": "<"}
_AFTER = {"以上": ">=", "及以上": ">=", "以内": "<=", "以下": "<=", "左右": "~"}
_TAIL = "0123456789.,∶:%-—–≥≤＞＜>≧≦<〔〕[]以上左右内下及 "
_SERIAL = re.compile(r"^.*(?<![A-Za-z.\d])\d{1,2}[.．、]?(?=[^\d.%．万亿千百])")
_BROKEN_ROW = "This row of a table lost a cell, so that its values cannot be told apart; no target is read from it."
_LONGEST_ROW = 90  # characters of a glued row; more is prose that mentions 约束性


@dataclass(slots=True)
class Table:
    """What the tables of a unit give, and which of its paragraphs they are."""

    targets: list[Target] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)  # of the rows: no prose to read


def find_tables(text: str, paragraphs: Sequence[Span], setting: Setting, year: int | None) -> Table:
    """The targets of a unit's indicator tables. `year`: the document's, which tells base years from years to come."""
    table = Table()
    columns: list[tuple[int, int | None]] = []  # index of a cell, and its year
    width = 0
    for laid in laid_tables(text, paragraphs):
        for span, row in laid.rows:
            _cell_row(table, row, list(enumerate(laid.years, 2)), span, setting, year)
            table.spans.append(span)
        for span in laid.left_out:
            table.spans.append(span)
            table.doubts.append(Doubt("table-row-left-out", span, _BROKEN_ROW))
    for start, end in paragraphs:
        cells = _cells(text, start, end)
        if len(cells) > 2:
            header = _header(cells)
            if header:
                columns, width = header, len(cells)
            elif columns:
                shift = int(len(cells) == width + 1)  # a header without a cell for the serial number
                moved = [(index + shift, due) for index, due in columns]
                _cell_row(table, cells, moved, (start, end), setting, year)
                table.spans.append((start, end))
            continue
        columns = []
        if "→" in text[start:end]:
            _arrow_rows(table, text, start, end, setting)
        if len(_GLUED_ROW.findall(text, start, end)) >= 2:
            _glued_rows(table, text, start, end, setting, year)
    table.targets = [row for row in table.targets if is_amount(row.value) and is_amount(row.baseline_value)]
    return table


def _cells(text: str, start: int, end: int) -> list[str]:
    """The cells of a line between | or tabs."""
    line = text[start:end]
    if "|" in line:
        return [cell.strip() for cell in line.strip("| ").split("|")]
    return [cell.strip() for cell in line.split("\t")] if "\t" in line else []


def _header(cells: Sequence[str]) -> list[tuple[int, int | None]]:
    """The columns of values in a header: 指标 | 单位 | 2020年 | 2025年 | 属性. Empty for a row that is none."""
    found: list[tuple[int, int | None]] = []
    for index, cell in enumerate(cells):
        match = _CELL_YEAR.match(cell)
        if match or (_AIM.search(cell) and len(cell) <= 8 and index):
            found.append((index, int(match[1]) if match else None))
    return found


def _cell_row(
    table: Table,
    cells: Sequence[str],
    columns: Sequence[tuple[int, int | None]],
    span: Span,
    setting: Setting,
    year: int | None,
) -> None:
    """One row of cells: a target for each column of a year to come, with the last base year's value."""
    columns = [column for column in columns if column[0] < len(cells)]
    if not columns:
        return
    values = {index: VALUE.search(cells[index]) for index, _ in columns}
    name = next((cell for cell in cells[: columns[0][0]] if len(cell) > 1 and not cell[0].isdecimal()), None)
    if name is None:
        return
    unit_cell = next((cell for cell in cells[: columns[0][0]] if cell != name and unit_of(cell)), "")
    name, unit, scale = unit_off(name, unit_cell)
    bases = [column for column in columns if column[1] and year and column[1] <= year]
    binding = _binding(" ".join(cells))
    for index, due in columns:
        match = values[index]
        if match is None or (index, due) in bases[-1:] or (due and year and due < year):
            continue
        base = values[bases[-1][0]] if bases else None
        table.targets.append(
            _row(
                setting,
                name,
                match,
                unit,
                scale,
                due or _due_year(setting),
                span,
                binding,
                base,
                bases[-1][1] if bases else None,
            )
        )


def _arrow_rows(table: Table, text: str, start: int, end: int, setting: Setting) -> None:
    """「森林覆盖率 21.7% → 23%」: the value of the base year and the target."""
    for match in _ARROW.finditer(text, start, end):
        aim, base = VALUE.match(text, match.end(), end), VALUE.match(match["base"])
        if aim and base:
            name, unit, scale = unit_off(match["name"], match["base"][base.end() :].strip())
            span = (match.start(), aim.end())
            table.targets.append(_row(setting, name, aim, unit, scale, _due_year(setting), span, None, base, None))
            table.spans.append(span)


def _glued_rows(table: Table, text: str, start: int, end: int, setting: Setting, year: int | None) -> None:
    """Rows that run into each other, each ending in 约束性 or 预期性."""
    position = start
    years: list[int] = []
    for match in _GLUED_ROW.finditer(text, start, end):
        if not years:
            years = [int(found[0]) for found in _YEAR.finditer(text, max(start, match.start() - 400), match.start())][
                -2:
            ]
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
        if aim is None or len(name) < 2:
            continue
        span = (begin, match.end())
        due = max(years, default=None) or _due_year(setting)
        base_year = min(years) if len(years) > 1 and base else None
        table.targets.append(_row(setting, name, aim, unit, scale, due, span, match[0] == "约束性", base, base_year))
        table.spans.append(span)
        if cut:
            table.doubts.append(
                Doubt(
                    "glued-table-cells", span, f"Two values ran together in {tail!r}; the cut is the likeliest.", "info"
                )
            )


def _row(
    setting: Setting,
    name: str,
    value: re.Match[str],
    unit: str | None,
    scale: float,
    due: int | None,
    span: Span,
    binding: bool | None,
    base: re.Match[str] | None,
    base_year: int | None,
) -> Target:
    """A target of a table."""
    unit = unit or ("%" if value["unit"] else None)
    changed = any(word in name[-8:] for word in (*RISE.words, *FALL.words)) and not name.endswith("值")
    kind = "growth" if changed and unit == "%" else "share" if unit == "%" else "level"
    comparator = _SIGNS.get(value["sign"]) or _AFTER.get(value["after"] or "") or "="
    if unit in COUNTS and name.endswith("率"):
        kind = "level"
    return Target(
        unit=setting.unit,
        kind=kind,
        indicator=name,
        scope=None,
        comparator=comparator,
        value=number_of(value, scale),
        value_max=None,
        unit_of_measure=unit,
        value_text=value[0].strip("≥≧⩾≤≦⩽＞>＜<〔〕[]（）() 以上左右内下及"),
        period="year" if kind == "growth" and ("年均" in name or "增速" in name) else None,
        deadline=None,
        deadline_year=due,
        sentence=span,
        baseline_value=number_of(base, scale) if base else None,
        baseline_year=base_year if base else None,
        binding=binding,
    )


def _binding(row: str) -> bool | None:
    match = NATURE.search(row)
    return match[0].startswith("约束") if match else None


def _due_year(setting: Setting) -> int | None:
    return setting.inherited.year if setting.inherited and not setting.inherited.past else None
