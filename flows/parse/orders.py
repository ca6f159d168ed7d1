"""Orders that proclaim regulations (某省人民政府令第5号), and how a regulation was passed, below its title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.knowledge.writing import HAN
from flows.parse.numerals import DATE

_COUNT = r"(?:(?:19|20)\d\d年)?第[\d一二三四五六七八九十百〇○零]{1,5}号"
_BODY = rf"(?P<body>[{HAN}]{{0,30}}?(?:国务院|人民政府|委员会|总局|总署|[部局署院会行厅]))"
_ORDER = re.compile(rf"{_BODY}(?P<kind>令|公告|通告)(?:（?(?P<count>{_COUNT})）?)?")
_NUMBERED = re.compile(rf"（?(?P<count>{_COUNT})）?")
_PROCLAIMED = re.compile(
    rf"(?<=[日，、（）]){_BODY}(?P<kind>令)(?P<count>(?:〔(?:19|20)\d\d〕|（(?:19|20)\d\d）)?第?\d{{1,5}}号)"
)
_PASSED = re.compile("通过|公布|发布|批准|修订|修正|施行|印发")
_STATE = "中华人民共和国"
_LONGEST = 400  # characters of such brackets


@dataclass(frozen=True, slots=True)
class Order:
    """The body that gives an order or an announcement, and its number, None where that stands on the next line."""

    body: str
    kind: str
    number: str | None

    def numbered_by(self, line: str) -> str | None:
        """Its number, where a line of its own gives the count: 第801号."""
        match = _NUMBERED.fullmatch(line)
        return f"{self.body}{self.kind}{match['count']}" if match else None


def read_order(line: str) -> Order | None:
    """The order that a line heads: 中华人民共和国国务院令（第801号）."""
    match = _ORDER.fullmatch(line)
    return _order(match) if match else None


@dataclass(frozen=True, slots=True)
class Passed:
    """The day in brackets below a title, and the order that proclaimed it."""

    date: re.Match[str]
    bare: bool  # the date stands alone: the document is of that day, and nothing says that it was passed
    order: Order | None


def read_passed(line: str) -> Passed | None:
    """How a regulation was passed: （2019年10月8日…通过　2019年10月22日国务院令第722号公布）."""
    if not line.startswith("（") or not line.endswith("）") or len(line) > _LONGEST:
        return None
    date = DATE.search(line)
    bare = date is not None and date.span() == (1, len(line) - 1)
    if date is None or not (bare or _PASSED.search(line)):
        return None
    match = _PROCLAIMED.search(line, date.end())
    return Passed(date, bare, _order(match) if match else None)


def _order(match: re.Match[str]) -> Order:
    body = match["body"].removeprefix(_STATE)
    return Order(body, match["kind"], f"{body}{match['kind']}{match['count']}" if match["count"] else None)
