"""`plans check FILE…`: what a plan would give, without Prefect, corpus or release."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from flows.amend.notes import CORRECTION as BY_HAND
from flows.amend.notes import ISSUE as NOTED
from flows.engine.guard import Guard, NotStarted
from flows.engine.screen import console, line, stop
from flows.hall import program_error, read_one, refused, unread
from flows.link.name import named_rows
from flows.read.refusal import Refusal
from flows.settings import SettingsError, load_settings

FACTS = (
    "doc_type",
    "genre",
    "subject",
    "issuers",
    "region_name",
    "admin_level",
    "doc_number",
    "date_issued",
    "date_published",
    "recipients",
)
SHOWN = 60  # characters of a text that stands for the whole
ROLES = {"lead": "牵头", "support": "配合", "responsible": "负责"}
COMPARATORS = {">=": "≥", "<=": "≤", "=": "=", ">": ">", "<": "<", "~": "≈", "range": ""}

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]


def run(files: Iterable[Path], as_json: bool) -> None:
    """Print what each file would give; exit code 1 where one cannot be used."""
    usable = True
    try:
        with Guard(1, load_settings().reading) as readers:
            for path in files:
                (given,) = readers.map(rows_of, [path])
                rows = unread(path, path.parent, given).rows if isinstance(given, Refusal) else given
                usable &= rows["sources"][0]["status"] == "ok"
                if as_json:
                    click.echo(json.dumps({"file": str(path), **rows}, ensure_ascii=False, default=asdict))
                else:
                    show(console(), path, defaultdict(list, rows))
    except (SettingsError, NotStarted) as reason:
        stop(str(reason))
    sys.exit(0 if usable else 1)


def rows_of(path: Path) -> Tables:
    """What the file gives, with ids. Raises nothing but MemoryError."""
    try:
        source = read_one(path, path.parent)
        try:
            return named_rows(source)
        except Refusal as refusal:
            return refused(source, refusal).rows
    except MemoryError:
        raise
    except Exception as error:
        return unread(path, path.parent, program_error(error)).rows


def show(out: Console, path: Path, tables: Tables) -> None:
    """A summary of one source for people."""
    (source,) = tables["sources"]
    size = f"{source['n_chars'] or 0:,} characters"
    out.print(line(path, "·", source["format"], "·", source["encoding"], "·", size, style="bold"))
    if source["error"]:
        out.print(line(source["error"], style="red"))
    for document in tables["documents"]:
        out.print(_tree(document, tables))
    left_out = [row for row in tables["segments"] if row["kind"] not in ("document", "blank")]
    _list(out, "Left out", (f"{row['kind']}  {_short(row['text'])}  ({row['reason']})" for row in left_out))
    repairs = (row for row in tables["corrections"] if row["rule"] != BY_HAND)
    _list(out, "Repaired", (f"{row['before']} → {row['after']}  ({row['rule']})" for row in repairs))
    _list(out, "Corrected by hand", (row["message"] for row in tables["issues"] if row["rule"] == NOTED))
    doubts = (row for row in tables["issues"] if row["rule"] != NOTED)
    _list(out, "Doubtful", (f"{row['rule']}: {row['message']}" for row in doubts))
    counts = (
        f"{len(tables[name]):,} {name}" for name in ("documents", "articles", "targets", "assignments", "citations")
    )
    out.print(line(", ".join(counts), style="bold"), "")


def _tree(document: Row, tables: Tables) -> Tree:
    """A document: its facts, and its articles with what was found in them."""
    root = Tree(
        line(document["title"] or document["notice_title"] or "(no title)", style="bold cyan"), guide_style="dim"
    )
    for field in FACTS:
        value = document[field]
        if value:
            root.add(
                Text.assemble((f"{field:<15}", "dim"), line("、".join(value) if isinstance(value, list) else value))
            )
    for row in _of(tables["citations"], document["doc"], None):
        root.add(_citation(row))
    nodes: dict[int | None, Tree] = {None: root}
    for article in tables["articles"]:
        if article["doc"] == document["doc"]:
            node = nodes.get(article["parent"], root).add(_article(article))
            nodes[article["article"]] = node
            for part in _found(tables, document["doc"], article["article"]):
                node.add(part)
    return root


def _found(tables: Tables, doc: int, article: int) -> Iterator[Text]:
    """What was found in an article, a line each; the agencies of a role share one."""
    yield from map(_target, _of(tables["targets"], doc, article))
    for role, rows in groupby(_of(tables["assignments"], doc, article), key=lambda row: str(row["role"])):
        yield Text.assemble(("→ ", "yellow"), line(ROLES[role], "、".join(row["agency_text"] for row in rows)))
    yield from map(_citation, _of(tables["citations"], doc, article))


def _of(rows: list[Row], doc: int, article: int | None) -> list[Row]:
    return [row for row in rows if row["doc"] == doc and row["article"] == article]


def _article(row: Row) -> Text:
    label = row["label"] or ("preamble" if row["kind"] == "preamble" else row["path"])
    return Text.assemble(
        line(label, style="bold"), " ", line(row["heading"] or ""), "  ", line(_short(row["body"]), style="dim")
    )


def _target(row: Row) -> Text:
    value = f"{COMPARATORS.get(row['comparator'], '')} {row['value_text']}" if row["value_text"] else ""
    when = row["deadline"] or row["deadline_year"] or ""
    scope = f"[{row['scope']}]" if row["scope"] else ""
    return Text.assemble(("◎ ", "green"), line(when, row["indicator"], value, scope), (f"  {row['kind']}", "dim"))


def _citation(row: Row) -> Text:
    return Text.assemble(("§ ", "blue"), line(row["title"], row["doc_number"]), (f"  {row['relation']}", "dim"))


def _list(out: Console, title: str, lines: Iterable[str]) -> None:
    shown = list(lines)
    if shown:
        out.print(line(title, style="bold"))
    for text in shown:
        out.print(line("  " + text))


def _short(text: str | None) -> str:
    """The beginning of a text, on one line."""
    flat = " ".join((text or "").split())
    return flat if len(flat) <= SHOWN else flat[:SHOWN] + "…"
