"""Two documents side by side: each unit of one, the units of the other that it follows, and which words they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from flows.compare.align import align
from flows.compare.units import LEAST, said, units
from flows.extract.letters import RUN, Numbers, copied, letters, runs, stretches, written

Row = Mapping[str, Any]
Spans = Sequence[tuple[int, int]]  # of a text, in the order of it


@dataclass(frozen=True, slots=True)
class Followed:
    """A unit that is followed: its article, what alignments say of the two, and what of its text the other has."""

    row: Row
    link: Row
    copied: Spans


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and those that it follows, the closest first; `copied` is what of its text stands in one of them.

    A section has children, which are compared, and is not.
    """

    row: Row
    followed: Sequence[Followed]
    copied: Spans

    @property
    def is_compared(self) -> bool:
        """Whether it is a leaf or the preamble."""
        return bool(self.row["kind"] != "section")


@dataclass(frozen=True, slots=True)
class Shares:
    """What of the text of a document's units is what, in characters.

    Copied: it stands word for word in a unit that is followed. Adapted: the rest of units that take up the same task.
    Own: units that follow nothing, and what an extended one adds.
    """

    copied: int = 0
    adapted: int = 0
    own: int = 0

    def percent(self) -> tuple[int, int, int]:
        """The three as whole percentages, which make 100."""
        whole = self.copied + self.adapted + self.own or 1
        first = round(100 * self.copied / whole)
        both = round(100 * (self.copied + self.adapted) / whole)
        return first, both - first, 100 - both


@dataclass(frozen=True, slots=True)
class Sides:
    """A document beside one that it follows."""

    units: Sequence[Unit]
    dropped: Sequence[Row]  # units of the other that nothing follows
    shares: Shares
    n_other: int  # units of the other

    @property
    def compared(self) -> Sequence[Unit]:
        """The units that may follow."""
        return [unit for unit in self.units if unit.is_compared]

    @property
    def n_following(self) -> int:
        """How many units follow."""
        return sum(bool(unit.followed) for unit in self.units)


def aligned(document: Sequence[Row], other: Sequence[Row], likely: bool) -> Sides:
    """A document beside another, given the articles of both in reading order; `likely`: see align."""
    links = [each._asdict() for each in align(units(document), units(other), likely)]
    return sides(document, other, links)


def sides(document: Sequence[Row], other: Sequence[Row], links: Iterable[Row]) -> Sides:
    """The same, given also what follows what: rows of alignments, those of an article with the closest first."""
    known = {row["article_id"]: row for row in other}
    near: dict[str, list[Row]] = {}
    for link in links:
        near.setdefault(link["article_id"], []).append(link)
    followed = {link["followed_article_id"] for each in near.values() for link in each}
    theirs = {article_id: _runs(said(known[article_id])) for article_id in followed}
    made, counts = [], [0, 0, 0]
    for row in document:
        unit, taken = _unit(row, near.get(row["article_id"], ()), known, theirs)
        made.append(unit)
        if unit.is_compared:
            for at, n in enumerate(_counted(unit, taken)):
                counts[at] += n
    others = [row for row in other if row["kind"] != "section" and len(_letters(row)) >= LEAST]
    dropped = [row for row in others if row["article_id"] not in theirs]
    return Sides(made, dropped, Shares(*counts), len(others))


def _letters(row: Row) -> str:
    return letters((row["heading"] or "") + (row["body"] or ""))


@lru_cache(4096)  # many follow the same
def _runs(text: str) -> Numbers:
    return runs(written(text))


def _unit(row: Row, links: Sequence[Row], known: Mapping[str, Row], theirs: Mapping[str, Numbers]) -> tuple[Unit, int]:
    """A unit, and how many of its characters are copied."""
    if not links:
        return Unit(row, (), ()), 0
    own = _runs(said(row))
    taken = np.zeros(len(own) + RUN - 1 if len(own) else 0, bool)
    followed = []
    for link in links:
        other = link["followed_article_id"]
        taken |= copied(own, theirs[other])
        back = stretches(said(known[other]), copied(theirs[other], own))
        followed.append(Followed(known[other], link, back))
    return Unit(row, followed, stretches(said(row), taken)), int(taken.sum())


def _counted(unit: Unit, taken: int) -> tuple[int, int, int]:
    """How many characters of a unit are copied, adapted, its own."""
    rest = len(written(said(unit.row))) - taken
    is_adapted = any(each.link["relation"] != "extended" for each in unit.followed)
    return (taken, rest, 0) if is_adapted else (taken, 0, rest)
