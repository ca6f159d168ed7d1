"""Numbers that may open a unit: 第X章, 第X条, 一、 （一） 1. 1、 （1） ① ——, and decimal ones (1, 1.1, 1.1.1)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flows.knowledge.writing import HAN
from flows.parse.numerals import numeral

Parted = Callable[[int], bool]

_CN = "一二三四五六七八九十百"
DECIMALS = ("decimal1", "decimal2", "decimal3", "decimal4")  # 1, 1.1, 1.1.1 …, by how many numbers they have
# The systems of numbers in the order in which documents nest them; 章 and 条 stand above 一、（一）1.（1）, which are
# GB/T 9704-2012, 7.3.3.
SYSTEMS = (
    *("part", "chapter", "section", "clause", "cn"),
    *DECIMALS,
    *("cn_paren", "portion", "arabic", "arabic_paren", "half_paren", "circled", "dash"),
)
RANK = {system: rank for rank, system in enumerate(("heading", *SYSTEMS))}

_LABEL = re.compile(
    rf"(?<![^\n])(?:(?P<cn_line>[{_CN}]{{1,3}})。(?=[{HAN}“])"
    rf"|第(?P<part_line>[{_CN}\d]{{1,3}})部分(?=[：、]?[{HAN}“][^\n，。；：]{{1,30}}\n)"
    rf"|第(?P<portion>[{_CN}]{{1,3}})部分(?=：?\n(?:1[.．、]|[（(]1[）)]))"
    rf"|(?P<decimal>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?:[. ]|、(?!\d)|(?=[{HAN}“Ⅰ-Ⅻ]))"
    rf"|(?P<bare>\d{{1,2}})(?=[{HAN}“][^\n，。；]{{1,38}}\n)"
    r"|附[件表录图][\d一二三四五六七八九十]{0,2}\n(?=(?P<attachment>[^\n，。；：|]{2,60})\n[^\n])"
    r"|附(?:[件表录图](?P<no>[\d一二三四五六七八九十]{1,2})?)?[：.．]\n(?=(?P<table>[^\n，。；：|]{2,60})\n(?:(?:[^\n|。]{1,30}\n)?\|"
    rf"|(?(no)(?:[{_CN}]{{1,3}}、|[（(][{_CN}\d略]|\d{{1,2}}[.、．]|第[{_CN}\d]{{1,3}}[章条])|(?!)))))"
    rf"|第(?P<part>[{_CN}零〇\d]{{1,5}})[编篇](?![{HAN}]{{0,3}}[》”])"
    rf"|第(?P<chapter>[{_CN}零〇\d]{{1,5}})章"
    rf"|第(?P<section>[{_CN}零〇\d]{{1,5}})节"
    rf"|第(?P<clause>[{_CN}零〇\d]{{1,6}})条(?:之(?P<branch>[{_CN}]{{1,3}}))?(?![、，])"
    rf"|(?<!第)(?P<cn>[{_CN}]{{1,4}})(?:、|[.．](?=[{HAN}“]))(?![{_CN}]{{1,3}}(?:[、是产线]|[次级类]))"
    rf"|(?<!第)(?<!第[（(][{_CN}][）)])[（(](?P<cn_paren>[{_CN}]{{1,4}})[）)](?![，至和]|、[（(第]|项(?!目)|款(?!项))[、.]?"
    # The number's mark may be followed by a name that begins with digits: 11.121人才工程, 4.5G网络.
    rf"|(?P<arabic>\d{{1,3}})(?:、|[.．](?=(?:19|20)\d\d[年、—–-]|[^\d.]|\d{{3,6}}[{HAN}]|\d[A-Z](?![A-Za-z])))"
    r"|(?<!第)[（(](?P<arabic_paren>\d{1,3})[）)](?![，至和号]|、[（(第]|项(?!目)|款(?!项))[、.]?"
    r"|(?P<half_paren>\d{1,2})[)）]"
    r"|(?P<circled>[①-⑳⑴-⒇⒈-⒛㈠-㈩])[、.]?"
    r"|(?P<dash>——|--|―{1,2})(?=\S)"
    # A box, or the header of a table without walls, opens no unit; its rows are numbered too (codebook: articles).
    r"|(?P<box>[【〔（(]?专栏(?=[\d一二三四五六七八九十：:])"
    r"|(?<![^\n])(?:序号)?(?:主要|规划|具体)?指标(?:名称)?(?=\n?(?:计量)?(?:单位)?\n?(?:19|20)\d\d年))"
)
_FIRST = re.compile(rf"[{_CN}第附（(\d①-⑳⑴-⒇⒈-⒛㈠-㈩—\-―【〔专序主规具指]")  # with which each of these begins
_SINGLE = {  # characters that are a number with its mark: the system they stand for, and the character of number one
    range(0x2460, 0x2474): ("circled", 0x2460),
    range(0x2474, 0x2488): ("arabic_paren", 0x2474),
    range(0x2488, 0x249C): ("arabic", 0x2488),
    range(0x3220, 0x322A): ("cn_paren", 0x3220),
}
_SENTENCE_END = "。；：！？”）】］…"
# What follows a number that is mentioned: 第二条所列事项, 第三条第一款, 2.1.1中的库房.
_MENTIONED = re.compile(
    rf"所[列称述指规涉定确提]|中[的所，规有提明载关列]|的|规定|第[{_CN}（(\d]{{1,5}}[）)]?[款项条章节]|[（(][{_CN}\d]{{1,3}}[）)][款项]"
    r"|[及至或与等]|和[第\d]|之规|条(?![例件])|[款项](?!目)|明确|提出|要求|前款|[章节](?![程能约日])"
)
_DECIMAL = re.compile(r"^\d{1,2}\.1(?!\d)", re.MULTILINE)
# 到2026年底：①…；②…: what a line says is due by a date is its text, however often the next dates number theirs anew.
_DUE = re.compile(r"(?:到|至)?(?:19|20)\d\d年(?:[上下]半年|\d{1,2}月)?[底末]?[^\n，。：；①]{0,8}：(?=①)")
_MAY_BE_MENTIONED = ("part", "chapter", "section", "clause", "branch", "decimal")
_QUANTITY = re.compile(r"[万亿千百十个户家人元公倍多余件项米吨亩平年月日天岁度名种]")  # 3.5万吨, 2.2人


@dataclass(frozen=True, slots=True)
class Label:
    """A number with its mark, before it is known whether it opens a unit."""

    start: int
    end: int
    system: str
    number: int  # 0 for a dash
    opens_line: bool
    after_sentence: bool  # in a line: behind the end of a sentence
    branch: int = 0  # 第三条之二: 2
    key: tuple[int, ...] = ()  # all numbers of a decimal one: 2.1.3
    weak: bool = False  # it may be a quantity: only the very next number of its list opens a unit
    heads: bool = False  # the line below it has the first decimal number under it: 2. above 2.1


def find_labels(text: str, start: int, end: int, parted: Parted) -> Iterator[Label]:
    """Every label in a range of clean text, in order; which of them open units is for `nesting` to say.

    `parted`: whether blanks parted an offset from the character before it in the raw text.
    """
    breaks = [start - 1, *(match.start() for match in re.compile("\n").finditer(text, start, end))]
    decimals = _DECIMAL.search(text, start, end) is not None
    for match in _written(text, start, end):
        at, system = match.start(), match.lastgroup or ""
        line = breaks[bisect_right(breaks, at) - 1] + 1
        if text[at - 1 : at].isdigit() and at > line and match[0][0].isdigit():
            continue
        if system in _MAY_BE_MENTIONED and not parted(match.end()) and _MENTIONED.match(text, match.end()):
            continue
        if system == "bare" and not (
            decimals
            and (parted(match.end()) or _heads(text, match[0], match.end()) or not _QUANTITY.match(text, match.end()))
        ):
            continue
        if system == "circled" and at > line and _DUE.match(text, line, end):
            continue
        label = _label(match, system, at == line, text[at - 1 : at] in _SENTENCE_END and at > line)
        if label:
            yield label


def _written(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Where a label may be written: most characters begin none, which is seen by them alone."""
    while first := _FIRST.search(text, start, end):
        match = _LABEL.match(text, first.start(), end)
        start = match.end() if match else first.end()
        if match:
            yield match


