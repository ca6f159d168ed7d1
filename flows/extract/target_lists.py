"""Lists of values that belong to lists of things: 城市和县城污水处理率分别达到95%和85%, 变更、续展压至1个月、半个月."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from flows.extract.indicators import SEPARATOR
from flows.extract.quantities import Quantity
from flows.extract.target_words import HEADS
from flows.model import Target

Row = tuple[int, Target]  # the place of the number, and what it states

_APIECE = re.compile(r"分别[^，]{0,4}$")
_REACH = 8  # characters before the first value within which 分别 stands
_CHANGE = re.compile(r"年?均?(?:增长|增加|提高|递增|下降|减少)$")
_LEADING = re.compile(r"年?(?:出栏|存栏|饲养|播种|种植|出口|新增|新建)")
_OF_MEASURE_WORD = frozenset({"工作日", "个月", "百分点", "个环节", "小时"})


def one_unit(quantities: Sequence[Quantity]) -> list[Quantity]:
    """「3个、2个、5个工作日」: the values of a list are in the unit of the last, of which they give the first word."""
    shared = list(quantities)
    for index in range(len(shared) - 2, -1, -1):
        quantity, following = shared[index], shared[index + 1]
        adjoining = following.left - quantity.right == 1
        if adjoining and quantity.unit in ("个", None) and following.unit in _OF_MEASURE_WORD:
            shared[index] = replace(quantity, unit=following.unit)
    return shared


def distribute(
    text: str, start: int, quantities: Sequence[Quantity], rows: list[Row], earlier: Sequence[Target]
) -> list[Row]:
    """The rows of a clause that begins at `start`, each with the indicator of its own out of a list of them.

    `earlier`: the targets of the sentence before this clause, which 年均分别增长12%和10% is about.
    """
    first = rows[0][1]
    apiece = _APIECE.search(text, max(quantities[0].left - _REACH, start), quantities[0].start)
    bare = quantities[0].prefixed and all(next_.left - last.right <= 1 for last, next_ in pairwise(quantities))
    if not apiece and not (bare and len(SEPARATOR.split(first.indicator)) == len(rows)):
        return rows
    names = _names(first.indicator, len(rows))
    change = _CHANGE.search(first.indicator)
    if apiece and change and len(set(names)) == 1 and len(earlier) >= len(rows):
        names = [target.indicator + change[0] for target in earlier[-len(rows) :]]
    return [(place, _like(row, first, name)) for (place, row), name in zip(rows, names, strict=True)]


def _like(row: Target, first: Target, name: str) -> Target:
    """A row of a list under its own name: of the kind of the first, whose comparison holds for all."""
    comparator = first.comparator if row.comparator == "=" else row.comparator
    return replace(row, indicator=name, kind=first.kind, period=first.period, comparator=comparator)


def _names(name: str, count: int) -> list[str]:
    """「国家和市级示范社」 → 国家示范社, 市级示范社: one name for each value; what opens or ends the list is of all."""
    parts = SEPARATOR.split(name)
    if len(parts) < count:
        return [name] * count
    parts = ["、".join(parts[: len(parts) - count + 1]), *parts[len(parts) - count + 1 :]]
    head = HEADS.before(name, len(name), 0) or ""
    tail = parts[-1][len(parts[0]) :] if len(parts[0]) < len(parts[-1]) else ""
    tail = head or tail if len(parts) > 2 else tail or head
    lead = opening[0] if (opening := _LEADING.match(parts[0])) else ""
    return [(part if part.startswith(lead) else lead + part) + ("" if part.endswith(tail) else tail) for part in parts]
