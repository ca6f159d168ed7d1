"""What kind of target a quantity is, for which period, and how its outcome is to compare (codebook: kind, period)."""

from __future__ import annotations

import re

from flows.extract.quantities import Quantity
from flows.extract.target_words import FALL, RATES, RISE, TIMES, any_of

_SHARES = frozenset({"%", "‰"})
_CHANGES = frozenset({"百分点", "番", "倍"})
_NO_COUNT = TIMES | _SHARES | _CHANGES | {"元", "位", None}
_PERIODS = {
    "年": "year",
    "度": "quarter",
    "季": "quarter",
    "月": "month",
    "周": "week",
    "期": "week",
    "日": "day",
    "天": "day",
}
_EVERY = re.compile(
    r"每(?:人每|个|家)?(?P<of>半年|两年|三年|两个?月|[2-9]个?月|年|季度|季|个?月|半月|周|星期|日|天)|(?<![一-龥])年(?P<at>不少于|至少)"
    r"|年均(?=新增|培训|培养|举办|开展|组织|完成|引进|新建|改造|转移|输送)"
)
_UNITS_SAID = {"人数": "人", "户数": "户"}
_UNEVEN = ("半年", "两年", "三年", "半月", "两月", "两个月")  # the codebook has no period for these
_YEARLY = re.compile(r"年均|每年|年平均|年增长|年增速|年递增|年度")
_CHANGE = re.compile(rf"(?:{any_of(RISE.words)}|{any_of(FALL.words)})(?:率|幅度)?$")
_RATE = re.compile(rf"{any_of(RATES.words)}$")
_FALLS = re.compile(r"(?:削减|减少|压减|缩减)[一-龥A-Za-z]+(?<!能力)$")
_VERB = 24  # characters before a number within which its verb stands
_MORE = ("增加", "扩大", "新增")
_AT_LEAST = re.compile(r"至少|不少于|不低于|不得少于|不得低于|实现|达到")


def changes(left: str) -> bool:
    """The words before the number end in a change: 年均增长, 减少, 增速."""
    return bool(_CHANGE.search(left, max(len(left) - 8, 0)) or _RATE.search(left, max(len(left) - 6, 0)))


def kind_of(quantity: Quantity, text: str, left: str, right: str) -> str:
    """level, share, growth or frequency. `left`, `right`: the quantity's own words before and after it."""
    if quantity.unit in ("百分点", "番") or quantity.unit == "倍":
        return "growth"
    if changes(left):
        rate = bool(_RATE.search(left))
        stepped = quantity.prefixed and text[quantity.start - 1] in "到至" and not rate
        if quantity.unit in _SHARES and not stepped:
            return "growth"
        if quantity.unit not in _SHARES and not quantity.prefixed and not right and not left.endswith(_MORE):
            return "growth"
    if not quantity.prefixed and not right and quantity.unit not in TIMES and _FALLS.search(left[-_VERB:]):
        return "growth"  # 削减化学需氧量400万吨
    spent = quantity.unit in TIMES and quantity.comparator in (">=", ">")  # 每年学习不少于8天
    counts = quantity.unit not in _NO_COUNT or (quantity.unit is None and unit_said(left))
    if (counts or spent) and _every(left):
        return "frequency"
    return "share" if quantity.unit in _SHARES else "level"


def unit_said(name: str) -> str | None:
    """The unit that a name says where its number has none: 就业人数24万."""
    return next((unit for end, unit in _UNITS_SAID.items() if name.endswith(end)), None)


def period_of(kind: str, left: str) -> str | None:
    """The period of a frequency or a growth; null for the others."""
    if kind == "growth":
        return "year" if _YEARLY.search(left) else None
    if kind == "frequency" and (every := _every(left)):
        return None if every in _UNEVEN or every[0].isdecimal() else _PERIODS[every[-1]]
    return None


def comparator_of(quantity: Quantity, text: str, left: str) -> str:
    """The comparison at the number, or one that stands apart from it (每年至少开展一次), or =."""
    if quantity.unit in TIMES and quantity.comparator is None and changes(left):
        return "="  # 审理周期缩短30天
    if quantity.unit == "位" or (quantity.unit in TIMES and not quantity.prefixed and quantity.comparator != "range"):
        return "<="  # 前5位, 1日办结
    if quantity.unit in TIMES and "实现" in text[quantity.left : quantity.start]:
        return "<="  # 实现1个工作日办结
    if quantity.unit == "项" and not left and text[quantity.left : quantity.start] == "突破":
        return "="  # 突破30项技术: the deed, no comparison
    if quantity.comparator:
        return quantity.comparator
    if _AT_LEAST.search(left):
        return ">="
    return "<=" if "不超过" in left else "="


def _every(left: str) -> str | None:
    """The last period that the words before a number name."""
    found = None
    for match in _EVERY.finditer(left):
        found = match["of"] or "年"
    return found
