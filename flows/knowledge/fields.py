"""Fields around a text, in clean text: 发文字号：…, one or more a line, in cells, or a label above its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from flows.knowledge import facts
from flows.knowledge.genre import is_title

FACTS = ("number", "issued", "published", "issuers", "publishers", "title")
_LONGEST_LINE = 600  # characters of a line of fields
_LONGEST_VALUE = 120
_LONG_LABEL = 4  # characters
_LONGEST_ALONE = 60  # characters of a value on a line of its own


@dataclass(frozen=True, slots=True)
class Field:
    """A field: the line on which its label stands, the fact that it gives (`other`: none), its value, lines taken."""

    line: int
    fact: str
    value: str
    lines: int = 1


def fields_in(lines: Sequence[str]) -> Iterator[Field]:
    """The fields in lines of clean text, in order. What has no colon must have a sure label, or go on with others."""
    at, behind = 0, 0  # behind which line the last fields end
    while at < len(lines):
        goes_on = at > 0 and behind == at
        found = list(_on_line(at, lines[at], goes_on)) or list(_above_value(at, lines, goes_on))
        yield from found
        at += max((field.lines for field in found), default=1)
        behind = at if found else behind


def _on_line(number: int, line: str, goes_on: bool) -> Iterator[Field]:
    """The fields of a line that consists of them: label：value, once or more, or a row of labels and values."""
    if len(line) <= _LONGEST_LINE and "。" not in line:
        pairs = list(_pairs(line, goes_on) if line.startswith("|") else _labelled(line))
        if all(len(value) <= _LONGEST_VALUE for _, value in pairs):
            yield from (Field(number, _facts()[label], value) for label, value in pairs)


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    marks = list(_labels().finditer(line))
    if marks and marks[0].start() == 0 and marks[0].end() < len(line):
        ends = [*(mark.start() for mark in marks[1:]), len(line)]
        for mark, end in zip(marks, ends, strict=True):
            yield mark["label"], line[mark.end() : end].strip(" |")


def _pairs(row: str, goes_on: bool) -> Iterator[tuple[str, str]]:
    """Labels and values that take turns in the cells of a row; a row of labels alone is a head of columns."""
    cells = [_bare(cell) for cell in row.strip("|").split("|")]
    pairs = [(label, value) for label, value in zip(cells[::2], [*cells[1::2], ""], strict=False) if label]
    known = all(label in _facts() and value not in _facts() for label, value in pairs)
    if known and (goes_on or any(label in sure() for label, _ in pairs)):
        yield from pairs


def _above_value(at: int, lines: Sequence[str], goes_on: bool) -> Iterator[Field]:
    """A field whose label has a line of its own, with its value on the next line, or none."""
    label = _bare(lines[at])
    fact = _facts().get(label)
    if fact and (goes_on or label in sure()):
        below = lines[at + 1] if at + 1 < len(lines) else ""
        taken = 0 < len(below) <= _LONGEST_ALONE and "。" not in below and _bare(below) not in _facts()
        if taken and not _labels().match(below) and (fact == "title" or not is_title(below)):
            yield Field(at, fact, below, 2)
            return
    if fact and (goes_on or label in sure() or lines[at].endswith("：")):
        yield Field(at, "other", "")


def _bare(label: str) -> str:
    return label.strip("【】[]").rstrip("：")


def opens_with_label(line: str) -> bool:
    """Whether a line, of whatever width of marks, opens with a label that no sentence opens with, and a colon."""
    match = _labels().match(line[:_LONGEST_ALONE].replace(":", "："))
    return bool(match and len(match["label"]) >= _LONG_LABEL)


@cache
def sure() -> frozenset[str]:
    """The labels that nothing but a table of fields has."""
    return frozenset(facts("fields.yml")["sure"])


@cache
def _facts() -> dict[str, str]:
    return {label: name for name in (*FACTS, "other") for label in facts("fields.yml")[name]}


@cache
def labels() -> str:
    """All labels as one alternation, the longest first."""
    return "|".join(sorted(_facts(), key=lambda label: (-len(label), label)))


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(rf"[【\[]?(?P<label>{labels()})[】\]]?：")
