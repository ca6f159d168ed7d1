"""Numbers with their units and the words that compare: 达到6万个, 10%—15%, 不少于两次, 翻一番, 千分之三.

What a number means for the plan is decided elsewhere; here a text gives its quantities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from flows.extract.numbers import HAS_NUMBER, Number, find_number, scale_of, second_number
from flows.extract.target_words import AFTER, BEFORE, FALL, FILLERS, PER, RISE, TIMES, UNITS

__all__ = ["HAS_NUMBER", "Quantity", "find_quantities", "is_amount"]

_LARGEST = 1e17  # more than any plan counts
_RATE_OF_MANY = re.compile(r"/(?:10|十)万人?")  # 12/10万
_DASH = frozenset("—–-~～至到－")
_AND = frozenset("与和")  # 在1万元与2万元之间
_RATIO = re.compile(r"[:：∶](\d+(?:\.\d+)?)(?![\d:：∶])")
_SCALE = re.compile(r"[百千万亿]+")
_UNIT_BEFORE = re.compile(r"（(?:单位：)?([十百千万亿]{0,2})([^（）\d]{1,8})）$")  # 发行总额（亿元）达到10
_OF_YEAR = re.compile(r"(?:19|20)\d\d年的$")  # 提高到2020年的45%
_PEOPLE = re.compile(r"[多余]?(?:左右|以上)?[一-龥]{0,6}?(?:人口|劳动力|群众|居民)")
_AMONG = re.compile(r"（含(?:本数|[\d.]+%?)?）")  # 1%（含）以下, 30万千瓦以上（含）的
_JOINS = re.compile(r"[，、]?(?:且|并且|并|但|同时)?")  # 不低于30%且不高于50%


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as the text writes it; offsets into the clean text."""

    start: int  # of value_text
    end: int
    left: int  # where the words that compare begin, before the number
    right: int  # where they end, after it
    value: float
    value_max: float | None
    unit: str | None  # canonical, knowledge/units.yml
    comparator: str | None  # as stated by the words at its sides; None for a bare number
    prefixed: bool  # the comparison stands before the number: X达到N, where X is what is measured
    han: bool  # written in Chinese numerals
    digits: int  # where the number ends and its unit begins


def is_amount(value: float | None) -> bool:
    """Whether a plan may count so many; a longer run of digits is a code. There may be no value at all."""
    return value is None or value <= _LARGEST  # which what is no number is not either


def find_quantities(text: str, start: int, end: int) -> list[Quantity]:
    """All quantities of text[start:end], in order, without overlap. Dates are among them: the caller knows them."""
    found: list[Quantity] = []
    position = start
    while number := find_number(text, position, end):
        quantity = _quantity(text, number, _free_from(text, found[-1], number) if found else start, end)
        if found and (bounds := _bounds(text, found[-1], quantity)):
            found[-1] = bounds
        else:
            found.append(quantity)
        position = max(quantity.right, number.end)
    return found


def _free_from(text: str, last: Quantity, number: Number) -> int:
    """Where the words before a number may begin: behind the last quantity, but for a year that the number is of."""
    of_year = last.unit == "年" and number.start == last.end + 1 and text[last.end] == "的"
    return last.left if of_year else last.right


def _quantity(text: str, number: Number, start: int, end: int) -> Quantity:
    """The quantity that begins with a number; comparison words are looked for from `start` to `end`."""
    value, high, unit, stop = number.value, number.high, number.unit, number.end
    if unit is None:
        value, high, unit, stop = _measured(text, number, end)
    if unit is None and text[number.end - 1] in "万亿" and _PEOPLE.match(text, stop, end):
        unit = "人"  # 1亿农业转移人口
    rough = number.more and text[number.start - 1 : number.start] == "上"  # 上百万
    left, before = _compared_before(text, number.start - rough, start)
    stated = None if unit or number.han else _UNIT_BEFORE.search(text, max(left - 16, start), left)
    if stated and stated[2] in UNITS.words:
        scale = scale_of(stated[1], Number(0, len(stated[1]), 0))
        left, value, high, unit = stated.start(), value * scale, high and high * scale, UNITS.words[stated[2]]
    right, after = _compared_after(text, stop, end)
    if number.more:
        after = after or ">"
    if number.han and unit in TIMES and text[number.start - 1 : number.start] == "近":
        value = 0.0  # 近三年 is a stretch of time, and 附近 no comparison
    comparator = before if before in (">", "<") or not after else after
    return Quantity(
        number.start, stop, left, right, value, high, unit, "range" if high is not None else comparator,
        before is not None, number.han, number.end,
    )  # fmt: skip


def _bounds(text: str, low: Quantity, high: Quantity) -> Quantity | None:
    """「不低于30%且不高于50%」: two bounds of one thing are one range; None for anything else."""
    if not (low.prefixed and high.prefixed and low.comparator in (">=", ">") and high.comparator in ("<=", "<")):
        return None
    if (
        low.unit not in (None, high.unit)
        or not low.value < high.value
        or not _JOINS.fullmatch(text, low.right, high.left)
    ):
        return None
    return replace(low, end=high.end, right=high.right, value_max=high.value, unit=high.unit, comparator="range")


