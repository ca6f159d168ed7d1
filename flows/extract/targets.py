"""Targets: the commitments of a plan that can be checked (codebook: targets)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from flows.extract.damaged_numbers import damage_doubts, damaged_numbers
from flows.extract.deadlines import PLAN, Due, find_dates, plan_years
from flows.extract.exclusions import quoted
from flows.extract.heads import topic_of
from flows.extract.indicator_tables import Years
from flows.extract.quoting import doubt, is_too_much
from flows.extract.setting import Setting
from flows.extract.spans import Spans
from flows.extract.target_sentences import SENTENCE, doubt_of, quoted_rows, read_paragraph
from flows.extract.target_tables import find_tables
from flows.extract.target_words import any_of, words
from flows.extract.weighing import Judges, by_weight
from flows.model import Document, Doubt, Span, Target, Unit
from flows.parse.genre import genre_of
from flows.parse.tables import cells_of

# Clean text leaves a mark half-width where no neighbour is Chinese (达到85%,3G用户…); in 1,000 it parts no clauses.
_BETWEEN_CLAUSES = re.compile(r"[,;](?:(?<!\d.)|(?!\d))")
_FULL_WIDTH = {",": "，", ";": "；"}
_PAST_HEADING = re.compile(any_of(words("past_headings")))
_GOAL_HEADING = re.compile(r"目标|指标|任务|要求|" + any_of(words("task_headings")))
_YEAR = re.compile(r"(?:19|20)\d\d")
_OPENS_GOALS = re.compile(r"[，,、]|.{0,8}目标")
_ARTICLE = 1000  # characters of an article that show how it speaks
_SPEECH = 20_000  # characters of a document that show how it speaks
_HEADING, _HEADINGS = 60, 240  # characters of a heading, and of those above it, that show what it is about
MAYBE = 0.2  # from this probability on a candidate that is no row is told of
_PLAN = 5  # years of a plan whose title names its last one only: “十四五”
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
    last = _last_year(document)
    years = Years(year or (last and last - _PLAN + 1), last)
    settings: list[Setting] = []
    text = _widened(document.text)
    spoken = "".join(text[slice(*span)] for span in document.spans)[:_SPEECH]
    leads = {unit.parent for unit in document.units}
    for index, unit in enumerate(document.units):
        above = settings[unit.parent] if unit.parent is not None else None
        setting = _setting(document, text, index, above, year, index in leads, genre, spoken)
        settings.append(setting)
        spans = _paragraphs(text, unit)
        table = find_tables(text, unit.paragraphs, setting, years)
        targets.extend(replace(row, confidence=judges.tables) for row in table.targets)
        doubts.extend(table.doubts)
        rows = Spans(sorted(table.spans))
        for start, end in spans:
            damaged = Spans(damaged_numbers(text, start, end))
            doubts.extend(damage_doubts(damaged.spans, start, end))
            for sentence, found, refused in read_paragraph(text, start, end, setting, year, rows, damaged, judges):
                targets.extend(quoted_rows(text, sentence, found))
                doubts.extend(doubt_of(text, sentence, each) for each in refused if each.probability >= MAYBE)
                if is_too_much(sentence, len(found)):
                    doubts.append(doubt(sentence, len(found)))
    return targets, doubts


@lru_cache(maxsize=1)
def _widened(text: str) -> str:
    """The text of a source with the marks between clauses in full width; its documents share it."""
    return _BETWEEN_CLAUSES.sub(lambda mark: _FULL_WIDTH[mark[0]], text)


def document_year(document: Document) -> int | None:
    """The year of the document: of its date, its number, its publication or, failing these, its title, which may give
    the number of a five-year plan only.
    """
    for stated in (
        document.date_issued,
        document.date_passed,
        document.doc_number,
        document.date_published,
        document.title,
    ):
        if stated and (match := _YEAR.search(stated)):
            return int(match[0])
    plan = PLAN.search(document.title or "")
    return plan_years(plan["nth"] or plan["plan"])[0] if plan else None


def _last_year(document: Document) -> int | None:
    """The last year of a plan, by its title: 2025 of （2021—2025年） and of “十四五”."""
    title = (document.title or "").replace("规划", "时期")  # “十四五”规划 is as long as “十四五”时期
    marks = find_dates(title, 0, len(title), None)
    return max((mark.due.year for mark in marks if mark.due.year), default=None)


def _paragraphs(text: str, unit: Unit) -> tuple[Span, ...]:
    """The heading and the paragraphs of a unit, cell by cell; a heading that breaks off at a number runs on."""
    paragraphs = tuple(cell for paragraph in unit.paragraphs for cell in cells_of(text, paragraph))
    if unit.heading is None:
        return paragraphs
    start, end = unit.heading
    if paragraphs and paragraphs[0][0] == end and text[end - 1].isdecimal():  # 在全市25|个乡镇
        return ((start, paragraphs[0][1]), *paragraphs[1:])
    return (unit.heading, *paragraphs)


def _setting(
    document: Document,
    text: str,
    index: int,
    above: Setting | None,
    year: int | None,
    leads: bool,
    genre: str | None,
    spoken: str,
) -> Setting:
    """What a unit's heading and first sentence hold for its sentences, on top of what the unit above it gives."""
    unit = document.units[index]
    heading = document.heading(unit)
    goals = bool(above and above.goals) or bool(heading and "目标" in heading)
    past = bool(above and above.past) or unit.kind == "preamble"
    if heading and len(heading) <= 40 and _PAST_HEADING.search(heading):
        among_goals = goals and unit.kind == "item"  # ——成效更加明显。 is to come
        past |= not among_goals and not _GOAL_HEADING.search(heading)
    inherited = _row_due(text, unit, year) or (above.inherited if above else None)
    for start, end in ((unit.heading,) if unit.heading else ()) + unit.paragraphs[:1]:
        for sentence in SENTENCE.finditer(text, start, end):
            if due := _lead(text, *sentence.span(), year):
                inherited = due
            if not (leads and goals):
                break  # the first sentence leads; before the items of a section of goals the whole paragraph does
    if len(unit.paragraphs) > 1 and text[unit.paragraphs[0][1] - 1] == "：":  # …。到2028年，力争实现：, over paragraphs
        *_, last = SENTENCE.finditer(text, *unit.paragraphs[0])
        inherited = _lead(text, *last.span(), year) or inherited
    opening = text[unit.paragraphs[0][0] : unit.paragraphs[-1][1]][:_ARTICLE] if unit.paragraphs else ""
    said = (heading or "")[:_HEADING] + (opening[-_HEADING:] if leads and opening.endswith("：") else "")
    headings = f"{above.headings if above else ''}/{said}"[-_HEADINGS:]
    topic = topic_of(heading) or (above.topic if above else None)
    return Setting(index, topic, inherited, past, goals, unit.kind, genre, headings, opening, spoken)


def _row_due(text: str, unit: Unit, year: int | None) -> Due | None:
    """The time limit of a row of a task table, which holds for its task."""
    spans = [cell.span for cell in unit.assigned if cell.kind == "due"]
    dues = [mark.due for span in spans for mark in find_dates(text, *span, year) if mark.due.year and not mark.due.past]
    return dues[-1] if dues else None


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
