"""Tables in a text: rows of cells between bars under a header, and what each column holds.

A header says what its columns are (knowledge/columns.yml); it may be of two rows, and stand again on another page. A
table of indicators has columns of values, by year or as 目标值; a table of tasks has columns for the bodies at work.
A row may have lost its empty cells at either end: it is put where its cells fit the columns best. A short line between
rows (一、资源建设) is a row too, of one cell: it heads those below and is no heading of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from flows.knowledge import facts
from flows.model import Span

_FACTS = facts("columns.yml")
_HEADS = {kind: re.compile("|".join(patterns)) for kind, patterns in _FACTS["heads"].items()}
_VALUES = {kind: re.compile(pattern) for kind, pattern in _FACTS["values"].items()}
VALUE_KINDS = frozenset(("year", *_VALUES))
_NAMES_ROWS = frozenset(("serial", "unit", "nature", "name", "group", "place"))  # beside columns of values
_YEAR = re.compile(r"\D{0,12}?(?:(?:19|20)\d\d年?[—–\-~至到])?(?P<year>(?:19|20)\d\d)(?P<mark>年?)[底末度]?\D{0,10}")
_IN_BRACKETS = re.compile(r"[（(〔\[]([^（）()〔〕\[\]]*)[）)〕\]]")
_BAR = re.compile(r"[|\t]")
_RULE = re.compile(r"[\s|:：\-—+=]+")
_NUMBER = re.compile(r"[≥≤><＞＜〔\[（(]?-?\d[\d.,]*[%万亿〕\]）)]*")
_BLANK = re.compile(r"[/\-—–…*]*")
_LONGEST_HEAD = 24  # characters
_MOST_COLUMNS = 40
_LONGEST_BETWEEN = 40  # characters of a line between the rows of a table: a group, 续表, the number of a page
_MOST_BETWEEN = 2  # such lines in a row


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head as written, what it holds (None: text), and its year."""

    head: str
    kind: str | None
    year: int | None = None
    unit: str = ""  # what stands in brackets in its head

    @property
    def is_value(self) -> bool:
        return self.kind in VALUE_KINDS


@dataclass(frozen=True, slots=True)
class Row:
    """A row under a header: its line, and a cell for each column, empty where nothing stands."""

    span: Span
    cells: tuple[Span, ...]


@dataclass(slots=True)
class Table:
    """A header with its rows; `frame` are the lines that hold no row: headers and rules."""

    columns: tuple[Column, ...]
    walled: bool  # its lines begin and end with a bar
    frame: list[Span]
    rows: list[Row] = field(default_factory=list)

    @property
    def kinds(self) -> set[str | None]:
        return {column.kind for column in self.columns}

    @property
    def of_indicators(self) -> bool:
        """Whether its rows are indicators with their values; a table of tasks may have a column 2025年目标."""
        measured = "unit" in self.kinds or any("指标" in column.head for column in self.columns)
        return bool(VALUE_KINDS & self.kinds) and (measured or not {"bodies", "due"} & self.kinds)

    @property
    def of_tasks(self) -> bool:
        """Whether its rows say what is to be done, by whom or by when."""
        return not self.of_indicators and ("bodies" in self.kinds or {"due", "task"} <= self.kinds)


def read_tables(text: str, lines: Sequence[Span]) -> list[Table]:
    """The tables of indicators and of tasks among lines, in order. In: clean text and the spans of its lines."""
    tables: list[Table] = []
    table: Table | None = None
    between: list[Span] = []
    for line in lines:
        if not is_row(text, line):
            between.append(line)
            if len(between) > _MOST_BETWEEN or line[1] - line[0] > _LONGEST_BETWEEN:
                table = None
            continue
        groups, between = between, []
        walled = text[line[0]] == text[line[1] - 1] == "|"
        columns = [column_of(text[slice(*cell)]) for cell in cells_of(text, line, walled)]
        below = _below(text, table, line)
        if below:
            assert table is not None
            table.columns = below
            table.frame.append(line)
        elif _is_header(columns, first=table is None or not table.rows):
            if table is None or tuple(columns) != table.columns:
                tables.append(table := Table(tuple(columns), walled, []))
            table.frame.append(line)
        elif table and _RULE.fullmatch(text, *line):
            table.frame.append(line)
        elif table:
            table.rows += [Row(group, _aligned(text, [group], table.columns)) for group in groups]
            table.rows.append(Row(line, _aligned(text, cells_of(text, line, table.walled), table.columns)))
    return [table for table in tables if table.rows and (table.of_indicators or table.of_tasks)]


