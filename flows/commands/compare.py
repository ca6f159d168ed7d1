"""`plans compare A B`: what a document took from another: how much, which unit from which, and what it left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from flows.commands.named import Document, documents
from flows.compare.closest import direction
from flows.compare.side import Followed, Sides, Unit, aligned
from flows.compare.units import said
from flows.engine.screen import console, line
from flows.tables import table

SHOWN = 40  # characters of a heading, or of what stands for it
FACTS = ("doc_id", "title", "region_name", "date", "doc_number")
PLACE = ("article_id", "path", "kind", "label", "heading", "start", "end")
LINK = ("relation", "similarity", "copied_share")
OWN = ("自有", "its own")

Row = Mapping[str, Any]


def run(first: str, second: str, release: Path, as_json: bool) -> None:
    """Print document A beside B, from which it may have taken what it says."""
    one, other = documents([first, second], release)
    way = direction(one.row.get("admin_level"), other.row.get("admin_level"))
    found = aligned(one.articles, other.articles, likely=way == "down")
    if as_json:
        click.echo(json.dumps(_for_programs(one, other, found), ensure_ascii=False, default=str))
        return
    screen = console()
    for part in (*_summary(one, other, found), _side_by_side(found), *_dropped(found)):
        screen.print(part)


def _summary(one: Document, other: Document, found: Sides) -> Iterator[RenderableType]:
    for mark, each in (("A", one), ("B", other)):
        facts = [each.row.get(name) for name in ("title", "region_name", "date")]
        yield Text.assemble((f"{mark}  ", "bold"), line(*facts, style="bold cyan"), "  ", line(each.path, style="dim"))
    says = ("in the words of B", "taken up in other words", "follows nothing, or was added")
    names = ("照抄 copied ", "改写 adapted", "自有 its own")
    for name, percent, why in zip(names, found.shares.percent(), says, strict=True):
        yield Text.assemble(f"   {name}  ", (f"{percent:>3} %", "bold"), (f"  {why}", "dim"))
    yield line(f"   {found.n_following:,} of {len(found.compared):,} units of A follow B")
    yield line(f"   {len(found.dropped):,} of {found.n_other:,} units of B are not taken up", "")


def _side_by_side(found: Sides) -> Table:
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("A", "承接 relation", "copied", "B"):
        shown.add_column(name, justify="right" if name == "copied" else "left", no_wrap=name in ("copied",))
    for unit in found.units:
        if not unit.is_compared:
            shown.add_row(_named(unit.row, "bold"), "", "", "")
        elif not unit.followed:
            shown.add_row(_named(unit.row), line(*OWN, style="dim"), "", "")
        for n, each in enumerate(unit.followed):
            shown.add_row(
                "" if n else _named(unit.row), _relation(each), f"{each.link['copied_share']:.0%}", _named(each.row)
            )
    return shown


def _dropped(found: Sides) -> Iterator[RenderableType]:
    if found.dropped:
        yield line("\nNot taken up 未承接", style="bold")
    for row in found.dropped:
        yield Text.assemble("  ", _named(row))


def _relation(each: Followed) -> Text:
    labels = table("alignments")["relation"].enum or {}
    return line(labels[each.link["relation"]].zh, each.link["relation"])


def _named(row: Row, style: str = "") -> Text:
    """The place of a unit, and its heading or how it begins."""
    words = " ".join((row["heading"] or said(row)).split())
    return line(row["path"], words if len(words) <= SHOWN else words[:SHOWN] + "…", style=style)


def _for_programs(one: Document, other: Document, found: Sides) -> dict[str, Any]:
    """All of it. `start` and `end` are offsets into the text of the source, `copied` into the `text` beside it."""
    shares = found.shares
    whole = shares.copied + shares.adapted + shares.own
    return {
        "a": {**{name: one.row.get(name) for name in FACTS}, "path": one.path},
        "b": {**{name: other.row.get(name) for name in FACTS}, "path": other.path},
        "characters": {"copied": shares.copied, "adapted": shares.adapted, "own": shares.own},
        "shares": {
            name: round(getattr(shares, name) / whole, 4) if whole else None for name in ("copied", "adapted", "own")
        },
        "n_units": len(found.compared),
        "n_following": found.n_following,
        "n_units_b": found.n_other,
        "n_dropped": len(found.dropped),
        "units": [_unit(unit) for unit in found.units],
        "dropped": [{**_place(row), "text": said(row)} for row in found.dropped],
    }


def _unit(unit: Unit) -> dict[str, Any]:
    followed = [
        {**_place(each.row), **{name: each.link[name] for name in LINK}, "text": said(each.row), "copied": each.copied}
        for each in unit.followed
    ]
    return {**_place(unit.row), "text": said(unit.row), "copied": unit.copied, "follows": followed}


def _place(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in PLACE}
