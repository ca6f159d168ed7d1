"""Numbers with their units and the words that compare: 达到6万个, 10%—15%, 不少于两次, 翻一番, 千分之三.

What a number means for the plan is decided elsewhere; here a text gives its quantities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from flows.extract.target_words import AFTER, BEFORE, FALL, FILLERS, PER, RISE, UNITS
from flows.parse.numerals import numeral

_HAN = "零〇○一二两三四五六七八九十百千万亿"
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SCALED = "(?:[百千万亿](?![瓦伏克米])){0,4}"  # but the 千 of 千瓦 is the unit's
_STARTS = re.escape("".join(sorted({word[0] for word in UNITS.words})))

# One scan finds every number: Arabic with its 万, a fraction (千分之三), 翻一番, 半个月, 一半, Chinese before a unit.
_NUMBER = re.compile(
    r"(?<![\d.])(?P<over>[1-4])/(?P<under>[2-5])(?![\d/])"
    rf"|(?<![\d.])(?P<arabic>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<scale>{_SCALED})(?P<more>[多余]?)"
    rf"|(?P<whole>百|千|万|[二三四五六七八九十])分之(?P<part>[{_HAN}]{{1,5}}|\d+(?:\.\d+)?)"
    r"|翻(?P<double>[一两二三四12])?番"
    r"|(?<![每上下前后多大过一])(?P<half>半)(?=个月|年[^度]|天|小时)"
    r"|(?P<halved>一半)"
    rf"|(?<![{_HAN}第数几上近成每])(?P<han>[{_HAN}]{{1,8}})(?P<han_more>[多余]?)(?=[{_STARTS}])"
)
_LONGEST = 25  # digits of an amount
_LARGEST = 1e17  # more than any plan counts
_SECOND = re.compile(rf"(\d+(?:,\d{{3}})*(?:\.\d+)?)({_SCALED})|([{_HAN}]{{1,8}})")
_RATE_OF_MANY = re.compile(r"/(?:10|十)万人?")  # 12/10万
_DASH = frozenset("—–-~～至到－")
_RATIO = re.compile(r"[:：∶](\d+(?:\.\d+)?)(?![\d:：∶])")
_SCALE = re.compile(r"[百千万亿]+")
HAS_NUMBER = re.compile(rf"\d|分之|翻.?番|半[个年天小]|一半|[{_HAN}](?=[{_STARTS}])")


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
    while match := _NUMBER.search(text, position, end):
        quantity = _quantity(text, match, found[-1].right if found else start, end)
        found.append(quantity)
        position = max(quantity.right, match.end())
    return found


def _quantity(text: str, match: re.Match[str], start: int, end: int) -> Quantity:
    """The quantity that begins with a match of _NUMBER; comparison words are looked for from `start` to `end`."""
    unit: str | None
    if match["whole"]:
        value, unit, stop, high = *_fraction(match), match.end(), None
    elif match["halved"] or match["over"]:
        over, under = int(match["over"] or 1), int(match["under"] or 2)
        value, unit, stop, high = round(100 * over / under, 2), "%", match.end(), None
    elif text[match.start()] == "翻":
        value, unit, stop, high = float(numeral(match["double"] or "一")), "番", match.end(), None
    else:
        value, unit, stop, high = _measured(text, match, end)
    left, before = _compared_before(text, match.start(), start)
    right, after = _compared_after(text, stop, end)
    if match["more"] or match["han_more"]:
        after = after or ">"
    comparator = before if before in (">", "<") or not after else after
    return Quantity(
        match.start(), stop, left, right, value, high, unit, "range" if high is not None else comparator,
        before is not None, match["han"] is not None, match.end(),
    )  # fmt: skip


def _fraction(match: re.Match[str]) -> tuple[float, str]:
    """百分之八十 → 80 %, 千分之三 → 3 ‰, 三分之二 → 66.67 %."""
    part, whole = match["part"], match["whole"]
    value = float(part) if part[0].isdecimal() else _han_value(part)
    if whole == "百":
        return value, "%"
    if whole == "千":
        return value, "‰"
    return round(100 * value / numeral(whole), 2) if whole != "万" else value / 100, "%"


def _measured(text: str, match: re.Match[str], end: int) -> tuple[float, str | None, int, float | None]:
    """Value, unit, end and upper value of a number with what follows it: its unit, or a range and the unit."""
    value, stop = _value(match), match.end()
    unit, stop = _unit(text, stop, end)
    if unit is None and (many := _RATE_OF_MANY.match(text, stop, end)):
        return value, "/10万", many.end(), None
    ratio = _RATIO.match(text, match.end(), end) if unit is None and match["arabic"] else None
    if ratio:
        other = float(ratio[1])
        return (value if other == 1 or not other else value / other), None, ratio.end(), None
    high = None
    if stop < end and text[stop] in _DASH and (second := _SECOND.match(text, stop + 1, end)):
        high_unit, high_stop = _unit(text, second.end(), end)
        upper = _second_value(second)
        if upper > value and (high_unit == unit or (unit is None and high_unit != "年")):
            high = upper
            shared = _scale(second) if unit is None and not match["scale"] and value * _scale(second) < high else 1
            value, unit, stop = value * shared, high_unit, high_stop
    if unit == "成":
        value, high, unit = value * 10, high and high * 10, "%"
    return value, unit, stop, high


def _value(match: re.Match[str]) -> float:
    """The number of a match of _NUMBER that is Arabic or Chinese, scaled."""
    if match["arabic"]:
        return _scaled(match["arabic"], match["scale"])
    if match["half"]:
        return 0.5
    return _han_value(match["han"])


def _second_value(match: re.Match[str]) -> float:
    return _scaled(match[1], match[2]) if match[1] else _han_value(match[3])


def _scale(match: re.Match[str]) -> int:
    """The 万 or 亿 of the upper end, which holds for the lower one too (5—8万人)."""
    scale = 1
    for char in match[2] or "":
        scale *= _SCALES[char]
    return scale


def _scaled(digits: str, scale: str) -> float:
    """Digits and their 万 or 亿; more digits than any amount has are infinite, and no quantity to anyone."""
    if len(digits) > _LONGEST:
        return float("inf")
    if not scale:
        return float(digits.replace(",", ""))
    value = Decimal(digits.replace(",", ""))
    for char in scale:
        value *= _SCALES[char]
    return float(value)


def _han_value(han: str) -> float:
    """三千亿 → 300000000000; what is no numeral (万千) counts as zero and is no quantity to anyone."""
    body = han.rstrip("万亿")
    try:
        value = numeral(body) if body else 1
    except ValueError:
        return 0.0
    for char in han[len(body) :]:
        value *= _SCALES[char]
    return float(value)


def _unit(text: str, start: int, end: int) -> tuple[str | None, int]:
    """The canonical unit that stands at `start`, and where it ends: 元, 部/百人, 吉比特每秒（Gbps）."""
    word = UNITS.at(text, start, end)
    if word is None:
        return None, start
    stop, unit = start + len(word), UNITS.words[word]
    if word.isascii() and stop < end and text[stop].isascii() and text[stop].isalpha():
        return None, start  # 5GHz is not 5G
    if stop < end and text[stop] in "/／每":
        scale = _SCALE.match(text, stop + 1, end)
        base = scale.end() if scale else stop + 1
        per = PER.at(text, stop + 1, end) or UNITS.at(text, base, end)
        if per and text[stop] != "每":
            tail = stop + 1 + len(per) if text.startswith(per, stop + 1) else base + len(per)
            rate = per if text.startswith(per, stop + 1) else text[stop + 1 : base] + UNITS.words[per]
            return f"{unit}/{rate}", tail
    if stop < end and text[stop] == "（":
        gloss = UNITS.at(text, stop + 1, end)
        close = stop + 1 + len(gloss) if gloss else end
        if gloss and close < end and text[close] == "）" and UNITS.words[gloss] == unit:
            return unit, close + 1
    return unit, stop


def _compared_before(text: str, number: int, start: int) -> tuple[int, str | None]:
    """Where the comparing words before a number begin, and the nearest comparison among them."""
    left, comparator = number, None
    for _ in range(4):
        word = BEFORE.before(text, left, start)
        if word is None:
            word = FILLERS.before(text, left, start)
            if word is None:
                break
        elif comparator is None:
            comparator = BEFORE.words[word]
        left -= len(word)
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
    word = AFTER.at(text, stop, end)
    return (stop + len(word), AFTER.words[word]) if word else (stop, None)
