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
REST_OF_NAME = re.compile(
    "协调|领导小组|工作|联席会议|办公[室厅]|委员会|指挥部|推进"
)  # no name begins so: a line broke it
NAME_BEGUN = re.compile(rf"[{HAN}“”、]{{4,40}}")
_ENDS = re.compile(f"(?:{ISSUER_ENDS})$")
_LONGEST_END = 4  # characters of 人民政府, 领导小组
_OTHERS = re.compile(f"{AND_OTHERS}$")
_PLACE = re.compile(rf"^(?:中共)?([{HAN}]{{0,8}}?(?:省|自治区|市|自治州|盟|县|区|旗))")


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
    again = re.finditer(re.escape(place[1]), line) if place else ()
    cuts = [match.start() for match in again if _ENDS.search(line, max(match.start() - _LONGEST_END, 0), match.start())]
    return [name for a, b in itertools.pairwise([0, *cuts, len(line)]) for name in _names().findall(line[a:b])]


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
