"""The documents of a release, as short rows for lists and counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from flows.knowledge import regions as known
from flows.knowledge.gazetteer import table as gazetteer
from flows.present.release import Release
from flows.present.texts import plain
from flows.tables import Words

PROVINCES = Path(__file__).with_name("provinces.yml")
CENTRE = "000000"


@dataclass(frozen=True, slots=True)
class Province:
    """A province (or the centre), and its place among the tiles of the map."""

    code: str
    row: int
    column: int
    name: Words
    letters: str


@dataclass(frozen=True, slots=True)
class Document:
    """A published document with its best-known date."""

    doc_id: str
    title: str
    region: str
    region_code: str | None
    province: str | None  # code
    level: str | None
    doc_type: str | None
    subject: str | None
    date: str | None
    year: int | None
    n_articles: int
    n_targets: int
    n_assignments: int


@cache
def provinces() -> dict[str, Province]:
    """The provinces by code, as the tiles are read: from above, from the left."""
    given = yaml.safe_load(PROVINCES.read_text("utf-8"))
    made = (
        Province(code, row, column, Words(zh, en), letters) for code, (row, column, zh, en, letters) in given.items()
    )
    return {each.code: each for each in sorted(made, key=lambda each: (each.row, each.column))}


def region_words(code: str | None, name: str | None) -> Words:
    """A region in both languages; those that are no province have no English name here."""
    known = provinces().get(code or "")
    zh = known.name.zh if known and code == CENTRE else plain(name or code)
    return Words(zh, known.name.en if known else zh)


def named_region(code: str) -> Words:
    """A region by its code alone; a code that no year has is its own name."""
    return region_words(code, known.region(code)[0] if code == CENTRE or code in gazetteer() else code)


def documents(release: Release) -> list[Document]:
    """All documents but the duplicates, the newest first, those without a date last."""
    columns = ["doc_id", "title", "region_name", "region_code", "admin_level", "doc_type", "subject", "status"]
    dates, counts = ["date", "year"], ["n_articles", "n_targets", "n_assignments"]
    found = [
        Document(
            doc_id=row["doc_id"],
            title=row["title"] or row["doc_id"],
            region=row["region_name"] or "",
            region_code=row["region_code"],
            province=row["region_code"] and row["region_code"][:2] + "0000",
            level=row["admin_level"],
            doc_type=row["doc_type"],
            subject=row["subject"],
            date=_text(row["date"]),
            year=row["year"],
            **{name: row[name] or 0 for name in counts},
        )
        for row in release.table("documents", *columns, *dates, *counts).to_pylist()
        if row["status"] == "published"
    ]
    found.sort(key=lambda each: (each.title, each.doc_id))
    return sorted(found, key=lambda each: each.date or str(each.year or ""), reverse=True)


def _text(day: object) -> str | None:
    return str(day) if day else None
