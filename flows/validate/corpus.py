"""The tables as the invariants see them: rows with look-ups, the raw text behind them, and what a check finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from flows.tables import Words, table

Row = dict[str, Any]
Quote = Callable[[str, int, int], str]  # source_id, start, end (offsets into the raw text) → clean text of that range
Faults = Iterator[tuple[int, str]]  # position of a row in its table, what is wrong with it


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold for every row of a table, and the rows for which it does not."""

    table: str
    name: str  # kebab-case
    title: Words
    faults: Mapping[int, str]  # position of the row → a sentence


class Rows(Mapping[str, list[Row]]):
    """Arrow tables as rows, each made when it is first asked for: nothing looks at the rows of the largest, `terms`."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._tables = tables
        self._made: dict[str, list[Row]] = {}

    def __getitem__(self, name: str) -> list[Row]:
        if name not in self._made:
            self._made[name] = self._tables[name].to_pylist()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


@dataclass(frozen=True)
class Corpus:
    """All tables as rows, with the callback that reads the raw text; and as they are, for keys."""

    rows: Mapping[str, list[Row]]
    quote: Quote
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    _indices: dict[str, dict[str, Row]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Mapping[str, pa.Table], quote: Quote) -> Corpus:
        """Look at Arrow tables."""
        return cls(Rows(tables), quote, tables)

    def by_id(self, name: str) -> dict[str, Row]:
        """The rows of a table by their (single) primary key."""
        if name not in self._indices:
            (key,) = table(name).primary_key
            self._indices[name] = {row[key]: row for row in self.rows[name]}
        return self._indices[name]

    def get(self, name: str, row_id: str | None) -> Row | None:
        """A row by its id; None when there is none (the check of foreign keys says so)."""
        return self.by_id(name).get(row_id) if row_id is not None else None

    def source_of(self, row: Row) -> str | None:
        """The id of the source that a row's offsets refer to."""
        if row.get("source_id") is not None:
            return str(row["source_id"])
        document = self.get("documents", row.get("doc_id"))
        return document["source_id"] if document else None

    @cached_property
    def clauses(self) -> dict[str, list[Row]]:
        """The assignments that clauses make, in reading order, by the article that these are taken out of."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.rows["assignments"], key=lambda row: row["start"]):
            if row["basis"] == "clause":
                found[row["article_id"]].append(row)
        return found

    def quote_of(self, row: Row) -> str | None:
        """The clean text of the raw range of a row; None where it has no (possible) range."""
        source = self.get("sources", self.source_of(row))
        start, end = row.get("start"), row.get("end")
        if source is None or start is None or end is None or not 0 <= start <= end <= (source["n_chars"] or 0):
            return None
        return self.quote(source["source_id"], start, end)


Invariant = Callable[[Corpus], Faults]


@dataclass(frozen=True, slots=True)
class Registered:
    """An invariant with its name and what must hold."""

    table: str
    name: str
    title: Words
    function: Invariant


_REGISTERED: list[Registered] = []


def invariant(table_name: str, name: str, zh: str, en: str) -> Callable[[Invariant], Invariant]:
    """Register a function as invariant `name` of a table; zh and en say what must hold."""

    def register(function: Invariant) -> Invariant:
        _REGISTERED.append(Registered(table_name, name, Words(zh, en), function))
        return function

    return register


def registered() -> tuple[Registered, ...]:
    """All invariants, in the order of their registration."""
    return tuple(_REGISTERED)
