"""What readers see of a correction by hand: a row of corrections and a row of issues for every entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.amend.values import in_words
from flows.model import Span
from flows.read.overrides import FactOverride, RowOverride

Row = dict[str, Any]
CORRECTION = "by-hand"  # rule in corrections
ISSUE = "corrected-by-hand"  # rule in issues
_DONE = {"amend": "Amended", "drop": "Dropped", "add": "Added"}
_SHOWN = 300  # characters of a change in a message; the corrections table has it whole


def correction(
    override: FactOverride | RowOverride,
    table: str,
    row_id: str | None,
    span: Span,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> Row:
    """The row of corrections, still without ids of its own: `before` and `after` are columns with their values.

    In: the entry, the table and id of the row it is about (None where it has none yet), and the raw span of that row.
    """
    return {
        "start": span[0], "end": span[1], "before": before and in_words(before), "after": after and in_words(after),
        "rule": CORRECTION, "table_name": table, "row_id": row_id, "author": override.by, "reason": override.reason,
        "decided": override.on,
    }  # fmt: skip


def issue(
    override: FactOverride | RowOverride,
    table: str,
    span: Span,
    sentence: str | None,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> Row:
    """The row of issues, still without ids: who changed what, and why, in a message."""
    done = _DONE[override.do if isinstance(override, RowOverride) else "amend"]
    when = f" on {override.on}" if override.on else ""
    change = " → ".join(_short(in_words(values)) for values in (before, after) if values)
    idle = " The text gives the same without this entry." if before == after else ""
    message = f"{done} by hand in {table} by {override.by}{when}: {change}. Reason: {override.reason}{idle}"
    return {
        "rule": ISSUE, "level": "info", "start": span[0], "end": span[1], "sentence": sentence, "message": message,
    }  # fmt: skip


def _short(said: str) -> str:
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
