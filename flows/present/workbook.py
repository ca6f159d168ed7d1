"""plans.xlsx: all tables as sheets of one workbook, for those who work in Excel, WPS or LibreOffice.

A sheet a table, the flat ones first, named by its Chinese title, with one header row of Chinese titles, which filters
and pivot tables use; what a column is called in the other files, and what it means, stands in a note on its header and
in the sheet 数据字典. The cells of a table have its name, for formulas and pivot tables: `targets` is 目标!A1:U63. Of a
column that a flat table has as code and in Chinese the sheet has the Chinese, and its ids lead to the pages to read.

No cell holds a formula or a link that came from a source. What does not fit is left out, and the sheet 说明 says so.

XlsxWriter makes the workbook with its first two sheets and the headers of the others; their rows are put in after it,
because it would need minutes for the millions of cells of 2,000 sources.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_range_abs

from flows.present.cells import fit, look, rows
from flows.present.flat import flat
from flows.present.release import Release
from flows.present.workbook_about import ABOUT, DICTIONARY, Sheet, write_about, write_dictionary
from flows.present.workbook_links import LOOK, links, with_links
from flows.present.workbook_look import HEAD, LINE, WIDEST, set_paper, shape, width
from flows.publish.datapackage import DESCRIPTION, TITLE
from flows.tables import Table, names, table

FILE = "plans.xlsx"
MOST_ROWS = 1_048_575  # of a sheet, below its header
MOST_BYTES = 1_000_000_000  # of its XML, about; from two on the file would be of a kind that Excel wants to repair
CELL = 80  # bytes of XML around a value
FEWER_ROWS = {"terms": 100_000}  # of a table that has millions, which nobody reads one by one
LINES = 2  # high are the rows of a sheet that has long texts, however long; elsewhere one
FAST = 3  # how hard rows are compressed: a quarter larger than by the usual 6, in half the time
TOGETHER = 1024  # rows that are written at once
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,  # what is made so is small, and no temporary files are left where that fails
}
_SAMPLE = re.compile(r'<row r="[234]".*?</row>', re.DOTALL)  # rows that only tell which number a style has


def write(release: Release) -> None:
    """Write plans.xlsx into the release."""
    frame = release.folder / f"{FILE}.frame"
    try:
        sheets = _write_frame(release, frame)
        _fill(release, frame, sheets)
    finally:
        frame.unlink(missing_ok=True)


def _write_frame(release: Release, path: Path) -> list[Sheet]:
    """Write the workbook without the rows of its tables."""
    book = Workbook(path, OPTIONS)
    built_at = datetime.fromisoformat(release.built_at).astimezone(UTC).replace(tzinfo=None)
    title = f"{TITLE.zh} {TITLE.en} {release.version}"
    book.set_properties({"title": title, "subject": DESCRIPTION.zh, "comments": DESCRIPTION.en, "created": built_at})
    about = book.add_worksheet(ABOUT)
    first = _write_heads(book, release, map(_in_chinese, flat()))
    dictionary = book.add_worksheet(DICTIONARY)
    sheets = first + _write_heads(book, release, map(table, names()))
    write_about(book, about, release, sheets)
    write_dictionary(book, dictionary, [each.table for each in sheets])
    book.close()
    return sheets


def _in_chinese(declared: Table) -> Table:
    """A flat table without the codes that it has in Chinese too."""
    given = {column.name for column in declared.columns}
    return replace(declared, columns=tuple(c for c in declared.columns if f"{c.name}_zh" not in given))


def _write_heads(book: Workbook, release: Release, tables: Iterable[Table]) -> list[Sheet]:
    sheets = []
    for declared in tables:
        sheets.append(_measured(release, declared))
        _write_head(book, sheets[-1])
    return sheets


def _measured(release: Release, declared: Table) -> Sheet:
    """How many rows of a table fit and how wide its first ones are; how many texts are too long."""
    n_rows = release.n_rows(declared.name)
    here = min(n_rows, FEWER_ROWS.get(declared.name, MOST_ROWS))
    columns = [column.name for column in declared.columns]
    start = next(release.batches(declared.name, *columns), None)
    widths = [width(column, start[column.name] if start else None) for column in declared.columns]
    texts = [column.name for column in declared.columns if column.type in ("string", "list")]
    cut, cleaned = Counter[str](), Counter[str]()
    rows_read = size = 0
    for batch in _first(here, release.batches(declared.name, *texts)):
        found = {name: fit(batch[name]) for name in texts}
        size += CELL * len(declared.columns) * batch.num_rows + sum(each.texts.nbytes for each in found.values())
        if size > MOST_BYTES:
            here = rows_read
            break
        cut.update({name: each.cut for name, each in found.items() if each.cut})
        cleaned.update({name: each.cleaned for name, each in found.items() if each.cleaned})
        rows_read += batch.num_rows
    return Sheet(declared, n_rows, here, widths, cut, cleaned, links(release, declared, here))


def _first(left: int, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows of a table that are in its sheet."""
    for batch in batches:
        if left <= 0:
            return
        yield batch.slice(0, left)
        left -= batch.num_rows


