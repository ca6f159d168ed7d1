"""What must still hold of a row that a person amended or added: the text has what it quotes, and its fields agree.

Each check answers what is wrong in a sentence, or None. `flows.validate` tries the same of all rows before a release;
here it names the entry at fault and costs its source only, not the release.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any

from flows.quotes import behind_clause

Row = dict[str, Any]


def disagreement(name: str, row: Row, given: Collection[str], quote: str, clauses: Iterable[str]) -> str | None:
    """What is wrong with a row of table `name`, or None.

    In: the row as it is to be, the columns that the person gave, the clean text of its raw range, and for an article
    the clauses that its body leaves out.
    """
    checks: dict[str, Callable[[], str | None]] = {
        "articles": lambda: _article(row, quote, clauses),
        "targets": lambda: _target(row, given),
        "assignments": lambda: _assignment(row, quote),
        "citations": lambda: _citation(row, quote),
    }
    return checks[name]()


def _article(row: Row, quote: str, clauses: Iterable[str]) -> str | None:
    pieces = [piece for piece in (row["label"], row["heading"], *(row["body"] or "").split("\n")) if piece]
    bare = quote
    for clause in sorted(clauses, key=len, reverse=True):
        bare = _without(bare, clause)
    missing = first_missing(pieces, quote) and first_missing(pieces, bare)
    return f"“{missing}” does not stand, in this order, in the text of the article" if missing else None


def _without(quote: str, clause: str) -> str:
    kept, at = [], 0
    while (found := quote.find(clause, at)) >= 0:
        kept.append(quote[at:found])
        at = behind_clause(quote, found, found + len(clause), len(quote))
    return "".join(kept) + quote[at:]


def first_missing(pieces: Iterable[str], quote: str) -> str | None:
    """The first piece that does not stand in the quote after the one before it."""
    at = 0
    for piece in pieces:
        found = quote.find(piece, at)
        if found < 0:
            return piece
        at = found + len(piece)
    return None


def _target(row: Row, given: Collection[str]) -> str | None:
    value, value_max, deadline = row["value"], row["value_max"], row["deadline"]
    if (row["kind"] == "milestone") != (value is None):
        return "a milestone has no value, and every other kind has one"
    if (row["comparator"] == "range") != (value_max is not None) or (value is None and value_max is not None):
        return "a range, and nothing else, has value_max"
    if value_max is not None and value_max < value:
        return "value_max is below value"
    if deadline is not None and date.fromisoformat(str(deadline)).year != row["deadline_year"]:
        return "deadline_year is not the year of deadline: set both"
    if "value_text" in given and row["value_text"] and row["value_text"] not in row["text"]:
        return f"value_text “{row['value_text']}” does not stand in the sentence"
    return None


def _assignment(row: Row, quote: str) -> str | None:
    rest = iter(row["agency_text"])
    if not all(char in rest for char in quote):
        return f"the text has “{quote}”, which agency_text “{row['agency_text']}” may complete but not replace"
    return None


def _citation(row: Row, quote: str) -> str | None:
    given = [row[column] for column in ("title", "doc_number") if row[column]]
    missing = next((value for value in given if value not in quote), None)
    if not given:
        return "a citation has a title or a number, or both"
    return f"“{missing}” does not stand in “{quote}”" if missing else None
