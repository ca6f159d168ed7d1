"""Text with highlights → HTML: built from spans, so that highlights may overlap in any way and the text stays as it is.

Every character is escaped once. What cannot be seen, or would turn the text around it, is shown by its number and does
nothing: `<i class="ctl" data-c="202E"></i>`, which has no text of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import accumulate, groupby

from markupsafe import Markup, escape

# Controls, zero-width and bidirectional marks, tags, non-characters; not tab and line feed. A line break of two
# characters is one line break of HTML.
_UNSEEN = re.compile(
    "\r\n|[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff]"
)


@dataclass(frozen=True, slots=True, order=True)
class Highlight:
    """A row that was read from text[start:end]; an empty range is a point.

    `number` is what links it to its row, `says` what a screen reader says for it, `to` the id of the row's note. One
    without a number is a link as a whole; one without `to` has its link elsewhere.
    """

    start: int
    end: int
    kind: str
    row_id: str
    number: str = ""
    says: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True, order=True)
class _Piece:
    """Rows of one kind with the same range, or what a cut has left of it; in the order in which marks open."""

    start: int
    minus_end: int  # the longest first
    kind: str
    rows: tuple[Highlight, ...]

    @property
    def end(self) -> int:
        return -self.minus_end


def inert(text: object) -> Markup:
    """A text of a source as HTML: nothing in it acts, and what is unseen is seen. None is empty."""
    if text is None:
        return Markup()
    return Markup(_UNSEEN.sub(_seen, str(escape(str(text)))))


def _seen(match: re.Match[str]) -> str:
    return "\n" if match[0] == "\r\n" else f'<i class="ctl" data-c="{ord(match[0]):04X}"></i>'


class Marker:
    """Marks the highlights of one view of a text, stretch by stretch; the first stretch that shows a row has its id.

    `prefix` goes before the ids, so that a second view of the same text can have ids of its own.
    """

    def __init__(self, highlights: Iterable[Highlight], prefix: str = "") -> None:
        self._prefix = prefix
        self._all = sorted(highlights, key=lambda h: (h.start, -h.end, h.kind))
        self._starts = [h.start for h in self._all]
        self._reach = list(accumulate((h.end for h in self._all), max))  # how far those up to this one go
        self.shown: set[str] = set()
        self._fresh: list[str] = []

    def __call__(self, text: str, start: int) -> Markup:
        """The HTML of `text`, whose first character has the offset `start`."""
        end = start + len(text)
        out: list[str] = []
        opened: list[tuple[int, str]] = []  # where each mark ends, and what closes it
        at = start
        heap = list(_pieces(self._within(start, end), start, end))
        heapify(heap)
        while heap or at < end or opened:
            stop = heap[0].start if heap else end
            if opened and opened[-1][0] <= stop:
                stop, closing = opened.pop()
                out += inert(text[at - start : stop - start]), closing
            elif heap and at == stop:
                piece = heappop(heap)
                if opened and piece.end > opened[-1][0]:  # it crosses: the rest goes on behind the end of the other
                    heappush(heap, _Piece(opened[-1][0], piece.minus_end, piece.kind, piece.rows))
                    piece = _Piece(piece.start, -opened[-1][0], piece.kind, piece.rows)
                leaf = not heap or heap[0].start >= piece.end
                opening, closing = self._tags(piece, leaf)
                out.append(opening)
                opened.append((piece.end, closing))
            else:
                out.append(inert(text[at - start : stop - start]))
            at = stop
        return Markup("".join(out))

    def fresh(self) -> list[str]:
        """The rows that were shown for the first time since this was last asked."""
        found, self._fresh = self._fresh, []
        return found

    def _within(self, start: int, end: int) -> Iterator[Highlight]:
        """The highlights that have a character in the range, or are a point in it."""
        stop = bisect_left(self._starts, end)
        first = bisect_left(self._starts, start)
        while first and self._reach[first - 1] > start:
            first -= 1
        return (h for h in self._all[first:stop] if h.end > start or h.start >= start)

    def _tags(self, piece: _Piece, leaf: bool) -> tuple[str, str]:
        """What opens and closes a mark. Links cannot nest: only one without marks in it is a link as a whole."""
        fresh = [row for row in piece.rows if row.row_id not in self.shown]
        self.shown.update(row.row_id for row in fresh)
        self._fresh += (row.row_id for row in fresh)
        several = len(piece.rows) > 1 or not fresh  # else its id says which row it is of
        rows = f' data-rows="{escape(" ".join(row.row_id for row in piece.rows))}"' if several else ""
        own = f' id="{escape(self._prefix + fresh[0].row_id)}"' if fresh else ""
        others = "".join(f'<span id="{escape(self._prefix + row.row_id)}"></span>' for row in fresh[1:])
        opening = f'<mark class="{piece.kind}"{own}{rows}>{others}'
        if len(fresh) == 1 and fresh[0].to and not fresh[0].number and leaf:
            return opening + f'<a href="#{escape(fresh[0].to)}">', "</a></mark>"
        return opening, "".join(map(_link, fresh)) + "</mark>"


def _pieces(highlights: Iterable[Highlight], start: int, end: int) -> Iterator[_Piece]:
    """Highlights of the same kind and range as one, cut to the range that is shown."""
    for (a, b, kind), rows in groupby(highlights, key=lambda h: (h.start, h.end, h.kind)):
        yield _Piece(max(a, start), -min(b, end), kind, tuple(rows))


def _link(row: Highlight) -> str:
    """From a highlight to its row. It has no text of its own, so that what is copied is the text of the source."""
    if not row.to:
        return ""
    says = inert_attribute(row.says or row.row_id)
    return f'<a class="ref" href="#{escape(row.to)}" data-n="{escape(row.number)}" aria-label="{says}"></a>'


def inert_attribute(text: str) -> str:
    """A text of a source as the value of an attribute: without what is unseen."""
    return str(escape(_UNSEEN.sub(" ", text)))
