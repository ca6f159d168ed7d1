"""What body a name means: its full name with the region, its level, its system and its function.

A name is read by grammar (region or rank, 委 or 政府, word of the work, type of body) with the words of lexicon.py, so
省工信委 in a plan of Gansu is 甘肃省工业和信息化委员会. Codebook: agencies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flows.knowledge import lexicon, regions
from flows.knowledge.lexicon import Body
from flows.model import Agency

RANK_LEVELS = {
    "省": "province",
    "自治区": "province",
    "市": "city",
    "州": "city",
    "盟": "city",
    "地区": "city",
    "县": "county",
    "区": "county",
    "旗": "county",
}
RANK = re.compile(r"(自治区|地区|[省市州盟县区旗])(?:(委)(?!员会)|(人民政府|政府|党委))?")
SEAT = re.compile(r"(?:(党委|委)(?!员会)|(人民政府|政府))?")
LEAGUE = re.compile(r"(?:共青)?团(自治区|[省市州盟县区旗])委")
CENTRAL_START = ("国家", "中央", "国务院", "中国", "全国", "最高", "中共中央")
CENTRAL_END = ("部", "总局", "总署", "署", "监会", "总社", "新华社", "人民银行", "民航局", "中科院", "工程院")
UNNAMED_SEAT = {"委": ("委员会", "党委", "party"), "政府": ("人民政府", "政府", "government")}
PEOPLES_BANK = re.compile(r"(?:中国)?人(?:民银)?行")
BRACKET = re.compile(r"（[^（）]*）$")


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart: 省委网信办 is the province, 委, 网信办."""

    region: str | None  # the code of the region that it stands under
    level: str | None
    by: str  # how the region is told: rank (省…), name (甘肃省…), stem (甘肃…), document (nothing is written)
    rank: str  # 省 …, where it is told so
    seat: str  # 委, 政府 or ""
    tail: str


@lru_cache(maxsize=1 << 16)
def resolve(name: str, region_code: str | None, admin_level: str | None, year: int | None) -> Agency:
    """The body that a name means in a document of a region and a year.

    `name` is as written, an elided prefix completed. A body that nothing tells about comes back as written under its
    region, its function null and `known` false.
    """
    for reading in (_central, _branch, _collective, _league, _local):
        agency = reading(name, region_code, admin_level, year)
        if agency is not None:
            return agency
    raise AssertionError("the last reading always answers")


@lru_cache(maxsize=1 << 16)
def rank_prefix(name: str) -> str:
    """省, 市委, 省政府 …: what stands before the work in a name and may be left out in the names that follow it."""
    if name.startswith(lexicon.prefixes("not_ranks")):
        return ""
    found = RANK.match(name)
    return found.group(0) if found else ""


@lru_cache(maxsize=1 << 16)
def is_collective(name: str) -> bool:
    """Whether a name stands for many bodies: 各市州政府, 有关部门, 基础电信企业."""
    rules = lexicon.rules("collective")
    return name.startswith(tuple(rules["starts"])) or name.endswith(tuple(rules["ends"])) or name in rules["whole"]


def is_placed(name: str, region_code: str | None) -> bool:
    """Whether a name opens with a place or a rank: 市…, 县级…, 广州市…, 中国…."""
    told = rank_prefix(name) or name.startswith((*CENTRAL_START, *lexicon.prefixes("office_starts")))
    return bool(told) or regions.region_at(name, 0, region_code) is not None


def is_office_by_form(name: str, region_code: str | None) -> bool:
    """Whether an unknown name tells an office by its form: a place or rank first, an office last."""
    ends = name.endswith(lexicon.prefixes("office_ends"))
    return ends and (name.endswith("办公室") or is_placed(name, region_code))


def is_central(name: str) -> bool:
    """Whether only a body of the centre is named so: 国家统计局, 财政部; 统计局 may be a county's."""
    return name.startswith(CENTRAL_START) or name.endswith(CENTRAL_END)


def _central(name: str, region_code: str | None, admin_level: str | None, year: int | None) -> Agency | None:
    """A body of the centre. In a local plan 统计局 is the local one, 国家统计局 or 财政部 is not."""
    body = lexicon.central_body(name, year)
    local = region_code not in (None, regions.CENTRE)
    if body is None or (local and not is_central(name)):
        return None
    return Agency(body.full, name, regions.CENTRE, "central", body.system, body.function, True)


def _branch(name: str, region_code: str | None, admin_level: str | None, year: int | None) -> Agency | None:
    """A central body's branch in a region: 国家金融监督管理总局浙江监管局."""
    for cut in range(min(len(name) - 2, 14), 4, -1):
        body = lexicon.central_body(name[:cut], year)
        named = regions.region_at(name, cut, region_code) if body else None
        if body and named and body.function != "人民银行":
            level = regions.region(named[0])[1]
            return Agency(name, name, named[0], level, body.system, body.function, True)
    return None


def _collective(name: str, region_code: str | None, admin_level: str | None, year: int | None) -> Agency | None:
    """各市州政府 in a plan of Gansu is 甘肃省各市州政府."""
    if not is_collective(name):
        return None
    base = regions.local_name(region_code) if region_code else ""
    tail = name.removeprefix(base[-1:])  # 市直有关部门 is 长沙市直有关部门
    by_end: dict[str, str] = lexicon.rules("collective")["functions"]
    function = next((function for end, function in by_end.items() if BRACKET.sub("", name).endswith(end)), None)
    return Agency(base + tail, name, region_code, admin_level, "collective", function, True)


