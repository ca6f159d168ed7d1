"""Targets: the commitments of a plan that can be checked (codebook: targets)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from flows.extract.deadlines import Calendar, Due, find_dates
from flows.extract.exclusions import is_name, quoted
from flows.extract.indicators import topic_of
from flows.extract.milestones import Milestone, find_milestones
from flows.extract.quantities import HAS_NUMBER, Quantity, find_quantities
from flows.extract.quoting import around, doubt, is_too_much
from flows.extract.setting import Maybe, Setting
from flows.extract.spans import Spans
from flows.extract.target_clauses import SentenceReader
from flows.extract.target_lists import Row
from flows.extract.target_tables import find_tables
from flows.extract.target_words import any_of, words
from flows.extract.weighing import Judges, by_weight
from flows.model import Document, Doubt, Span, Target, Unit
from flows.parse.genre import genre_of

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_CLAUSE = re.compile(r"[^，；：]+")
# Clean text leaves a mark half-width where no neighbour is Chinese (达到85%,3G用户…); in 1,000 it parts no clauses.
_BETWEEN_CLAUSES = re.compile(r"(?<!\d)[,;]|[,;](?!\d)")
_FULL_WIDTH = {",": "，", ";": "；"}
_PAST_HEADING = re.compile(any_of(words("past_headings")))
_GOAL_HEADING = re.compile(r"目标|指标|任务|要求|" + any_of(words("task_headings")))
_YEAR = re.compile(r"(?:19|20)\d\d")
_OPENS_GOALS = re.compile(r"[，,、]|.{0,8}目标")
# The head of a table whose cells ran together: 序号指标名称2005年2010年. No number there is safe.
_FLATTENED = re.compile(r"(?:19|20)\d\d年(?:19|20)\d\d年|指标名称.{0,8}(?:19|20)\d\d年|增减情况\d")
_UNDATED = re.compile(r"年[底末]之?前")
_ARTICLE = 1000  # characters of an article that show how it speaks
_HEADING, _HEADINGS = 60, 240  # characters of a heading, and of those above it, that show what it is about
MAYBE = 0.2  # from this probability on a candidate that is no row is told of
_LEAD = 24  # characters from the start of a sentence within which a date opens it


def find_targets(document: Document, judges: Judges | None = None) -> tuple[list[Target], list[Doubt]]:
    """All targets of a document in reading order, and what the rules were unsure of.

    `judges`: who decides, where it is not the weights of this house (training).
    """
    judges = judges or by_weight()
    genre = genre_of(document.title or "", document.doc_type)
    targets: list[Target] = []
    doubts: list[Doubt] = []
    year = document_year(document)
    settings: list[Setting] = []
    text = _widened(document.text)
    leads = {unit.parent for unit in document.units}
    for index, unit in enumerate(document.units):
        above = settings[unit.parent] if unit.parent is not None else None
        setting = _setting(document, text, index, above, year, index in leads, genre)
        settings.append(setting)
        spans = _paragraphs(text, unit)
        table = find_tables(text, unit.paragraphs, setting, year)
        targets.extend(replace(row, confidence=judges.tables) for row in table.targets)
        doubts.extend(table.doubts)
        rows = Spans(sorted(table.spans))
        for start, end in spans:
            for sentence, found, refused in _in_paragraph(text, start, end, setting, year, rows, judges):
                targets.extend(_quoted(text, sentence, found))
                doubts.extend(_maybe(text, sentence, each) for each in refused if each.probability >= MAYBE)
                if is_too_much(sentence, len(found)):
                    doubts.append(doubt(sentence, len(found)))
    return targets, doubts


@lru_cache(maxsize=1)
def _widened(text: str) -> str:
    """The text of a source with the marks between clauses in full width; its documents share it."""
    return _BETWEEN_CLAUSES.sub(lambda mark: _FULL_WIDTH[mark[0]], text)


def document_year(document: Document) -> int | None:
    """The year of the document: of its date, its number, its publication or, failing these, its title."""
    for stated in (document.date_issued, document.doc_number, document.date_published, document.title):
        if stated and (match := _YEAR.search(stated)):
            return int(match[0])
    return None


def _paragraphs(text: str, unit: Unit) -> tuple[Span, ...]:
    """The heading and the paragraphs of a unit; a heading that breaks off at a number (在全市25|个乡镇) runs on."""
    if unit.heading is None:
        return unit.paragraphs
    start, end = unit.heading
    if unit.paragraphs and unit.paragraphs[0][0] == end and text[end - 1].isdecimal():
        return ((start, unit.paragraphs[0][1]), *unit.paragraphs[1:])
    return (unit.heading, *unit.paragraphs)


def _setting(
    document: Document,
    text: str,
    index: int,
    above: Setting | None,
    year: int | None,
    leads: bool,
    genre: str | None,
) -> Setting:
    """What a unit's heading and first sentence hold for its sentences, on top of what the unit above it gives."""
    unit = document.units[index]
    heading = document.heading(unit)
    goals = bool(above and above.goals) or bool(heading and "目标" in heading)
    past = bool(above and above.past) or unit.kind == "preamble"
    if heading and len(heading) <= 40 and _PAST_HEADING.search(heading):
        among_goals = goals and unit.kind == "item"  # ——成效更加明显。 is to come
        past |= not among_goals and not _GOAL_HEADING.search(heading)
    inherited = above.inherited if above else None
    for start, end in ((unit.heading,) if unit.heading else ()) + unit.paragraphs[:1]:
        for sentence in _SENTENCE.finditer(text, start, end):
            if due := _lead(text, *sentence.span(), year):
                inherited = due
            if not (leads and goals):
                break  # the first sentence leads; before the items of a section of goals the whole paragraph does
    opening = text[unit.paragraphs[0][0] : unit.paragraphs[-1][1]][:_ARTICLE] if unit.paragraphs else ""
    said = (heading or "")[:_HEADING] + (opening[-_HEADING:] if leads and opening.endswith("：") else "")
    headings = f"{above.headings if above else ''}/{said}"[-_HEADINGS:]
    topic = topic_of(heading) or (above.topic if above else None)
    return Setting(index, topic, inherited, past, goals, unit.kind, genre, headings, opening)


