"""Whether what a target counts is added to a stock, as its sentence says before it: 新增湿地40万公顷、森林150万公顷.

A stock is what there is in the end. What is added to it is another quantity. What is built of a length, or treated of a
stock (保护发展30个传统村落), is neither, and what is new and renewed in one (新建、改造410万亩高标准农田) is not even
what is renewed.
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
_JOINT = re.compile(r"(?:新建|改建|扩建|新增|改造)(?:或者?|[、和及与])$")
_JOINT_FIRST = re.compile(r"(?:新建|改建|扩建|新增)(?:或者?|[和及与])")
_PART = re.compile(
    r"(?:在建|续建|开工|开工建设|保护|保护发展|修缮|扶持|支持|帮扶|帮助|改造|改造提升|升级|整治|抽查|检查|监测|走访|服务)$"
)
_BUILT = re.compile(r"(?<!累计)(?:建设|建成|修建|铺设|推进)$")
_OF_SOME = re.compile(
    r"(?:的，|(?:国家|省|自治区|市|县|区)级(?:及?以上)?)$"
)  # 代理的，预付款比例不低于50%: of these only
_PER = re.compile(r"每(?:[万千百]|户|人|名)[^\W\d]{0,3}?(?:拥有|有)$")
_OWN_VERB = re.compile(r"[^\W\d]{0,4}(?:建设|实施|开展)")  # 支持30家企业建设绿色工厂 counts what they build
_VERB = re.compile(r"达到|至|突破|超过|完成|累计|培育|实现|发展|改造|稳定|保持|打造|创建|推广|安排")


def standing(row: Mapping[str, Any]) -> Standing:
    """What the words before a target say of what it counts."""
    before, listed = _before(row)
    if _adding().search(before):
        return "added"
    if _JOINT.search(before):
        return "joint"
    if _OF_SOME.search(before):
        return "of some"
    lengths = row["unit"] in words()["units"]["length"]
    treated = _PART.search(before) and not _OWN_VERB.match(row["indicator"])
    if treated or _PER.search(before) or (lengths and _BUILT.search(before)):
        return "part"
    return _of_list(before, lengths) if listed else "stock"


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
    listed = bool(counted or _AMOUNT.match(text, end)) and not _VERB.match(wording)
    return (before[: counted.start()] if counted else before), listed


def _place(text: str, wording: str, value: str) -> int:
    """Where a wording stands, beside its number where it does so; -1 where its words are apart."""
    beside = text.find(wording + value)
    ahead = text.find(value + wording)
    return beside if beside >= 0 else ahead + len(value) if ahead >= 0 else text.find(wording)


def _of_list(before: str, lengths: bool) -> Standing:
    """What the verb of a list says: the items between have numbers and no verbs."""
    *items, own = re.split("[、，]", before)
    if own:
        return "stock"
    for item in reversed(items[-_ITEMS:]):
        if not re.search(r"\d", item):
            return "stock"
        if _JOINT_FIRST.match(item):
            return "joint"
        if _adding_first().match(item):
            return "added"
        if _VERB.search(item):
            return "stock"
        if re.match("(?:建设|建成)", item):
            return "part" if lengths else "stock"
    return "stock"


@cache
def _adding() -> re.Pattern[str]:
    """A word for adding right before what is added."""
    return re.compile(rf"(?:{_new()}|(?<![更创革高全])新)(?:认定|登记|或者?引[入进])?$")


@cache
def _adding_first() -> re.Pattern[str]:
    """A word for adding at the head of an item."""
    return re.compile(rf"[^\d、，]{{0,2}}(?:{_new()})")


def _new() -> str:
    return "|".join(sorted(words()["new"], key=lambda word: (-len(word), word)))
