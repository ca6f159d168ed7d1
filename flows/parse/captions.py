"""Captions of attached tables: 附件1：重点任务分工表 on one line, or 重点任务分工表 right below the signature.

They open units without number (codebook, articles). 附件1 on a line of its own, above its title, is a label already.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from flows.knowledge.genre import wording
from flows.model import Span
from flows.parse.labels import Label
from flows.parse.numerals import DATE
from flows.parse.tables import Table

_ATTACHED = re.compile(r"附(?:[件表录][\d一二三四五六七八九十]{0,2}[：:、.]?|[：:])(?P<title>[^，。；：|\n]{2,60})")
_TITLE = re.compile(r"(?P<title>[^，。；：|\n]{2,60}(?:表|清单|台账|一览))(?:（[^（）]{1,20}）)?")
_ASIDE = re.compile(r"[（(]?(?:计量)?单位[：:].{1,20}|[（(][^（）()]{1,20}[）)]")  # between a caption and its table
_SIGNED = re.compile(rf"[^。；|\n]{{0,60}}(?:{DATE.pattern})|[（(](?:此件|本文)[^）)\n]{{0,20}}[）)]")
_MOST_ASIDE = 2  # lines
_LONGEST_TITLE = 80  # characters


def captions(text: str, lines: Sequence[Span], tables: Sequence[Table]) -> Iterator[Label]:
    """The labels of the captions of tables among the lines of a document, in order."""
    for table in tables:
        at = bisect_left(lines, table.frame[0]) - 1
        aside = 0
        while at > 0 and aside < _MOST_ASIDE and _ASIDE.fullmatch(text, *lines[at]):
            at, aside = at - 1, aside + 1
        if at < 1:
            continue
        found = _ATTACHED.fullmatch(text, *lines[at])
        if not found and _SIGNED.fullmatch(text, *lines[at - 1]):
            found = _TITLE.fullmatch(text, *lines[at])
        if found:
            yield Label(found.start("title"), lines[at][1], "attachment", 0, True, False)


def title_alone(text: str, lines: Sequence[Span], issued: Sequence[str]) -> Label | None:
    """The label of a title that a notice issues, where it is the last line, below the date: what it heads is lost."""
    if len(lines) < 2 or not _SIGNED.fullmatch(text, *lines[-2]) or not issued:
        return None
    start, end = lines[-1]
    named = wording(text[start:end]).endswith(tuple(issued)) and not _ATTACHED.match(text, start, end)
    return Label(start, end, "attachment", 0, True, False) if named and end - start <= _LONGEST_TITLE else None
