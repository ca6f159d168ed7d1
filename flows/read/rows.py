"""Tables as lines of text, the same for every format.

A row is one line between bars, an empty cell for what is empty, merged into the cell above or covered by a wide one, so
that the n-th bar opens the n-th column in every row of a table:

    | 序号 | 重点任务 | 牵头单位 |
    | 1 | 建设北斗综合应用示范项目 | 市经济信息化委 |
    |  | 推动地图数据开放共享 | 市规划资源局 |

    | 指标 | 2020年 | 2025年 | 属性 |
    | 数字经济核心产业增加值占GDP比重（%） | 7.8 | 10 | 预期性 |

A row of one cell across the whole table (a heading between rows, the frame of a 专栏) is text like any other: its
paragraphs are lines without bars. A row of labels and values (发文机关： 国务院办公厅) gives
a line `发文机关：国务院办公厅` a pair. Paragraphs inside a cell are parted by a blank; a bar inside a cell becomes a
full-width one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.read.metadata import holds_facts, labelled

WIDEST = 60  # columns that a cell may span; more is a slip, or an attack on memory
TALLEST = 1000  # rows that a cell may span
MOST_COLUMNS = 200  # of a row, before wide cells are taken as narrow ones


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its paragraphs, and how many columns and rows it covers."""

    lines: tuple[str, ...] = ()
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        """The cell on one line."""
        return " ".join(self.lines).replace("|", "｜")


EMPTY = Cell()


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The lines of a table. In: its rows of cells, each cell in the row and place where it begins."""
    grid = list(_grid(rows))
    width = max(map(len, grid), default=0)
    of_facts = any(holds_facts([cell.text for cell in row]) for row in grid)
    return [line for row in grid for line in _row_lines(row, width, of_facts)]


def _grid(rows: Sequence[Sequence[Cell]]) -> Iterator[list[Cell]]:
    """Rows with an empty cell at every place that a wide or tall cell covers."""
    covered: dict[int, int] = {}  # column → rows below that are still covered
    for row in rows:
        placed: list[Cell] = []
        for cell in row:
            _skip_covered(placed, covered)
            wide = min(cell.columns, WIDEST) if len(placed) < MOST_COLUMNS else 1
            if cell.rows > 1:
                covered.update((len(placed) + i, min(cell.rows, TALLEST) - 1) for i in range(wide))
            placed += [cell, *[EMPTY] * (wide - 1)]
        _skip_covered(placed, covered)
        yield placed


def _skip_covered(placed: list[Cell], covered: dict[int, int]) -> None:
    while covered.get(len(placed), 0) > 0:
        covered[len(placed)] -= 1
        placed.append(EMPTY)


def _row_lines(row: Sequence[Cell], width: int, of_facts: bool) -> list[str]:
    full = [cell for cell in row if cell.lines]
    if not full:
        return []
    if len(full) == 1 and (full[0].columns >= width or width == 1):
        return list(full[0].lines)
    return labelled([cell.text for cell in row], of_facts) or [f"| {' | '.join(cell.text for cell in row)} |"]
