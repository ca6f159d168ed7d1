"""`plans show ID`: a row, the raw text that it came from, and the headings that it stands under."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.text import Text

from flows.commands.whole import stop_if_tables_are_damaged
from flows.engine.screen import console, line, safe, stop
from flows.publish.wording import shown
from flows.tables import names, table

CONTEXT = 120  # characters of raw text shown on either side of the quote
LONGEST = 2000  # of the quote that are shown
VALUE = 400  # of a value

Row = dict[str, Any]


def run(row_id: str, release: Path) -> None:
    """Print the row with this id out of the release in a folder."""
    if not (release / "parquet").is_dir():
        stop(f"{release} is no release: it has no folder parquet/.")
    stop_if_tables_are_damaged(release)
    found = find(release, row_id)
    if found is None:
        stop(f"No row has the id {row_id} in {release}: ids are in the first column of each table.")
    name, row = found
    out = console()
    out.print(line(table(name).title.en, "·", table(name).title.zh, style="bold"))
    for column, value in row.items():
        if value not in (None, []):
            out.print(Text.assemble((f"  {column:<16}", "dim"), line(shown(value, VALUE))))
    article = _article(release, name, row)
    if article:
        out.print(Text.assemble(("\nUnder  ", "bold"), line(_headings(article))))
    source = _source(release, name, row)
    if source and row.get("start") is not None:
        text = _raw_text(release, source)
        out.print(Text.assemble(("\nIn the raw text of  ", "bold"), line(source["path"])))
        out.print(_passage(text, row["start"], row["end"]) if text else "The raw text is not in this release.")


def find(release: Path, row_id: str) -> tuple[str, Row] | None:
    """The table and the row with this id."""
    for name in names():
        key = table(name).primary_key
        if len(key) == 1 and (row := _get(release, name, row_id)):
            return name, row
    return None


def _get(release: Path, name: str, row_id: str | None) -> Row | None:
    path = release / "parquet" / f"{name}.parquet"
    if row_id is None or not path.exists():
        return None
    rows: list[Row] = pq.read_table(path, filters=[(table(name).primary_key[0], "=", row_id)]).to_pylist()
    return rows[0] if rows else None


def _article(release: Path, name: str, row: Row) -> Row | None:
    return row if name == "articles" else _get(release, "articles", row.get("article_id"))


def _source(release: Path, name: str, row: Row) -> Row | None:
    """The source of a row: its own, or that of its document."""
    if name == "sources":
        return row
    document = _get(release, "documents", row.get("doc_id")) or {}
    return _get(release, "sources", row.get("source_id") or document.get("source_id"))


def _raw_text(release: Path, source: Row) -> str | None:
    path = release / "text" / f"{source['source_id']}.txt"
    return path.read_bytes().decode("utf-8") if path.exists() else None


def _passage(text: str, start: int, end: int) -> Text:
    """The quote, highlighted, between what stands before and after it."""
    quote = text[start:end]
    if len(quote) > LONGEST:
        quote = f"{quote[: LONGEST // 2]} … {len(quote) - LONGEST:,} characters … {quote[-LONGEST // 2 :]}"
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Text.assemble(
        ("…" if start > CONTEXT else "", "dim"),
        (safe(before), "dim"),
        (safe(quote), "bold black on yellow"),
        (safe(after), "dim"),
        ("…" if end + CONTEXT < len(text) else "", "dim"),
    )


def _headings(article: Row) -> str:
    """The heading path of an article; its number where it stands under no heading."""
    if article["kind"] == "preamble":
        return "the preamble"
    return str(article["heading_path"] or article["path"])
