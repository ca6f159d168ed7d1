"""Task tables in a text: rows of cells between | or tabs under a header with a column for the bodies at work.

A row is a clause; its cells stay in the body, for a table with holes would be no table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.extract.roles import header_role
from flows.model import Span

_RULE = re.compile(r"[\s|:：\-—+=]+")
_CELL = re.compile(r"[^|\t]*")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row that name bodies or set a time limit, with the roles of their columns."""

    span: Span
    cells: tuple[Span, ...]
    roles: tuple[str, ...]


def table_rows(text: str, paragraphs: Sequence[Span]) -> Iterator[Row]:
    """The rows under every header that has such a column; a line without as many cells ends its table."""
    columns: list[tuple[int, str]] = []
    width = 0
    for start, end in paragraphs:
        cells = _cells(text, start, end)
        if len(cells) < 2:
            columns = []
            continue
        heads = [(index, role) for index, cell in enumerate(cells) if (role := header_role(text[slice(*cell)]))]
        if heads:
            columns, width = heads, len(cells)
        elif columns and len(cells) == width and not _RULE.fullmatch(text, start, end):
            picked = [(cells[index], role) for index, role in columns]
            yield Row((start, end), tuple(cell for cell, _ in picked), tuple(role for _, role in picked))
        elif len(cells) != width:
            columns = []


def _cells(text: str, start: int, end: int) -> list[Span]:
    """The cells of a line, the blanks and the | around the line left out."""
    if text.find("|", start, end) < 0 and text.find("\t", start, end) < 0:
        return []
    while start < end and text[start] in "| \t":
        start += 1
    while end > start and text[end - 1] in "| \t":
        end -= 1
    cells = []
    while start <= end:
        match = _CELL.match(text, start, end)
        stop = match.end() if match else end
        cells.append((start, stop))
        start = stop + 1
    return cells
