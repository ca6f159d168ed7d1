"""Dates in a plan's sentences, and what they are there for: 到2020年, 6月底前, 比2015年, 2012年起5年内.

Codebook, targets, deadline_year: 「到2020年,…」 holds for what follows until the paragraph ends or another date stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flows.parse.numerals import numeral

_NOUGHT = "〇○◯零O0"
_YEAR = rf"(?:(?<!\d)(?:19|20)\d\d|(?:一九|二[{_NOUGHT}])[{_NOUGHT}一二三四五六七八九]{{2}})"
_PLAN = "[六七八九]|十[一二三四五六]?"  # which of the plans of five years each
_BEFORE_FIRST_PLAN = 1950  # the year from which plans of five years each are counted: the sixth began in 1981

# 汛前 and kin have no day; 2023年度全省… is the year, 2023年度计划 a name.
_OF_YEAR = (
    r"(?:主?汛期?|春节|国庆节?|采暖[季期]|供暖[季期]|入冬|开学)(?=之?以?前)"
    r"|度(?=[，。；]|全[省市县区国]|力争|确保|新增|实现)"
)

_DATE = re.compile(
    rf"(?P<year>{_YEAR})(?:年?[—–―\-~～至到－](?P<last>{_YEAR}))?年(?P<part>上半年|[年]?[底末]|(?:第?[一二三四1-4]|[一二三四]个?)季度)?(?:{_OF_YEAR})?"
    r"(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号]|(?P<end>[底末]))?)?(?P<within>以?内)?"
    r"|(?<![\d.])(?P<month2>\d{1,2})月(?:(?P<day2>\d{1,2})[日号]|(?P<end2>[底末]))?(?=之?前|以前|完成)"
    r"|(?P<this>今年|本年|当年|[，。；：]|^)年?(?P<part2>[年][底末]|上半年)(?=之?前|以前|完成)"
    r"|(?<![\d每去上前该])(?P<part3>年[底末])(?=之?前|以前)|(?<=[，。；：到至\n])(?P<part4>年[底末])(?!考核|评[价估选])"
    r"|(?<![一-龥])(?:力争|确保)?(?P<all_year>全年|今年)(?=[一-龥])"
    r"|(?<![\d一二两三四五六七八九十几数半多])(?P<this_year>年)内(?!工作|各项|重点|目标|任务)"
    rf"|[“\"「]?(?P<plan>{_PLAN})五[”\"」]?(?:期?末|时?期末|期间|时期|规划期)"
    r"|(?P<span>\d{1,2}|[一二三四五六七八九十]{1,2})年(?:时间)?(?:之|以)?内"
)
_LONG_AGO = 20  # years; then 六五, 七五 and 八五 count the plans of another thing, such as teaching the law
PLAN = re.compile(rf"第(?P<nth>{_PLAN})个五年|(?P<plan>{_PLAN})五")
_COMPARED = re.compile("(?:比|较|[高低大小多少优强快慢早晚好]于)$")
_PAUSE = re.compile("[，。；：、]")
_BEFORE_MARK = re.compile(r"之?以?前")
_NOT_DUE = re.compile(
    r"年?(?:的?水平|的?基础上|相比|以来|远景(?!目标[：:])|度|版|起|开始|为基期|为基数|(?P<amount>的\d+(?:\.\d+)?(?![\d.倍]))|的\d|的[一二两三]?倍)"
)
_HINT = re.compile(r"年|月|五[”\"」]?[期时规末]|上半年")  # no date is without
_REACH = 16  # characters from such a sign to either end of its date
_LAST_MONTH = {"上半年": 6, "一": 3, "1": 3, "二": 6, "2": 6, "三": 9, "3": 9}


def plan_years(number: str) -> tuple[int, int]:
    """The first and the last year of a five-year plan, by its number: 十四 → 2021, 2025."""
    first = _BEFORE_FIRST_PLAN + 5 * numeral(number) + 1
    return first, first + 4


@dataclass(frozen=True, slots=True)
class Due:
    """A date in force: what follows it is due then. No year: a date is there, but which one the text does not give."""

    year: int | None
    iso: str | None = None  # when day or month is given
    past: bool = False  # the sentence tells of that year


@dataclass(frozen=True, slots=True)
class DateMark:
    """A date in the text and what it is there for."""

    start: int
    end: int
    due: Due
    role: str  # "by" (…前, …内), "to" (到…年), "in" (2023年,), "from" (自…起), "base" (比…年)


def find_dates(text: str, start: int, end: int, document_year: int | None) -> list[DateMark]:
    """The dates of text[start:end]. `document_year` dates what gives no year, and tells past from future."""
    marks: list[DateMark] = []
    position = start
    near: int | None = None  # the last year that a date gave
    begun: int | None = None  # the last year that something starts in
    for hint in _HINT.finditer(text, start, end):
        if hint.start() < position:
            continue
        begin = max(position, hint.start() - _REACH)
        match = _DATE.search(text, begin, min(hint.end() + _REACH, end))
        if match:
            position = match.end()
            year, iso = _resolve(match, document_year if match["this_year"] else near or document_year, begun)
            if mark := _mark(text, match, start, end, year, iso, document_year):
                if mark.role == "in" and marks and _goes_on(text, marks[-1], mark):
                    mark = replace(mark, role="base")
                marks.append(mark)
                near = year or near
                begun = year if mark.role == "from" and text[match.start() - 1 : match.start()] != "由" else begun
    return marks


def _goes_on(text: str, last: DateMark, mark: DateMark) -> bool:
    """Whether a year is of the thing that is due by the date before it: 2024年3月底前报送2023年工作情况."""
    return last.role == "by" and not _PAUSE.search(text, last.end, mark.start + 1)


def _mark(
    text: str,
    match: re.Match[str],
    start: int,
    end: int,
    year: int | None,
    iso: str | None,
    document_year: int | None,
) -> DateMark | None:
    """The mark of a match of _DATE that resolves to a year or a day; None where it is no date of the plan's."""
    lead = text[max(match.start() - 4, start) : match.start()]
    opening = match.start() + (text[match.start()] in "，。；：")
    if match["plan"] and text[opening] not in "“「" and lead and lead[-1] not in "，。；：、到至在于保争成":
        return None  # part of a name: 自治区十四五时期…系统
    if match["plan"] and year and document_year and document_year - year > _LONG_AGO:
        return None
    if match["span"] and year is None and lead and lead[-1] not in "力取在，：用过":
        return None
    before = _BEFORE_MARK.match(text, match.end(), end)
    role = _role(text, match, lead, before is not None, end)
    told = lead.endswith(("截至", "截止", "截止到")) or (role == "to" and lead.endswith("截至"))
    past = told or bool(year and document_year and year < document_year)
    return DateMark(opening, before.end() if before else match.end(), Due(year, iso, past), role)


