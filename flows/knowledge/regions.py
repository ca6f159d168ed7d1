"""Regions: six-digit codes (GB/T 2260), their names and levels, and where a text names one. The data: gazetteer.py."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from flows.knowledge.gazetteer import central_marks, county_stems, county_stems_of_city, names, names_by_head, table

CENTRE = "000000"
MIN_STEM_COUNT = 3  # times a county's stem must stand in a text that only says 我县


def region(code: str) -> tuple[str, str]:
    """The full name (codebook: region_name) and the level of a code; KeyError when no year has it."""
    if code == CENTRE:
        return "全国", "central"
    found = table()[code]
    return found.full, found.level


def local_name(code: str) -> str:
    """The name that opens the names of a region's bodies: 甘肃省, 长沙市, 兴国县, 长沙市天心区; empty for the centre.

    Districts share their names across cities (朝阳区), so they carry the city.
    """
    if code == CENTRE:
        return ""
    found = table()[code]
    above = parent(code)
    is_district = found.name.endswith("区") and found.level == "county"
    return table()[above].name + found.name if is_district and above in table() else found.name


@lru_cache(maxsize=8192)
def parent(code: str) -> str:
    """The code of the region above: a city for a county, a province for a city, the centre for a province."""
    if code.endswith("0000"):
        return CENTRE
    city = code[:4] + "00"
    return city if city != code and city in table() else code[:2] + "0000"


def is_within(code: str, holder: str) -> bool:
    """Whether a region is, or lies in, another."""
    return holder == CENTRE or code.startswith(holder[:2] if holder.endswith("0000") else _significant(holder))


def find_region(text: str, within: str | None = None) -> str | None:
    """The region that a title, an issuer or an agency's name is about: the earliest named, as deep as it goes.

    `within` is the region that the text comes from; it settles names that several regions bear.
    """
    for start in range(len(text)):
        if any(text.startswith(mark, start) for mark in central_marks().get(text[start], ())):
            found = _after_central_body(text, start, within)
            return found or CENTRE
        named = region_at(text, start, within)
        if named:
            return _deepest(text, start, named)
    return None


def region_at(text: str, start: int = 0, within: str | None = None) -> tuple[str, int] | None:
    """The region whose name stands at a place of the text, and where the name ends; the longest name wins.

    The stem of a county (象州生态环境局) counts only in texts of its own city.
    """
    for name in names_by_head().get(text[start : start + 2], ()):
        if text.startswith(name, start):
            code = _choose(names()[name], within)
            return (code, start + len(name)) if code else None
    for stem, code in county_stems_of_city().get((within or CENTRE)[:4], {}).items():
        if text.startswith(stem, start):
            return code, start + len(stem)
    return None


def county_by_stem(text: str) -> str | None:
    """The county that a text is about which says only 我县 or 全县: the one whose stem (兴国) it names most often.

    None when no stem stands in it often enough, or two do equally often.
    """
    suffix = next((mark[1] for mark in ("我县", "全县", "我旗", "全旗") if mark in text), None)
    if suffix is None:
        return None
    pairs = Counter(map(str.__add__, text, text[1:]))
    counts: Counter[str] = Counter()
    for stem, codes in county_stems().items():
        if pairs[stem[:2]] < MIN_STEM_COUNT:
            continue
        fits = [code for code in codes if table()[code].name.endswith(suffix)]
        if len(fits) == 1:
            counts[fits[0]] = text.count(stem)
    ranked = [pair for pair in counts.most_common(2) if pair[1] >= MIN_STEM_COUNT]
    return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]) else None


def _after_central_body(text: str, start: int, within: str | None) -> str | None:
    """国家税务总局长沙市税务局 is a body of Changsha: a region right after the name of a 总局, 银行 or 监会."""
    for tail in ("总局", "银行", "统计局", "开发银行", "监会", "财政部驻", "能源局", "海关总署", "铁路局", "邮政局"):
        at = text.find(tail, start, start + 20)
        if at >= 0:
            named = region_at(text, at + len(tail), within)
            if named:
                return _deepest(text, at + len(tail), named)
    return None


def _deepest(text: str, start: int, named: tuple[str, int]) -> str:
    """Follows 湖南省长沙市天心区 down to its last region, and 湖南省人民政府 no further than the province."""
    code, end = named
    while (below := region_at(text, end, code)) and below[0] != code and is_within(below[0], code):
        code, end = below
    return code


def _choose(codes: tuple[str, ...], within: str | None) -> str | None:
    """The one region that a name means, or None: a name that several bear needs a place that holds one of them.

    Of a province and a city of one name (吉林) the province is meant, outside of the city.
    """
    if len(codes) == 1:
        return codes[0]
    holder = within or CENTRE
    while holder != CENTRE:
        inside = [code for code in codes if is_within(code, holder)]
        if len(inside) == 1:
            return inside[0]
        holder = parent(holder)
    provinces = [code for code in codes if code.endswith("0000")]
    return provinces[0] if len(provinces) == 1 else None


def _significant(code: str) -> str:
    return code[:4] if code.endswith("00") else code
