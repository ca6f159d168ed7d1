"""Tables that only tabs or runs of blanks lay out: the walls between their cells. The text keeps its length.

A row is a line of three cells at least. Below a line with tabs every line with as many is a row; columns of blanks need
three rows with as many cells as the first, for a typist sets signatures apart in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flows.clean.letters import DROPPED

_TABBED = re.compile(r"^[^\n\t]*+\t[^\n]*", re.MULTILINE)  # a line at most once, whether it has a tab or none
_LINE = re.compile(r"[^\n]+")
_GAP = re.compile(r"(?<=[^ \u3000\n])(?: {2,}|\u3000[ \u3000]*| \u3000[ \u3000]*)(?=[^ \u3000\n])")
_FEWEST_CELLS = 3
_FEWEST_ROWS = 3
_LONGEST_CELL = 60  # characters of a row's cell on average
_LONGEST_BETWEEN = 30  # characters of a page mark between the rows
_PROSE = re.compile("[。；]")


def with_bars(text: str) -> str:
    """Bars for the tabs and the runs of blanks that part the cells of rows."""
    text = _for_tabs(text) if "\t" in text else text
    return _for_blanks(text) if "  " in text or "\u3000" in text else text


def _for_tabs(text: str) -> str:
    """Tabs of tables as the walls between cells: a line of three cells, and those below it with as many tabs.

    Those below may open or end with an empty cell; the tabs that a line of prose is indented with are blanks.
    """
    end, walls = -1, 0  # of the row before

    def bars(line: re.Match[str]) -> str:
        nonlocal end, walls
        row = line[0].strip("\t ")
        tabs, inner = line[0].count("\t"), row.count("\t")
        below = line.start() == end + 1 and tabs == walls and bool(row)
        if not below and inner < 2:
            return line[0]
        end, walls = line.end(), tabs
        at = 0 if below else line[0].find(row)
        size = len(line[0]) if below else len(row)
        return line[0][:at] + line[0][at : at + size].replace("\t", "|") + line[0][at + size :]

    return _TABBED.sub(bars, text)


def _for_blanks(text: str) -> str:
    """A bar in each gap of the rows of each block of columns."""
    kept, at = [], 0
    for gap in (gap for rows in _blocks(text) for row in rows for gap in row):
        kept += [text[at : gap.start()], "|".ljust(len(gap[0]), DROPPED)]
        at = gap.end()
    return "".join([*kept, text[at:]])


def _blocks(text: str) -> Iterator[Sequence[list[re.Match[str]]]]:
    """The gaps of the rows of each table of blanks."""
    block: list[list[re.Match[str]]] = []
    between = False
    for line in _LINE.finditer(text):
        if line[0].isspace():
            continue
        gaps = list(_GAP.finditer(text, *line.span()))
        cells = len(gaps) + 1
        fits = cells == len(block[0]) + 1 if block else cells >= _FEWEST_CELLS
        if fits and len(line[0].strip()) <= _LONGEST_CELL * cells and "|" not in line[0]:
            block.append(gaps)
            between = False
        elif block and not between and len(line[0].strip()) <= _LONGEST_BETWEEN and not _PROSE.search(line[0]):
            between = True
        else:
            if len(block) >= _FEWEST_ROWS:
                yield block
            block = [gaps] if cells >= _FEWEST_CELLS and "|" not in line[0] else []
            between = False
    if len(block) >= _FEWEST_ROWS:
        yield block
