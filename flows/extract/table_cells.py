"""Cells of indicator tables: values with their signs, units, and values that ran together (158180 for 158 and 180)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log, prod

from flows.extract.quantities import find_quantities
from flows.extract.target_words import FALL, RISE, UNITS

VALUE = re.compile(
    r"(?P<sign>[≥≧⩾≤≦⩽＞>＜<]?)\s*[〔\[（(]?(?P<number>-?\d+(?:,\d{3})*(?:\.\d+)?)(?:[:：∶](?P<to>\d+))?"
    r"(?P<scale>[万亿]*)(?P<unit>%?)[〕\]）)]?(?P<after>以上|左右|以内|以下|及以上)?"
)
NATURE = re.compile(r"约束性?|预期性?|指导性")
IN_BRACKETS = re.compile(r"[（(]([^（）()]{1,12})[）)]$")
_SUM = re.compile(r"[〔\[][\d.]+[〕\]]")
_RUN = re.compile(r"(?P<digits>[\d.]+)(?P<rest>%?(?:以上|以下|以内|左右)?)")
_GLUED_RATIO = re.compile(r"([:：∶]1)(?=\d[\d.]*[:：∶])")
_IS_YEAR = re.compile(r"(?:19|20)\d\d年")
_NEGATIVE = re.compile(r"[^\d]?[-－−]")
_UNIT_WORD = re.compile(r"[^\W\d]{1,6}(?:[/·][^\W\d]{1,8})?")
_LONGEST_RUN = 24  # digits of two values
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_ALIKE = log(6)  # two values of one indicator differ by less than a factor of six
_NO_SUFFIX = frozenset("例口门组类种部度项分期次对本间班节字集成位批起笔根片块")  # as often the end of a word


def two_values(tail: str) -> tuple[re.Match[str] | None, re.Match[str] | None, bool]:
    """Base value and target of the end of a glued row, and whether digits had to be cut."""
    plain = _SUM.sub(" ", tail)
    if not any(char.isdecimal() for char in plain):
        return None, VALUE.search(tail), False  # 〔18〕: a sum over the years of the plan
    if (total := _SUM.search(tail)) and plain.rstrip().endswith("-"):
        return None, VALUE.search(total[0]), False  # a footnote's number, dashes, and the sum
    plain = _GLUED_RATIO.sub(r"\1 ", plain)
    run = _RUN.fullmatch(plain.strip(" -—–"))
    if run and (plain.lstrip()[0] not in "-—–" or run["digits"].count(".") > 1):
        first, second = _cut(run["digits"])
        return VALUE.search(first), VALUE.search(second + run["rest"]), bool(second)
    values = list(VALUE.finditer(plain.strip(" -—–")))
    if len(values) > 1:
        return values[-2], values[-1], False
    return None, values[0], False


def _cut(digits: str) -> tuple[str, str]:
    """The likeliest two values in a run of digits: alike in size, and with few decimals. Empty where none is likely."""
    if len(digits) > _LONGEST_RUN:
        return "", ""
    cuts = [
        (
            abs(log(float(digits[place:]) / float(digits[:place])))
            + _decimals(digits[place:])
            + _decimals(digits[:place]),
            place,
        )
        for place in range(1, len(digits))
        if _is_number(digits[:place]) and _is_number(digits[place:])
    ]
    if not cuts or min(cuts)[0] > _ALIKE:
        return "", ""
    place = min(cuts)[1]
    return digits[:place], digits[place:]


def _decimals(digits: str) -> float:
    """What decimals beyond the second count against a cut."""
    return 0.3 * max(len(digits.partition(".")[2]) - 2, 0)


def _is_number(digits: str) -> bool:
    """Digits that a table would print: no 012, no 5., and more than nothing."""
    if not re.fullmatch(r"(?:0|[1-9]\d*)(?:\.\d{1,4})?", digits):
        return False
    return float(digits) > 0


@dataclass(frozen=True, slots=True)
class Amount:
    """The number of a cell, in its own unit where it gives one."""

    value: float
    high: float | None
    comparator: str
    unit: str | None
    text: str
    change: str  # 下降 of 较2020年下降18%
    is_sum: bool  # 〔18〕: over the years of the plan


def amount_of(cell: str) -> Amount | None:
    """The number of a cell that gives one: ≥95, 3.5—4, 180万卷, 较2020年下降18%; None for 完成省定目标, 前10名, a
    dash.
    """
    found = [one for one in find_quantities(cell, 0, len(cell)) if not _IS_YEAR.fullmatch(cell[one.start : one.end])]
    found = [one for one in found if cell[one.start - 1 : one.start] not in ("前", "第")]
    if not found or (len(found) > 1 and found[0].left > 1):
        return None
    one = found[0]
    negative = bool(_NEGATIVE.fullmatch(cell[: one.start]))
    bare = one.unit is None and one.right == one.end  # no 以上 behind it
    rest = cell[one.end :] if bare and _UNIT_WORD.fullmatch(cell, one.end) else ""
    change = next((word for word in (*RISE.words, *FALL.words) if word in cell[: one.start]), "")
    return Amount(
        value=-one.value if negative else one.value,
        high=one.value_max,
        comparator=one.comparator or "=",
        unit=one.unit or rest or None,  # 卷 of 180万卷 stands alone there: a unit, whether listed or not
        text=("-" if negative else "") + cell[one.start : one.end] + rest,
        change=change,
        is_sum=bool(_SUM.match(cell)),
    )


def unit_off(name: str, unit_cell: str) -> tuple[str, str | None, float]:
    """A row's name without its unit, the canonical unit, and the 万 or 亿 that goes with it."""
    name = name.strip(" *—-")
    if unit_cell and (unit := unit_of(unit_cell) or _unlisted(unit_cell)):
        return name, *unit
    if (match := IN_BRACKETS.search(name)) and (unit := unit_of(match[1]) or _unlisted(match[1], counted=True)):
        return name[: match.start()], *unit
    if "（%）" in name:
        return name.replace("（%）", ""), "%", 1.0
    for length in range(min(8, len(name) - 2), 0, -1):
        word = name[-length:]
        if word not in _NO_SUFFIX and (unit := unit_of(word)):
            return name[:-length], *unit
    return name, None, 1.0


def unit_of(cell: str) -> tuple[str, float] | None:
    """万吨 → 吨 and 10000; 元/人 → 元/人; None for what is no unit."""
    if cell in UNITS.words:
        return UNITS.words[cell], 1.0
    scale = 1.0
    for at, char in enumerate(cell[:4]):  # the 千 of 万千瓦 is the unit's
        first, _, per = cell[at:].partition("/")
        if first in UNITS.words:
            unit = UNITS.words[first]
            return (f"{unit}/{per}" if per else unit), scale
        if char not in _SCALES:
            return None
        scale *= _SCALES[char]
    return None


def _unlisted(cell: str, counted: bool = False) -> tuple[str, float] | None:
    """万卷 → 卷 and 10000: what stands in a column of units is one, so is what a 万 counts, whether listed or not."""
    body, scale = _factor_off(cell.strip("（）()"))
    return (body, scale) if _UNIT_WORD.fullmatch(body) and (scale > 1 or not counted) else None


def _factor_off(cell: str) -> tuple[str, float]:
    """A unit without the 百, 千, 万 or 亿 before it, and how many that is."""
    body = cell.lstrip("百千万亿")
    return body, float(prod(_SCALES[char] for char in cell[: len(cell) - len(body)]))
