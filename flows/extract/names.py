"""Splits a list of bodies into its names.

Codebook, assignments: 「各区县（市）党委、政府」 is two names, 「县、区政府」 one; 等 is no part of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from flows.knowledge import lexicon
from flows.model import Span

_HOTLINE = re.compile(r"(?<!\d)(?:12\d{3}|1[12]\d|96\d{3,4})(?!\d)")  # 12345热线各成员单位
_NOT_IN_NAMES = re.compile(
    r"[。，；：“”《》\d%！？\n|]|进行|通过|开展|加强|谁|我们|按照|以下|其中|如果|包括|例如|发挥|适用范围|或|括号|.等部门"
)
_QUOTED = re.compile(r"“[^“”，。]{1,8}”")  # 市“两新”组织党工委
_LEADING = re.compile(
    r"(?:请|[★☆*▲△●◆■※#]|并|以及|及|与|会同|(?:指导|督促|督导|组织)(?=各|有关|相关))+|[^由]{0,8}(?<!自)由|(?:其[\u4e00-\u9fff]{0,6})?所在地的"
)
_AND = re.compile(r"以及|及其|及|和|与|暨")
_ETC = re.compile(r"(?<!高)(?<!中)(?<!平)(?<!同)(?<!上)(?<!初)等(?!级|次|待|额)")
_FIRMS = re.compile(r"[^、，]{0,6}(?:企业|公司|银行|高校|院校|医院)$")  # 饿了么等平台企业
_FURTHER = re.compile(r"(?:以及|及|和)(?=[\u4e00-\u9fff（）]{4})")
_APPOSITION = re.compile(
    r"(?:[\d一二三四五六七八九十两多]+)?[个家]?(?:[^、，及和与]{0,12}?)(?:部门和单位|部门、单位|单位和部门|部门单位|部门|单位|企业|机构|地区|地方|公司|集团|园区|"
    r"运营商|高校|院校|院所|银行|组织|协会|成员|方面|方|区县|县区|县市区|县（市、区）|城市|市州|媒体|平台|委办局)"
)
_KINDS = "(?:县级市|[省自治区直辖管设市州县区旗盟地师（）、兵团])"  # what 各市、州 and 各区、县级市 are made of
_BODIES = "(?:部门|单位|委办局|机构|企业)"
# Two pieces of a list that are one collective: 各市|州政府, 县|区政府, 市直有关部门|单位, 省委|省政府有关部门.
_ONE_COLLECTIVE = [
    (re.compile(first), re.compile(second))
    for first, second in (
        (
            rf"(?:(?:.*[及和与])?各(?:有关|相关)?)?{_KINDS}{{1,11}}",
            rf"{_KINDS}+(?:人民政府|政府|党委和政府|党委、政府|党委|行署|和)*",
        ),
        (rf".*(?:有关|相关|直属|所属|各|[省市州县区旗]直|[省市州县区]级){_BODIES}", rf"(?:{_BODIES}|和|及)+"),
        (
            r"各设?区?[市区州盟]",
            r"[县区旗]{1,2}(?:（[市县区旗、]{1,6}）)?[\u4e00-\u9fff]{2,12}(?:[局委办]|部门|单位)(?:（[\u4e00-\u9fff]{2,10}）)?",
        ),  # 各市、县（区）市监局
        (r"[省市州县区旗]委|[省市州县区旗]党委", rf"[省市州县区旗]?(?:人民)?政府(?:各|有关|相关|直属)+{_BODIES}"),
    )
]
_GLUED = re.compile(
    r"(?<=[局厅委办部院会室联])(?=[省市县区](?!直|级|属|区|内|委会|域)|各(?=[市州县区乡镇园街相有单])|(?<!委员会)(?<!会议)各(?=成))"
)
_OF_PLACES = re.compile(
    r"等(?:\d+|[两二三四五六七八九十]+)?个?[市州盟县区旗]{1,3}(?:人民政府|政府|党委)?$"
)  # 东莞等市人民政府
_NOTE_BEHIND = re.compile(r"(?:（[^（）]*）|〔[^〔〕]*〕|［[^［］]*］)$")
MARKS = "★☆*▲△●◆■※#"  # what a document may put beside the names that lead
GOVERNMENT_LEVELS = ("人民政府", "政府", "党工委", "党委", "行政公署", "行署", "管委会")
PLAIN = frozenset(
    {
        "企业",
        "政府",
        "党委",
        "部门",
        "单位",
        "社会",
        "市场",
        "地方",
        "机构",
        "组织",
        "平台",
        "中心",
        "区",
        "县",
        "市",
        "省",
        "方",
    }
)


@lru_cache(maxsize=1 << 16)
def is_name(text: str) -> bool:
    """Whether a phrase can be a body's name."""
    return (
        2 <= len(text) <= 50
        and text not in PLAIN
        and not text.startswith(("所属", "下属", "直属"))  # 市住建局及所属单位
        and _NOTE_BEHIND.sub("", text).endswith(lexicon.prefixes("name_ends"))
        and not _NOT_IN_NAMES.search(_HOTLINE.sub("", _QUOTED.sub("", text)))
        and text.count("（") == text.count("）")
    )


