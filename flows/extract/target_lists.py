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

_APIECE = re.compile(r"分别(?:[比较][^，]{2,8})?[^，]{0,4}$")
_ALL = re.compile(
    r"[率度比例重值数量额][均都](?:达到?|保持|稳定|不低于|在|为|要|应|超过|实现)+[在到]?(?:[全总][^，、；]{1,8}的)?$"
)
_YEARS = re.compile(r"((?:19|20)\d\d)年?、?(?:((?:19|20)\d\d)年?)?[和、及]((?:19|20)\d\d)年")
_WHOLE = ("率", "度", "占比", "比例", "比重", "金额", "总额", "数", "量")
_MOST = 8  # names that may share one value
_SENTENCE = 80  # characters before the first value within which its years stand
_REACH = 20  # characters before the first value within which 分别 stands
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
    if len(rows) == 1:
        return _share(text, start, quantities[0], rows[0])
    apiece = _APIECE.search(text, max(quantities[0].left - _REACH, start), quantities[0].start)
    bare = quantities[0].prefixed and all(next_.left - last.right <= 1 for last, next_ in pairwise(quantities))
    if not apiece and not (bare and len(SEPARATOR.split(first.indicator)) == len(rows)):
        return rows
    if apiece and (dues := _years(text, start, quantities[0], len(rows))):
        return [
            (place, replace(_like(row, first, first.indicator), deadline_year=due, deadline=None))
            for (place, row), due in zip(rows, dues, strict=True)
        ]
    names = _names(first.indicator, len(rows))
    change = _CHANGE.search(first.indicator)
    if apiece and change and len(set(names)) == 1 and len(earlier) >= len(rows):
        names = [target.indicator + change[0] for target in earlier[-len(rows) :]]
    return [(place, _like(row, first, name)) for (place, row), name in zip(rows, names, strict=True)]


def _share(text: str, start: int, quantity: Quantity, row: Row) -> list[Row]:
    """「办结率、反馈率分别达到99%」: one value of several things is a row each."""
    place, target = row
    said = max(quantity.left - _REACH, start), quantity.start
    if not _APIECE.search(text, *said) and not _ALL.search(text, *said):
        return [row]
    change = _CHANGE.search(target.indicator)
    name = target.indicator[: change.start()] if change else target.indicator
    count = len(SEPARATOR.split(name))
    if not 1 < count <= _MOST:
        return [row]
    return [(place, replace(target, indicator=each + (change[0] if change else ""))) for each in _names(name, count)]


def _years(text: str, start: int, quantity: Quantity, count: int) -> list[int]:
    """2022 and 2030 of 「到2022年和2030年，…分别不低于22%和30%」, where there is one for each value."""
    said = text[max(start - _REACH, 0) : quantity.left]
    years = [int(year) for match in _YEARS.finditer(said[-_SENTENCE:]) for year in match.groups() if year]
    return years if len(years) == count else []


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
    tail = head if head and (len(parts) > 2 or head.endswith(tail)) else tail
    if all(part.endswith(_WHOLE) for part in parts):
        tail = ""  # 办结率、反馈率
    lead = opening[0] if (opening := _LEADING.match(parts[0])) else ""
    return [(part if part.startswith(lead) else lead + part) + ("" if part.endswith(tail) else tail) for part in parts]
