"""Published values found again in clean text: which characters of an article are its heading, which its body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.clean import Clean, clean
from flows.clean.traditional import simplified
from flows.model import Span

Row = Mapping[str, Any]
# What a stretch of an article's own text is: CLAUSE was taken out of the body, REST is in no published value.
LABEL, HEADING, BODY, CLAUSE, REST = "label", "heading", "body", "clause", "rest"
_LOOK_AHEAD = (64, 32, 16, 8, 4, 2, 1)  # characters that must agree where a body goes on behind a clause
_LABEL_LONGEST = 12  # characters, blanks and damaged marks included
_TAKEN = "\0"  # no character of clean text


class SourceText:
    """The text of one source: raw, clean, and clean in simplified characters to find values in."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.clean: Clean = clean(raw)
        self.simple = simplified(self.clean.text) or self.clean.text
        self._simpler = {ord(a): b for a, b in zip(self.clean.text, self.simple, strict=True) if a != b}

    def found(self, start: int, end: int) -> Span:
        """The range of the clean text for a range of the raw text."""
        return self.clean.offset(start), self.clean.offset(end)

    def simplify(self, value: str) -> str:
        """A published value as it stands in the simplified text."""
        return value.translate(self._simpler) if self._simpler else value


@dataclass(frozen=True, slots=True)
class Found:
    """A published value, or a line or part of a line of it, found at own[start:end]."""

    start: int
    end: int
    kind: str
    text: str
    line: int = 0


def within(spans: Sequence[Span], taken: Iterable[Span]) -> Iterator[Span]:
    """Ranges of the clean text as ranges of the own text that the spans make."""
    at = 0
    for start, end in spans:
        for a, b in taken:
            if max(a, start) < min(b, end):
                yield max(a, start) - start + at, min(b, end) - start + at
        at += end - start


def find(text: SourceText, spans: Sequence[Span], row: Row, taken: Iterable[Span]) -> list[Found] | None:
    """Where label, heading and body of an article stand in its own text; None where they are not all there.

    In: the ranges of the clean text that make the own text, and those in it that clauses take.
    """
    own = "".join(text.simple[a:b] for a, b in spans)
    label, heading, body = (row[name] or "" for name in ("label", "heading", "body"))
    at = len(label) if own.startswith(text.simplify(label)) else 0
    found: list[Found] = []
    if heading:
        start = own.find(text.simplify(heading), at, at + len(heading) + _LABEL_LONGEST)
        if start < 0:
            return None
        found = [Found(start, start + len(heading), HEADING, heading)]
        at = found[-1].end
    lines = _find_lines(text, _without(own, within(spans, taken)), body, at)
    if lines is None:
        lines = _find_lines(text, own, body, at)
    if lines is None:
        return None
    found += lines
    first = found[0].start if found else min(len(label), len(own))
    if found and 0 < first <= max(len(label), _LABEL_LONGEST):
        found.insert(0, Found(0, first, LABEL, own[:first]))
    return found


def _without(own: str, taken: Iterable[Span]) -> str:
    """Own text of the same length, in which nothing is found where a clause stands."""
    kept, at = [], 0
    for start, end in sorted(taken):
        if end > at:
            kept += [own[at:start], _TAKEN * (end - max(start, at))]
            at = end
    return "".join([*kept, own[at:]])


def _find_lines(text: SourceText, own: str, body: str, at: int) -> list[Found] | None:
    """The lines of a body in its own text, in pieces where something was taken out of them."""
    found: list[Found] = []
    for number, line in enumerate(body.split("\n") if body else ()):
        simple, done = text.simplify(line), 0
        while done < len(line):
            start = _go_on(own, simple, done, at)
            if start < 0:
                return None
            n = _in_common(own, start, simple, done)
            found.append(Found(start, start + n, BODY, line[done : done + n], number))
            at, done = start + n, done + n
    return found


def _go_on(own: str, line: str, done: int, at: int) -> int:
    """Where own text agrees again with what is left of a line: the more of it the better; -1 where nowhere."""
    for n in (len(line) - done, *_LOOK_AHEAD):
        if n <= len(line) - done and (start := own.find(line[done : done + n], at)) >= 0:
            return start
    return -1


def _in_common(own: str, start: int, line: str, done: int) -> int:
    """How many characters agree from there on."""
    n, most = 0, min(len(own) - start, len(line) - done)
    while n < most and own[start + n] == line[done + n]:
        n += 1
    return n
