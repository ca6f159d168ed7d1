"""What was read from a document, as highlights in its text and as notes beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.amend.notes import ISSUE as CORRECTED
from flows.present.site.spans import Highlight
from flows.present.texts import number
from flows.tables import table

Row = Mapping[str, Any]
KINDS = {  # tables whose rows are highlighted → the kind of highlight
    "targets": "target",
    "assignments": "assignment",
    "citations": "citation",
    "corrections": "correction",
    "issues": "issue",
}
LONGEST = 300  # characters of a doubt or correction that are highlighted; of a longer one only where it begins


@dataclass(frozen=True, slots=True)
class Note:
    """A row beside the text. `by_hand` are the corrections by people that made it as it is."""

    table: str
    kind: str
    row_id: str
    row: Row
    number: int | None
    by_hand: tuple[Row, ...] = ()

    @property
    def says(self) -> str:
        """The row in a few words, for those who do not see the page."""
        row = self.row
        title = table(self.table).title.zh
        what = {
            "target": row.get("indicator"),
            "assignment": row.get("agency_text"),
            "citation": row.get("title") or row.get("doc_number"),
            "correction": f"{row.get('before') or ''} → {row.get('after') or ''}",
            "issue": row.get("message"),
        }[self.kind]
        return f"{title} {self.number or ''} {what}".replace("  ", " ")

    @property
    def values(self) -> tuple[str, ...]:
        """What a target says beside its indicator, each a few words."""
        row = self.row
        found = (
            _amount(row),
            row["scope"],
            str(row["deadline"] or row["deadline_year"] or ""),
            _baseline(row),
        )
        return tuple(each for each in found if each)

    def label(self, column: str) -> Any:
        """The label of a value in both languages, as its table declares it; None for null."""
        labels = table(self.table)[column].enum or {}
        value = self.row[column]
        return None if value is None else labels.get(value)


def notes_of(rows: Mapping[str, Sequence[Row]]) -> dict[str, Note]:
    """The notes of a document by id, numbered in the order of the text. Agencies, which are many, have no numbers."""
    by_hand: dict[str, list[Row]] = {}
    ids = {row[table(name).primary_key[0]] for name in KINDS for row in rows[name]} | {
        row["article_id"] for row in rows["articles"]
    }
    for row in rows["corrections"]:
        if row["row_id"] in ids:
            by_hand.setdefault(row["row_id"], []).append(row)
    found = [
        (row["start"], row["end"], row.get("seq", 0), row[table(name).primary_key[0]], name, row)
        for name in KINDS
        for row in rows[name]
        if row["start"] is not None and not _is_elsewhere(name, row, ids)
    ]
    notes: dict[str, Note] = {}
    n = 0
    for *_, row_id, name, row in sorted(found, key=lambda each: each[:4]):
        n += name != "assignments"
        mine = tuple(by_hand.get(row_id, ()))
        notes[row_id] = Note(name, KINDS[name], row_id, row, None if name == "assignments" else n, mine)
    return notes


def highlights(notes: Iterable[Note]) -> list[Highlight]:
    """Where in the raw text the rows stand."""
    made: list[Highlight] = []
    for note in notes:
        start, end = note.row["start"], note.row["end"]
        if note.kind in ("correction", "issue") and end - start > LONGEST:
            end = start
        shown = str(note.number or "")
        made.append(Highlight(start, end, note.kind, note.row_id, shown, note.says, f"row-{note.row_id}"))
    return made


def _is_elsewhere(name: str, row: Row, ids: set[str]) -> bool:
    """Whether a row is not shown in the text: a correction by a person stands with the row or facts that it is of."""
    if name == "corrections":
        return row["table_name"] == "documents" or row["row_id"] in ids
    return name == "issues" and row["rule"] == CORRECTED


def _amount(row: Row) -> str:
    """≥ 6万个（60,000 个）."""
    if row["value"] is None:
        return ""
    sign = {">=": "≥", "<=": "≤", "~": "≈", "range": "", None: ""}.get(row["comparator"], row["comparator"])
    unit = row["unit"] or ""
    exact = "–".join(number(value) for value in (row["value"], row["value_max"]) if value is not None)
    exact += unit if unit in ("", "%") else f" {unit}"
    written = row["value_text"] or exact
    if written.replace(",", "") == exact.replace(",", "").replace(" ", ""):
        return f"{sign} {written}".strip()
    return f"{sign} {written}（{exact}）".strip()


def _baseline(row: Row) -> str:
    if row["baseline_value"] is None:
        return ""
    year = f"{row['baseline_year']}: " if row["baseline_year"] else ""
    return f"{year}{number(row['baseline_value'])} →"
