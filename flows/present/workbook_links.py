"""Links of the workbook: the ids of a flat sheet lead to where the row stands in the text, on the page of its document.

They are made of ids, never of a source's text, and lead to the site of the release: beside the workbook, or where the
release is published. Excel takes no more than 65,530 of a sheet; ids of rows further down are plain text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

import pyarrow as pa
from xlsxwriter.utility import xl_col_to_name

from flows.present.release import FLAT, Release
from flows.tables import Table

MOST = 65_530  # of a sheet
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LOOK = {"valign": "top", "align": "left", "indent": 1, "underline": 1, "font_color": "#0B5394"}


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a sheet: its columns of ids with the column that names the document, and the pages by document."""

    columns: Mapping[str, str]
    letters: Mapping[str, str]
    rows: int  # that have links
    pages: Mapping[str, str]  # number of the relationship by document

    def of(self, batch: pa.RecordBatch, first: int) -> Iterator[str]:
        """The XML of the links of rows, the first of which has the number `first`."""
        for column, document in self.columns.items():
            found = zip(batch[column].to_pylist(), batch[document].to_pylist(), strict=True)
            for row, (row_id, doc_id) in enumerate(found, first):
                where = f'ref="{self.letters[column]}{row}" location="{escape(quote(row_id))}"'
                yield f'<hyperlink {where} r:id="{self.pages[doc_id]}"/>'

    def relationships(self, release: Release) -> Iterator[str]:
        """The XML of the pages that the links lead to."""
        for doc_id, number in self.pages.items():
            path = f"site/documents/{doc_id}.html"
            target = escape(release.address(path) or quote(path))
            yield f'<Relationship Id="{number}" Type="{KIND}/hyperlink" Target="{target}" TargetMode="External"/>'


def links(release: Release, declared: Table, here: int) -> Links:
    """The links of the sheet of a table, of which so many rows are here; none of a table that is not flat."""
    columns = {key: _document(key) for key in declared.primary_key} if declared.name.startswith(FLAT) else {}
    rows = min(here, MOST // len(columns)) if columns else 0
    letters = {column.name: xl_col_to_name(i) for i, column in enumerate(declared.columns)}
    pages: dict[str, str] = {}
    left = rows
    for batch in release.batches(declared.name, *columns.values()) if rows else ():
        for column in batch.slice(0, left).columns:
            for doc_id in column.unique().to_pylist():
                pages.setdefault(doc_id, f"page{len(pages) + 1}")
        left -= min(left, batch.num_rows)
    return Links(columns, letters, rows, pages)


def with_links(page: str, written: Sequence[str]) -> str:
    """The end of a sheet's XML with links, where the order of its parts has them."""
    before, margins, after = page.partition("<printOptions" if "<printOptions" in page else "<pageMargins")
    return f"{before}<hyperlinks>{''.join(written)}</hyperlinks>{margins}{after}" if written else page


def _document(key: str) -> str:
    return "followed_doc_id" if key.startswith("followed_") else "doc_id"
