"""Tables in HTML inside Markdown, as tools of text recognition write them → the rows of flows/read/rows.py."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.read.html import parse_page
from flows.read.html_lines import lines_of

_EDGE = re.compile(r"<(?P<end>/?)table\b[^<>]{0,2000}>", re.IGNORECASE)
_GAP = re.compile(r"\n[ \t]*\n")


def with_rows(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text in order, and whether each is the rows of a table. A table that nobody closed ends with its
    paragraph.
    """
    at = 0
    opened: int | None = None
    for edge in _EDGE.finditer(text):
        if not edge["end"]:
            if opened is None:
                opened = edge.start()
            continue
        if opened is not None:
            yield text[at:opened], False
            yield _rows(text[opened : edge.end()]), True
            opened = None
            at = edge.end()
    if opened is not None:
        gap = _GAP.search(text, opened)
        end = gap.start() if gap else len(text)
        yield text[at:opened], False
        yield _rows(text[opened:end]), True
        at = end
    yield text[at:], False


def _rows(table: str) -> str:
    return "\n".join(lines_of(parse_page(table)))
