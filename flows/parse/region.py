"""Of which region a document is."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from flows.knowledge.regions import CENTRE, county_by_stem, find_region, is_within
from flows.knowledge.writing import PROVINCES
from flows.parse.front import Front

_OWN = re.compile(r"[我全](省|自治区|市|县|区)(?!域)")
_NAMED = {
    "省": re.compile(r"[\u4e00-\u9fff]{2,3}省"),
    "自治区": re.compile(r"(?:内蒙古|广西|西藏|宁夏|新疆)"),
    "市": re.compile(r"[\u4e00-\u9fff]{2,4}市"),
}
_PROVINCE = re.compile(rf"(?:(?!北京|天津|上海|重庆)(?:{PROVINCES}))")
_OF_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,7}?[区县]")
_OF_NATION = re.compile("(?:全国|全民|国家|国民(?!经济)|中国)")  # 国民旅游休闲纲要: opens a title of the centre's
_MOST_CITIES = 200  # names of cities that are looked up in a text


def read_region(
    front: Front, issuers: Sequence[str], body: str, hint: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """The region of a document, from what names it most surely: issuers, titles, a person's word, the text itself."""
    names = [name for name in (*issuers[:1], front.notice_title, front.title) if name]
    for name in names:
        if code := find_region(name):
            return code, ()
    code = hint or (find_region(front.recipients) if front.recipients else None)
    code = code or next((found for name in names if (found := _shared_name(name, body))), None)
    if code:
        return code, ()
    code = _region_of_text(body)
    if not code and any(map(_OF_NATION.match, names)):
        return CENTRE, ()
    return code, ("region-from-text" if code else "unknown-region",)


def _shared_name(name: str, body: str) -> str | None:
    """The region whose name several places bear (鼓楼区): the one in a city that the text names, most named first."""
    if not _OF_COUNTY.match(name):
        return None
    named = (find_region(match[0]) for match in itertools.islice(_NAMED["市"].finditer(body), _MOST_CITIES))
    cities = (code for code, _ in Counter(filter(None, named)).most_common() if code.endswith("00"))
    return next((code for city in cities if (code := find_region(name, city)) and is_within(code, city)), None)


def _region_of_text(body: str) -> str | None:
    """A text that says 我县 names its county; 我市 or 我省 the one that it names first."""
    said = Counter(_OWN.findall(body))
    level = max(said, key=lambda own: said[own], default=None)
    if level in ("县", "区"):
        return county_by_stem(body)
    if level:
        return _named_region(body, level)
    return None


def _named_region(body: str, level: str) -> str | None:
    """The region of a level that a text names first; of provinces without 省, the only one."""
    found = next((code for m in _NAMED[level].finditer(body) if (code := find_region(m[0]))), None)
    provinces = set() if found or level != "省" else set(_PROVINCE.findall(body))
    return found or (find_region(provinces.pop()) if len(provinces) == 1 else None)
