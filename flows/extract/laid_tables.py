"""Indicator tables that were copied a cell a line: 序号, 指标名称, 2020年, 2025年, then 1, 森林覆盖率, 46%, ≥48%, 2, ….

The serial numbers part the rows; in a row the values stand last, one for each year of the header, but for 约束性 or
预期性, which may stand before or behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.extract.laid_cells import cell_tables
from flows.extract.table_cells import NATURE, VALUE, unit_of
from flows.extract.target_words import FALL, RISE, any_of
from flows.model import Span
from flows.parse.tables import Column

_YEAR = re.compile(r"(?:19|20)\d\d(?=年|）|$)")
_AIM = re.compile(r"目标|规划值|预期值")
_GROUPED = re.compile(r"类别|分类|类型|领域|维度")
_CHANGED = re.compile(any_of([*RISE.words, *FALL.words]))  # 下降15%
_BLANK = re.compile(r"[/\-—–]+")  # a cell that gives no value
_LONGEST_HEADER = 20  # lines
_LONGEST_ROW = 16  # lines
_LONGEST_CELL = 40  # characters; more is the prose behind the table


@dataclass(frozen=True, slots=True)
class LaidTable:
    """Rows as [name, unit, value of each year, nature], and the years of the values (None where only 目标 is said)."""

    years: tuple[int | None, ...]
    rows: tuple[tuple[Span, tuple[str, ...]], ...]
    left_out: tuple[Span, ...] = ()  # rows that have not all their values

    @property
    def columns(self) -> tuple[Column, ...]:
        values = (Column("", "year" if year else "aim", year) for year in self.years)
        return (Column("", "name"), Column("", "unit"), *values, Column("", "nature"))


def laid_tables(text: str, paragraphs: Sequence[Span]) -> Iterator[LaidTable]:
    """The tables among a unit's paragraphs that are laid out a cell a paragraph, and give values by year."""
    lines = [text[slice(*paragraph)].strip() for paragraph in paragraphs]
    if not any(line == "序号" and "1" in lines[at : at + _LONGEST_HEADER] for at, line in enumerate(lines)):
        for columns, cells, left_out in cell_tables(lines, paragraphs):
            yield LaidTable(columns, tuple(cells), tuple(left_out))
        return
    for at, line in enumerate(lines):
        if line != "序号" or "1" not in lines[at : at + _LONGEST_HEADER]:
            continue
        first = lines.index("1", at)
        header = _joined(lines[at + 1 : first])
        years = tuple(_year(cell) for cell in header if _YEAR.search(cell) or _AIM.search(cell))
        if years and all(len(cell) <= _LONGEST_CELL for cell in header):
            grouped = any(_GROUPED.search(cell) for cell in header)
            found = [
                ((paragraphs[start][0], paragraphs[end - 1][1]), row)
                for start, end, row in _rows(lines, first, len(years), grouped)
                if row
            ]
            yield LaidTable(years, tuple(found))


def _year(cell: str) -> int | None:
    match = _YEAR.search(cell)
    return int(match[0]) if match else None


def _rows(lines: Sequence[str], first: int, values: int, grouped: bool) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where each row begins, at its serial number, and ends, with its cells. The last one is as long as another was."""
    number, start, widths = 1, first, set[int]()
    while True:
        shortest, longest = start + values + 2, min(start + _LONGEST_ROW, len(lines))
        end = next((i for i in range(shortest, longest) if lines[i] == str(number + 1)), None)
        if end is None:
            break
        yield start, end, _row(lines[start + 1 : end], values, grouped)
        widths.add(len(_joined(lines[start + 1 : end])))
        number, start = number + 1, end
    ends = {len(_joined(lines[start + 1 : end])): end for end in range(shortest, longest + 1)}
    for end in sorted((ends[width] for width in widths & ends.keys()), reverse=True):
        if row := _row(lines[start + 1 : end], values, grouped):
            yield start, end, row
            return


def _joined(lines: Sequence[str]) -> list[str]:
    """Cells, put together where a unit or a remark in brackets fell into the next line."""
    cells: list[str] = []
    for line in lines:
        remark = line.startswith("（") and not VALUE.fullmatch(line)
        if cells and (remark or (unit_of(line) and VALUE.fullmatch(cells[-1]))):
            cells[-1] += line
        else:
            cells.append(line)
    return cells


def _row(lines: Sequence[str], values: int, grouped: bool) -> tuple[str, ...]:
    """Name, unit, values and nature of a row; empty where it is none of an indicator."""
    cells = _joined(lines)
    nature = next((cell for cell in cells if NATURE.fullmatch(cell)), "")
    cells = [cell for cell in cells if cell != nature]
    names, given = cells[:-values], cells[-values:]
    unit = next((name for name in names[1:] if unit_of(name)), "")
    names = [name for name in names if name != unit]
    known = [
        match
        for cell in given
        if (match := VALUE.match(cell, changed.end() if (changed := _CHANGED.match(cell)) else 0))
    ]
    blank = [cell for cell in given if _BLANK.fullmatch(cell)]
    if not names or not known or len(known) + len(blank) < values or any(len(name) > _LONGEST_CELL for name in names):
        return ()
    unit = unit or next((rest for match in known if unit_of(rest := match.string[match.end() :])), "")
    return (names[-1] if grouped else "".join(names), unit, *given, nature)