def is_row(text: str, line: Span) -> bool:
    """Whether a line is cells between bars: three at least, or two between walls."""
    bars = _bars(text, *line)
    return bars > 2 or (bars == 2 and not text[line[0]] == text[line[1] - 1] == "|")


def _bars(text: str, start: int, end: int) -> int:
    return text.count("|", start, end) + text.count("\t", start, end)


def cells_of(text: str, line: Span, walled: bool = False) -> list[Span]:
    """The cells of a line; between `walls` its first and its last bar are no borders of empty cells."""
    start, end = line
    if walled and end - start > 1:
        start, end = start + (text[start] == "|"), end - (text[end - 1] == "|")
    if not _bars(text, start, end):
        return [_stripped(text, start, end)]
    edges = [start - 1, *(bar.start() for bar in _BAR.finditer(text, start, end)), end]
    return [_stripped(text, before + 1, after) for before, after in pairwise(edges)]


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@lru_cache(maxsize=1 << 12)  # most heads, and cells taken for some, stand in many texts
def column_of(head: str) -> Column:
    """What a column holds, as its head says."""
    if len(head) > _LONGEST_HEAD:
        return Column(head, None)
    bare = _IN_BRACKETS.sub("", head).replace(" ", "").strip("*：:")
    inside = " ".join(found[1] for found in _IN_BRACKETS.finditer(head))
    year = _YEAR.fullmatch(bare) or _YEAR.fullmatch(inside)
    said = next((kind for kind, words in _VALUES.items() if words.search(bare)), None)
    if year:
        dated = year["mark"] or said or bare == year["year"]
        kind = said if said and said != "value" else "year"
        return Column(head, kind if dated else None, int(year["year"]), inside)
    kind = next((kind for kind, pattern in _HEADS.items() if pattern.fullmatch(bare)), None)
    return Column(head, kind or said, None, inside)


def _is_header(columns: Sequence[Column], first: bool) -> bool:
    """Whether a row is a header: it has a column for bodies or values, and another that only a header names.

    A number between 1900 and 2099 alone is no header: 2000 may be a value. Below rows, where a cell may say 各责任单位,
    half of it must be heads.
    """
    heads = [column for column in columns if column.head]
    known = [column.kind for column in heads if column.kind]
    if len(columns) > _MOST_COLUMNS or any(not column.kind and _NUMBER.fullmatch(column.head) for column in heads):
        return False
    if not first and 2 * len(known) < len(heads):
        return False
    others = [kind for kind in known if kind not in VALUE_KINDS]
    if "bodies" in others or ("due" in others and len(others) > 1):
        return True
    if len(others) == len(known):
        return False
    only_values = len(heads) == len(known) and any("年" in column.head for column in heads)
    return only_values or not _NAMES_ROWS.isdisjoint(others)


def _below(text: str, table: Table | None, line: Span) -> tuple[Column, ...]:
    """The columns of a table whose header has a second row: 目标值 over 2025年 and 2030年. Empty where it has none."""
    if table is None or table.rows:
        return ()
    cells = [text[slice(*cell)] for cell in cells_of(text, line, table.walled)]
    given = [column_of(cell).kind for cell in cells if cell]
    heads = [column.head for column in table.columns]
    if len(cells) != len(heads) or not given or not all(given) or len(given) == len(cells):
        return ()
    wide = ""
    for i, cell in enumerate(cells):
        wide = heads[i] or wide
        own = column_of(cell)
        if cell:
            heads[i] = cell if own.kind and not own.is_value else wide + cell
    return tuple(map(column_of, heads))


def _aligned(text: str, cells: list[Span], columns: Sequence[Column]) -> tuple[Span, ...]:
    """A cell for each column: of a row that has more or fewer, in the place where they fit best."""
    nothing = (cells[-1][1], cells[-1][1])
    missing = len(columns) - len(cells)
    if len(cells) == 1:
        return (*cells, *[nothing] * missing)
    if missing < 0:  # a header without a cell for the serial number
        extra = -missing if text[slice(*cells[0])].isdecimal() and columns[0].kind != "serial" else 0
        return tuple(cells[extra : extra + len(columns)])
    places = [[nothing] * before + cells + [nothing] * (missing - before) for before in range(missing + 1)]
    return tuple(max(places, key=lambda place: sum(map(_fits, columns, (text[slice(*cell)] for cell in place)))))


def _fits(column: Column, cell: str) -> int:
    """Whether a cell is of the kind that its column holds: 1, or -1; 0 where it is empty."""
    if not cell:
        return 0
    number = bool(_NUMBER.fullmatch(cell) or _BLANK.fullmatch(cell))
    if column.kind == "serial" or column.is_value:
        return 1 if number else -1
    return -1 if number else 1
