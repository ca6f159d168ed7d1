"""Targets: the commitments of a plan that can be checked (codebook: targets)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.extract.commitments import (
    Clause,
    commits,
    in_brackets,
    is_name,
    is_paid_or_scored,
    is_threshold,
    quoted,
    tells_a_fact,
)
from flows.extract.deadlines import Calendar, DateMark, Due, find_dates
from flows.extract.indicators import (
    SEPARATOR, changes, complete, counted, distribute, predicate_of, share_of, split_gap, subject, topic_of,
)  # fmt: skip
from flows.extract.milestones import find_milestones
from flows.extract.quantities import HAS_NUMBER, Quantity, find_quantities
from flows.extract.target_words import FALL, TIMES, any_of, words
from flows.model import Document, Doubt, Span, Target, Unit

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_CLAUSE = re.compile(r"[^，；：]+")
_PAST_HEADING = re.compile(any_of(words("past_headings")))
_GOAL_HEADING = re.compile(r"目标|指标|任务|要求")
_PERIODS = {"年": "year", "季": "quarter", "月": "month", "周": "week", "星": "week", "日": "day", "天": "day"}
_PERIOD = re.compile(r"每(?:人每|个|家)?(半年|两年|年|季度|季|个?月|周|星期|日|天)|(?:一|1)(年)(?=不少于|至少)")
_YEARLY_GROWTH = re.compile(r"年均|每年|年平均|年增长|年增速|年递增")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNTED_RATE = re.compile(r"次|场|期|批|篇|条|人|件|个|家|项|名")


@dataclass(frozen=True, slots=True)
class _Setting:
    """What an article gives to its sentences."""

    unit: int
    topic: str | None  # what a bare head is completed with
    inherited: Due | None  # the date of the heading or the lead sentence
    past: bool  # a section on what has been
    goals: bool  # a section of goals


def find_targets(document: Document) -> tuple[list[Target], list[Doubt]]:
    """All targets of a document in reading order, and what the rules were unsure of."""
    targets: list[Target] = []
    doubts: list[Doubt] = []
    year = document_year(document)
    settings: list[_Setting] = []
    for index, unit in enumerate(document.units):
        above = settings[unit.parent] if unit.parent is not None else None
        setting = _setting(document, index, unit, above, year)
        settings.append(setting)
        spans = ((unit.heading,) if unit.heading else ()) + unit.paragraphs
        for start, end in spans:
            targets.extend(_in_paragraph(document.text, start, end, setting, year))
    return targets, doubts


def document_year(document: Document) -> int | None:
    """The year of the document: of its date, its number, its publication or, failing these, its title."""
    for stated in (document.date_issued, document.doc_number, document.date_published, document.title):
        if stated and (match := _YEAR.search(stated)):
            return int(match[0])
    return None


def _setting(document: Document, index: int, unit: Unit, above: _Setting | None, year: int | None) -> _Setting:
    """What a unit's heading and first sentence hold for its sentences, on top of what the unit above it gives."""
    heading = document.heading(unit)
    past = bool(above and above.past) or unit.kind == "preamble"
    if heading and len(heading) <= 40 and _PAST_HEADING.search(heading) and not _GOAL_HEADING.search(heading):
        past = True
    goals = bool(above and above.goals) or bool(heading and "目标" in heading)
    inherited = above.inherited if above else None
    for start, end in ((unit.heading,) if unit.heading else ()) + unit.paragraphs[:1]:
        sentence = _SENTENCE.search(document.text, start, end)
        if sentence and (due := _lead(document.text, *sentence.span(), year)):
            inherited = due
    return _Setting(index, topic_of(heading) or (above.topic if above else None), inherited, past, goals)


def _lead(text: str, start: int, end: int, year: int | None) -> Due | None:
    """The date that opens a heading or a lead sentence and so holds for its article: 到2025年, …; 2023年目标."""
    marks = find_dates(text, start, end, year)
    opening = marks[0] if marks else None
    if opening is None or opening.start > start + 24 or opening.role not in ("to", "in", "by") or opening.due.past:
        return None
    if opening.role == "by" or any(a <= opening.start < b for a, b in quoted(text, start, end)):
        return None
    if opening.role == "in" and not re.match(r"(?:[，,、]|.{0,8}目标)", text[opening.end : opening.end + 12]):
        return None
    return opening.due if len({mark.due.year for mark in marks if mark.role in ("to", "in")}) == 1 else None


def _in_paragraph(text: str, start: int, end: int, setting: _Setting, year: int | None) -> Iterator[Target]:
    """The targets of one paragraph."""
    if setting.inherited is None and not HAS_NUMBER.search(text, start, end):
        return
    names = quoted(text, start, end)
    marks = [
        mark
        for mark in find_dates(text, start, end, year)
        if not _within(mark.start, names) or text[mark.start] in '“"'
    ]
    calendar = Calendar(marks, setting.inherited)
    for sentence in _SENTENCE.finditer(text, start, end):
        yield from _in_sentence(text, sentence.span(), setting, calendar, marks, names, year)


