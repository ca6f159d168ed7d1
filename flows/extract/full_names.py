"""Completes the names of a list: the prefix, the stem or the end that a name shares with its neighbours.

Codebook, assignments, "Names in full": 「省发展改革委、工业和信息化厅、能源局」 is three bodies of the province,
「市委组织部、宣传部」 two of the city committee, 「官渡区、寻甸县人民政府」 two governments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flows.extract.names import GOVERNMENT_LEVELS, is_name
from flows.knowledge import lexicon, regions
from flows.knowledge.agencies import BRACKET, RANK, is_collective, rank_prefix, resolve
from flows.model import Span

_KIND_OF_PLACE = re.compile(
    r"(?:(?:开发|高新|经开|功能|产业园|园|景)区|街道|乡镇|镇街|苏木乡镇|乡镇街道|乡?镇（街道(?:、[\u4e00-\u9fff]{2,4})?）|街道（乡?镇）)(?:管委会|办事处|办|党工委|党委|人民政府|政府)?"
    r"|部门|单位|管委会|[省市州县区旗盟]{1,4}(?:人民政府|政府)"
)
_OFFICES_OF_PLACES = re.compile(
    r"(各设?区?[市区县州盟旗]{1,4}(?:、[县区州市旗]{1,2})?(?:（[市县区旗、]{1,6}）)?)[\u4e00-\u9fff]{2,12}[局委办]"
)
_PLACES = re.compile(r"各[市州地盟区县旗]{1,3}（[^（）]{1,8}）")
_COUNTIES = re.compile(r"[县区市旗]{1,2}（[^（）]{1,12}）(?P<end>[\u4e00-\u9fff]{2,8})")
_WITH_RANK = re.compile(r"[省市州盟县区旗][直级属]")  # 市直机关工委 names its rank
_OF_A_PLACE = re.compile(r"公安[一-龥]{2,4}分局")  # 公安青浦分局
_ROLE_NOTE = re.compile(r"[（〔［](牵头|主办|主责|配合|协助|参与|牵头单位|配合单位|责任单位)[）〕］]$")
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
_COMMITTEE = re.compile(r"[省市州县区旗]委")
_OFFICE_OF_BOTH = re.compile(r"[省市州县区旗]政府(办公厅|办公室|督查室|研究室|信访局)")  # 市委、市政府督查室
_OWN_ENDS = ("中心", "区管理局")
_HOUSE = re.compile(
    r"(?!第[一二三四五六七八九十]+|人民|中医|妇幼|中心|儿童|口腔|精神|传染|肿瘤|职业|日报|晚报)[\u4e00-\u9fff]{2,}(?:医院|报社)"
)
LONG = 6  # characters of a name that says more than what is done: no 信息中心
SHARED_ENDS = ("人民政府", "管理委员会", "管委会", "政府", "部门")
_LEVEL = re.compile(r"(?:地方)?[各同省市县区]级")
_OF_PLACES = re.compile(  # 广州、东莞等市人民政府, 长沙、湘潭两市, 芙蓉、天心区政府: each place has a row
    r"(?P<stem>[\u4e00-\u9fff]{2,5}?)等?(?:\d+|[两二三四五六七八九十]+)?个?(?P<kinds>[市州盟县区旗]{1,3})(?P<end>(?:人民政府|政府|党委)?)"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a list: where it stands, and its full form (an elided prefix completed)."""

    span: Span
    full: str
    role: str | None = None  # as a note beside it says: 市发改委（牵头）


def complete(names: list[tuple[Span, str, int]], region: str | None) -> list[Name]:
    """Completes elided prefixes, in reading order.

    In: names as written with the number of their group (groups stand between commas), the code of the document's
    region. Out: names in full.
    """
    completed: list[Name] = []
    prefix = ""
    before = ""
    last_group = -1
    for span, written, group in _with_shared_ends(names, region):
        note = _ROLE_NOTE.search(written)
        bare = written[: note.start()] if note else written
        full = _completed(bare, prefix, before if group == last_group else "", region)
        own = rank_prefix(full)
        if own or _stands_alone(full, region):
            prefix = own or prefix
        before, last_group = full, group
        end = min(span[0] + len(bare), span[1]) if note else span[1]
        completed.append(Name((span[0], end), full, note[1] if note else None))
    return completed


def _with_shared_ends(names: list[tuple[Span, str, int]], region: str | None) -> list[tuple[Span, str, int]]:
    """The names with the end that places share: 官渡区、寻甸县人民政府; 甲开发区、乙名胜区管委会."""
    shared: list[tuple[Span, str, int]] = []
    end, last_group, office = "", -1, ""
    places: tuple[str, str] | None = None  # the kinds of the places that share an end, and the end
    for span, written, group in reversed(names):
        places = places if group == last_group else None
        several = None if places else _OF_PLACES.fullmatch(written)
        places = (several["kinds"], several["end"]) if several else places
        if placed := _placed(several["stem"] if several else written, places, region):
            span = span if placed == written else (span[0], span[0] + len(several["stem"] if several else written))
            written = placed
        elif several:
            places = None
        own = next((one for one in SHARED_ENDS if written.endswith(one)), "")
        written += office if group == last_group and _COMMITTEE.fullmatch(written) else ""
        shares = _OFFICE_OF_BOTH.fullmatch(written)
        office = shares[1] if shares else ""
        if group == last_group and _PLACES.fullmatch(written) and (lent := _COUNTIES.fullmatch(shared[-1][1])):
            shared.append((span, written + lent["end"], group))  # 各市（州）、县（市、区）人民政府
        elif own or group != last_group or not _is_place(written, end, region):
            end = "" if own in ("人民政府", "政府") and is_collective(written) else own
            shared.append((span, written, group))
        else:
            shared.append((span, written + end, group))
        last_group = group
    return shared[::-1]