def _measured(text: str, number: Number, end: int) -> tuple[float, float | None, str | None, int]:
    """Value, upper value, unit and end of a number with what follows it: its unit, or a range and the unit."""
    value, high, stop = number.value, number.high, number.end
    unit, stop = _unit(text, stop, end)
    if unit is None and (many := _RATE_OF_MANY.match(text, stop, end)):
        return value, None, "/10万", many.end()
    ratio = _RATIO.match(text, number.end, end) if unit is None and not number.han else None
    if ratio:
        other = float(ratio[1])
        return (value if other == 1 or not other else value / other), None, None, ratio.end()
    if high is None and stop < end and (text[stop] in _DASH or text[stop] in _AND or text[stop] == "±"):
        value, high, unit, stop = _range(text, number, unit, stop, end)
    if unit == "成":
        value, high, unit = value * 10, high and high * 10, "%"
    return value, high, unit, stop


def _range(
    text: str, low: Number, unit: str | None, stop: int, end: int
) -> tuple[float, float | None, str | None, int]:
    """5—8万人, 10%到15%, 1万元与2万元之间, 50±5: value, upper value, unit and end; the lower number alone otherwise."""
    alone = low.value, None, unit, stop
    second = second_number(text, stop + 1, end)
    if second is None:
        return alone
    high_unit, high_stop = _unit(text, second.end, end)
    if text[stop] == "±":
        return low.value - second.value, low.value + second.value, high_unit or unit, high_stop
    between = text.startswith("之间", high_stop)
    if text[stop] in _AND and not between:
        return alone
    if second.value <= low.value or not (high_unit == unit or (unit is None and (low.han or high_unit != "年"))):
        return alone
    scale = scale_of(text, second) if not second.han else 1
    shared = scale if unit is None and low.bare and low.value * scale < second.value else 1
    return low.value * shared, second.value, high_unit, high_stop + (2 if between else 0)


def _unit(text: str, start: int, end: int) -> tuple[str | None, int]:
    """The canonical unit that stands at `start`, and where it ends: 元, 部/百人, 吉比特每秒（Gbps）."""
    word = UNITS.at(text, start, end)
    if word is None:
        return None, start
    stop, unit = start + len(word), UNITS.words[word]
    if word.isascii() and stop < end and text[stop].isascii() and text[stop].isalpha():
        return None, start  # 5GHz is not 5G
    if stop < end and text[stop] in "/／" and (rate := _per(text, stop + 1, end)):
        per, stop = rate
        return f"{unit}/{per}", stop
    if stop < end and text[stop] == "（":
        gloss = UNITS.at(text, stop + 1, end)  # 吉比特每秒（Gbps）, 万册（件）
        if gloss and text[stop + 1 + len(gloss) : stop + 2 + len(gloss)] == "）":
            return unit, stop + 2 + len(gloss)
    return unit, stop


def _per(text: str, start: int, end: int) -> tuple[str, int] | None:
    """What a rate is per, and where that ends: 年, 百人, 平方公里·月."""
    if word := PER.at(text, start, end):
        stop, per = start + len(word), PER.words[word]
    else:
        scale = _SCALE.match(text, start, end)
        base = scale.end() if scale else start
        word = UNITS.at(text, base, end)
        if word is None:
            return None
        stop, per = base + len(word), text[start:base] + UNITS.words[word]
    if word.isascii() and text[stop : stop + 1].isascii() and text[stop : stop + 1].isalpha():
        return None
    further = PER.at(text, stop + 1, end) if text[stop : stop + 1] == "·" else None
    return (f"{per}·{PER.words[further]}", stop + 1 + len(further)) if further else (per, stop)


def _compared_before(text: str, number: int, start: int) -> tuple[int, str | None]:
    """Where the comparing words before a number begin, and the nearest comparison among them."""
    year = _OF_YEAR.search(text, max(number - 8, start), number)
    left, comparator = year.start() if year else number, None
    for _ in range(4):
        word = BEFORE.before(text, left, start)
        if word is None:
            word = FILLERS.before(text, left, start)
            if word is None:
                break
        elif comparator is None:
            comparator = BEFORE.words[word]
        left -= len(word)
    if year and comparator is None:
        return number, None
    return left, comparator or _to(text, left, number)


def _to(text: str, left: int, number: int) -> str | None:
    """提升发证率至95%: a bare 至 or 到 compares; whether it rises or falls shows in the verb before."""
    if number > left and text[number - 1] in "至到" and left > 0:
        clause = text[max(left - 40, 0) : left]
        clause = clause[max(clause.rfind(mark) for mark in "，。；：\n") + 1 :]
        falls = any(word in clause for word in FALL.words)
        rises = any(word in clause for word in RISE.words)
        return "<=" if falls and not rises else ">=" if rises or falls else None
    return None


def _compared_after(text: str, stop: int, end: int) -> tuple[int, str | None]:
    """Where the comparing words after a unit end, and what they say."""
    among = _AMONG.match(text, stop, end)
    word = AFTER.at(text, among.end() if among else stop, end)
    if word is None:
        return stop, None
    right = (among.end() if among else stop) + len(word)
    among = _AMONG.match(text, right, end)
    return among.end() if among else right, AFTER.words[word]
