"""Milestones: a stated date, and something whose completion is a yes or a no (codebook: milestone).

Every clause with a date of its own, or behind one in its sentence, that does something may be one; weights decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flows.extract.deadlines import Calendar, DateMark, Due
from flows.extract.indicators import tidy
from flows.extract.milestone_signs import DEED, SURE, signs
from flows.extract.setting import Maybe, Setting
from flows.extract.spans import Spans
from flows.extract.weighing import Judge
from flows.model import Span

_CONNECTIVE = re.compile(
    r"^(?:[，、：；]|应当?(?!.尽)|要求|要(?!素)|须|必须|需|将于|于|在|由|并|且|初(?![步级中高始])|止)+"
)
_ACTOR = re.compile(
    r"^(?:由|请)?(?:各(?:(?![要应须将向])[一-龥]){0,10}?(?:部门|单位|政府|机构|厅|局|市|县|区|镇|企业|地区)(?:（[^（）]{1,12}）)?|所有[一-龥]{2,8}?(?:机构|单位|企业|部门))(?:关于|对|要|应|须)?"
    r"|(?:由|请)?[一-龥（）]{0,40}(?:办公室|领导小组|指挥部|委员会|专班)(?=建立|制定|出台|编制|印发|完成|建成|启动)"
    r"|请[一-龥、（）]{1,24}?(?:局|办|委|部|厅|科|处|所|队|街道|中心|镇|乡|区|县|单位)(?=将|把|报送|上报|提交|反馈|完成)"
)
_LEAD_OUT = re.compile(
    r"(?:应当?|要|须|必须|需|将|并|且|推动|加快|抓紧|责令其|责成其|要求其|力争|确保|争取|计划|预计|要求)?(?:分别)?(?:于|在|到|至)?[（(【〔［[]?$"
)
_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_LISTED = re.compile(r"(?:\d{1,2}月\d{1,2}日[、和及]){1,12}$")
# A deed that does not say of what, and who is to do it: 完成; 由省水利厅负责落实; 各市按职责分工组织实施.
_BARE = re.compile(
    r"(?P<who>由?(?:自由|[^由，。；：]){2,200}?(?:负责|牵头|分工|配合))?(?:组织)?(?:请[一-龥、]{2,60}?)?"
    r"(?P<deed>(?:全面|全部|按期|如期)?(?:完成|报送|上报|落实|办结|落实到位|到位|实施|推进))"
)
_OPENS_NOTE = "（(【〔［["  # （省住建厅牵头，2023年底前完成） is of the work before it
_DOES = re.compile(f"[，）)]|初|底|末|(?:[应将要须]|力争|确保|全[一-龥])*{DEED.pattern}")
_EDGE = "，。！？；：）) "
_LEAD = 4  # characters before a date that opens a sentence: 力争到
_LONGEST = 400  # characters of a clause that may be one completion; 140 in the plans at hand
_SHORTEST = 4  # characters of an indicator
_SHORT = 6  # characters: a bare deed as short as 通过验收 needs the clause before it to say of what
_SHORT_REPORT = 8  # and so do 报广电总局 and 向社会公开
_TO_WHOM = ("报", "送", "上报", "向", "对外")
_WAYS = {"by": "its own date", "to": "the year it opens with", "in": "its own year"}


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
    numbers: Spans,
    calendar: Calendar,
    setting: Setting,
    judge: Judge,
) -> tuple[list[Milestone], list[Maybe]]:
    """The milestones of one sentence's clauses, and those that may be.

    `numbers`: what has one is no milestone but its target.
    """
    found: list[Milestone] = []
    refused: list[Maybe] = []
    segment = clauses[0][0] if clauses else 0
    for index, clause in enumerate(clauses):
        segment = clause[0] if text[clause[0] - 1 : clause[0]] == "；" else segment
        due = calendar.at(clause[1] - 1)
        if due is None or due.past or numbers.touches(*clause) or clause[1] - clause[0] > _LONGEST:
            continue
        way, said, span = _read(text, clause, clauses[max(index - 1, 0)], (clauses[0][0], segment), calendar)
        indicator, scope = _named(said)
        if way is None or len(indicator) < _SHORTEST or numbers.touches(*span):
            continue
        probability = judge.probability(span, signs(text, span, setting, way, due, said, indicator))
        if probability >= judge.threshold:
            for each in (*_listed(text, clause, calendar, due), due):
                found.append(Milestone(indicator, scope, each, span[0], round(probability, 2)))
        else:
            refused.append(Maybe(span, probability))
    return found, refused


def _read(text: str, span: Span, before: Span, begins: Span, calendar: Calendar) -> tuple[str | None, str, Span]:
    """How a clause comes to its date, what it says of what is to be done, and where; None: it is no candidate.

    `before`: the clause before it; `begins`: where its sentence does, and its ；-part.
    """
    start, end = span
    mark = calendar.mark_at(end - 1)
    said = text[start:end]
    bare = _BARE.fullmatch(said.rstrip(_EDGE))
    if mark is None or mark.start < begins[0]:
        return "above" if SURE.search(said) else None, said, span
    if mark.start < start:
        if not _apart(text, mark):
            way = "a year in a name"
        elif mark.start < begins[1] and mark.role != "to" and not _opens(text, mark, begins[0]):
            way = "behind another part"
        else:
            way = f"{'behind' if mark.end >= before[1] else 'later than'} {_WAYS[mark.role]}"
        return way if mark.due.year and DEED.search(said) and not bare else None, said, span
    said = _around(text, span, mark)
    bare = _BARE.fullmatch(said.rstrip(_EDGE))
    lead = _lead(text, start, before, calendar)
    if not said or (bare and (text[before[0] if lead else start] in _OPENS_NOTE or (bare["who"] and not lead))):
        return None, said, span
    if mark.role == "by" and lead and (bare or _says_little(said)):
        span, said = (before[0], end), lead + (bare["deed"] if bare else said)
    if not mark.due.year and not SURE.search(said):
        return None, said, span
    return _WAYS[mark.role] if _apart(text, mark) else "a year in a name", said, span


def _lead(text: str, start: int, before: Span, calendar: Calendar) -> str:
    """What the clause before gives to one that only says a deed: its words, of a dated one those before its date."""
    if before[0] == start or text[before[1]] != "，" or start - before[0] > _LONGEST:
        return ""
    mark = calendar.mark_at(before[1] - 1)
    dated = mark is not None and mark.start >= before[0]
    return _LEAD_OUT.sub("", text[before[0] : mark.start]) if mark and dated else text[slice(*before)]


def _opens(text: str, mark: DateMark, sentence: int) -> bool:
    """Whether a date opens its sentence and so holds for all of its parts: 2022年底前，…；…."""
    return mark.start - sentence <= _LEAD and text[mark.end : mark.end + 1] == "，"


def _says_little(said: str) -> bool:
    """Whether a clause only says a deed, and not of what."""
    if said.startswith(_TO_WHOM):
        return len(said) < _SHORT_REPORT and bool(DEED.search(said))
    return len(said) < _SHORT and bool(DEED.match(said))


def _apart(text: str, mark: DateMark) -> bool:
    """Whether a date says when something is done, and is no part of a name: 2023年工作要点."""
    return mark.role != "in" or mark.due.iso is not None or bool(_DOES.match(text, mark.end))


def _around(text: str, span: Span, mark: DateMark) -> str:
    """What a clause says before and after its date; nothing, where it only says who and when (各县于3月20日前，…)."""
    before = _LEAD_OUT.sub("", _LISTED.sub("", text[span[0] : mark.start]))
    after = _CONNECTIVE.sub("", text[mark.end : span[1]])
    if not after.strip(_EDGE):
        return before if DEED.search(before) else ""
    of_before = mark.role == "by" or not tidy(after)[0] or (mark.role == "in" and DEED.match(after))
    return before + after if of_before else after  # 新校区2022年9月投入使用


def _named(said: str) -> tuple[str, str | None]:
    """The indicator, without words that join it to others and without who is to do it, and its scope."""
    indicator, scope = tidy(_CONNECTIVE.sub("", said.rstrip("。！？").removesuffix("的目标")))
    actor = _ACTOR.match(indicator)
    if actor and actor.end() < len(indicator):
        return _CONNECTIVE.sub("", indicator[actor.end() :]), scope or actor[0].lstrip("由请")
    return indicator, scope


def _listed(text: str, span: Span, calendar: Calendar, due: Due) -> Iterator[Due]:
    """The other days of a list that ends in the date of a clause: 分别于6月20日、9月20日、12月10日前报送."""
    mark = calendar.mark_at(span[1] - 1)
    listed = _LISTED.search(text, span[0], mark.start) if mark and mark.role == "by" and due.iso else None
    for month, day in _DAY.findall(listed[0]) if listed else ():
        try:
            yield Due(due.year, date(due.year or 0, int(month), int(day)).isoformat())
        except ValueError:
            continue
