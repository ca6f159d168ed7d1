"""Assignments in running prose: 由省发展改革委牵头，省财政厅等配合; 国家发展改革委牵头设立工作专班.

A body merely mentioned is no row: 由 must open it, or the sentence must open with the body that leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.extract.readings import Reading, read
from flows.knowledge.agencies import is_collective, resolve
from flows.model import Span

_BY = re.compile(r"由(?=([^，。；：“”《》（）\n]{2,60}))|(?<=[。；，])(?=([^，。；：“”《》（）、由\n]{4,30}?牵头))")
_OPENS = re.compile(r"(?=([^，。；：“”《》（）、由\n]{4,30}?牵头))")  # a paragraph that opens with who leads
_VERB = re.compile(r"(?:负责)?牵头(?:负责)?|负责")
_AFTER_LEAD = re.compile(
    r"[，。；、]|$|\n|设立|成立|组织|会同|推进|落实|实施|开展|制定|建立|抓|做好|协调|统筹|研究|编制|办理|完成"
)
_AFTER_DUTY = re.compile(r"[，。；]|$|\n|落实|组织实施|牵头")
_OFFICES = re.compile(r"部门|单位|政府|党委|管委会|机关")
_JOINED = re.compile(  # 市发改委牵头会同市财政局、有关部门|制定…
    r"会同[^，。；：“”《》（）\n]{2,60}?(?:[局委部厅办院会署行府]|单位|部门)(?=共同|另行|联合|制定|研究|组织|开展|推进|推动|建立|编制|抓|做|负责|落实|实施|提出|[，。；]|$)"
)
_NOBODY_NAMED = ("责任单位", "牵头单位", "主办单位", "承办单位", "责任部门", "牵头部门")  # 各牵头单位要牵头抓总
_HELPERS = re.compile(r"[，、]([^，。；：“”《》（）\n]{2,120})")
_HELP = re.compile(r"(?:共同)?(?:积极)?(?:参加|参与|配合|协助|协同配合)")


def find_prose(text: str, start: int, end: int, region: str | None) -> Iterator[tuple[Span, Reading]]:
    """The assignments that a paragraph's prose makes, each with the span of its words."""
    opening = None if text[start - 1 : start] in tuple("。；，") else _OPENS.match(text, start, end)
    for by in [*([opening] if opening else []), *_BY.finditer(text, start, end)]:
        begin = by.end()
        verb = _VERB.search(text, begin + 2, min(by.end(by.lastindex or 0), end))
        if verb is None:
            continue
        after = (_AFTER_LEAD if "牵头" in verb[0] else _AFTER_DUTY).match(text, verb.end(), end)
        if after is None and verb.end() != end:
            continue
        joined = _JOINED.match(text, verb.end(), end)
        led = joined.end() if joined else verb.end()
        stop = _end_of_helpers(text, led, end)
        reading = read(text, [(begin, led), *([(led + 1, stop)] if stop > led else [])], region)
        first = reading.names[0][0].full if reading.names and not reading.strangers else ""
        if first and _is_office(first, region):
            yield (by.start(), stop), reading


def _end_of_helpers(text: str, place: int, end: int) -> int:
    """Behind 「，各有关部门参加」 when it follows, else where it would begin."""
    found = _HELPERS.match(text, place, end)
    helps = _HELP.search(text, found.start(1), found.end()) if found else None
    return helps.end() if helps and text[helps.end() : helps.end() + 1] in ("，", "。", "；", "的", "") else place


def _is_office(name: str, region: str | None) -> bool:
    """Whether a name in prose is an office, and no kind of firms or schools (由高校牵头)."""
    if (is_collective(name) and not _OFFICES.search(name)) or name.endswith(_NOBODY_NAMED):
        return False
    return resolve(name, region, None, None).known
