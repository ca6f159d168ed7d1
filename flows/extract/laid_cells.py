"""Indicator tables that lost their walls: cells a line each, or on one line with blanks between them, without serial
numbers that would part the rows.

The header says how many values a row has (2020年, 2025年, 年均增长). A row is a name with so many values behind it,
then 约束性 or 预期性 where the header has them. A row of another form is left out, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flows.extract.table_cells import IN_BRACKETS, NATURE, VALUE, unit_of
from flows.model import Span

_COLUMN = re.compile(
    r"(?P<year>(?:19|20)\d\d)年?(?:实际|基期|基数|基准|现状|目标|规划|预期|预计|完成|达到|值|数|情况)*"
    r"|(?P<growth>(?:[“\"]?十?[一二三四五六七八九]五[”\"]?(?:期间|时期)?)?(?:年均|五年|[累总]计|平均|每年|递增|增长|增速|增幅|率|速度|/)+)"
    r"|(?P<nature>(?:指标)?(?:属性|性质)|(?<=\d年)(?:指标)?类型)|(?P<unit>(?:计量)?单位)"
    r"|(?P<name>指标(?:名称)?|主要指标|具体指标|项目)|(?P<group>类别|领域|分类|类型|维度)|序号"
    r"|[（(〔\[][%年均累计或增长速]{1,6}[）)〕\]]|[\s（）()%/、]"
)
_CELL = re.compile(
    r"(?:(?<=[\s）)%*＊〕\]—–\-/\u4e00-\u9fff])|(?=[≥≤＞>＜<≧≦〔\[—–])|^)"
    r"(?:[≥≤＞>＜<≧≦]?\s?[〔\[]?-?\d+(?:,\d{3})*(?:\.\d+)?(?:[:：∶]\d+)?%?[〕\]]?(?:以上|左右|以内|以下)?[*＊]?|[—–\-/]+)$"
)
_BLANK = re.compile(r"[—–\-/]+")
_SUM = re.compile(r"[〔\[].*[〕\]]")
_SERIAL = re.compile(r"\d{1,2}[.．、]?(?=[^\d.．、%])")
_GROWS = re.compile(r"增长|增速|增幅|增加(?!值)|降低|下降|减少")
_ENDS = re.compile(r"。|^注[：:]|^[（(]?[一二三四五六七八九十]{1,3}[）)、]")
_MOST_HEADER = 14  # lines
_LONGEST_NAME = 40  # characters; more is the prose behind the table
_LONGEST_LINE = 120  # characters of a row on one line
_LONGEST_GROUP = 6  # characters of a name of a group of rows, which stands before the first of them
_MOST_NAMES = 4  # lines of a name with its group and unit; where more follow each other, the table has ended
_MOST_BROKEN = 6  # rows of a table that lost a cell; what has more is no table
_FEWEST_ROWS = 2  # of a table


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of values, in order: a year, or None for growth; and whether a row ends with its nature."""

    columns: tuple[int | None, ...]
    nature: bool
    end: int  # the first paragraph behind it

    @property
    def due(self) -> int | None:
        return max((year for year in self.columns if year), default=None)


@dataclass(slots=True)
class Row:
    """What was read of one row so far."""

    texts: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    nature: str = ""
    first: int = 0  # paragraphs
    last: int = 0


def find_header(lines: Sequence[str], at: int) -> Header | None:
    """The header of a table that begins with a paragraph; None where it is none."""
    columns: list[int | None] = []
    names, nature, end = 0, False, at
    for line in lines[at : at + _MOST_HEADER]:
        found = list(_COLUMN.finditer(line)) if len(line) <= _LONGEST_LINE else []
        if not line or sum(len(match[0]) for match in found) < len(line):
            break
        for match in found:
            if match["year"] or match["growth"]:
                columns.append(int(match["year"]) if match["year"] else None)
            names += match["name"] is not None
            nature = nature or match["nature"] is not None
        end += 1
    return Header(tuple(columns), nature, end) if names and any(columns) else None