def _role(text: str, match: re.Match[str], lead: str, before: bool, end: int) -> str:
    """What a date is there for, as the words at its sides say."""
    if lead.endswith(("每", "每年", "每年的")):
        return "from"  # a date that recurs sets no deadline
    if before or match["within"] or match["this_year"]:
        return "by"
    if lead.endswith(("自", "从", "由")) and not match["last"]:
        return "from"
    after = _NOT_DUE.match(text, match.end(), end)
    if after and after["amount"] and lead.endswith(("到", "至")):
        return "to"  # 提高到2020年的45%
    if _COMPARED.search(lead) or (after and after[0][0] not in "起开"):
        return "base"
    if after:
        return "from"
    if lead.endswith(("到", "至")) or match["plan"] or match["span"] or match["part4"] or match["all_year"]:
        return "to"
    return "base" if match["day"] or match["day2"] else "in"  # the day of an event: nothing is due then


def _resolve(match: re.Match[str], near: int | None, begun: int | None) -> tuple[int | None, str | None]:
    """Year and ISO date of a match of _DATE. `near`: its year where it gives none; `begun`: where 5年内 starts."""
    if match["plan"]:
        return plan_years(match["plan"])[1], None
    if match["span"]:
        return (begun + numeral(match["span"]) - 1 if begun else None), None
    stated = match["last"] or match["year"]
    year = numeral(stated) if stated else near
    month = match["month"] or match["month2"]
    part = match["part"] or match["part2"] or match["part3"] or match["part4"]
    if year is None:
        return None, None
    if month:
        return year, _iso(year, int(month), match["day"] or match["day2"])
    if part:
        return year, _iso(year, _LAST_MONTH.get(part.strip("第个季度") if "季" in part else part, 12), None)
    return year, None


def _iso(year: int, month: int, day: str | None) -> str | None:
    """The day, or the last day of the month; None for a date that does not exist."""
    if not 1 <= month <= 12:
        return None
    try:
        return date(year, month, int(day) if day else monthrange(year, month)[1]).isoformat()
    except ValueError:
        return None


class Calendar:
    """Which date is in force at a place of a paragraph."""

    def __init__(self, marks: Sequence[DateMark], inherited: Due | None) -> None:
        self.marks = [mark for mark in marks if mark.role != "base"]
        self.inherited = inherited
        self._starts = [mark.start for mark in self.marks]
        self._bases = [mark for mark in marks if mark.role == "base"]
        self._base_starts = [mark.start for mark in self._bases]

    def mark_at(self, place: int) -> DateMark | None:
        """The last date that stands before a place."""
        index = bisect_right(self._starts, place)
        return self.marks[index - 1] if index else None

    def at(self, place: int) -> Due | None:
        """The date in force at a place: the paragraph's last one, else the inherited one; none after 自…起."""
        mark = self.mark_at(place)
        if mark is None:
            return self.inherited
        return None if mark.role == "from" else mark.due

    def next_after(self, place: int, end: int) -> DateMark | None:
        """The first date that stands between a place and `end`."""
        index = bisect_right(self._starts, place)
        return self.marks[index] if index < len(self.marks) and self.marks[index].start < end else None

    def base_in(self, start: int, end: int) -> int | None:
        """The last base year (比2020年) that a stretch names."""
        index = bisect_right(self._base_starts, end - 1)
        base = self._bases[index - 1] if index else None
        return base.due.year if base and base.start >= start else None
