"""What an article gives to the sentences in it, a number with its words, and what is remembered of those refused."""

from __future__ import annotations

from dataclasses import dataclass

from flows.extract.deadlines import Due
from flows.extract.quantities import Quantity
from flows.model import Span


@dataclass(frozen=True, slots=True)
class Setting:
    """What an article gives to its sentences."""

    unit: int  # index in Document.units
    topic: str | None  # what a bare head is completed with
    inherited: Due | None  # the date of the heading or the lead sentence
    past: bool  # a section on what has been
    goals: bool  # a section of goals
    kind: str  # of the unit
    genre: str | None  # of the document
    headings: str  # those above, and its own
    opening: str  # of its text
    document: str  # the first of the document's text, which shows how it speaks


@dataclass(frozen=True, slots=True)
class Maybe:
    """A candidate that is no row, with its probability; the number, or the clause of a milestone."""

    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Item:
    """A quantity with the words of its clause that belong to it."""

    quantity: Quantity
    left: str
    right: str
    last_right: str  # what follows the last quantity of the clause: the predicate of a list stands there
