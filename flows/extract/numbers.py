"""Numbers as texts write them: 12, 6万, 300多亿, 1亿2000万, 一百九十万零三千, 两三, 百分之八十, 三分之二, 一半.

A number is read with its 万 and 亿 and with what makes it rough (多, 余, 来); units and the words that compare are
flows/extract/quantities.py. No library reads these forms: those for Chinese numerals (cn2an and kin) take one numeral
and refuse 300多亿, 1亿5千万 and 两三.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from flows.extract.target_words import UNITS
from flows.parse.numerals import numeral

_HAN = "零〇○一二两三四五六七八九十百千万亿"
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SCALE = "(?:[十万亿]|[百千](?![瓦伏克米赫帕焦乏升]|分点|分之))"  # the 千 of 千瓦 is the unit's, the 百 of 百分点 too
_ROUGH = "[多余来]"
_SMALL = "一二三四五六七八九"
STARTS = re.escape("".join(sorted({word[0] for word in UNITS.words})))
_WHOLE = "[百十千]?[万亿]|[百千]|[二三四五六七八九十]{1,3}"

_ALONE = r"(?<=成)百|(?<=[（(])[十百千万亿]{1,2}[^（）()\d]{1,8}[）)]"  # 成百上千; 总额（亿元）, a unit in brackets

# One scan finds every number: 1/3, Arabic with its 万, 千分之三, 翻一番, 半个月, 一半, Chinese numerals before a unit.
_NUMBER = re.compile(
    r"(?<![\d.])(?P<over>[1-4])/(?P<under>[2-5])(?![\d/])"
    rf"|(?<![\d.])(?P<arabic>{_ARABIC})(?P<scale>(?:(?:{_SCALE}){{0,3}}{_ROUGH}?(?:{_SCALE}){{1,4}})?(?P<tail>(?:{_ARABIC}(?:{_SCALE}){{1,3}})*))(?P<more>{_ROUGH}?)"
    rf"|(?P<whole>{_WHOLE})分之(?P<part>[{_HAN}]{{1,5}}|\d+(?:\.\d+)?)"
    r"|翻(?P<double>[一两二三四12])?番"
    r"|(?<![每上下前后多大过一])(?P<half>半)(?=个月|年[^度]|天|小时)"
    r"|(?P<halved>一半)"
    rf"|(?<![{_HAN}第数几每])(?!{_ALONE})(?P<han>[{_HAN}]{{1,14}})(?P<han_more>{_ROUGH}?[万亿]{{0,2}})(?=[{STARTS}]|[到至—–~～][{_HAN}]{{1,8}}[{STARTS}])"
)
_SECOND = re.compile(rf"(?P<arabic>{_ARABIC})(?P<scale>(?:{_SCALE}){{0,4}})|(?P<han>[{_HAN}]{{1,8}})")
_GROUP = re.compile(rf"({_ARABIC})((?:{_ROUGH}|[十百千万亿])*)")
_NEIGHBOURS = re.compile(rf"(?P<before>[{_HAN}]*?)(?P<low>[{_SMALL}两])(?P<high>[{_SMALL}])(?P<scale>[十百千万亿]*)")
_LONGEST = 25  # digits of an amount
HAS_NUMBER = re.compile(rf"\d|分之|翻.?番|半[个年天小]|一半|[{_HAN}{_ROUGH[1:-1]}](?=[{STARTS}])")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text, before its unit; offsets into the text."""

    start: int
    end: int
    value: float
    high: float | None = None  # 两三个: 2 to 3
    unit: str | None = None  # of a fraction, 翻番 and 一半, whose unit is in the words: %, ‰, 番
    more: bool = False  # 余, 多, 来: somewhat more than that; 上百 too
    han: bool = False  # written in Chinese numerals
    bare: bool = False  # Arabic, no 万 or 亿: it may take those of what follows (5—8万)


def find_number(text: str, start: int, end: int) -> Number | None:
    """The first number in text[start:end]; what is no numeral (万千) has the value 0 and is no quantity to anyone."""
    match = _NUMBER.search(text, start, end)
    if match is None:
        return None
    place = match.start(), match.end()
    if match["whole"]:
        value, unit = _fraction(match["whole"], match["part"])
        return Number(*place, value, unit=unit)
    if match["halved"] or match["over"]:
        return Number(*place, round(100 * int(match["over"] or 1) / int(match["under"] or 2), 2), unit="%")
    if text[place[0]] == "翻":
        return Number(*place, float(numeral(match["double"] or "一")), unit="番")
    if match["half"]:
        return Number(*place, 0.5)
    if match["arabic"]:
        return _arabic(match)
    return _han(text, match)


