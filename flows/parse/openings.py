"""Where units open: what nesting answers, tables add to and units are built from."""

from __future__ import annotations

from dataclasses import dataclass

from flows.model import AssignedCell, Span
from flows.parse.labels import Label


@dataclass(frozen=True, slots=True)
class RowText:
    """What a row of a task table says, cell by cell."""

    heading: Span | None
    texts: tuple[Span, ...]
    assigned: tuple[AssignedCell, ...]
    opens: int  # where its label or its first cell begins; its line begins with a bar
    end: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The opening of a unit: a label, an unnumbered heading line over a list that starts again at 1, a table's row."""

    start: int
    end: int  # of the label; of an unnumbered heading, where it starts
    label: Label | None
    parent: int | None  # index of the parent opening
    level: int
    row: RowText | None = None
