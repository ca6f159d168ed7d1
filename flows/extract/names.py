"""Splits a list of bodies into its names, each in its full form.

Codebook, assignments, "Names in full": 「省发展改革委、工业和信息化厅、能源局」 is three bodies of the province,
「市委组织部、宣传部」 two of the city committee, 「各区县（市）党委、政府」 two; 等 is no part of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from flows.knowledge import lexicon, regions
from flows.knowledge.agencies import RANK, is_collective, rank_prefix
from flows.model import Span

_NOT_IN_NAMES = re.compile(r"[。，；：“”《》\d%！？\n|]|进行|通过|开展|加强|谁|我们|按照|以下|其中|如果|包括|例如")
_QUOTED = re.compile(r"“[^“”，。]{1,8}”")  # 市“两新”组织党工委
_LEADING = re.compile(r"(?:请|并|以及|及|与|会同)+|[^由]{0,8}(?<!自)由")
_AND = re.compile(r"以及|及其|及|和|与|暨")
_ETC = re.compile(r"(?<!高)(?<!中)(?<!平)(?<!同)(?<!上)(?<!初)等(?!级|次|待|额)")
_APPOSITION = re.compile(
    r"(?:[\d一二三四五六七八九十两多]+)?[个家]?(?:[^、，及和与]{0,12}?)(?:部门和单位|部门、单位|单位和部门|部门单位|部门|单位|企业|机构|地区|地方|公司|集团|园区|"
    r"运营商|高校|院校|院所|银行|组织|协会|成员|方面|方|区县|县区|县市区|县（市、区）|城市|市州|媒体|平台|委办局)"
)
_KINDS = "(?:县级市|[省自治区直辖管设市州县区旗盟地师（）、兵团])"  # what 各市、州 and 各区、县级市 are made of
_KIND_OF_PLACE = re.compile(
    r"(?:(?:开发|高新|经开|功能|产业园|园|景)区|街道|乡镇|镇街|苏木乡镇|乡镇街道)(?:管委会|办事处|办|党工委|党委|人民政府|政府)?"
    r"|部门|单位|管委会|[省市州县区旗盟]{1,4}(?:人民政府|政府)"
)
_PLURAL_OF_KINDS = re.compile(rf"(?:^|[及和与])各(?:有关|相关)?{_KINDS}{{1,11}}$")
_ALL_KINDS = re.compile(rf"{_KINDS}+(?:人民政府|政府|党委和政府|党委、政府|党委|行署|负责|和)*")
_WITH_RANK = re.compile(r"[省市州盟县区旗][直级属]")  # 市直机关工委 names its rank
_OF_A_PLACE = re.compile(r"公安[一-龥]{2,4}分局")  # 公安青浦分局
_GLUED = re.compile(r"(?<=[局厅委办部院会室联])(?=[省市县区](?!直|级|属|区|内|委会|域))")
_ROLE_NOTE = re.compile(r"[（〔［](牵头|主办|主责|配合|协助|参与|牵头单位|配合单位|责任单位)[）〕］]$")
_NOTE_BEHIND = re.compile(r"(?:（[^（）]*）|〔[^〔〕]*〕|［[^［］]*］)$")
COMMITTEE_ONLY = (
    "组织部",
    "宣传部",
    "统战部",
    "政法委",
    "机要局",
    "政研室",
    "改革办",
    "老干部局",
    "党校",
    "社会工作部",
)
GOVERNMENT_LEVELS = ("政府", "人民政府", "党委", "行署", "管委会")
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


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a list: where it stands, and its full form (an elided prefix completed)."""

    span: Span
    full: str
    role: str | None = None  # as a note beside it says: 市发改委（牵头）


@lru_cache(maxsize=1 << 16)
def is_name(text: str) -> bool:
    """Whether a phrase can be a body's name."""
    return (
        2 <= len(text) <= 50
        and text not in PLAIN
        and _NOTE_BEHIND.sub("", text).endswith(lexicon.prefixes("name_ends"))
        and not _NOT_IN_NAMES.search(_QUOTED.sub("", text))
        and text.count("（") == text.count("）")
    )


