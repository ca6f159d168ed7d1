"""Who issues a document: the bodies that a signature or a title names."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import cache

from flows.knowledge.agencies import is_central
from flows.knowledge.genre import ISSUER_ENDS
from flows.knowledge.lexicon import central_names
from flows.knowledge.writing import HAN
from flows.model import Span

Parted = Callable[[int], bool]  # whether blanks of the raw text stood before the character at a clean offset

AND_OTHERS = r"等[^、，。关印]{0,4}(?:部门|单位|部委|机关|厅局|委局)"  # 教育部等六部门: the others sign below
SEAL = r"（[^（）]{0,20}章）"  # （代章）: whose seal it bears
_ENDS = re.compile(f"(?:{ISSUER_ENDS})$")
_LONGEST_END = 4  # characters of 人民政府, 领导小组
_LONGEST_CENTRAL = 16  # characters of 中国银行保险监督管理委员会
_OTHERS = re.compile(f"{AND_OTHERS}$")
_CENTRAL = (
    rf"国家[{HAN}]{{2,8}}?局|中国[{HAN}]{{2,12}}?(?:银行|委员会|局)"  # whose offices bear its name before the place
)
_PLACE = re.compile(rf"^(?:中共|{_CENTRAL})?([{HAN}]{{0,8}}?)(省|自治区|市|自治州|盟|县|区|旗)")
_IS_CENTRAL = re.compile(f"(?:{_CENTRAL})$")
_OFFICE = re.compile(rf"[{HAN}]{{2,8}}?(?:税务局|调查总?队|监管局|监管分局|分局|分行|支行|总部|特派办|专员办)")


def split_issuers(text: str, span: Span, parted: Parted) -> list[str]:
    """The bodies that a line of signature names, in order.

    The line is split at blanks of the raw text (codebook: split before spaces are removed), else where one name ends
    and another begins.
    """
    start, end = span
    blanks = (i for i in range(start + 1, end) if parted(i) and _ENDS.search(text, max(i - _LONGEST_END, start), i))
    parts = [text[a:b].strip(" 、") for a, b in itertools.pairwise([start, *blanks, end])]
    return [name for part in parts for name in names_in(part)]


def names_in(line: str) -> list[str]:
    """The names of bodies that make up a line: a name ends where the place that opens the line comes again, too."""
    line = re.sub(SEAL, "、", _OTHERS.sub("", line))
    place = _PLACE.match(line)
    name = (place[1] if len(place[1]) > 1 else place[1] + place[2]) if place else ""  # 上海, also of 上海海关
    again = (match.start() for match in re.finditer(re.escape(name), line)) if name else ()
    cuts = [at for at in again if _ENDS.search(line, max(at - _LONGEST_END, 0), at) and not _of_centre(line, at)]
    return [name for a, b in itertools.pairwise([0, *cuts, len(line)]) for name in _names().findall(line[a:b])]


def with_offices(names: list[str]) -> list[str]:
    """Names with the offices of the centre's bodies in one, which a line break parted: 国家税务总局|上海市税务局."""
    joined: list[str] = []
    for name in names:
        if joined and _IS_CENTRAL.search(joined[-1]) and _OFFICE.fullmatch(name):
            joined[-1] += name
        else:
            joined.append(name)
    return joined


def _of_centre(line: str, at: int) -> bool:
    """Whether the place at an offset goes on with a name: 国家税务总局|上海市税务局."""
    above = line[max(0, at - _LONGEST_CENTRAL) : at]
    return bool(_IS_CENTRAL.search(above) and _OFFICE.match(line, at))


@cache
def _names() -> re.Pattern[str]:
    """A name of a body ends where the next begins: a known one of the centre, 甲省人民政府…, 甲县…委."""
    centre = (name for name in central_names() if len(name) > 2 and (is_central(name) or name.endswith("中央")))
    known = "|".join(sorted(centre, key=lambda name: (-len(name), name)))
    ends = (
        rf"(?=、|\s|$|中共|国务院|中央|国家|{known}"
        rf"|[{HAN}]{{2,9}}?(?:省|市|县|区|自治州|盟|旗)(?:委|人民|政府))"
    )
    return re.compile(rf"(?:{known}){ends}|[{HAN}“”（）]{{2,40}}?(?:{ISSUER_ENDS})(?!办?公[厅室]|员会){ends}")
