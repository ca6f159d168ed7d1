"""The list behind a notice in text without line breaks: 某市人民政府2021年8月10日（此件公开发布）事项清单序号名称….

Its rows are numbered too, but open no units: the list is one unit, with its caption as heading (codebook: documents).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.knowledge.genre import ISSUER_ENDS
from flows.knowledge.writing import HAN
from flows.model import Span, Unit
from flows.parse.titles import DATE_TEXT, PUBLIC

_SIGNED = re.compile(
    rf"(?<=[。）)])[{HAN}“”（）、]{{2,80}}?(?:{ISSUER_ENDS})(?:{DATE_TEXT})(?:{PUBLIC})?(?:附[件表录]\d{{0,2}}[：:]?)?"
)
_CAPTION = re.compile(
    rf"(?P<caption>[{HAN}“”、\d]{{4,60}}?(?:清单|目录|名录|名单|台账|[一汇明细统计分工任务]表)(?:（[^（）]{{1,20}}）)?)"
    r"(?=序号|编号|0{0,3}1[^\d.．、])"
)
_ROWS = re.compile(  # rows from number 1 on; neither prose nor chapters go on so long without a stop
    rf"(?![^。]{{0,100}}(?:第一[章节条编篇部]|一、))(?=[^。；]{{4,100}}?(?<!\d)0{{0,3}}1[{HAN}])[^。；]{{300}}"
)


@dataclass(frozen=True, slots=True)
class ListBehind:
    """Where the list begins and ends, and its caption, if it has one of its own."""

    span: Span
    caption: Span | None

    def units(self) -> tuple[Unit, ...]:
        """The list as a unit; without a caption it is none."""
        if self.caption is None:
            return ()
        rows = (self.caption[1], self.span[1])
        return (Unit("u1", 1, "article", None, None, self.caption, (rows,), self.span, None),)


def list_behind(text: str, start: int, end: int) -> ListBehind | None:
    """The list behind the first signature that one follows, in a range of clean text."""
    for signed in _SIGNED.finditer(text, start, end):
        at = signed.end()
        captioned = _CAPTION.match(text, at, end)
        if captioned or _ROWS.match(text, at, end):
            return ListBehind((at, end), captioned.span("caption") if captioned else None)
    return None
