"""Task tables that were copied a cell a line: 序号, 任务, 牵头单位, 完成时限, then 1, the first row's cells, 2, ….

The serial numbers part the rows. A row with a cell more than there are columns has a task of several lines; a heading
（一、资源建设） may close one, for it opens the rows below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flows.model import Span
from flows.parse.tables import Row, Table, column_of

_MOST_HEADS = 8  # columns
_LONGEST_CELL = 400  # characters
_MOST_CELLS = 12  # lines of a row
_GROUP = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^。；]{2,40}")


def laid_tables(text: str, lines: Sequence[Span]) -> Iterator[Table]:
    """The task tables that are laid out a cell a line, in order. In: clean text and the spans of its lines."""
    words = [text[slice(*line)] if line[1] - line[0] < _LONGEST_CELL else "" for line in lines]
    end = 0
    for at in range(len(words)):
        if at < end or column_of(words[at]).kind != "serial":
            continue
        first = next((i for i in range(at + 2, min(at + _MOST_HEADS + 1, len(words))) if words[i] == "1"), None)
        if first is None:
            continue
        grouped = bool(_GROUP.fullmatch(words[first - 1]))
        heads = slice(at, first - grouped)
        table = Table(tuple(map(column_of, words[heads])), False, list(lines[heads]))
        if grouped:
            table.rows.append(_group(table, lines[first - 1]))
        if table.of_tasks:
            end = _read_rows(table, words, lines, first)
            yield table


def _read_rows(table: Table, words: Sequence[str], lines: Sequence[Span], first: int) -> int:
    """Put the rows into a table, from the line of its first serial number; answers where they end."""
    heads = [column.head for column in table.columns]
    number, start = 1, first
    while start < len(words):
        begins = start + 1
        ends = range(begins + 1, min(begins + _MOST_CELLS, len(words)) + 1)
        following = next((i for i in ends if i < len(words) and words[i] == str(number + 1)), None)
        end = following or min(begins + len(heads) - 1, len(words))
        stop = end
        if following and words[end - len(heads) : end] == heads:  # the header again, on another page
            stop = end - len(heads)
            table.frame += lines[stop:end]
        grouped = following is not None and stop - begins >= len(heads) and _GROUP.fullmatch(words[stop - 1])
        cells = list(lines[begins : stop - 1 if grouped else stop])
        table.rows.append(_row(table, lines[start], cells))
        if grouped:
            table.rows.append(_group(table, lines[stop - 1]))
        if following is None:
            return end
        number, start = number + 1, following
    return start


def _group(table: Table, line: Span) -> Row:
    """The row of a heading between rows: its first cell."""
    return Row(line, (line, *[(line[1], line[1])] * (len(table.columns) - 1)))


def _row(table: Table, serial: Span, cells: list[Span]) -> Row:
    """The row of so many lines: what is more than its columns belongs to the task, what is less stands last."""
    wanted = len(table.columns) - 1
    more = len(cells) - wanted
    if more > 0:
        task = next((i for i, column in enumerate(table.columns[1:]) if column.kind in ("task", "name", None)), 0)
        cells[task : task + more + 1] = [(cells[task][0], cells[task + more][1])]
    end = cells[-1][1] if cells else serial[1]
    return Row((serial[0], end), (serial, *cells, *[(end, end)] * (wanted - len(cells))))