def _in_sentence(
    text: str,
    sentence: Span,
    setting: _Setting,
    calendar: Calendar,
    marks: list[DateMark],
    names: list[Span],
    year: int | None,
) -> Iterator[Target]:
    """The targets of one sentence: its numbers that commit, and its milestones, in the order of the text."""
    start, end = sentence
    has_number = HAS_NUMBER.search(text, start, end)
    if not has_number and calendar.at(end - 1) is None:
        return
    clauses = [match.span() for match in _CLAUSE.finditer(text, start, end)]
    found: list[tuple[int, Target]] = []
    taken: list[Span] = []
    if has_number:
        quantities = [
            quantity for quantity in find_quantities(text, start, end)
            if not _in_dates(quantity, marks) and not _within(quantity.start, names) and not is_name(text, quantity)
        ]  # fmt: skip
        reader = _SentenceReader(text, sentence, setting, calendar)
        for clause in clauses:
            own = [quantity for quantity in quantities if clause[0] <= quantity.start < clause[1]]
            rows = reader.read(clause, own)
            if rows or own:
                taken.append(clause)
            found.extend(rows)
    if not setting.past:
        for milestone in find_milestones(text, clauses, taken, calendar, setting.goals):
            found.append(
                (milestone.place, _milestone(setting, milestone.indicator, milestone.scope, milestone.due, sentence))
            )
    found.sort(key=lambda row: row[0])
    yield from (target for _, target in found)


def _milestone(setting: _Setting, indicator: str, scope: str | None, due: Due, sentence: Span) -> Target:
    return Target(
        setting.unit, "milestone", indicator, scope, None, None, None, None, None, None, due.iso, due.year, sentence
    )