def split_names(piece: str) -> tuple[list[Span], bool]:
    """The spans of the names in one piece of a list (between 、 or ，), and whether 等 ends a list in it."""
    if piece.startswith("等"):  # 市财政局、市科技局、等市直单位
        return list(_joined(piece, _after_apposition(piece, 1), len(piece))), True
    if _OF_PLACES.search(piece):
        return [(0, len(piece))], True
    etc = next((m for m in _ETC.finditer(piece) if _complete(piece[: m.start()]) or _FIRMS.match(piece, m.end())), None)
    if etc is None:
        return list(_joined(piece, 0, len(piece))), False
    spans = list(_joined(piece, 0, etc.start()))
    rest = _after_apposition(piece, etc.end())
    return spans + list(_joined(piece, rest, len(piece))), True


@lru_cache(maxsize=1 << 14)
def runs_on(piece: str, following: str) -> bool:
    """Whether two pieces of a list are one collective: 各市、州政府; 市直有关部门、单位."""
    head = _FURTHER.split(following, maxsplit=1)[0]  # 县（区）人民政府及平潭综合实验区管委会
    return any(
        first.fullmatch(piece) and (second.fullmatch(following) or (head != following and second.fullmatch(head)))
        for first, second in _ONE_COLLECTIVE
    )


def _complete(text: str) -> bool:
    """Whether what stands before 和 or 等 is a whole name."""
    return (
        len(text) >= 2
        and _NOTE_BEHIND.sub("", text).endswith(lexicon.prefixes("name_ends"))
        and not text.endswith(("全", "公共区"))
    )


def _joined(text: str, start: int, end: int) -> Iterator[Span]:
    """Names that 和, 及, 与 or nothing at all join: 银保监会及各地区; 市发改委市财政局."""
    for part_start, part_end in _at_joints(text, start, end):
        while part_end > part_start and text[part_end - 1] in MARKS:
            part_end -= 1
        lead = _LEADING.match(text, part_start, part_end)
        begin = lead.end() if lead else part_start
        cuts = [begin, *(m.start() for m in _GLUED.finditer(text, begin + 2, part_end)), part_end]
        pieces = list(pairwise(cuts))
        if len(pieces) > 1 and not all(is_name(text[a:b]) for a, b in pieces):
            pieces = [(begin, part_end)]
        yield from ((a, b) for a, b in pieces if b > a)


def _at_joints(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for joint in _AND.finditer(text, start, end):
        left, right = text[begin : joint.start()], text[joint.end() : end]
        if _complete(left) and _begins_name(left, right) and not _inside_brackets(text, start, joint.start()):
            yield begin, joint.start()
            begin = joint.end()
    yield begin, end


def _begins_name(left: str, right: str) -> bool:
    """Whether what stands after 和 can be a name of its own: 单位 in 国务院相关部门和单位 cannot."""
    head = _AND.split(right, maxsplit=1)[0]
    if right in GOVERNMENT_LEVELS:
        return left.endswith(GOVERNMENT_LEVELS)
    if left.endswith("广电") and head.endswith("旅游局"):  # one office: 文化广电和旅游局
        return False
    return head not in PLAIN and (is_name(right) or is_name(head)) and not right.startswith(("信息化", "管理", "保障"))


def _inside_brackets(text: str, start: int, place: int) -> bool:
    return text.count("（", start, place) > text.count("）", start, place)


def _after_apposition(text: str, start: int) -> int:
    """Where names go on after 等: behind 国务院相关部门及 in 「等国务院相关部门及各地区」."""
    straight = _AND.match(text, start)
    if straight:
        return straight.end()
    if _FIRMS.match(text, start):
        return len(text)
    match = _APPOSITION.match(text, start)
    if match is None or text.startswith("各", start):
        return start
    at = match.end()
    joint = _AND.match(text, at)
    return joint.end() if joint else len(text) if text.startswith("（", at) else at
