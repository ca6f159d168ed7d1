"""Headings of a document whose outermost numbers were lost, as those that a word processor sets are: 总体要求."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from flows.knowledge.genre import genre
from flows.knowledge.writing import HAN
from flows.model import Span
from flows.parse.labels import RANK, Label

_FEWEST = 3  # that stand in a document: a single short line may be anything
_SHORTEST_TEXT = 12  # characters of the line below a heading
_CLOSED = "。；！？）)”"  # how the paragraph above a heading ends


@cache
def _heading() -> re.Pattern[str]:
    return re.compile(rf"[{HAN}、]{{0,10}}(?:{'|'.join(genre()['bare_headings'])})")


def bare_headings(text: str, lines: Sequence[Span], labels: Iterable[Label]) -> list[Label]:
    """The lines that head the parts of a document in which no 一、 or 第一章 opens a line; each as a label."""
    if any(label.opens_line and RANK[label.system] <= RANK["cn"] for label in labels if label.system in RANK):
        return []
    found = [
        Label(start, end, "heading", 1, opens_line=True, after_sentence=False)
        for above, (start, end), below in zip(lines, lines[1:], lines[2:], strict=False)
        if below[1] - below[0] >= _SHORTEST_TEXT
        and text[above[1] - 1] in _CLOSED
        and _heading().fullmatch(text, start, end)
    ]
    return found if len(found) >= _FEWEST else []
