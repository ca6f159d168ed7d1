"""Values that people give for columns: held against the declarations of the tables, and put into words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from flows.amend.refusals import stale_entry
from flows.read.overrides import FactOverride, RowOverride
from flows.read.sidecar_values import day, text, unfit

if TYPE_CHECKING:
    from flows.tables import Column, Table

# Where the row stands and what it is made from: the text has them, or the machine counts them. Keys are fixed as well.
FIXED = {
    "articles": {"seq", "level", "kind", "label", "number", "path", "heading_path", "start", "end"},
    "targets": {"seq", "text", "start", "end"},
    "assignments": {"open_ended", "clause", "start", "end"},
    "citations": {"start", "end"},
}


def declared(name: str) -> Table:
    """The declaration of a table."""
    from flows.tables import table  # only sources with corrections pay for loading the declarations

    return table(name)


def id_column(name: str) -> str:
    """The column that holds the id of a row of a table."""
    return declared(name).primary_key[0]


def amendable(name: str) -> tuple[str, ...]:
    """The columns of a table that a person may set: data, neither ids nor what the text or the machine gives."""
    found = declared(name)
    keys = {*found.primary_key, *(key.column for key in found.foreign_keys)}
    return tuple(column.name for column in found.columns if column.name not in keys | FIXED[name])


def declared_value(where: str, name: str, column: str, value: Any) -> Any:
    """A value as rows of table `name` have it: dates as ISO text, texts in NFC.

    Raises Refusal where the declaration of the column would not hold; `where` names the entry.
    """
    kind = declared(name)[column]
    what = f"`{column}` of {where}"
    if value is None:
        if kind.required:
            raise unfit(what, f"not be null: every row of {name} has one")
        return None
    given = _typed(what, kind, value)
    if kind.enum and given not in kind.enum:
        raise unfit(what, f"be one of {', '.join(kind.enum)}")
    if kind.pattern and not re.fullmatch(kind.pattern, given):
        raise unfit(what, f"be of the form {kind.pattern}")
    low, high = kind.min, kind.max
    if (low is not None and given < low) or (high is not None and given > high):
        raise unfit(what, f"be {_bounds(low, high)}")
    return given


def texts(what: str, value: Any) -> list[str]:
    """A list of texts, each in NFC; empty for null. Raises Refusal where it is none."""
    if not isinstance(value, list | None):
        raise unfit(what, "be a list: [甲, 乙]")
    return [text(what, item) for item in value or ()]


def check_expected(override: FactOverride | RowOverride, expect: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """Raise Refusal at the first column that no longer holds what the entry expects of it."""
    for column, value in expect.items():
        if _comparable(found[column]) != _comparable(value):
            here = in_words({column: found[column]})
            raise stale_entry(
                override,
                f"expects {in_words({column: value})}, but finds {here}: "
                "see whether it is still needed, and correct `expect` or remove the entry.",
            )


def in_words(values: Mapping[str, Any]) -> str:
    """Columns and values as `column=value`, joined by "; "; what is unknown as null."""
    return "; ".join(f"{column}={_word(value)}" for column, value in values.items())


def _typed(what: str, kind: Column, value: Any) -> Any:
    if kind.type == "string":
        return text(what, value)
    if kind.type == "date":
        return day(what, value)
    kinds: dict[str, tuple[tuple[type, ...], str]] = {
        "boolean": ((bool,), "true or false"),
        "integer": ((int,), "a whole number"),
        "number": ((int, float), "a number"),
    }
    types, called = kinds[kind.type]
    fits = isinstance(value, types) and (kind.type == "boolean" or not isinstance(value, bool))
    if not fits or (isinstance(value, float) and not math.isfinite(value)) or (fits and abs(value) >= 2**63):
        raise unfit(what, f"be {called}, without quotes")
    return float(value) if kind.type == "number" else value


def _bounds(low: float | None, high: float | None) -> str:
    return " and ".join(f"{at} {limit:g}" for at, limit in (("at least", low), ("at most", high)) if limit is not None)


def _comparable(value: Any) -> Any:
    """A value as it is compared: a date as its ISO text, lists and tuples alike, nothing as null."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return list(value)
    return value.strip() or None if isinstance(value, str) else value


def _word(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "|".join(value) or "null"
    return f"{value:.15g}" if isinstance(value, float) else str(value)