def second_number(text: str, start: int, end: int) -> Number | None:
    """The upper end of a range, which begins at `start`."""
    match = _SECOND.match(text, start, end)
    if match is None:
        return None
    if match["arabic"]:
        return Number(*match.span(), scaled(match["arabic"], match["scale"]), bare=not match["scale"])
    return Number(*match.span(), han_value(match["han"]), han=True)


def scale_of(text: str, number: Number) -> float:
    """The 万 or 亿 of an Arabic number, which holds for the lower end of a range too (5—8万人); 1 where it has none."""
    scale = 1.0
    for char in text[number.start : number.end]:
        scale *= _SCALES.get(char, 1)
    return scale


def scaled(digits: str, scale: str) -> float:
    """Digits and their 万 or 亿; more digits than any amount has are infinite, and no quantity to anyone."""
    if len(digits) > _LONGEST:
        return float("inf")
    if not scale:
        return float(digits.replace(",", ""))
    value = Decimal(digits.replace(",", ""))
    for char in scale:
        value *= _SCALES.get(char, 1)
    return float(value)


def han_value(han: str) -> float:
    """三千亿 → 300000000000, 一百九十万零三千 → 1903000; 0 for what is no numeral (万千, 二三)."""
    for mark in "亿万":
        upper, found, lower = han.rpartition(mark)
        if found:
            return (han_value(upper) if upper else 1.0) * _SCALES[mark] + (han_value(lower) if lower else 0.0)
    body = han.lstrip("零〇○") or han
    if len(body) > 1 and not any(char in _SCALES for char in body):
        return float(numeral(body)) if len(body) == 4 else 0.0  # 二〇二五; but 二三 is two to three
    try:
        return float(numeral(body))
    except ValueError:
        return 0.0


def _arabic(match: re.Match[str]) -> Number:
    """300多亿, 1亿2000万: groups of digits and scales, each smaller than the last; else the first counts."""
    groups = list(_GROUP.finditer(match[0]))
    first = groups[0]
    value, end, least = scaled(first[1], first[2]), first.end(), scaled("1", first[2])
    for group in groups[1:]:
        amount = scaled(group[1], group[2])
        if amount >= least:
            return Number(match.start(), match.start() + end, value)
        value, end, least = value + amount, group.end(), scaled("1", group[2])
    more = any(char in match[0] for char in "多余来")
    return Number(match.start(), match.end(), value, more=more, bare=not match["scale"])


def _han(text: str, match: re.Match[str]) -> Number:
    """Chinese numerals: 三千, 二百三十余万, 两三, 三四十; 上百 is a hundred or more, 近三年 is a stretch of time."""
    han, rough = match["han"], match["han_more"]
    scale = rough.lstrip("多余来")
    more = rough != scale
    if neighbours := _NEIGHBOURS.fullmatch(han):
        low, high = (han_value(f"{neighbours[k]}{neighbours['scale']}") for k in ("low", "high"))
        base = han_value(neighbours["before"]) if neighbours["before"] else 0.0
        if 0 < high - low <= 2 * (high / int(numeral(neighbours["high"]))) and not more:
            return Number(*match.span(), base + low, high=base + high, han=True)
    before = text[match.start() - 1 : match.start()]
    if before == "上" and han[0] not in "十百千万亿":
        return Number(*match.span(), 0.0, han=True)  # 以上两类
    return Number(*match.span(), han_value(han + scale), more=more or before == "上", han=True)


def _fraction(whole: str, part: str) -> tuple[float, str]:
    """百分之八十 → 80 %, 千分之三 → 3 ‰, 三分之二 → 66.67 %, 百万分之三 → 0.0003 %."""
    value = float(part) if part[0].isdecimal() else han_value(part)
    if whole == "千":
        return value, "‰"
    base = han_value(whole)
    return (value, "%") if base == 100 else (round(100 * value / base, 2 if base < 100 else 10), "%")
