"""Values of a table → rows of a worksheet, as its XML; no cell of them runs or changes when somebody opens it.

XML has no control characters, a cell at most 32,767 characters (of UTF-16), Excel no day before March 1900 that all
programs agree on and no whole number of more than 15 digits. Arrow writes whole columns at once, some thirty times as
fast as cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name

from flows.publish.spreadsheet import DANGEROUS
from flows.tables import LIST_SEPARATOR, Column

LONGEST = 32_767  # UTF-16 units of a cell
MARK = "…"  # at the end of a text that was cut
EPOCH = -25_569  # Excel counts its days from 1899-12-30; Arrow from 1970
FIRST_DAY = date(1900, 3, 1)  # before it, Excel has a 29 February that never was
DIGITS = 10**15  # a whole number from here on loses digits in a cell
_TEXT = pa.large_string()
_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
_ESCAPED = "_(x[0-9A-Fa-f]{4}_)"  # Excel reads _x000A_ as a line break; the underscore can be written so itself
# What a spreadsheet would take for a formula, a number, a date or a truth value as soon as somebody edits the cell.
_SIGNS = "".join(re.escape(sign) for sign in sorted(DANGEROUS))
_RETYPED = rf"^(?:['{_SIGNS}]|[\s\d.,:/%eE年月日时分-]+$|(?i:true|false)$)"


@dataclass(frozen=True, slots=True)
class Look:
    """A column of a sheet: its letter, and the numbers of the styles of its cells."""

    letter: str
    usual: int
    special: int  # of texts that must stay as they are typed, and of numbers that are not whole


@dataclass(frozen=True, slots=True)
class Fitted:
    """Texts that fit into cells, and how many were too long or lost characters that no cell can have."""

    texts: pa.Array
    cut: int
    cleaned: int


def rows(columns: Sequence[Column], looks: Sequence[Look], batch: pa.RecordBatch, first: int, height: int) -> bytes:
    """The XML of rows, the first of which has the number `first`; `height` in points."""
    if not batch.num_rows:
        return b""
    numbers = pa.array(range(first, first + batch.num_rows)).cast(_TEXT)
    cells = [
        _cells(column, look, batch[column.name], numbers).fill_null("")
        for column, look in zip(columns, looks, strict=True)
    ]
    start = _joined('<row r="', numbers, f'" ht="{height}" customHeight="1">')
    lines = pc.binary_join_element_wise(start, *cells, _scalar("</row>"), _scalar(""))
    found: bytes = lines.cast(pa.large_binary()).buffers()[2].to_pybytes()
    return found


def fit(values: pa.Array) -> Fitted:
    """Texts (or lists, whose items are joined) as cells can hold them."""
    if pa.types.is_list(values.type):
        values = pc.if_else(pc.equal(pc.list_value_length(values), 0), None, pc.binary_join(values, LIST_SEPARATOR))
    texts, cleaned = values.cast(_TEXT), 0
    if _any(pc.match_substring(texts, "\r")):
        texts = pc.replace_substring_regex(texts, "\r\n?", "\n")
    forbidden = pc.match_substring_regex(texts, _FORBIDDEN)
    if _any(forbidden):
        cleaned = pc.sum(forbidden).as_py()
        texts = pc.replace_substring_regex(texts, _FORBIDDEN, "")
    may_be_long = pc.greater(pc.utf8_length(texts), LONGEST // 2)
    if not _any(may_be_long):
        return Fitted(texts, 0, cleaned)
    whole = texts.to_pylist()
    short = [text and cut(text) for text in whole]
    n_cut = sum(before != after for before, after in zip(whole, short, strict=True))
    return Fitted(pa.array(short, _TEXT), n_cut, cleaned)


def cut(text: str) -> str:
    """The beginning of a text, as long as a cell allows, with a mark where it ends before the text does."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(MARK))].decode("utf-16-le", "ignore") + MARK


def look(number: int, usual: int, special: int) -> Look:
    """The look of the column at that place, counted from 0."""
    return Look(xl_col_to_name(number), usual, special)


def _cells(column: Column, look: Look, values: pa.Array, rows: pa.Array) -> pa.Array:
    """The cells of a column; null where there is no value."""
    if column.type in ("string", "list"):
        texts = fit(values).texts
        return _text_cells(look, texts, pc.match_substring_regex(texts, _RETYPED), rows)
    if column.type == "boolean":
        return _value_cells(look, values.cast(pa.int8()), rows, ' t="b"')
    if column.type == "number":
        fraction = pc.not_equal(values, pc.floor(values))
        return pc.if_else(fraction, _value_cells(look, values, rows, special=True), _value_cells(look, values, rows))
    if column.type == "date":
        days, fits = pc.subtract(values.cast(pa.int32()), EPOCH), pc.greater_equal(values, FIRST_DAY)
    else:
        days, fits = values, pc.and_(pc.less(values, DIGITS), pc.greater(values, -DIGITS))
    cells = _value_cells(look, days, rows)
    if pc.all(fits).as_py() in (True, None):
        return cells
    texts = values.cast(_TEXT)
    return pc.if_else(fits, cells, _text_cells(look, texts, pc.is_valid(texts), rows))


def _text_cells(look: Look, texts: pa.Array, special: pa.Array, rows: pa.Array) -> pa.Array:
    style = pc.if_else(special, _scalar(str(look.special)), _scalar(str(look.usual)))
    if _any(pc.match_substring(texts, "_x")):
        texts = pc.replace_substring_regex(texts, _ESCAPED, r"_x005F_\1")
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        if _any(pc.match_substring(texts, sign)):
            texts = pc.replace_substring(texts, sign, written)
    before = _joined(f'<c r="{look.letter}', rows, '" s="', style, '" t="inlineStr"><is><t xml:space="preserve">')
    return _joined(before, texts, "</t></is></c>")


def _value_cells(look: Look, values: pa.Array, rows: pa.Array, type_: str = "", special: bool = False) -> pa.Array:
    style = look.special if special else look.usual
    return _joined(f'<c r="{look.letter}', rows, f'" s="{style}"{type_}><v>', values.cast(_TEXT), "</v></c>")


def _joined(*parts: pa.Array | str) -> pa.Array:
    """Texts put together row by row; null where one of them is."""
    return pc.binary_join_element_wise(*(_scalar(p) if isinstance(p, str) else p for p in parts), _scalar(""))


def _scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, _TEXT)


def _any(true: pa.Array) -> bool:
    return bool(pc.any(true).as_py())