class _SentenceReader:
    """Reads the clauses of a sentence one after another; remembers what a later clause leaves out."""

    def __init__(self, text: str, sentence: Span, setting: _Setting, calendar: Calendar) -> None:
        self.text, self.sentence, self.setting, self.calendar = text, sentence, setting, calendar
        self.segment = sentence[0]
        self.scope: str | None = None
        self.last: Target | None = None

    def read(self, span: Span, quantities: list[Quantity]) -> list[tuple[int, Target]]:
        """The rows of one clause, each with the place of its number."""
        if span[0] > self.sentence[0] and self.text[span[0] - 1] == "；":
            self.segment, self.scope = span[0], None
        clause = Clause(self.text[slice(*span)], span[0], span[1], self.segment, self.sentence[0])
        own = self._counting(clause, quantities)
        named_scope = subject(self.text[span[0] : own[0].left] if own else clause.text)[1]
        self.scope = named_scope or self.scope
        rows: list[tuple[int, Target]] = []
        carried = self.last is not None and clause.text.startswith(("其中", "并", "年均"))
        lefts, rights = self._sides(clause, own)
        for index, quantity in enumerate(own):
            row = self._row(clause, quantity, index, lefts, rights, carried)
            carried = row is not None
            if row:
                rows.append((quantity.start, row))
                self.last = row
        return self._distributed(clause, own, rows)

    def _counting(self, clause: Clause, quantities: list[Quantity]) -> list[Quantity]:
        """The quantities of a clause that are counted, without thresholds, glosses, prices and facts."""
        kept: list[Quantity] = []
        for index, quantity in enumerate(quantities):
            following = quantities[index + 1] if index + 1 < len(quantities) else None
            gap = self.text[quantity.right : following.left] if following else ""
            later = following is not None and not SEPARATOR.search(gap) and "或" not in gap and len(gap) > 1
            if not in_brackets(self.text, quantity) and not is_threshold(self.text, quantity, clause, later):
                kept.append(quantity)
        return kept

    def _sides(self, clause: Clause, own: list[Quantity]) -> tuple[list[str], list[str]]:
        """The text that belongs to each quantity, before and after it."""
        lefts, rights = [], []
        left = self.text[clause.start : own[0].left] if own else ""
        for index, quantity in enumerate(own):
            lefts.append(left)
            if index + 1 < len(own):
                right, left = split_gap(self.text[quantity.right : max(own[index + 1].left, quantity.right)])
                rights.append(right)
            else:
                rights.append(self.text[quantity.right : clause.end].rstrip("。！？"))
        return [_after_bracket(left) for left in lefts], [_before_bracket(right) for right in rights]

    def _row(
        self, clause: Clause, quantity: Quantity, index: int, lefts: list[str], rights: list[str], carried: bool
    ) -> Target | None:
        """The target that a quantity states, if it states one."""
        due = self.calendar.at(quantity.start)
        mark = self.calendar.mark_at(quantity.start)
        if due is None or due.year is None:
            later = self.calendar.next_after(quantity.end, self._segment_end(quantity.end))
            due = later.due if later and later.role == "by" else due
        dated = due is not None and due.year is not None and not due.past
        if due is not None and due.past or (self.setting.past and not (mark and mark.role == "to" and dated)):
            return None
        left, right = lefts[index], rights[index]
        if is_paid_or_scored(self.text, quantity, clause):
            return None
        last_date = mark.start if mark and dated else 0
        if tells_a_fact(self.text, quantity, clause, dated, last_date):
            return None
        if not commits(self.text, quantity, clause, left, right, carried, dated):
            return None
        return self._target(quantity, index, lefts, rights, due, carried)

    def _target(
        self, quantity: Quantity, index: int, lefts: list[str], rights: list[str], due: Due | None, carried: bool
    ) -> Target | None:
        left, right = lefts[index], rights[index]
        period = _PERIODS.get(match[1][-1] if (match := _last(_PERIOD, left)) and match[1] else "", None)
        if match and match[0].endswith(("半年", "两年")):
            period = None
        growth = changes(left) and (
            quantity.unit in ("%", "百分点", "倍", "‰") or _falls(left) or not left.endswith(("增加", "扩大"))
        )
        growth = growth and not (right and quantity.unit not in ("%", "百分点", "倍", "‰"))
        growth = growth and not (quantity.unit not in ("%", "百分点", "倍", "‰", "番") and left.endswith("新增"))
        stepped = quantity.prefixed and self.text[quantity.start - 1] in "到至"
        if stepped and quantity.unit == "%":
            growth = False
        if quantity.unit in ("番",):
            growth = True
        rank = quantity.unit == "位"
        name, scope = self._named(quantity, index, lefts, rights, growth, carried)
        if not name:
            return None
        kind = (
            "growth"
            if growth
            else "frequency"
            if match and not _YEARLY_GROWTH.search("") and _counts_per(quantity)
            else "share"
            if quantity.unit in ("%", "‰")
            else "level"
        )
        if growth:
            period = "year" if _YEARLY_GROWTH.search(left) else None
        elif kind != "frequency":
            period = None
        comparator = quantity.comparator or _stated(left) or "="
        if rank or quantity.unit in TIMES and comparator in ("=", ">=") and not quantity.prefixed:
            comparator = "<="
        return Target(
            self.setting.unit, kind, name, scope or self.scope, comparator, quantity.value, quantity.value_max, quantity.unit,
            self.text[quantity.start : quantity.end], period, due.iso if due else None, due.year if due else None, self.sentence,
        )  # fmt: skip

    def _named(
        self, quantity: Quantity, index: int, lefts: list[str], rights: list[str], growth: bool, carried: bool
    ) -> tuple[str, str | None]:
        """Indicator and scope of a quantity."""
        left, right = lefts[index], rights[index]
        before = self.last.indicator if self.last else None
        if quantity.unit == "%" and not quantity.prefixed and right and not growth:
            name, scope = subject(left)
            if not name or carried:
                return share_of(right, "" if index == len(lefts) - 1 else predicate_of(rights[-1])), scope
        if quantity.prefixed or growth or quantity.unit in TIMES or quantity.unit in ("%", "‰", None):
            name, scope = subject(left)
            name += right if right and not right.startswith(("的", "，")) and len(right) <= 20 else ""
        else:
            name, scope = counted(left, right)
            if quantity.prefixed is False and not name:
                name, scope = subject(left)
        return complete(name, before, self.setting.topic, carried), scope

    def _distributed(
        self, clause: Clause, own: list[Quantity], rows: list[tuple[int, Target]]
    ) -> list[tuple[int, Target]]:
        """The values after 分别, each with its own indicator."""
        if len(rows) < 2 or not own or "分别" not in self.text[max(own[0].left - 2, clause.start) : own[0].start + 1]:
            return rows
        names = distribute(rows[0][1].indicator, len(rows))
        first = rows[0][1]
        return [
            (
                place,
                replace(
                    row,
                    indicator=name,
                    kind=first.kind,
                    comparator=first.comparator if row.comparator == "=" else row.comparator,
                ),
            )
            for (place, row), name in zip(rows, names, strict=False)
        ]

    def _segment_end(self, place: int) -> int:
        """Where the ；-part of the sentence ends."""
        stop = self.text.find("；", place, self.sentence[1])
        return stop if stop >= 0 else self.sentence[1]


def _counts_per(quantity: Quantity) -> bool:
    return quantity.unit is not None and quantity.unit not in TIMES and quantity.unit not in ("%", "元", "位")


def _stated(left: str) -> str | None:
    """A comparison that stands apart from its number: 每年至少开展一次."""
    if any(word in left for word in ("至少", "不少于", "不低于", "不得少于", "实现", "达到")):
        return ">="
    return "<=" if "不超过" in left else None


def _falls(left: str) -> bool:
    return any(left.endswith(word) for word in FALL.words)


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):
        pass
    return found


def _after_bracket(left: str) -> str:
    """What stands before a number within brackets that were opened before it."""
    return left[left.rfind("（") + 1 :] if left.rfind("（") > left.rfind("）") else left


def _before_bracket(right: str) -> str:
    """What stands after a number, up to a closing bracket that was opened before it."""
    close = right.find("）")
    return right[:close] if close >= 0 and "（" not in right[:close] else right


def _within(place: int, spans: list[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def _in_dates(quantity: Quantity, marks: list[DateMark]) -> bool:
    return any(mark.start <= quantity.start < mark.end for mark in marks)
