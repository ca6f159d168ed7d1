"""Rows that people drop, amend or add."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from flows.amend.add import added_row
from flows.amend.agree import disagreement
from flows.amend.bodies import with_body
from flows.amend.find import Places
from flows.amend.follow import follow, in_the_way
from flows.amend.notes import correction, issue
from flows.amend.refusals import bad_entry
from flows.amend.values import amendable, check_expected, declared, declared_value, id_column
from flows.clean import Clean
from flows.read.overrides import RowOverride

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
Naming = Callable[[str, Row], Row]


class Change(NamedTuple):
    """An entry with the row before and after it; None where there is none."""

    override: RowOverride
    before: Row | None
    after: Row | None


def amend_rows(rows: Rows, overrides: Sequence[RowOverride], cleaned: Clean, name: Naming) -> dict[str, list[Row]]:
    """The named rows of one source with what people drop, amend and add, and with the notes that tell of it.

    In: rows by table, with their ids, as they are before any entry; the entries; the clean text of the source, as
    written; and `name(table, row)`, which gives a row the ids that it lacks (its own, and the agency_id of an
    assignment from its `agency`). Out: new rows; those that no entry is about stay as they are, with their ids, but for
    what follows from it: counts of documents, headings above, terms of a reworded article. All entries are found
    in the rows as they came, so their order means nothing. Raises Refusal at the first that does not fit.
    """
    if not overrides:
        return dict(rows)
    places = Places(rows, cleaned)
    found = [(override, None if override.do == "add" else places.row(override)) for override in overrides]
    _check_distinct(found)
    changes = [_change(override, row, rows, places, name) for override, row in found]
    changed = _applied(rows, changes)
    _check_dropped_articles(changes, changed)
    reworded = {c.after["article_id"] for c in changes if c.after and c.override.table == "articles"}
    changed = follow(changed, reworded)
    return {
        **changed,
        "corrections": [*rows.get("corrections", ()), *(_correction(change, rows, name) for change in changes)],
        "issues": [*rows.get("issues", ()), *(_issue(change, rows, cleaned, name) for change in changes)],
    }


def _change(override: RowOverride, row: Row | None, rows: Rows, places: Places, name: Naming) -> Change:
    """What an entry does to the row that it is about."""
    values = _values(override)
    if row is None:
        after = name(override.table, added_row(override, values, rows, places))
    else:
        expected = {column: _expected(override, column, value) for column, value in override.expect.items()}
        check_expected(override, expected, row)
        if override.do == "drop":
            return Change(override, row, None)
        after = row | values
        if "agency_text" in values:
            after = name(override.table, with_body(after, rows, places.document(row["doc_id"])))
    own = (each for each in rows["assignments"] if each["article_id"] == after["article_id"])
    clauses = {part for each in own if each["basis"] == "clause" for part in each["clause"].split("\n") if part}
    quote = places.cleaned.quote(after["start"], after["end"])
    if wrong := disagreement(override.table, after, values, quote, clauses):
        raise bad_entry(override, f"gives a row that cannot be: {wrong}.")
    return Change(override, row, after)


def _values(override: RowOverride) -> dict[str, Any]:
    """The columns that an entry sets, checked."""
    known = amendable(override.table)
    if unknown := sorted(set(override.values) - set(known)):
        raise bad_entry(
            override, f"cannot set {', '.join(unknown)}: in {override.table} these can be set: {', '.join(known)}."
        )
    return {column: declared_value(override.name, override.table, column, v) for column, v in override.values.items()}


def _expected(override: RowOverride, column: str, value: Any) -> Any:
    columns = [each.name for each in declared(override.table).columns]
    if column not in columns:
        raise bad_entry(override, f"expects {column}, but {override.table} has {', '.join(columns)}.")
    return value if value is None else declared_value(override.name, override.table, column, value)


def _check_distinct(found: Sequence[tuple[RowOverride, Row | None]]) -> None:
    """Two entries about one row would make their order mean something."""
    first: dict[str, RowOverride] = {}
    for override, row in found:
        added = (override.table, override.quote, override.path, override.agency, dict(override.values))
        other = first.setdefault(row[id_column(override.table)] if row else repr(added), override)
        if other is not override:
            raise bad_entry(override, f"and {other.name} are about the same row: make them one.")


def _applied(rows: Rows, changes: Sequence[Change]) -> dict[str, list[Row]]:
    """The rows with the changes: an amended row in its place, an added one behind all others."""
    changed = {name: list(found) for name, found in rows.items()}
    for name in {change.override.table for change in changes}:
        own = [change for change in changes if change.override.table == name]
        after = {change.before[id_column(name)]: change.after for change in own if change.before}
        kept = (after.get(row[id_column(name)], row) for row in rows[name])
        added = (change.after for change in own if change.before is None)
        changed[name] = [row for row in (*kept, *added) if row is not None]
    return changed


def _check_dropped_articles(changes: Sequence[Change], rows: Rows) -> None:
    for override, before, after in changes:
        if override.table == "articles" and before and after is None:
            hanging = in_the_way(before["article_id"], rows)
            if hanging:
                raise bad_entry(override, f"cannot drop an article with {hanging}: drop these as well.")


def _correction(change: Change, rows: Rows, name: Naming) -> Row:
    row = _either(change)
    span = (row["start"], row["end"])
    noted = correction(
        change.override, change.override.table, row[id_column(change.override.table)], span, *_difference(change)
    )
    return name("corrections", {**noted, "source_id": rows["sources"][0]["source_id"]})


def _issue(change: Change, rows: Rows, cleaned: Clean, name: Naming) -> Row:
    row = _either(change)
    span = (row["start"], row["end"])
    sentence = row.get("text") or row.get("clause") or cleaned.quote(*span).split("\n", 1)[0]
    noted = issue(change.override, change.override.table, span, sentence, *_difference(change))
    local = {"doc": row["doc"]} if "doc" in row else {}
    return name("issues", {**noted, **local, "source_id": rows["sources"][0]["source_id"], "doc_id": row["doc_id"]})


def _difference(change: Change) -> tuple[Row | None, Row | None]:
    """The columns that an entry sets, before and after; of a row dropped or added, all its data."""
    if change.before and change.after:
        columns = list(change.override.values)
        return {c: change.before[c] for c in columns}, {c: change.after[c] for c in columns}
    row = _either(change)
    data = {column: row[column] for column in amendable(change.override.table) if row[column] is not None}
    return (data, None) if change.before else (None, data)


def _either(change: Change) -> Row:
    row = change.after or change.before
    assert row is not None
    return row
