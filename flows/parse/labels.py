"""Numbers that may open a unit: 第X章, 第X条, 一、 （一） 1. 1、 （1） ① ——."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from flows.clean.width import HAN
from flows.parse.numerals import numeral

_CN = "一二三四五六七八九十百"
# The systems of numbers in the order in which documents nest them; 章 and 条 stand above 一、（一）1.（1）, which are
# GB/T 9704-2012, 7.3.3.
SYSTEMS = (
    "part",
    "chapter",
    "section",
    "clause",
    "cn",
    "cn_paren",
    "arabic",
    "decimal",
    "arabic_paren",
    "half_paren",
    "circled",
    "dash",
)
RANK = {system: rank for rank, system in enumerate(("heading", *SYSTEMS))}

_LABEL = re.compile(
    rf"第(?P<part>[{_CN}零〇\d]{{1,5}})[编篇](?![{HAN}]{{0,3}}[》”])"
    rf"|第(?P<chapter>[{_CN}零〇\d]{{1,5}})章"
    rf"|第(?P<section>[{_CN}零〇\d]{{1,5}})节"
    rf"|第(?P<clause>[{_CN}零〇\d]{{1,6}})条(?![、和及至第之规款])"
    rf"|(?P<cn>[{_CN}]{{1,4}})(?:、|[.．](?=[{HAN}“]))(?![{_CN}]{{1,3}}(?:[、是产线]|[次级类]))"
    rf"|[（(](?P<cn_paren>[{_CN}]{{1,4}})[）)](?![、，至和])、?"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,2})(?:[.、 ]|(?=[\u4e00-\u9fff“]))(?![万亿千百个户家人元公倍多余余件项])"
    # The number's mark may be followed by a name that begins with digits: 11.121人才工程, 4.5G网络.
    rf"|(?P<arabic>\d{{1,3}})(?:、|[.．](?=(?:19|20)\d\d年|[^\d.]|\d{{3,6}}[{HAN}]|\d[A-Z](?![A-Za-z])))"
    r"|[（(](?P<arabic_paren>\d{1,3})[）)](?![、，至和号])、?"
    r"|(?P<half_paren>\d{1,2})[)）]"
    r"|(?P<circled>[①-⑳⑴-⒇⒈-⒛㈠-㈩])[、.]?"
    r"|(?P<dash>——|--|―{1,2})(?=\S)"
    r"|(?<![^\n])附[件表录图][\d一二三四五六七八九十]{0,2}\n(?=(?P<attachment>[^\n，。；：|]{2,60})\n[^\n])"
    # A box, or the header of a table without walls, opens no unit; its rows are numbered too (codebook: articles).
    r"|(?P<box>[【〔（(]?专栏(?=[\d一二三四五六七八九十：:])"
    r"|(?<![^\n])(?:序号)?(?:主要|规划|具体)?指标(?:名称)?(?=\n?(?:计量)?(?:单位)?\n?(?:19|20)\d\d年))"
)
_SINGLE = {  # characters that are a number with its mark: the system they stand for, and the character of number one
    range(0x2460, 0x2474): ("circled", 0x2460),
    range(0x2474, 0x2488): ("arabic_paren", 0x2474),
    range(0x2488, 0x249C): ("arabic", 0x2488),
    range(0x3220, 0x322A): ("cn_paren", 0x3220),
}
_SENTENCE_END = "。；：！？”）】］…"


@dataclass(frozen=True, slots=True)
class Label:
    """A number with its mark, before it is known whether it opens a unit."""

    start: int
    end: int
    system: str
    number: int  # 0 for a dash
    opens_line: bool
    after_sentence: bool  # in a line: behind the end of a sentence


def find_labels(text: str, start: int, end: int) -> Iterator[Label]:
    """Every label in a range of clean text, in order; which of them open units is for `nesting` to say."""
    breaks = [start - 1, *(match.start() for match in re.compile("\n").finditer(text, start, end))]
    for match in _LABEL.finditer(text, start, end):
        at = match.start()
        line = breaks[bisect_right(breaks, at) - 1] + 1
        system = match.lastgroup or ""
        if text[at - 1 : at].isdigit() and at > line and match[0][0].isdigit():
            continue
        label = _label(match, system, at == line, text[at - 1 : at] in _SENTENCE_END and at > line)
        if label and (label.opens_line or system != "decimal"):
            yield label


def _label(match: re.Match[str], system: str, opens_line: bool, after_sentence: bool) -> Label | None:
    written = match[system]
    number = 0
    if system == "decimal":
        number = int(written.rsplit(".", 1)[1])
    elif system == "circled":
        system, number = next(
            (name, ord(written) - one + 1) for codes, (name, one) in _SINGLE.items() if ord(written) in codes
        )
    elif system == "attachment":
        start, end = match.span("attachment")
        return Label(start, end, system, 0, True, False)
    elif system not in ("dash", "box"):
        number = numeral(written)
    if system not in ("dash", "box") and number < 1:
        return None
    return Label(match.start(), match.end(), system, number, opens_line, after_sentence)
