"""Milestones: a stated date, and something whose completion is a yes or a no (codebook: milestone)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date

from flows.extract.deadlines import Calendar, Due
from flows.extract.indicators import tidy
from flows.extract.setting import Maybe, Setting
from flows.extract.target_words import any_of, words
from flows.extract.weighing import Judge
from flows.model import Span

_ALL = r"应(?P<deed>[一-龥])尽(?P=deed)"  # 应装尽装, 应保尽保
_STRONG = re.compile(f"(?:{any_of(words('strong_completions'))}|{_ALL})(?!区)")  # 建成区 is a place
_COMPLETION = re.compile(f"(?:{any_of(words('completions') + words('strong_completions'))}|{_ALL})(?!区)")
_VAGUE = re.compile(any_of(words("vague")))
_OBJECT_VAGUE = re.compile(r"(?<!新)一批|一系列|若干|基本|初步")
_ISSUED = re.compile(rf"{any_of(words('issuing_adverbs'))}*{any_of(words('issuings'))}(?!的)")
_RECURRING = re.compile(r"每(?:年|季度|月|半年|周)|今后")
_TIME_LIMIT = re.compile(r"(?:时限|时间|期限|时间节点|进度)[：:]$")  # 完成时限：2023年6月底前 is of the work above
_CONNECTIVE = re.compile(r"^(?:[，、：；]|应当?|要求|要(?!素)|须|必须|需|将于|于|在|由|并|且|，)+")
_ACTOR = re.compile(
    r"^(?:由)?(?:各(?:(?![要应须将向])[一-龥]){0,10}?(?:部门|单位|政府|机构|厅|局|市|县|区|镇|企业|地区)(?:（[^（）]{1,12}）)?|所有[一-龥]{2,8}?(?:机构|单位|企业|部门))(?:关于|对|要|应|须)?"
)
_LEAD_OUT = re.compile(
    r"(?:应当?|要|须|必须|需|将|并|且|责令其|责成其|要求其|力争|确保|争取|计划|预计|要求)?(?:分别)?(?:于|在|到|至)?$"
)
_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_LISTED = re.compile(r"(?:\d{1,2}月\d{1,2}日[、和及]){1,12}$")
_HANDED_IN = re.compile(r"(?<![通汇])(?:报|报送|上报)[一-龥]{2,10}(?:备案|审定|审批|审核|汇总)?$")
_MANNER = re.compile(r"^(?:依法|分级|分类|分批|率先|统一|按期|如期|组织|抓紧|尽快)+")
_LONGEST = 400  # characters of a clause that may be one completion; 140 in the plans at hand
_SHORTEST = 4  # characters of an indicator
_SHORT = 8  # characters: a predicate as short as 报总局 needs the clause before it to say of what


# How a clause comes to its date.
_OWN, _AFTER, _NOTHING = "by its own date", "after a date", "nothing done"
_ABOVE = "by what stands above"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated completion; `place` is where its clause begins."""

    indicator: str
    scope: str | None
    due: Due
    place: int
    confidence: float


def find_milestones(
    text: str,
    clauses: list[Span],
    taken: Set[Span],
    calendar: Calendar,
    setting: Setting,
    judge: Judge,
) -> tuple[list[Milestone], list[Maybe]]:
    """The milestones of one sentence's clauses, and those that may be.

    `taken`: clauses that hold a number already, which is their row.
    """
    found: list[Milestone] = []
    refused: list[Maybe] = []
    if not clauses:
        return found, refused
    start, end = clauses[0][0], clauses[-1][1]
    last = calendar.mark_at(end - 1)
    if (last is None or last.start < start) and not _COMPLETION.search(text, start, end):
        return found, refused
    for index, span in enumerate(clauses):
        due = calendar.at(span[1] - 1)
        if due is None or due.year is None or due.past or span in taken or span[1] - span[0] > _LONGEST:
            continue
        way, said = _way(text, clauses, index, calendar)
        indicator, scope = tidy(_CONNECTIVE.sub("", said.rstrip("。！？").removesuffix("的目标")))
        actor = _ACTOR.match(indicator)
        if actor and actor.end() < len(indicator):
            scope, indicator = scope or actor[0], indicator[actor.end() :]
        if way is None or len(indicator) < _SHORTEST:
            continue
        probability = judge.probability(span, _seen(text, span, setting, way, said, indicator))
        if probability >= judge.threshold:
            for each in (*_listed(text, span, calendar, due), due):
                found.append(Milestone(indicator, scope, each, span[0], round(probability, 2)))
        else:
            refused.append(Maybe(span, probability))
    return found, refused