def read_rows(lines: Sequence[str], header: Header) -> tuple[list[Row], list[Row]]:
    """The rows below a header that have all their values, and those that have not."""
    whole: list[Row] = []
    broken: list[Row] = []
    row = Row()
    for at in range(header.end, len(lines)):
        text, values, nature = _parts(lines[at])
        if len(lines[at]) > _LONGEST_LINE or len(text) > _LONGEST_NAME or _ENDS.search(text):
            break
        if len(row.texts) > _MOST_NAMES or len(row.values) > len(header.columns) or len(broken) > _MOST_BROKEN:
            break
        if text and row.values:
            _close(row, header, whole, broken)
            row = Row()
        if not (row.texts or row.values):
            row.first = at
        row.texts += [text] if text else []
        row.values += values
        row.nature, row.last = nature or row.nature, at
        if nature:
            _close(row, header, whole, broken)
            row = Row()
    _close(row, header, whole, broken)
    return (whole, broken) if len(whole) >= _FEWEST_ROWS else ([], [])


def _close(row: Row, header: Header, whole: list[Row], broken: list[Row]) -> None:
    """Take a row that ends. Dashes for cells without a value may have run together."""
    if not row.texts or not (row.values or row.nature):
        return
    lost = len(header.columns) - len(row.values)
    for i, value in enumerate(row.values):
        if lost > 0 and _BLANK.fullmatch(value) and len(value) == lost + 1:
            row.values[i : i + 1] = ["—"] * (lost + 1)
            break
    fits = len(row.values) == len(header.columns) and (bool(row.nature) or not header.nature)
    (whole if fits else broken).append(row)


def _parts(line: str) -> tuple[str, list[str], str]:
    """The text that opens a line, the values behind it, and the nature that ends it."""
    nature = next((match[0] for match in NATURE.finditer(line) if match.end() == len(line)), "")
    rest, values = line[: len(line) - len(nature)].rstrip(), list[str]()
    while rest and len(rest) <= _LONGEST_LINE and (cell := _CELL.search(rest)):
        values.insert(0, cell[0].strip())
        rest = rest[: cell.start()].rstrip()
    return rest, values, nature


def name_and_unit(texts: Sequence[str]) -> tuple[str, str]:
    """The name of a row, without the group that stands before it and its serial number, and a unit of its own cell."""
    names = [_SERIAL.sub("", text, count=1) if _SERIAL.match(text) else text for text in texts]
    unit = names.pop() if len(names) > 1 and unit_of(names[-1].strip("（）()")) else ""
    if len(names) > 1 and len(names[0]) <= _LONGEST_GROUP and not names[1].startswith("（"):
        names = names[1:]
    return "".join(names), unit.strip("（）()")


def cell_tables(
    lines: Sequence[str], paragraphs: Sequence[Span]
) -> Iterator[tuple[tuple[int | None, ...], list[tuple[Span, tuple[str, ...]]], list[Span]]]:
    """The tables among a unit's paragraphs: years, rows as [name, unit, value of each year, nature], rows left out.

    What grows is a table of its own, in the year to which it grows: 年均增长, or a sum over the years, 〔25〕.
    """
    at = 0
    while at < len(lines):
        header = find_header(lines, at) if "指标" in lines[at] or "项目" in lines[at] or lines[at] == "序号" else None
        if header is None:
            at += 1
            continue
        whole, broken = read_rows(lines, header)
        years = [i for i, year in enumerate(header.columns) if year]
        levels: list[tuple[Span, tuple[str, ...]]] = []
        grown: list[tuple[Span, tuple[str, ...]]] = []
        for row in whole:
            span = (paragraphs[row.first][0], paragraphs[row.last][1])
            name, unit = name_and_unit(row.texts)
            if any(VALUE.match(row.values[i]) for i in years):
                levels.append((span, (name, unit, *(row.values[i] for i in years), row.nature)))
            for i in set(range(len(row.values))) - set(years):
                if VALUE.match(row.values[i]):
                    total = _SUM.search(row.values[i])
                    growth = (
                        (name, unit) if total or _GROWS.search(name) else (f"{IN_BRACKETS.sub('', name)}年均增长", "%")
                    )
                    grown.append((span, (*growth, row.values[i], row.nature)))
        left_out = [(paragraphs[row.first][0], paragraphs[row.last][1]) for row in broken]
        yield tuple(header.columns[i] for i in years), levels, left_out
        yield (header.due,), grown, []
        at = max(header.end, *(row.last + 1 for row in [*whole, *broken]), at + 1)
