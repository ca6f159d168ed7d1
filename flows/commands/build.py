"""`plans build`: run the flow, then say what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from flows.commands.accuracy import accuracy_table
from flows.commands.screen import console, line, stop
from flows.steps import give_up_waiting, step, wait_for

if TYPE_CHECKING:
    from flows.rebuild import Outcome


def run(raw: Path, out: Path, workers: int) -> None:
    """Build a release of the folder `raw` into the folder `out`; a sentence and exit code 1 where that cannot be."""
    if not raw.is_dir():
        stop(f"There is no folder {raw}: name the folder of the source texts with --raw.")
    with step("load libraries"):
        from flows.publish import NotPublished
        from flows.rebuild import rebuild
    try:
        wait_for("start Prefect")
        outcome = rebuild(raw, out, workers)
    except NotPublished as refusal:
        stop(str(refusal))
    except RuntimeError as error:
        if "Prefect API" not in str(error):
            raise
        stop(f"Nothing is published, for Prefect did not start: {error} Set PREFECT_API_URL to use a running server.")
    except OSError as error:
        stop(f"Nothing is published: {error.strerror or error} ({error.filename or out}).")
    finally:
        give_up_waiting()
    console().print(summary(outcome))


def summary(outcome: Outcome) -> Group:
    """Rows a table, what was left out and why, issues by rule, quarantined sources, accuracy, and where it is."""
    tables = outcome.tables
    rows = _table("Table", "Rows", ((name, table.num_rows) for name, table in tables.items()))
    segments, sources = tables["segments"].to_pylist(), tables["sources"].to_pylist()
    dropped = Counter((row["kind"], row["reason"] or "") for row in segments if row["kind"] != "document")
    issues = Counter((row["level"], row["rule"]) for row in tables["issues"].to_pylist())
    parts: list[Any] = [rows]
    if dropped:
        parts.append(
            _table("Left out", "Segments", ((" · ".join(filter(None, key)), n) for key, n in sorted(dropped.items())))
        )
    if issues:
        parts.append(_table("Issues", "Places", ((" · ".join(key), n) for key, n in sorted(issues.items()))))
    for row in sources:
        if row["status"] == "quarantined":
            parts.append(Text.assemble(("Quarantined  ", "yellow"), line(f"{row['path']}: {row['error']}")))
    if outcome.accuracy.sources:
        parts.append(accuracy_table(outcome.accuracy))
    said = "" if outcome.published.new else "(as it was: nothing has changed)"
    parts.append(Text.assemble(("Release  ", "bold green"), line(outcome.published.path, said)))
    return Group(*parts)


def _table(what: str, count: str, rows: Iterable[tuple[str, int]]) -> Table:
    table = Table(what, box=None, pad_edge=False)
    table.add_column(count, justify="right")
    for name, n in rows:
        table.add_row(line(name), f"{n:,}")
    return table
