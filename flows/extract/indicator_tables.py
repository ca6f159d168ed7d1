"""Rows of indicator tables: 指标 | 单位 | 2020年 | 2025年 | 属性, each column of a year to come a target.

The header says which columns hold values and which one names the indicator (flows/parse/tables.py). The value of the
last year that is over, or of 现状值, is the base.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.extract.setting import Setting
from flows.extract.table_cells import NATURE, Amount, amount_of, unit_of, unit_off
from flows.extract.target_words import COUNTS, FALL, RISE
from flows.model import Span, Target
from flows.parse.tables import Column, Table

_NUMBER = re.compile(r"[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[）).．、]|[①-⑳]|其中[：:]?")
_LONGEST_NAME = 60  # characters
_TEXTS = ("task", None)  # what a column before the values may hold that names the indicator
_RATE = re.compile(r"(?:年均)?(?:增长率?|增速|增幅|递增)")


@dataclass(frozen=True, slots=True)
class Years:
    """The years that tell past from future: the document's, and the last one of its plan."""

    document: int | None
    last: int | None


def indicator_rows(text: str, table: Table, setting: Setting, years: Years) -> Iterator[tuple[Span, list[Target]]]:
    """Each row of an indicator table, with its targets: none where it is a heading between rows."""
    name = ""
    for row in table.rows:
        cells = [text[slice(*cell)] for cell in row.cells]
        name = _name(table, cells) or name  # one name may be merged over several rows
        yield row.span, list(cell_row(table.columns, cells, name, row.span, setting, years))


def _name(table: Table, cells: Sequence[str]) -> str:
    """The indicator of a row: the last cell below a head that says so, else the last text before the values."""
    given = [(column, cell) for column, cell in zip(table.columns, cells, strict=False) if cell]
    named = [cell for column, cell in given if column.kind == "name"]
    if not named and "name" not in table.kinds:
        first = next(column for column in table.columns if column.is_value)
        before = given[: next((i for i, (column, _) in enumerate(given) if column is first), len(given))]
        texts = [(column.kind, cell) for column, cell in before if len(cell) > 1 and not cell[0].isdecimal()]
        named = [cell for kind, cell in texts if kind == "group"] + [cell for kind, cell in texts if kind in _TEXTS]
    return named[-1] if named and len(named[-1]) <= _LONGEST_NAME else ""


def cell_row(
    columns: Sequence[Column], cells: Sequence[str], name: str, span: Span, setting: Setting, years: Years
) -> Iterator[Target]:
    """The targets of a row of cells below their columns."""
    unit_cell = next((cell for column, cell in zip(columns, cells, strict=False) if column.kind == "unit"), "")
    name, unit, scale = unit_off(_NUMBER.sub("", name, count=1) if _NUMBER.match(name) else name, unit_cell)
    values = [(column, amount_of(cell)) for column, cell in zip(columns, cells, strict=False) if column.is_value]
    past = [(column, amount) for column, amount in values if is_past(column, columns, years)]
    base_column, base = past[-1] if past else (None, None)
    last = max((column.year for column, _ in values if column.year), default=years.last)
    for column, amount in values:
        if not name or amount is None or any(column is other for other, _ in past):
            continue
        due = column.year or (last if column.kind in ("growth", "sum") else due_year(setting) or years.last)
        if due and years.document and due < years.document:
            continue
        rate = column.kind == "growth" and not amount.is_sum
        target = Values(
            name if not rate or _RATE.search(name) else f"{name}年均增长",
            *(("%", 1.0) if rate else (not amount.is_sum and unit_of(column.unit)) or (unit, scale)),
            amount,
            None if rate or amount.is_sum else base,
        )
        yield target.row(setting, due, span, binding_of(" ".join(cells)), base_column.year if base_column else None)


def is_past(column: Column, columns: Sequence[Column], years: Years) -> bool:
    """Whether a column holds what was: 现状值, a year up to the document's, or one before the year of 目标值."""
    if column.year is None or column.kind not in ("year", "aim"):
        return column.kind == "base"
    aimed = [other.year for other in columns if other.kind == "aim" and other.year]
    first = min(aimed, default=0) if column.kind == "year" else 0
    return column.year < max(first, (years.document or 0) + (column.kind == "year"))


@dataclass(frozen=True, slots=True)
class Values:
    """An indicator with its unit, the 万 or 亿 of numbers that give none themselves, its aim and its base."""

    name: str
    unit: str | None
    scale: float
    aim: Amount
    base: Amount | None = None

    def row(
        self, setting: Setting, due: int | None, span: Span, binding: bool | None, base_year: int | None = None
    ) -> Target:
        """The target of a table."""
        aim, unit = self.aim, self.aim.unit or self.unit
        name = self.name + ("" if self.name.endswith(aim.change) else aim.change)
        changed = any(word in name[-8:] for word in (*RISE.words, *FALL.words)) and not name.endswith("值")
        kind = "growth" if changed and unit in ("%", "百分点") else "share" if unit == "%" else "level"
        return Target(
            unit=setting.unit,
            kind="level" if unit in COUNTS and name.endswith("率") else kind,
            indicator=name,
            scope=None,
            comparator="range" if aim.high is not None else aim.comparator,
            value=self._scaled(aim, aim.value),
            value_max=None if aim.high is None else self._scaled(aim, aim.high),
            unit_of_measure=unit,
            value_text=aim.text,
            period="year" if kind == "growth" and ("年均" in name or "增速" in name) else None,
            deadline=None,
            deadline_year=due,
            sentence=span,
            baseline_value=self._scaled(self.base, self.base.value) if self.base else None,
            baseline_year=base_year if self.base else None,
            binding=binding,
        )

    def _scaled(self, amount: Amount, value: float) -> float:
        return round(value * (1.0 if amount.unit else self.scale), 6)


def binding_of(row: str) -> bool | None:
    """Whether a row says 约束性 (true) or 预期性 (false)."""
    match = NATURE.search(row)
    return match[0].startswith("约束") if match else None


def due_year(setting: Setting) -> int | None:
    """The year that the heading or the lead sentence sets."""
    return setting.inherited.year if setting.inherited and not setting.inherited.past else None