def _league(name: str, region_code: str | None, admin_level: str | None, year: int | None) -> Agency | None:
    """团省委 puts the rank inside."""
    found = LEAGUE.fullmatch(name)
    if not found:
        return None
    code, level = _region_of_rank(found.group(1), region_code)
    full = f"共青团{regions.local_name(code) if code else found.group(1)}委员会"
    return Agency(full, name, code, level, "mass_organisation", "共青团", True)


def _local(name: str, region_code: str | None, admin_level: str | None, year: int | None) -> Agency:
    """A body of a region, by grammar; unknown when the grammar has no word for it."""
    parts = _parts(BRACKET.sub("", name), region_code, admin_level)
    body = _body(parts, year)
    if body is None:
        return _by_ending(name, parts)
    full = name if parts.by == "stem" else _full(parts, body)
    return Agency(full, name, parts.region, parts.level, body.system, body.function, True)


def _parts(name: str, region_code: str | None, admin_level: str | None) -> Parts:
    """Takes a name apart; a region named in it goes before the document's."""
    bare = name.removeprefix("中共")
    if bare != name:  # 中共广西壮族自治区委员会办公厅
        bare = re.sub("委员会(?=.)", "委", bare, count=1)
    found = RANK.match(bare) if rank_prefix(bare) else None
    if found:
        code, level = _region_of_rank(found.group(1), region_code)
        return Parts(code, level, "rank", found.group(1), _seat(found.group(2), found.group(3)), bare[found.end() :])
    named = regions.region_at(bare, 0, region_code)
    if named is None:
        return Parts(region_code, admin_level, "document", "", "", bare)
    code, end = named
    while (below := regions.region_at(bare, end, code)) and regions.is_within(below[0], code) and below[0] != code:
        code, end = below
    full, level = regions.region(code)
    seat = SEAT.match(bare, end) if bare[end - 1] == full[-1] else None
    if seat is None:
        return Parts(code, level, "stem", "", "", bare[end:])
    return Parts(code, level, "name", "", _seat(*seat.groups()), bare[seat.end() :])


def _seat(committee: str | None, government: str | None) -> str:
    """委 or 政府, however it is written."""
    return "委" if committee or government == "党委" else "政府" if government else ""


def _region_of_rank(rank: str, region_code: str | None) -> tuple[str | None, str | None]:
    """The region that 省 or 市 means in a document of a region: its own or the nearest above that is one."""
    code = region_code
    while code and code != regions.CENTRE:
        if regions.region(code)[0].endswith(rank):
            return code, regions.region(code)[1]
        code = regions.parent(code)
    return None, RANK_LEVELS[rank]


def _body(parts: Parts, year: int | None) -> Body | None:
    """The body that seat and tail name, by whole name, by word and type, or as part of a larger one."""
    tail = parts.tail
    if not tail:
        if parts.by not in ("rank", "name"):
            return None
        full, function, system = UNNAMED_SEAT[parts.seat or "政府"]
        return Body(full, function, system)
    if parts.by == "stem" and lexicon.ending(tail):
        return None  # 长沙高新区, 甘肃电信公司
    for name in dict.fromkeys(((parts.rank or parts.seat) + tail, parts.seat + tail, tail, tail.removeprefix("国家"))):
        body = lexicon.whole_name(name, parts.level, year) or lexicon.word_and_type(name)
        if body:
            return body
    return _part_of_larger(parts, year)


def _part_of_larger(parts: Parts, year: int | None) -> Body | None:
    """公安局网安支队 does what 公安局 does."""
    for cut in range(len(parts.tail) - 2, 2, -1):
        if parts.tail[cut - 1] in "局委厅院":
            head = parts.tail[:cut]
            body = lexicon.whole_name(head, parts.level, year) or lexicon.word_and_type(head)
            if body:
                return Body(body.full + parts.tail[cut:], body.function, body.system, body.seat)
    return None


def _full(parts: Parts, body: Body) -> str:
    """The full name: region, committee or government where the body belongs to one, and what it does."""
    base = regions.local_name(parts.region) if parts.region else parts.rank
    if not parts.tail:
        return f"中共{base}{body.full}" if parts.seat == "委" else base + body.full
    if parts.seat == "委" or body.seat == "party":
        return f"中共{base}{'委员会' if base.endswith('自治区') else '委'}{body.full}"
    if parts.seat == "政府" or body.seat == "government":
        return f"{base}人民政府{body.full}"
    return base + body.full


def _by_ending(name: str, parts: Parts) -> Agency:
    """A body that only its ending tells about (…公司, …高新区), or one that nothing tells about."""
    full, region, level = name, parts.region, parts.level
    if parts.by == "rank":
        full = (regions.local_name(region) if region else parts.rank) + parts.tail
    kind = lexicon.ending(parts.tail or name)
    if kind is None:
        return Agency(full, name, region, level, None, None, False)
    if parts.by == "document" and (inner := regions.find_region(name, region)) not in (None, regions.CENTRE):
        region, level = inner, regions.region(inner)[1]
    if kind.function == "人民银行":
        full = PEOPLES_BANK.sub("中国人民银行", full, count=1)
    if kind.function == "园区管理" and kind.system == "government":
        bare = parts.by == "document" and region and name.startswith(lexicon.prefixes("zone_kinds"))
        full = _zone(regions.local_name(region) + name if bare and region else full)
    return Agency(full, name, region, level, kind.system, kind.function, True)


def _zone(name: str) -> str:
    """长沙高新区 and 长沙高新区管委会 are one body."""
    zone = name.removesuffix("管委会").removesuffix("管理委员会")
    for short, full in lexicon.rules("zone_short").items():
        if zone.endswith(short):
            zone = zone.removesuffix(short) + full
    return zone + "管理委员会"
