"""Which labels open units, and how the units nest.

A label at the start of a line opens a unit almost always; one inside a line only where the list that it continues,
or begins,
makes it certain. Levels come from the nesting in the document, not from the kind of number (codebook: articles).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from flows.parse.labels import RANK, Label
from flows.parse.openings import Opening

_HEADING_LINE = re.compile(r"[^\n，。；：！？、|]{2,30}$")
_MOST_MISSING = 6  # numbers that may be lost between two labels of a list at the starts of lines


@dataclass(slots=True)
class _List:
    """A list that is open at some depth: its system of numbers and the last number seen."""

    system: str
    number: int
    opening: int
    key: tuple[int, ...] = ()  # all numbers of a decimal one


@dataclass(slots=True)
class _Nest:
    text: str
    one_line: bool
    openings: list[Opening] = field(default_factory=list)
    stack: list[_List] = field(default_factory=list)
    closed: dict[str, tuple[int, str | None]] = field(
        default_factory=dict
    )  # system → last number, system of its parent list
    floor: int = 0  # lists below an unnumbered heading never close it
    outer: list[_List] = field(default_factory=list)  # the lists in which an unnumbered heading stands
    boxed: int | None = None  # in a box: where its rows begin
    line_end: int = 0  # the end of the line of the last box
    continued: frozenset[int] = frozenset()  # where a number 1 stands in a line and number 2 opens one

    def add(self, label: Label) -> None:
        if label.system in ("attachment", "heading"):
            if self.openings or label.system == "heading":
                self._open_unnumbered((label.start, label.end))
            return
        if label.system == "box":
            opens = label.opens_line or self.one_line
            self.boxed = self._next_line(label.end) if opens else None
            return
        label = self._as_read(label)
        self._lead_back(label)
        depth = self._depth(label)
        if depth is None or (self.boxed is not None and not self._leads_out(label, self.boxed)):
            return
        self.boxed = None
        heading = self._heading_of_restart(label, depth)
        if heading:
            outer = self.outer or self.stack[:depth]
            self._open_unnumbered(heading)
            self.outer = outer
            depth = len(self.stack)
        self._close(depth)
        parent = self.stack[-1].opening if self.stack else None
        self.stack.append(_List(label.system, label.number, len(self.openings), label.key))
        self.openings.append(Opening(label.start, label.end, label, parent, len(self.stack)))

    def _lead_back(self, label: Label) -> None:
        """Leave unnumbered headings where a label goes on with a list around them: 三、 behind 二、 and its heads."""
        within = any(item.system == label.system for item in self.stack)
        goes_on = any(item.system == label.system and item.number + 1 == label.number for item in self.outer)
        if label.opens_line and goes_on and not within:
            self.stack, self.outer, self.floor = self.outer, [], 0

    def _next_line(self, place: int) -> int:
        """Where the line below a place begins. Many boxes on one line look for its end once."""
        if self.line_end < place:
            end = self.text.find("\n", place)
            self.line_end = end if end >= 0 else len(self.text)
        return min(self.line_end + 1, len(self.text))

    def _leads_out(self, label: Label, rows: int) -> bool:
        """Whether a label in a box, or behind it, is none of its rows.

        It heads a chapter, goes on with a list that was there before the box, or begins one of headings, （一） and
        above, where the rows of the box did not.
        """
        if label.opens_line and RANK[label.system] <= RANK["section"]:
            return True
        closed, _ = self.closed.get(label.system, (0, None))
        last = next((item.number for item in self.stack if item.system == label.system), None)
        if last is None and label.number == 1 and label.opens_line and RANK[label.system] <= RANK["cn_paren"]:
            return label.start > rows
        return (last or closed) > 0 and label.number == (last or closed) + 1

    def _as_read(self, label: Label) -> Label:
        """A label as the lists before it ask for it: 35.5个… behind 34. is point 35, 第一部分 first of all a part."""
        if label.system == "portion" and not any(item.system != "part" for item in self.stack):
            return replace(label, system="part")
        if label.weak and len(label.key) == 2 and not any(item.key for item in self.stack):
            last = next((item.number for item in self.stack if item.system == "arabic"), None)
            if last is not None and label.key[0] == last + 1:
                end = self.text.index(".", label.start) + 1
                return Label(label.start, end, "arabic", label.key[0], True, False)
        return label

    def _depth(self, label: Label) -> int | None:
        """The depth in the stack at which the label opens a unit; None where it opens none."""
        same = self._open_list(label)
        if label.system == "dash":
            return self._dash_depth(label, same)
        if label.key:
            return self._decimal_depth(label, same)
        if same is not None:
            return same if self._continues(label, self.stack[same].number) else None
        number, parent = self.closed.get(label.system, (0, None))
        depth = self._new_depth(label)
        if number and label.opens_line and 0 < label.number - number <= _MOST_MISSING:
            return depth  # numbers that run on through the whole document, wherever the next one stands
        if number and label.number == number + 1 and (depth and self.stack[depth - 1].system) == parent:
            return depth if label.after_sentence or self.one_line else None
        return depth if self._begins(label) else None

    def _open_list(self, label: Label) -> int | None:
        """The open list that the label may go on with. A 1. below 2.1 begins its own, and then goes on with that."""
        found = [i for i, item in enumerate(self.stack) if item.system == label.system]
        if not found or label.heads:
            return found[0] if found else None
        below = label.number == 1 and any(item.key for item in self.stack[found[-1] + 1 :]) and not label.key
        return None if below else found[-1]

    def _new_depth(self, label: Label) -> int:
        """Below the innermost open list whose numbers stand above the label's in the usual order."""
        depth = len(self.stack)
        while depth > self.floor and RANK[self.stack[depth - 1].system] > RANK[label.system]:
            depth -= 1
        return depth

    def _decimal_depth(self, label: Label, same: int | None) -> int | None:
        """2.1 stands below 2, however that is written (2, 2. 二、 第二章), and follows 1.2 where no 2 was seen.

        One that does not go on is mentioned (2.1.1中的库房), or a quantity.
        """
        if same is not None:
            last, step = self.stack[same].key, label.number - self.stack[same].number
            fresh = label.key > last and label.number == 1 and not label.weak
            goes_on = label.key[:-1] == last[:-1] and 0 < step <= (1 if label.weak else _MOST_MISSING)
            return same if goes_on or fresh else None
        above = next((i for i, item in enumerate(self.stack) if self._is_above(item, label)), None)
        if above is not None:
            return above + 1 if label.number == 1 or not label.weak else None
        return self._new_depth(label) if label.number == 1 else None

    def _is_above(self, item: _List, label: Label) -> bool:
        if item.key:
            return item.key == label.key[:-1]
        return item.system in ("chapter", "cn", "arabic") and (item.number,) == label.key[:-1]

    def _dash_depth(self, label: Label, same: int | None) -> int | None:
        if not self.stack and not label.opens_line:
            return None
        if label.opens_line or (same is not None and label.after_sentence):
            return len(self.stack) if same is None else same
        before = self.text[label.start - 1]
        return len(self.stack) if label.after_sentence and before in "。：" and same is None else None

    def _continues(self, label: Label, last: int) -> bool:
        step = label.number - last
        if label.branch:
            return label.opens_line and step == 0
        if label.opens_line:
            return label.number == 1 or -1 < step <= _MOST_MISSING or (step < 0 and label.number < 4)
        if step == 1 or (label.number == 1 and self.one_line and label.after_sentence):
            return label.after_sentence or self.one_line
        return label.after_sentence and self.one_line and 1 < step <= 2

    def _begins(self, label: Label) -> bool:
        if label.opens_line:
            return label.number <= _MOST_MISSING or label.system not in ("arabic", "half_paren") or not self.stack
        if label.number != 1:
            return False
        if label.after_sentence:
            return True
        # A heading runs into the first number below it, in text without line breaks or on one line of its own.
        if not self.stack:
            return self.one_line
        return (self.one_line or label.start in self.continued) and self._is_fresh(label)

    def _is_fresh(self, label: Label) -> bool:
        """Whether only a heading stands between the innermost label and this one."""
        opening = self.openings[self.stack[-1].opening]
        between = self.text[opening.end : label.start] if label.start - opening.end <= 60 else "。"
        return "。" not in between and (self.one_line or "\n" not in between)

    def _heading_of_restart(self, label: Label, depth: int) -> tuple[int, int] | None:
        """The heading line without number over a list that starts again at 1 (codebook: articles, `u1`)."""
        again = depth < len(self.stack) and self.stack[depth].system == label.system
        return self._heading_line(label) if again and label.number == 1 and label.opens_line else None

    def _heading_line(self, label: Label) -> tuple[int, int] | None:
        end = label.start - 1
        start = self.text.rfind("\n", 0, max(end, 0)) + 1
        last = self.openings[-1].start
        if start > last and _HEADING_LINE.match(self.text, start, end):
            return start, end
        return None

    def _open_unnumbered(self, line: tuple[int, int]) -> None:
        """A unit without number on the outermost level: a heading line, or the title of an attachment."""
        self.closed.clear()
        self.stack = [_List("heading", 0, len(self.openings))]
        self.floor = 1
        self.outer = []
        self.boxed = None
        self.openings.append(Opening(line[0], line[0], None, None, 1))

    def _close(self, depth: int) -> None:
        for at in range(len(self.stack) - 1, depth - 1, -1):
            item = self.stack[at]
            self.closed[item.system] = (item.number, self.stack[at - 1].system if at else None)
        del self.stack[depth:]


def nest(text: str, labels: Iterable[Label], one_line: bool) -> list[Opening]:
    """The openings of units among the labels of a document, in reading order, with level and parent.

    In: the clean text, its labels in order, and whether the document came without line breaks, so that labels stand
    in lines.
    """
    ordered = list(labels)
    state = _Nest(text, one_line, continued=_continued(ordered))
    for label in ordered:
        state.add(label)
    return state.openings


def _continued(labels: list[Label]) -> frozenset[int]:
    """Where a number 1 stands in a line and the next number of its kind is a 2 that opens one."""
    following: dict[str, Label] = {}
    found: list[int] = []
    for label in reversed(labels):
        after = following.get(label.system)
        if label.number == 1 and not label.opens_line and after and after.number == 2 and after.opens_line:
            found.append(label.start)
        following[label.system] = label
    return frozenset(found)
