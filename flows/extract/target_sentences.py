"""The targets of one paragraph, sentence by sentence: numbers that commit, milestones, and what may be either."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.extract.deadlines import Calendar, find_dates
from flows.extract.exclusions import is_name, quoted
from flows.extract.milestones import Milestone, find_milestones
from flows.extract.quantities import HAS_NUMBER, Quantity, find_quantities
from flows.extract.quoting import around, is_too_much
from flows.extract.setting import Maybe, Setting
from flows.extract.spans import Spans
from flows.extract.target_clauses import SentenceReader
from flows.extract.target_lists import Row
from flows.extract.target_words import any_of
from flows.extract.weighing import Judges
from flows.knowledge import facts
from flows.model import Doubt, Span, Target

SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_CLAUSE = re.compile(r"(?:《[^《》]{0,80}》|[^，；：])+")  # a title is one word, whatever marks stand in it
_COVERAGE = re.compile(any_of(facts("milestones.yml")["coverages"]) + "(?=、)")
# The head of a table whose cells ran together: 序号指标名称2005年2010年. No number there is safe.
_FLATTENED = re.compile(r"(?:19|20)\d\d年(?:19|20)\d\d年|指标名称.{0,8}(?:19|20)\d\d年|增减情况\d")
_UNDATED = re.compile(r"年[底末]之?前|年内")


def quoted_rows(text: str, sentence: Span, rows: Sequence[Row]) -> Iterator[Target]:
    """The targets of a sentence, which quote it; or a stretch of it each, where it is too long for so many."""
    too_much = is_too_much(sentence, len(rows))
    for place, target in rows:
        own = (max(place - 1, sentence[0]), place + len(target.value_text or ""))
        yield replace(target, sentence=around(text, sentence, own)) if too_much else target


def read_paragraph(
    text: str,
    start: int,
    end: int,
    setting: Setting,
    year: int | None,
    rows: Spans,
    damaged: Spans,
    judges: Judges,
) -> Iterator[tuple[Span, list[Row], list[Maybe]]]:
    """The sentences of one paragraph, the targets of each and what may be one.

    `rows` are those of tables, which are read elsewhere; what is in `damaged` is no number to anyone.
    """
    if setting.inherited is None and not HAS_NUMBER.search(text, start, end) and not _UNDATED.search(text, start, end):
        return
    names = Spans.over([*quoted(text, start, end), *damaged.spans])
    marks = [
        mark for mark in find_dates(text, start, end, year) if text[mark.start] in "“「" or mark.start not in names
    ]
    dates = Spans([(mark.start, mark.end) for mark in marks])
    calendar = Calendar(marks, setting.inherited)
    for sentence in SENTENCE.finditer(text, start, end):
        if not rows.touches(*sentence.span()) and not _FLATTENED.search(text, *sentence.span()):
            yield (
                sentence.span(),
                *_in_sentence(text, sentence.span(), setting, calendar, dates, names, damaged, judges),
            )


def _in_sentence(
    text: str,
    sentence: Span,
    setting: Setting,
    calendar: Calendar,
    dates: Spans,
    names: Spans,
    damaged: Spans,
    judges: Judges,
) -> tuple[list[Row], list[Maybe]]:
    """The targets of one sentence, its numbers that commit and its milestones in the order of the text; what may be."""
    start, end = sentence
    has_number = HAS_NUMBER.search(text, start, end) is not None
    if not has_number and calendar.at(end - 1) is None:
        return [], []
    clauses = list(_clauses(text, start, end))
    rows: list[Row] = []
    refused: list[Maybe] = []
    counted = [
        quantity
        for quantity in (find_quantities(text, start, end) if has_number else ())
        if quantity.start not in dates and quantity.start not in names and not is_name(text, quantity)
    ]
    quantities = deque(counted)
    if quantities:
        reader = SentenceReader(text, sentence, setting, calendar, judges.targets)
        for clause in clauses:
            own: list[Quantity] = []
            while quantities and quantities[0].start < clause[1]:
                own.append(quantities.popleft())
            rows.extend(reader.read(clause, own))
            if not quantities:
                break
        refused += reader.refused
    numbers = Spans.over([*((quantity.start, quantity.end) for quantity in counted), *damaged.within(start, end)])
    milestones, more = find_milestones(text, clauses, numbers, calendar, setting, judges.milestones)
    rows += [(milestone.place, _milestone(setting, milestone, sentence)) for milestone in milestones]
    refused += more
    rows.sort(key=lambda row: row[0])
    return rows, refused


def _clauses(text: str, start: int, end: int) -> Iterator[Span]:
    """The clauses of a sentence, cut where a list goes on behind a coverage: 图文解读全覆盖、视频占比20%."""
    for clause in _CLAUSE.finditer(text, start, end):
        start = clause.start()
        for coverage in _COVERAGE.finditer(text, *clause.span()):
            yield start, coverage.end()
            start = coverage.end() + 1
        yield start, clause.end()


def doubt_of(text: str, sentence: Span, refused: Maybe) -> Doubt:
    """What is said of a candidate that is no row, but may be one."""
    said = text[slice(*refused.span)]
    message = f"{said!r} may be a target (probability {refused.probability:.2f}); it is not among the targets."
    return Doubt("maybe-target", around(text, sentence, refused.span), message, "info")


def _milestone(setting: Setting, milestone: Milestone, sentence: Span) -> Target:
    """The row of a milestone, which has no value."""
    return Target(
        unit=setting.unit,
        kind="milestone",
        indicator=milestone.indicator,
        scope=milestone.scope,
        comparator=None,
        value=None,
        value_max=None,
        unit_of_measure=None,
        value_text=None,
        period=None,
        deadline=milestone.due.iso,
        deadline_year=milestone.due.year,
        confidence=milestone.confidence,
        sentence=sentence,
    )
