"""`plans diff A B`: what changed between two releases, by table and by source, with examples."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from flows.commands.fetched import release
from flows.commands.whole import stop_if_damaged
from flows.engine.screen import console, line, stop
from flows.publish.version import parse
from flows.storage.address import Address, NoAddress, Place, address, is_address

if TYPE_CHECKING:
    from flows.publish.difference import Change, Difference, Example

SOURCES = 20  # that are listed: those with most changes, and of each list the first
LENGTH = 80  # characters of a value
BySource = Mapping[str | None, Mapping[tuple[str, Any], int]]  # path → (table, change) → rows
_CHANGES: tuple[Change, ...] = ("added", "changed", "removed")
_COLOURS = {"added": "green", "changed": "yellow", "removed": "red"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a difference is asked for."""

    source: str | None = None  # path of a source
    table: str | None = None
    rows: int = 5  # examples a table


def run(before: str, after: str, out: Place, wish: Wish, as_json: bool, fail_on: str | None) -> None:
    """Print the difference between two releases; exit code 1 where it is of the level `fail_on`, or above."""
    from flows.publish.compare import NotComparable, compare
    from flows.publish.contract import LEVELS
    from flows.publish.previous import COMPARED
    from flows.tables import names

    if wish.table is not None and wish.table not in names():
        stop(f"There is no table {wish.table}; the tables are {', '.join(names())}.")
    old, new = _release(before, out), _release(after, out)
    for each in (old, new):
        stop_if_damaged(each, COMPARED)
    with TemporaryDirectory(prefix="plans-diff-") as folder:
        try:
            difference = compare(old, new, Path(folder))
        except NotComparable as error:
            stop(str(error))
        _print(difference, wish, as_json)
    levels = [str(level) for level in LEVELS]
    if fail_on and not difference.empty and levels.index(difference.level) <= levels.index(fail_on):
        sys.exit(1)


def _release(given: str, out: Place) -> Path:
    """The folder of a release, which may be given by its version."""
    if is_address(given):
        return release(_address(given))
    if isinstance(out, Address) and parse(given):
        return release(out / "releases" / given)
    for folder in (*([out / "releases" / given] if isinstance(out, Path) else []), Path(given)):
        if (folder / "index.json").is_file():
            return folder
    stop(f"{given} is no release: name a folder that has an index.json, or a version in {out}/releases.")


def _address(given: str) -> Address:
    try:
        return address(given)
    except NoAddress as error:
        stop(str(error))


def _print(difference: Difference, wish: Wish, as_json: bool) -> None:
    from flows.publish.engine import engine
    from flows.publish.summary import examples, rows_by_source

    tables = [name for name in dict.fromkeys(name for name, _, _ in difference.rows) if wish.table in (None, name)]
    by_source, number = rows_by_source(difference, tables, SOURCES, wish.source)
    with engine(difference.delta) as connection:
        chosen = [e for name in tables for e in examples(connection, difference.delta, name, wish.rows, wish.source)]
    if as_json:
        click.echo(json.dumps(_for_programs(difference, by_source, chosen, wish), ensure_ascii=False, default=str))
        return
    screen = console()
    for part in (
        *_head(difference),
        *_tables(difference, wish),
        *_sources(by_source, number, wish),
        *_examples(chosen),
    ):
        screen.print(part)


def _head(difference: Difference) -> Iterator[RenderableType]:
    """What it comes to, the contract, and what happened to the sources."""
    if difference.empty:
        yield "Nothing differs."
        return
    yield Text.assemble((f"{difference.level}  ", "bold"), line(difference.why()))
    for change in difference.contract:
        where = f"{change.table}.{change.column}" if change.column else change.table
        yield Text.assemble((f"  {change.level}  ", "yellow"), line(f"{where}: {change.sentence}"))
    origins = difference.origins
    happened = {
        "added": origins.added,
        "removed": origins.removed,
        "changed": origins.changed,
        "sidecar changed": origins.sidecars,
        "renamed": [f"{old} → {new}" for old, new in origins.renamed],
        "in quarantine": origins.quarantined,
        "back from quarantine": origins.restored,
    }
    for what, paths in happened.items():
        for path in paths[:SOURCES]:
            yield Text.assemble((f"  source {what}  ", "dim"), line(path))
        if len(paths) > SOURCES:
            yield line(f"  and {len(paths) - SOURCES:,} more", style="dim")
    if origins.rules:
        yield Text.assemble(("  rules changed  ", "dim"), origins.rules)


def _tables(difference: Difference, wish: Wish) -> Iterator[RenderableType]:
    """The rows by table and cause; of one source they are not counted by cause."""
    if wish.source:
        return
    counted = Counter(difference.rows)
    pairs = [
        pair for pair in dict.fromkeys((name, cause) for name, _, cause in counted) if wish.table in (None, pair[0])
    ]
    if pairs:
        table = _counts("Table", "Cause")
        for name, cause in pairs:
            table.add_row(name, cause, *_numbers({change: counted[name, change, cause] for change in _CHANGES}))
        yield ""
        yield table
    for name in difference.statistics:
        yield line(f"{name}: no more than statistics over the corpus changed.", style="dim")


def _sources(by_source: BySource, number: int, wish: Wish) -> Iterator[RenderableType]:
    if wish.source and not by_source:
        yield line(f"No row of the source {wish.source} changed.")
    if by_source:
        table = _counts("Source", "Table")
        for path, counts in by_source.items():
            for i, name in enumerate(dict.fromkeys(name for name, _ in counts)):
                said = line(path or "(no source of their own)") if i == 0 else ""
                table.add_row(said, name, *_numbers({change: counts.get((name, change), 0) for change in _CHANGES}))
        yield ""
        yield table
    if number > len(by_source):
        yield line(f"and {number - len(by_source):,} sources more: see one with --source PATH.", style="dim")


def _examples(chosen: Sequence[Example]) -> Iterator[RenderableType]:
    from flows.publish.changes import said_of

    for example in chosen:
        yield ""
        yield Text.assemble(
            line(example.table, example.row_id, style="bold"),
            (f"  {example.change}", _COLOURS[example.change]),
            (f" ({example.cause})  ", "dim"),
            line(example.source or "", style="dim"),
        )
        for said in said_of(example, LENGTH):
            yield line(f"  {said}")


def _for_programs(difference: Difference, by_source: BySource, chosen: Sequence[Example], wish: Wish) -> dict[str, Any]:
    return {
        "level": None if difference.empty else difference.level,
        "why": None if difference.empty else difference.why(),
        "contract": [asdict(change) for change in difference.contract],
        "sources": asdict(difference.origins),
        "rows": [
            {"table": name, "change": change, "cause": cause, "rows": n}
            for (name, change, cause), n in difference.rows.items()
            if wish.table in (None, name)
        ],
        "columns": {name: counts for name, counts in difference.columns.items() if wish.table in (None, name)},
        "statistics": list(difference.statistics),
        "by_source": [
            {"source": path, "table": name, "change": change, "rows": n}
            for path, counts in by_source.items()
            for (name, change), n in counts.items()
        ],
        "examples": [asdict(example) for example in chosen],
    }


def _counts(*what: str) -> Table:
    table = Table(*what, box=None, pad_edge=False)
    for change in _CHANGES:
        table.add_column(change.capitalize(), justify="right")
    return table


def _numbers(counts: Mapping[str, int]) -> list[str]:
    return [f"{n:,}" if n else "·" for n in counts.values()]