def _write_head(book: Workbook, sheet: Sheet) -> None:
    """Write the header of a table, and what belongs to it."""
    declared, page = sheet.table, book.add_worksheet(sheet.table.title.zh)
    last, head = len(declared.columns) - 1, book.add_format(HEAD)
    page.set_row(0, LINE)
    for i, column in enumerate(declared.columns):
        page.write_string(0, i, column.title.zh, head)
        note = f"{column.name} · {column.title.en}\n{column.description.zh}\n{column.description.en}"
        page.write_comment(0, i, note, {"x_scale": 2.5, "y_scale": 1.5, "author": ""})
        usual, special = (book.add_format(each) for each in shape(column, sheet.widths[i]))
        page.set_column(i, i, min(sheet.widths[i], WIDEST), usual)
        page.write_blank(1, i, None, usual)
        page.write_blank(2, i, None, special)
        page.write_blank(3, i, None, book.add_format(LOOK) if column.name in sheet.links.columns else usual)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, sheet.here, last)
    page.repeat_rows(0)
    if sheet.here:
        page.ignore_errors({"number_stored_as_text": xl_range(1, 0, sheet.here, last)})  # they are meant as text
    set_paper(page)
    book.define_name(declared.name, f"='{declared.title.zh}'!{xl_range_abs(0, 0, sheet.here, last)}")


def _fill(release: Release, frame: Path, sheets: Sequence[Sheet]) -> None:
    """Write plans.xlsx, the frame with the rows of its tables."""
    with ZipFile(frame) as given, ZipFile(release.folder / FILE, "w", ZIP_DEFLATED, compresslevel=FAST) as file:
        filled: dict[str, Iterable[bytes]] = {}
        for number, sheet in zip(_numbers(sheets), sheets, strict=True):
            page, pointers = f"xl/worksheets/sheet{number}.xml", f"xl/worksheets/_rels/sheet{number}.xml.rels"
            filled[page] = _filled(release, sheet, given.read(page).decode())
            filled[pointers] = _pointing(release, sheet, given.read(pointers).decode())
        for name in given.namelist():
            with file.open(name, "w") as part:  # its date is always that of the first zip files
                for piece in filled.get(name) or [given.read(name)]:
                    part.write(piece)


def _numbers(sheets: Sequence[Sheet]) -> list[int]:
    """The numbers of the sheets of tables: 说明 is the first, 数据字典 stands between the flat ones and the others."""
    return [number for number in range(2, len(sheets) + 3) if number != len(flat()) + 2]


def _filled(release: Release, sheet: Sheet, page: str) -> Iterator[bytes]:
    """The XML of a sheet with its rows, piece by piece."""
    columns, names_ = sheet.table.columns, [column.name for column in sheet.table.columns]
    usual, special, linked = (re.findall(r' s="(\d+)"', row) for row in _SAMPLE.findall(page))
    plain = [look(i, int(a), int(b)) for i, (a, b) in enumerate(zip(usual, special, strict=True))]
    leading = [
        look(i, int(linked[i]), int(linked[i])) if columns[i].name in sheet.links.columns else each
        for i, each in enumerate(plain)
    ]
    size = xl_range(0, 0, sheet.here, len(columns) - 1)
    page = re.sub('<dimension ref=".*?"/>', f'<dimension ref="{size}"/>', _SAMPLE.sub("", page))
    height = LINE * (LINES if max(sheet.widths) > WIDEST else 1)
    start, end = page.split("</sheetData>")
    yield start.encode()
    written: list[str] = []
    at = 0
    for batch in _first(sheet.here, release.batches(sheet.table.name, *names_)):
        for part in _parts(batch, sheet.links.rows - at):
            is_linked = at < sheet.links.rows
            yield rows(columns, leading if is_linked else plain, part, at + 2, height)
            written += sheet.links.of(part, at + 2) if is_linked else ()
            at += part.num_rows
    yield f"</sheetData>{with_links(end, written)}".encode()


def _parts(batch: pa.RecordBatch, linked: int) -> Iterator[pa.RecordBatch]:
    """Some rows at a time; those that have links apart from those that have none."""
    border = max(0, min(linked, batch.num_rows))
    for half in (batch.slice(0, border), batch.slice(border)):
        yield from (half.slice(offset, TOGETHER) for offset in range(0, half.num_rows, TOGETHER))


def _pointing(release: Release, sheet: Sheet, pointers: str) -> Iterator[bytes]:
    """What a sheet points to, with the pages that its links lead to."""
    start, end = pointers.split("</Relationships>")
    yield f"{start}{''.join(sheet.links.relationships(release))}</Relationships>{end}".encode()
