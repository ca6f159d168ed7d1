"""How the sheets of the workbook look: widths, heights, paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.worksheet import Worksheet

from flows.tables import LIST_SEPARATOR, Column

LINE = 15  # points
NARROWEST, WIDEST = 8, 60  # columns of tables, in digits
HEAD = {"bold": True, "bottom": 1, "bg_color": "#E7EDF3", "valign": "top", "align": "left", "indent": 1}
NUMBER_FORMATS = {"date": "yyyy-mm-dd", "integer": "0", "number": "#,##0"}
FRACTION = 3  # digits of it that are seen
A4 = 9


def shape(column: Column, width: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The formats of a column's cells: the usual ones, and those of texts that must stay as typed and of fractions."""
    both: dict[str, Any] = {"valign": "top", "text_wrap": width > WIDEST}
    if column.type in ("string", "list"):
        both |= {"align": "left", "indent": 1}  # away from the numbers of the column before
    usual = {**both, "num_format": NUMBER_FORMATS.get(column.type, "General")}
    return usual, {**both, "quote_prefix": column.type in ("string", "list", "date", "integer")}


def width(column: Column, values: pa.Array | None) -> int:
    """How wide the widest of the values is, or the header with the button of its filter."""
    least = max(NARROWEST, text_width(column.title.zh) + 4)
    if values is None:
        return least
    if column.type == "number":
        largest = pc.max(pc.abs(values)).as_py() or 0
        return max(least, min(len(f"-{largest:,.0f}") + FRACTION, WIDEST))
    if column.type == "list":
        values = pc.binary_join(values, LIST_SEPARATOR)
    texts = values.cast(pa.string())
    # a character of Chinese has three bytes and is two wide
    widths = pc.divide(pc.add(pc.binary_length(texts), pc.utf8_length(texts)), 2)
    return max(least, (pc.max(widths).as_py() or 0) + 3)


def text_width(text: str) -> int:
    """The width of a text in digits; a character of Chinese is as wide as two."""
    return sum(1 + (sign > "\u2e7f") for sign in text)


def set_widths(page: Worksheet, widths: Sequence[int]) -> None:
    """Set the widths of the columns."""
    for i, each in enumerate(widths):
        page.set_column(i, i, each)


def set_height(page: Worksheet, row: int, values: Sequence[str | int], widths: Sequence[int]) -> None:
    """As high as wrapped texts need; not every program finds that by itself."""
    lines = [
        sum(-(-max(text_width(line), 1) // (width - 2)) for line in str(value).split("\n"))
        for value, width in zip(values, widths, strict=False)
    ]
    page.set_row(row, LINE * max(lines, default=1))


def set_paper(page: Worksheet) -> None:
    """For those who print: across, all columns on a page, its name and number below."""
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&R&P / &N")
