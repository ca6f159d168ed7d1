"""Finds where clauses that assign work may stand: brackets, lines that open with a label, labels inside a paragraph.

Whether a candidate is a clause is decided by who reads it (assignments.py): only its names tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.extract.names import MARKS
from flows.extract.roles import label_at, labels_in
from flows.extract.spans import Spans
from flows.knowledge import lexicon
from flows.model import Span

BRACKET, LABELS, LINE = "bracket", "labels", "line"
LONGEST_LINE = 160  # characters of a line that is nothing but a list with its verb
LONGEST_UNCLOSED = 200  # characters of a clause whose bracket is not closed
LONGEST_NAME = 20  # characters in which the first name of a list ends
MAX_DEPTH = 2  # a clause in a bracket in a clause is none
_BRACKETS = re.compile(r"[（(［\[【〔）)］\]】〕]")
_CLOSES = {"）": "（(", ")": "（(", "］": "［[", "]": "［[", "】": "【", "〕": "〔"}
_HINT = re.compile(
    r"负责|牵头|责任|配合|落实|推进|参与|协办|主办|承办|实施|参加|执行|单位|部门|职责|指导|督促|协助|联系[人电方]|联络员|为[主辅]|[主协]抓"
)
_ENDS_WITH_VERB = re.compile(r"(?:负责|牵头|配合|落实|参与|参加|推进|实施|协助)。?$")
_CONTACT = re.compile(r"[，、；][\u4e00-\u9fff]{2,4}[，、；：]?(?:联系)?(?:电话)?[：:]?[\d-]{7,13}$")
_LONGEST_CONTACT = 30  # characters
_SENTENCE_ENDS = frozenset("。；！？”）;!】］]〕")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be a clause: `span` is the whole of it, `parts` what is to be read."""

    kind: str
    span: Span
    parts: tuple[Span, ...]
    at_end: bool  # it ends a sentence or a paragraph
    contact: bool = False  # it closes with a person and a telephone


def candidates(text: str, paragraphs: Sequence[Span]) -> list[Candidate]:
    """All candidates of a unit's paragraphs, in reading order, none inside another of its kind."""
    found: list[Candidate] = []
    run: list[Span] = []
    for paragraph in paragraphs:
        start, end = _stripped(text, paragraph)
        if run and text[run[-1][1] - 1] in "：:、，":  # a label alone on its line, a list that goes on on the next
            run[-1] = (run[-1][0], end)
            continue
        if label_at(text, start, end):
            stop = _end_of_labels(text, start, end)
            run.append((start, stop))
            if stop == end:
                continue
            start = stop
        if run:
            found.append(_lines(run))
            run = []
        if _is_list_line(text, start, end):
            found.append(Candidate(LINE, (start, end), ((start, end),), True))
        brackets = list(_brackets(text, start, end))
        found += brackets
        inline = list(_inline(text, start, end, [candidate.span for candidate in brackets]))
        if inline and inline[-1].span[1] == end:  # the next line may go on: …。牵头单位：甲局|责任单位：乙局
            run = [inline.pop().span]
        found += inline
    if run:
        found.append(_lines(run))
    return sorted(found, key=lambda candidate: candidate.span)


def bracket_pairs(text: str, start: int, end: int) -> list[tuple[int, int, int]]:
    """The brackets of text[start:end] as (depth, start, end), those that never close left out."""
    pairs: list[tuple[int, int, int]] = []
    opened: list[int] = []
    for match in _BRACKETS.finditer(text, start, end):
        mark = match[0]
        if mark not in _CLOSES:
            opened.append(match.start())
        elif opened and text[opened[-1]] in _CLOSES[mark]:
            pairs.append((len(opened), opened.pop(), match.end()))
    return pairs


def _brackets(text: str, start: int, end: int) -> Iterator[Candidate]:
    for depth, opening, closing in bracket_pairs(text, start, end):
        if depth > MAX_DEPTH:
            continue
        inner = (opening + 1, _without_contact(text, opening + 1, closing - 1))
        opens = opening == start or text[opening - 1 : opening] in _SENTENCE_ENDS  # a page may cut before the bracket
        at_end = opens or closing >= end or text[closing] in _SENTENCE_ENDS
        if _HINT.search(text, *inner) or (at_end and _lists_names(text, *inner)):
            yield Candidate(BRACKET, (opening, closing), (inner,), at_end, inner[1] < closing - 1)
    yield from _unclosed(text, start, end)


def _lists_names(text: str, start: int, end: int) -> bool:
    """Whether the last of a list, or the first of several, ends as a name."""
    stop = text.find("、", start, min(end, start + LONGEST_NAME))
    return _ends_name(text[max(start, end - 8) : end]) or (stop > 0 and _ends_name(text[start:stop]))


def _without_contact(text: str, start: int, end: int) -> int:
    """Where what a clause says ends before a person and a telephone: （运用促进处，王某，029-63916862）."""
    contact = _CONTACT.search(text, max(start, end - _LONGEST_CONTACT), end)
    return contact.start() if contact else end


def _ends_name(text: str) -> bool:
    """Whether a text ends as a body's name does, a mark beside it aside."""
    return text.removesuffix("等").rstrip(MARKS).endswith(lexicon.prefixes("name_ends"))


def _unclosed(text: str, start: int, end: int) -> Iterator[Candidate]:
    """A clause that ends its paragraph without the closing mark: it opens with a label, or ends with a verb."""
    begin = max(start, end - LONGEST_UNCLOSED)
    opened: list[int] = []
    for match in _BRACKETS.finditer(text, begin, end):
        if match[0] not in _CLOSES:
            opened.append(match.start())
        elif opened and text[opened[-1]] in _CLOSES[match[0]]:
            opened.pop()
    for opening in opened:
        inner = (opening + 1, end)
        behind = opening > start and text[opening - 1] in _SENTENCE_ENDS
        if (behind and _ENDS_WITH_VERB.search(text, max(opening, end - 8), end)) or label_at(text, *inner):
            yield Candidate(BRACKET, (opening, end), (inner,), True)
            return


def _is_list_line(text: str, start: int, end: int) -> bool:
    """Whether a line may be nothing but a list with its verb (市发改委牵头，市财政局配合。), and no prose."""
    stops = text.find("由", start + 1, end), text.find("。", start, end - 1)
    short = end - start <= LONGEST_LINE and max(stops) < 0
    return short and _ENDS_WITH_VERB.search(text, max(start, end - 8), end) is not None


def _lines(run: list[Span]) -> Candidate:
    """牵头单位：… and the lines of labels under it are one clause."""
    return Candidate(LABELS, (run[0][0], run[-1][1]), tuple(run), True)


def _inline(text: str, start: int, end: int, taken: Sequence[Span]) -> Iterator[Candidate]:
    """…。责任单位：市科技局。: labels behind the end of a sentence."""
    done = start
    inside = Spans.over((opening + 1, closing) for opening, closing in taken)
    for place in labels_in(text, start, end):
        if place < done or place in inside:
            continue
        done = _end_of_labels(text, place, end)
        yield Candidate(LABELS, (place, done), ((place, done),), True)


def _end_of_labels(text: str, start: int, end: int) -> int:
    """Where a run of labels ends: behind the 。 after which no label follows, or with the paragraph."""
    at = text.find("。", start, end)
    while at >= 0:
        if at + 1 >= end or not label_at(text, at + 1, end):
            return at + 1
        at = text.find("。", at + 1, end)
    return end


def _stripped(text: str, span: Span) -> Span:
    """Without the marks that Markdown and lists put before a label."""
    start, end = span
    while start < end and text[start] in " *　-•·":
        start += 1
    return start, end