def _lead(text: str, start: int, end: int, year: int | None) -> Due | None:
    """The date that opens a heading or a lead sentence and so holds for its article: 到2025年, …; 2023年目标."""
    marks = find_dates(text, start, end, year)
    opening = marks[0] if marks else None
    if opening is None or opening.start > start + _LEAD or opening.role not in ("to", "in", "by") or opening.due.past:
        return None
    if opening.role == "by" or opening.start in Spans(quoted(text, start, end)):
        return None
    if opening.role == "in" and not _OPENS_GOALS.match(text, opening.end, end):
        return None
    return opening.due if len({mark.due.year for mark in marks if mark.role in ("to", "in")}) == 1 else None


def _quoted(text: str, sentence: Span, rows: Sequence[Row]) -> Iterator[Target]:
    """The targets of a sentence, which quote it; or a stretch of it each, where it is too long for so many."""
    too_much = is_too_much(sentence, len(rows))
    for place, target in rows:
        own = (max(place - 1, sentence[0]), place + len(target.value_text or ""))
        yield replace(target, sentence=around(text, sentence, own)) if too_much else target


def _in_paragraph(
    text: str, start: int, end: int, setting: Setting, year: int | None, rows: Spans, judges: Judges
) -> Iterator[tuple[Span, list[Row], list[Maybe]]]:
    """The sentences of one paragraph, the targets of each and what may be one; `rows` of tables are read elsewhere."""
    if setting.inherited is None and not HAS_NUMBER.search(text, start, end) and not _UNDATED.search(text, start, end):
        return
    names = Spans(quoted(text, start, end))
    marks = [
        mark for mark in find_dates(text, start, end, year) if text[mark.start] in "“「" or mark.start not in names
    ]
    dates = Spans([(mark.start, mark.end) for mark in marks])
    calendar = Calendar(marks, setting.inherited)
    for sentence in _SENTENCE.finditer(text, start, end):
        if not rows.touches(*sentence.span()) and not _FLATTENED.search(text, *sentence.span()):
            yield sentence.span(), *_in_sentence(text, sentence.span(), setting, calendar, dates, names, judges)


def _in_sentence(
    text: str, sentence: Span, setting: Setting, calendar: Calendar, dates: Spans, names: Spans, judges: Judges
) -> tuple[list[Row], list[Maybe]]:
    """The targets of one sentence, its numbers that commit and its milestones in the order of the text; what may be."""
    start, end = sentence
    has_number = HAS_NUMBER.search(text, start, end) is not None
    if not has_number and calendar.at(end - 1) is None:
        return [], []
    clauses = [match.span() for match in _CLAUSE.finditer(text, start, end)]
    rows: list[Row] = []
    refused: list[Maybe] = []
    taken: set[Span] = set()
    quantities = deque(
        quantity
        for quantity in (find_quantities(text, start, end) if has_number else ())
        if quantity.start not in dates and quantity.start not in names and not is_name(text, quantity)
    )
    if quantities:
        reader = SentenceReader(text, sentence, setting, calendar, judges.targets)
        for clause in clauses:
            own: list[Quantity] = []
            while quantities and quantities[0].start < clause[1]:
                own.append(quantities.popleft())
            rows.extend(reader.read(clause, own))
            if own:
                taken.add(clause)
            if not quantities:
                break
        refused += reader.refused
    milestones, more = find_milestones(text, clauses, taken, calendar, setting, judges.milestones)
    rows += [(milestone.place, _milestone(setting, milestone, sentence)) for milestone in milestones]
    refused += more
    rows.sort(key=lambda row: row[0])
    return rows, refused


def _maybe(text: str, sentence: Span, refused: Maybe) -> Doubt:
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