def split_names(piece: str) -> tuple[list[Span], bool]:
    """The spans of the names in one piece of a list (between 、 or ，), and whether 等 ends a list in it."""
    etc = next((match for match in _ETC.finditer(piece) if _complete(piece[: match.start()])), None)
    if etc is None:
        return list(_joined(piece, 0, len(piece))), False
    spans = list(_joined(piece, 0, etc.start()))
    rest = _after_apposition(piece, etc.end())
    return spans + list(_joined(piece, rest, len(piece))), True


def is_plural_of_kinds(piece: str) -> bool:
    """Whether a piece of a list is only the first half of a collective: 各市 in 各市、州人民政府."""
    return bool(_PLURAL_OF_KINDS.search(piece))


def continues_kinds(piece: str) -> bool:
    """Whether a piece goes on with such a collective: 州人民政府, 县（市）."""
    return bool(_ALL_KINDS.fullmatch(piece))


def complete(names: list[tuple[Span, str, int]], region: str | None) -> list[Name]:
    """Completes elided prefixes, in reading order.

    In: names as written with the number of their group (groups stand between commas), the code of the document's
    region. Out: names in full.
    """
    completed: list[Name] = []
    prefix = ""
    before = ""
    last_group = -1
    for span, written, group in names:
        note = _ROLE_NOTE.search(written)
        bare = written[: note.start()] if note else written
        full = _completed(bare, prefix, before if group == last_group else "", region)
        own = rank_prefix(full)
        if own or _stands_alone(full, region):
            prefix = own or prefix
        before, last_group = full, group
        end = span[0] + len(bare)
        completed.append(Name((span[0], end), full, note[1] if note else None))
    return completed


@lru_cache(maxsize=1 << 16)
def _completed(name: str, prefix: str, before: str, region: str | None) -> str:
    """A name with the prefix that it shares with the one before it."""
    if before.startswith("各") and not name.startswith("各") and (shared := _shared_by_collectives(name, before)):
        return shared + name
    if not prefix or rank_prefix(name) or _WITH_RANK.match(name) or is_collective(name) or _stands_alone(name, region):
        return name
    kind = lexicon.ending(name)
    if kind and kind.system == "enterprise" and not before.endswith(("公司", "集团")):
        return name
    rank = RANK.match(prefix)
    committee = name in COMMITTEE_ONLY or (
        prefix.endswith("委") and name in ("网信办", "编办", "农办", "办公厅", "办公室")
    )
    if committee and rank:
        return (prefix if prefix.endswith("委") else rank[1] + "委") + name
    return (rank[1] if rank else prefix) + name


def _shared_by_collectives(name: str, before: str) -> str:
    """各区县（市） in 各区县（市）党委、政府; 各 in 各旗县市区、开发区."""
    if name in GOVERNMENT_LEVELS:
        return next((before.removesuffix(end) for end in GOVERNMENT_LEVELS if before.endswith(end)), "")
    return "各" if _KIND_OF_PLACE.fullmatch(name) else ""


@lru_cache(maxsize=1 << 16)
def _stands_alone(name: str, region: str | None) -> bool:
    """Whether a name needs no prefix: a central body, a region's own, a company, a body of several."""
    if name.startswith(lexicon.prefixes("alone")) or _OF_A_PLACE.fullmatch(name):
        return True
    if regions.region_at(name, 0, region) is not None:
        return True
    kind = lexicon.ending(name)
    return kind is not None and (
        kind.function
        in ("园区管理", "教育", "海关", "人民银行", "通信运营", "电力供应", "广电网络", "乡镇街道", "科研")
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
    return head not in PLAIN and (is_name(right) or is_name(head)) and not right.startswith(("信息化", "管理", "保障"))


def _inside_brackets(text: str, start: int, place: int) -> bool:
    return text.count("（", start, place) > text.count("）", start, place)


def _after_apposition(text: str, start: int) -> int:
    """Where names go on after 等: behind 国务院相关部门及 in 「等国务院相关部门及各地区」."""
    straight = _AND.match(text, start)
    if straight:
        return straight.end()
    match = _APPOSITION.match(text, start)
    if match is None or text.startswith("各", start):
        return start
    at = match.end()
    joint = _AND.match(text, at)
    return joint.end() if joint else len(text) if text.startswith("（", at) else at
