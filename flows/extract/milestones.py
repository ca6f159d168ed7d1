"""Milestones: a stated date, and something whose completion is a yes or a no (codebook: milestone)."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from flows.extract.deadlines import Calendar, Due
from flows.extract.indicators import tidy
from flows.extract.target_words import any_of, words

_ALL = r"应(?P<deed>[一-龥])尽(?P=deed)"  # 应装尽装, 应保尽保
_STRONG = re.compile(f"(?:{any_of(words('strong_completions'))}|{_ALL})(?!区)")  # 建成区 is a place
_COMPLETION = re.compile(f"(?:{any_of(words('completions') + words('strong_completions'))}|{_ALL})(?!区)")
_VAGUE = re.compile(any_of(words("vague")))
_OBJECT_VAGUE = re.compile(r"(?<!新)一批|一系列|若干|基本|初步")
_ISSUED = re.compile(rf"{any_of(words('issuing_adverbs'))}*{any_of(words('issuings'))}(?!的)")
_RECURRING = re.compile(r"每(?:年|季度|月|半年|周)|今后")
_CONNECTIVE = re.compile(r"^(?:[，、：；]|应当?|要求|要(?!素)|须|必须|需|将于|于|在|由|并|且|，)+")
_ACTOR = re.compile(
    r"^(?:由)?(?:各[一-龥]{0,10}?(?:部门|单位|政府|机构|厅|局|市|县|区|企业|地区)(?:（[^（）]{1,12}）)?|所有[一-龥]{2,8}?(?:机构|单位|企业|部门))(?:关于|对|要|应|须)?"
)
_LEAD_OUT = re.compile(
    r"(?:应当?|要|须|必须|需|将|并|且|责令其|责成其|要求其|力争|确保|争取|计划|预计|要求)?(?:于|在|到|至)?$"
)
_HANDED_IN = re.compile(r"(?<![通汇])(?:报|报送|上报)[一-龥]{2,10}(?:备案|审定|审批|审核|汇总)?$")
_MANNER = re.compile(r"^(?:依法|分级|分类|分批|率先|统一|按期|如期|组织|抓紧|尽快)+")
_LONGEST = 400  # characters of a clause that may be one completion; 140 in the plans at hand
_SHORT = 8  # characters: a predicate as short as 报总局 needs the clause before it to say of what


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated completion; `place` is where its clause begins."""

    indicator: str
    scope: str | None
    due: Due
    place: int


def find_milestones(
    text: str,
    clauses: list[tuple[int, int]],
    taken: Set[tuple[int, int]],
    calendar: Calendar,
    goals: bool,
) -> list[Milestone]:
    """The milestones of one sentence's clauses.

    `taken`: clauses that hold a number already, which is their row. `goals`: a section of goals, where the date of a
    heading or lead sentence makes its sentences due.
    """
    found: list[Milestone] = []
    if not clauses:
        return found
    start, end = clauses[0][0], clauses[-1][1]
    last = calendar.mark_at(end - 1)
    if (last is None or last.start < start) and not _COMPLETION.search(text, start, end):
        return found
    for index, (start, end) in enumerate(clauses):
        mark = calendar.mark_at(end - 1)
        due = calendar.at(end - 1)
        if due is None or due.year is None or due.past or (start, end) in taken:
            continue
        if end - start > _LONGEST:
            continue
        clause = text[start:end]
        own = mark is not None and mark.start >= start
        if _RECURRING.search(text, max(start - 6, 0), end):
            continue
        if mark and own and mark.role == "by":
            alone = index == 0 or _dated(calendar, clauses[index - 1])
            said = _handed_in(text, clauses, index, mark.start, mark.end, end, alone)
        else:
            said = clause if not (mark and own) else text[mark.end : end] if mark.end < end else ""
            near = mark is not None and mark.start >= clauses[0][0]
            done = (_COMPLETION if near else _STRONG).search(said) or (near and _ISSUED.match(_opening(said)))
            if (mark is None and not goals) or not done:
                continue
            if mark and mark.role == "by" and not _continues(said, mark.start, clauses[0][0]):
                continue
            if mark and own and mark.start > start and not tidy(said)[0]:
                said = text[start : mark.start]
        indicator, scope = tidy(_CONNECTIVE.sub("", said.rstrip("。！？").removesuffix("的目标")))
        actor = _ACTOR.match(indicator)
        if actor and actor.end() < len(indicator):
            scope, indicator = scope or actor[0], indicator[actor.end() :]
        issued = _ISSUED.match(indicator)  # what the document is about may be vague: 出台进一步优化…的意见
        vague = _OBJECT_VAGUE.search(indicator) if issued else _VAGUE.search(said)
        if len(indicator) >= 4 and not vague:
            found.append(Milestone(indicator, scope, due, start))
    return found


def _handed_in(
    text: str, clauses: list[tuple[int, int]], index: int, date: int, after: int, end: int, alone: bool
) -> str:
    """What is to be done by a date (…，应于6月底前报总局): the words around it, with the clause before if short.

    `alone`: there is no clause before, or one with a date and a deed of its own.
    """
    start = clauses[index][0]
    before = _LEAD_OUT.sub("", text[start:date])
    said = before + _CONNECTIVE.sub("", text[after:end])
    if after >= end:
        return ""
    opening, close = clauses[index - 1]
    if len(said) < _SHORT and not alone and text[close : close + 1] == "，":
        return text[max(opening, close - _LONGEST) : close] + said
    return said


def _dated(calendar: Calendar, clause: tuple[int, int]) -> bool:
    """Whether a clause names a date itself."""
    mark = calendar.mark_at(clause[1] - 1)
    return mark is not None and mark.start >= clause[0]


def _opening(said: str) -> str:
    """A clause without the words that join it to the one before."""
    return tidy(_CONNECTIVE.sub("", said))[0]


def _continues(said: str, date: int, sentence: int) -> bool:
    """Whether a clause after one with 「…前」 is due by the same date: it opens with its completion."""
    opening = _opening(said)
    opening = _MANNER.sub("", _ACTOR.sub("", opening))
    done = _COMPLETION.match(opening) or _COMPLETION.match(_CONNECTIVE.sub("", said)) or _ISSUED.match(opening)
    return date >= sentence and (bool(done) or "全部" in said or bool(_HANDED_IN.search(opening.rstrip("。！？"))))
