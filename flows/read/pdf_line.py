"""A line as printed on a page of a PDF file, with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HYPHEN = re.compile("\ufffe|\x02")  # PDFium's sign for a hyphen that parts a word at a line's end
_SOFT = "\xad"  # what some programs write for every hyphen; what stands inside a line is one that shows


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line between wide blanks."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line as printed. Offsets in points from the left and the foot of the page; nan where they are not known."""

    text: str
    left: float
    right: float
    foot: float
    size: float  # of its first characters
    is_row: bool = False  # of a table: a line of text that is whole
    pieces: tuple[Piece, ...] = ()  # what wide blanks part: of one line, or of lines of columns side by side


def mend_hyphens(line: str) -> str:
    """Hyphens as they show; the one that parts a word at the line's end is left as PDFium's sign, for `join_wraps`."""
    line = line.replace(_SOFT, "-")
    parted = bool(_HYPHEN.match(line[-1:]))
    return _HYPHEN.sub("-", line[:-1]) + "\ufffe" if parted else _HYPHEN.sub("-", line)
