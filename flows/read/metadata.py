"""Lines of facts that a site or a database puts around a text: 发文机关：国务院办公厅.

Sites lay them out as tables, lists or runs of text, with blanks inside the labels. Here they become one
`label：value` a line, for the rooms behind to use.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.knowledge import facts
from flows.knowledge.fields import labels, sure

_BLANK = r"[ \u3000\xa0]*"
# The characters of a label may stand apart (索 引 号), with any number of blanks between them.
_SPACED = "|".join(_BLANK.join(label) for label in labels().split("|"))
_LABEL = re.compile(rf"[【\[]?(?P<label>{_SPACED})[】\]]?{_BLANK}(?P<mark>[:：])?")
_SURE = re.compile(rf"[【\[]?(?:{'|'.join(_BLANK.join(label) for label in sorted(sure()))})[】\]]?{_BLANK}[:：]?")
_BLANKS = re.compile(r"[ \u3000\xa0]+")
_LONGEST_VALUE = 200  # characters


def labelled(cells: Sequence[str], of_facts: bool) -> list[str] | None:
    """The `label：value` lines of a row of cells, labels without a value left out; None where the row is no such row.

    Every second cell must end with a colon, or in a table of facts be a known label.
    """
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    labels = [cell for cell in cells[::2] if cell]
    if len(cells) > 8 or not labels or not all(_names_value(label, of_facts) for label in labels):
        return None
    if any(cell and _LABEL.fullmatch(cell) for cell in cells[1::2]):
        return None  # a head of columns: 名称 文号 发布日期
    pairs = [(cells[i], cells[i + 1] if i + 1 < len(cells) else "") for i in range(0, len(cells), 2)]
    return [f"{_bare(label)}：{value}" for label, value in pairs if label and value]


def holds_facts(cells: Sequence[str]) -> bool:
    """Whether a row of a table shows it to be one of facts about a text: it has a label that nothing else has."""
    return any(_SURE.fullmatch(cell.strip()) for cell in cells[::2])


def tidy_fact(line: str) -> str:
    """A line that is a fact, with the blanks in its label dropped: 索 引 号: 1 → 索引号：1; any other line as it is."""
    match = _LABEL.match(line)
    if not match or not match["mark"]:
        return line
    return f"{_BLANKS.sub('', match['label'])}：{line[match.end() :].lstrip()}"


def is_fact(line: str) -> bool:
    """Whether a line is a fact about a text: a known label, a colon, and a value or none."""
    match = _LABEL.match(line)
    return bool(match and match["mark"] and len(line) <= _LONGEST_VALUE)


def tells_publication(line: str) -> bool:
    """Whether a line is the field of the day of publication."""
    match = _LABEL.match(line)
    return bool(match and match["mark"] and _BLANKS.sub("", match["label"]) in facts("fields.yml")["published"])


def names_source(line: str) -> bool:
    """Whether a line is the field of where a page has its text from, beside which sites put the day: 来源：…."""
    return is_fact(line) and line.startswith(tuple(facts("fields.yml")["sources"]))


def is_open_label(line: str) -> bool:
    """Whether a line is a known label with its colon and nothing behind."""
    match = _LABEL.fullmatch(line)
    return bool(match and match["mark"])


def _names_value(cell: str, of_facts: bool) -> bool:
    return (cell.endswith(("：", ":")) and len(cell) <= 12) or (of_facts and bool(_LABEL.fullmatch(cell)))


def _bare(label: str) -> str:
    return _BLANKS.sub("", label.strip("【】[]")).rstrip("：:")