def _heads(text: str, number: str, at: int) -> bool:
    """Whether the line below 2重点任务 is that of 2.1."""
    return text.startswith(f"{number}.1", text.find("\n", at) + 1)


def _label(match: re.Match[str], system: str, opens_line: bool, after_sentence: bool) -> Label | None:
    start, end = match.span()
    if system == "branch":
        numbers = numeral(match["clause"]), numeral(match["branch"])
        return Label(start, end, "clause", numbers[0], opens_line, after_sentence, branch=numbers[1])
    written = match[system]
    if system in ("decimal", "bare"):
        key = tuple(map(int, written.split(".")))
        if 0 in key:
            return None  # 2.0版, 0.5亩
        weak = system == "bare" or bool(_QUANTITY.match(match.string, end))
        return Label(start, end, DECIMALS[len(key) - 1], key[-1], True, False, key=key, weak=weak)
    if system in ("attachment", "table"):
        return Label(*match.span(system), "attachment", 0, True, False)
    number = 0
    if system == "circled":
        system, number = next(
            (name, ord(written) - one + 1) for codes, (name, one) in _SINGLE.items() if ord(written) in codes
        )
    elif system not in ("dash", "box"):
        number = numeral(written)
    if system not in ("dash", "box") and number < 1:
        return None
    heads = system == "arabic" and opens_line and _heads(match.string, written, end)
    return Label(start, end, system.removesuffix("_line"), number, opens_line, after_sentence, heads=heads)