def _way(text: str, clauses: list[Span], index: int, calendar: Calendar) -> tuple[str | None, str]:
    """How a clause comes to its date, and what it says of what is to be done; None where it is no candidate."""
    start, end = clauses[index]
    mark = calendar.mark_at(end - 1)
    own = mark is not None and mark.start >= start
    near = mark is not None and mark.start >= clauses[0][0]
    if mark and own and mark.role == "by":
        alone = index == 0 or _dated(calendar, clauses[index - 1])
        return _OWN, _handed_in(text, clauses, index, mark.start, mark.end, end, alone)
    said = text[start:end]
    if mark and own:
        said = text[mark.end : end] if mark.end < end else ""
    done = bool((_COMPLETION if near else _STRONG).search(said) or (near and _ISSUED.match(_opening(said))))
    if mark and own and mark.start > start and not tidy(said)[0]:
        said = text[start : mark.start]
    if not done:
        return _NOTHING if own else None, said
    if mark and not own and mark.role == "by":
        return "goes on" if _continues(said, mark.start, clauses[0][0]) else _AFTER, said
    return "to a date" if mark else _ABOVE, said


def _seen(text: str, span: Span, setting: Setting, way: str, said: str, indicator: str) -> Iterator[str]:
    """What a reader sees of a clause that may be a milestone."""
    issued = _ISSUED.match(indicator)  # what the document is about may be vague: 出台进一步优化…的意见
    against = [way] if way in (_AFTER, _NOTHING) else []
    if _OBJECT_VAGUE.search(indicator) if issued else _VAGUE.search(said):
        against.append("vague")
    if setting.past:
        against.append("a section on the past")
    if way == _ABOVE and not setting.goals:
        against.append("above no goals")
    if _TIME_LIMIT.search(text, max(span[0] - 8, 0), span[0]):
        against.append("a time limit's line")
    if _RECURRING.search(text, max(span[0] - 6, 0), span[1]):
        against.append("recurs")
    yield from against
    if not against:
        yield "commits"
    if way == _OWN:
        yield way
    yield f"done, {'strongly' if _STRONG.search(said) else 'so' if _COMPLETION.search(said) else 'not'}"


def _listed(text: str, span: Span, calendar: Calendar, due: Due) -> Iterator[Due]:
    """The other days of a list that ends in the date of a clause: 分别于6月20日、9月20日、12月10日前报送."""
    mark = calendar.mark_at(span[1] - 1)
    listed = _LISTED.search(text, span[0], mark.start) if mark and mark.role == "by" and due.iso else None
    for month, day in _DAY.findall(listed[0]) if listed else ():
        try:
            yield Due(due.year, date(due.year or 0, int(month), int(day)).isoformat())
        except ValueError:
            continue


def _handed_in(text: str, clauses: list[Span], index: int, due: int, after: int, end: int, alone: bool) -> str:
    """What is to be done by a date (…，应于6月底前报总局): the words around it, with the clause before if short.

    `due`, `after`: where the date begins and ends.
    `alone`: there is no clause before, or one with a date and a deed of its own.
    """
    start = clauses[index][0]
    before = _LEAD_OUT.sub("", _LISTED.sub("", text[start:due]))
    said = before + _CONNECTIVE.sub("", text[after:end])
    if after >= end:
        return ""
    opening, close = clauses[index - 1]
    if len(said) < _SHORT and not alone and text[close : close + 1] == "，":
        return text[max(opening, close - _LONGEST) : close] + said
    return said


def _dated(calendar: Calendar, clause: Span) -> bool:
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
