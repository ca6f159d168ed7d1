"""Whether what a target counts is added to a stock, as its sentence says before it: 新增湿地40万公顷、森林150万公顷.

A stock is what there is in the end. What is added to it is another quantity. What is built of a length, treated of a
stock (保护发展30个传统村落), or there for each of many (每个村卫生室1名) is neither, and what is new and renewed in one
(新建、改造410万亩高标准农田) is not even what is renewed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from flows.knowledge.indicators import words

Standing = Literal["stock", "added", "part", "of some", "joint"]

_BEFORE = 120  # letters of the sentence before a wording that are read
_ITEMS = 8  # of a list before it
_NUMBER = re.compile(r"[约近超]?\d[\d,.]{0,15}(?:[-—～~]\d[\d,.]{0,15})?[十百千万亿]{0,2}[^\W\d]{0,3}(?:以上|左右)?$")
_AMOUNT = re.compile(r"[约近]?\d")
_BY_YEAR = re.compile(r"到(?:20\d\d年|[^，]{0,4}末)|(?:20\d\d年|年)底前?")
_FOR = r"(?<![应面绝相针])针?对(?![标接照比]|外(?![商资]))[^，]{2,40}，"  # 对一类出口企业，办理时间3个工作日
_OF_SOME = re.compile(rf"(?:的，|{_FOR}|(?:国家|省|自治区|市|县|区)级(?:及?以上)?)$")  # 代理的，预付款比例不低于50%
_RANKED = re.compile(r"级(?:及?以上)?[^\W\d]{1,12}和$")  # 县级以上示范家庭农场和示范社: one rank for both
# What the first thing of a list says of all: 国家重点实验室2个、技术创新中心1个.
_CLASS = re.compile("领域|国家|[省市县区]级")
_PER = re.compile(r"每(?:[万千百]|户|人|名)[^\W\d]{0,3}?(?:拥有|有)$")
_OF_CLASS = re.compile(r"\d[^，]{0,20}，[^，]{0,30}的[^，\d]{1,8}，[^，\d]{0,8}$")  # 30%，以人工为主的合同，不低于10%


def standing(row: Mapping[str, Any]) -> Standing:
    """What the words before a target say of what it counts."""
    before, listed = _before(row)
    if _signs("(?:{new}|{adding}|(?<![更创革高全])新)(?:认定|登记|或者?引[入进])?$").search(before):
        return "added"
    if _signs("(?:{joint})(?:或者?|[、和及与])$").search(before):
        return "joint"
    if _OF_SOME.search(before) or _signs("(?:{some})$").search(before) or _is_of_class(row):
        return "of some"
    if _is_treated("(?:{treated})$", before, row) or _PER.search(before) or _is_for_each(before, row["unit"]):
        return "part"
    if _signs("(?<!累计)(?:{built})$").search(before):
        return _built(before, row)
    return _of_list(before, row) if listed else "stock"


def _is_treated(form: str, before: str, row: Mapping[str, Any]) -> bool:
    """Whether what is counted is worked on, and does no work of its own."""
    return bool(_signs(form).search(before)) and not _signs("(?:{own})").search(row["indicator"])


def _built(before: str, row: Mapping[str, Any]) -> Standing:
    """What is built: of a length a part, of things that a place has many of what is added, else what there is."""
    if row["unit"] in words()["units"]["length"]:
        return "part"
    if not _signs("(?:{facilities})").search(row["indicator"]) or "累计" in before:
        return "stock"
    if not _BY_YEAR.search(before):
        return "added"
    return "stock" if before.endswith("建成") else "part"


def _is_for_each(before: str, unit: str | None) -> bool:
    """Whether a count is one for each of many, and no total."""
    if unit in words()["units"]["time"]:
        return False
    each = _signs("每(?:{each})[^，]{0,20}$").search(before) or _RANKED.search(before)
    return bool(each or _signs("(?:各|有条件的)[^，]{0,4}(?:{each})[^。]{0,24}?(?:{least})[^，]{0,16}$").search(before))


def _is_of_class(row: Mapping[str, Any]) -> bool:
    """Whether a clause between a wording and its value names one class of what the wording is about."""
    text, value = row["text"], row["value_text"] or ""
    at, start = text.find(value), text.find(row["indicator"])
    return 0 <= start < at and bool(_OF_CLASS.search(text, max(start, at - _BEFORE), at))


def _before(row: Mapping[str, Any]) -> tuple[str, bool]:
    """The sentence before a wording and its number, and whether these are all that a list says of it."""
    text, wording, value = row["text"], row["indicator"], row["value_text"] or ""
    at = _place(text, wording, value)
    if at >= 0:
        start, end = at, at + len(wording)
    else:  # 改造410万亩高标准农田: its verb stands before the number
        start = text.find(value) if value else 0
        verb = wording[:2]
        start, end = start - len(verb) * text.endswith(verb, 0, start), start
    before = re.split("[。；：]", text[max(0, start - _BEFORE) : start])[-1]
    counted = _NUMBER.search(before) if at >= 0 else None
    listed = bool(counted or _AMOUNT.match(text, end)) and not _signs("{verbs}").match(wording)
    return (before[: counted.start()] if counted else before), listed


def _place(text: str, wording: str, value: str) -> int:
    """Where a wording stands, beside its number where it does so; -1 where its words are apart."""
    beside = text.find(wording + value)
    ahead = text.find(value + wording)
    return beside if beside >= 0 else ahead + len(value) if ahead >= 0 else text.find(wording)


def _of_list(before: str, row: Mapping[str, Any]) -> Standing:
    """What the verb of a list says: the items between have numbers and no verbs."""
    *items, own = re.split("[、，]", before)
    if own:
        return "stock"
    for item in reversed(items[-_ITEMS:]):
        if not re.search(r"\d", item):
            return "stock"
        if _signs("(?:{joint})(?:或者?|[和及与])").match(item):
            return "joint"
        if _signs(r"[^\d、，]{0,2}(?:{new}|{adding})").match(item):
            return "added"
        if _is_treated("^(?:主导)?[或和]?(?:参与)?(?:{treated})", item, row):
            return "part"
        if _CLASS.search(item) and not _signs("{ranked}").search(row["indicator"]):
            return "of some"
        if _signs("{verbs}").search(item):
            return "stock"
        if built := _signs("(?:计划)?(?:{built})").match(item):
            return _built(before[: before.rfind(item)] + built[0], row)
    return "stock"


@cache
def _signs(form: str) -> re.Pattern[str]:
    """A pattern with the words of a list of indicators/words.yml in the place of its {name}, the longest first."""
    return re.compile(
        re.sub(r"\{([a-z]+)\}", lambda name: "|".join(sorted(words()[name[1]], key=len, reverse=True)), form)
    )