def _placed(stem: str, places: tuple[str, str] | None, region: str | None) -> str | None:
    """A stem with the kind that its place has and the shared end: 万州 of 万州、黔江等区县政府."""
    kinds, end = places or ("", "")
    return next((stem + kind + end for kind in kinds if _is_region(stem + kind, region)), None)


def _is_region(name: str, region: str | None) -> bool:
    """Whether a name is that of a region and nothing more."""
    found = regions.region_at(name, 0, region)
    return found is not None and found[1] == len(name)


def _is_place(name: str, end: str, region: str | None) -> bool:
    """Whether a name may share the end: a county before 政府, a zone before 管委会, a work before 部门."""
    if not end or is_collective(name):
        return False
    if "政府" in end:
        return name.endswith(("区", "县", "市", "州", "盟", "旗")) and _is_region(name, region)
    if end == "部门":  # 同级财政、税务部门
        return not is_name(name) and resolve(_LEVEL.sub("", name, count=1) + end, None, None, None).known
    kind = lexicon.ending(name)
    return kind is not None and kind.function == "园区管理" and not name.endswith("管委会")


@lru_cache(maxsize=1 << 16)
def _completed(name: str, prefix: str, before: str, region: str | None) -> str:
    """A name with the prefix that it shares with the one before it."""
    if before.startswith("各") and not name.startswith("各") and (shared := _shared_by_collectives(name, before)):
        return shared + name
    if not prefix or rank_prefix(name) or _WITH_RANK.match(name) or is_collective(name) or _stands_alone(name, region):
        return name
    if _is_proper(name, region):
        return name
    if stem := _shared_stem(name, before, region):
        return stem + name
    kind = lexicon.ending(name)
    if kind and kind.system == "enterprise" and not _is_kind_of_firm(name, before):
        return name
    rank = RANK.match(prefix)
    committee = name in COMMITTEE_ONLY or (
        prefix.endswith("委") and name in ("网信办", "编办", "农办", "办公厅", "办公室")
    )
    if committee and rank:
        return (prefix if prefix.endswith("委") else rank[1] + "委") + name
    return (rank[1] if rank else prefix) + name


def _is_proper(name: str, region: str | None) -> bool:
    """Whether a name is one of its own: 东航物流, 申康医院发展中心, 东方枢纽国际商务合作区管理局."""
    if not is_name(name):
        return True
    if _HOUSE.fullmatch(name):  # 湘雅三医院; not 第二医院 behind 市第一医院
        return True
    owned = name.endswith(_OWN_ENDS) and len(name) >= LONG and not lexicon.opens_with_word(name)
    return owned and not resolve(name, region, None, None).known


def _shared_stem(name: str, before: str, region: str | None) -> str:
    """河南 in 河南证监局、银保监局: branches of the centre's regulators bear the bare name of their region."""
    found = regions.region_at(before, 0, region)
    if found is None or before[found[1] - 1] in "省市县区州盟旗" or not name.endswith("监局"):
        return ""
    both = {resolve(one, None, None, None).function for one in (name, before[found[1] :])}
    return before[: found[1]] if both == {"金融监管"} else ""


def _is_kind_of_firm(name: str, before: str) -> bool:
    """Whether a firm has no name of its own, only a kind (机场集团), and stands behind one of the region or such."""
    kinds = lexicon.prefixes("firm_kinds")
    of_region = bool(rank_prefix(before)) or before.startswith(kinds)
    return name.startswith(kinds) and before.endswith(("公司", "集团")) and of_region


def _shared_by_collectives(name: str, before: str) -> str:
    """各区县（市） in 各区县（市）党委、政府; 各 in 各旗县市区、开发区."""
    if name in GOVERNMENT_LEVELS:
        return next((before.removesuffix(end) for end in GOVERNMENT_LEVELS if before.endswith(end)), "")
    kind = ("部门", "单位", "机构", "组织")  # 各职能部门、公共服务单位
    if (
        _KIND_OF_PLACE.fullmatch(name)
        or _COUNTIES.fullmatch(name)
        or (name.endswith(kind) and before.endswith(kind) and not before.startswith("各级"))
    ):
        return "各"
    if (
        before.startswith("各级")
        and name.endswith(("部门", "机构"))
        and not rank_prefix(name)
        and not is_collective(name)
    ):
        return "各级"
    places = _OFFICES_OF_PLACES.fullmatch(before)  # 各市、县（区）市场监管局、审批服务管理局
    return places[1] if places and name.endswith(("局", "委", "办")) and not rank_prefix(name) else ""


@lru_cache(maxsize=1 << 16)
def _stands_alone(name: str, region: str | None) -> bool:
    """Whether a name needs no prefix: a central body, a region's own, a company, a body of several."""
    if name.startswith(lexicon.prefixes("alone")) or _OF_A_PLACE.fullmatch(name):
        return True
    if regions.region_at(name, 0, region) is not None:
        return True
    kind = lexicon.ending(BRACKET.sub("", name))
    return (
        kind is not None
        and not name.endswith("中心管委会")
        and (  # 政务服务中心管委会 runs no zone
            kind.function
            in ("园区管理", "教育", "海关", "人民银行", "通信运营", "电力供应", "广电网络", "乡镇街道", "科研")
        )
    )
