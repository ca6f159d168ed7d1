"""Fields around a text, in clean text: 发文字号：…, one or more a line, in cells, or a label above its value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.knowledge.fields import BULLETS, STAMP, beside, by_label, labelled, sure
from flows.knowledge.genre import is_title

_LONGEST_LINE = 600  # characters of a line of fields
_LONGEST_VALUE = 120
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
            yield from (Field(number, by_label()[label], value) for label, value in pairs)
            if goes_on and not pairs and beside().match(line):
                yield Field(number, "other", "")


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    marks = list(labelled().finditer(line))
    before = line[: marks[0].start()].strip(BULLETS) if marks else ""
    if marks and marks[0].end() < len(line) and (not before or STAMP.fullmatch(before)):
        if before:
            yield "时间", before
        ends = [*(mark.start() for mark in marks[1:]), len(line)]
        for mark, end in zip(marks, ends, strict=True):
            yield mark["label"], line[mark.end() : end].strip(" |")


def _pairs(row: str, goes_on: bool) -> Iterator[tuple[str, str]]:
    """Labels and values that take turns in the cells of a row; a row of labels alone is a head of columns."""
    cells = [_bare(cell) for cell in row.strip("|").split("|")]
    pairs = [(label, value) for label, value in zip(cells[::2], [*cells[1::2], ""], strict=False) if label]
    known = all(label in by_label() and value not in by_label() for label, value in pairs)
    if known and (goes_on or any(label in sure() for label, _ in pairs)):
        yield from pairs


def _above_value(at: int, lines: Sequence[str], goes_on: bool) -> Iterator[Field]:
    """A field whose label has a line of its own, with its value on the next line, or none."""
    label = _bare(lines[at])
    fact = by_label().get(label)
    if fact and (goes_on or label in sure()):
        below = lines[at + 1] if at + 1 < len(lines) else ""
        taken = 0 < len(below) <= _LONGEST_ALONE and "。" not in below and _bare(below) not in by_label()
        if taken and not labelled().match(below) and (fact == "title" or not is_title(below)):
            yield Field(at, fact, below, 2)
            return
    if fact and (goes_on or label in sure() or lines[at].endswith("：")):
        yield Field(at, "other", "")


def _bare(label: str) -> str:
    return label.strip("【】[]").rstrip("：")
