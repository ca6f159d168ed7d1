"""Corrections by people, as a sidecar gives them under `facts` and `rows`; docs/corrections.md tells how to write them.

Here an entry gets its shape: known keys, and what must be there. Whether it fits the text, and its values the columns,
is for `flows.amend`, which applies it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.read.refusal import Refusal
from flows.read.sidecar_values import day, line, text

FACTS = (
    *("title", "notice_title", "doc_type", "issuers", "region", "region_code"),
    *("doc_number", "date_issued", "date_published", "recipients"),
)
TABLES = ("articles", "targets", "assignments", "citations")
_SIGNED = ("reason", "by", "on")
_NAMING = ("id", "quote", "doc", "path", "indicator", "agency")
_SHOWN = 30  # characters of a quote that name an entry


@dataclass(frozen=True, slots=True)
class FactOverride:
    """Facts of a document that replace what was read."""

    number: int  # of the entry, from 1
    values: Mapping[str, Any]  # fact → value; None: the text gives none
    reason: str
    by: str
    on: str | None = None  # ISO date
    doc: str | None = None  # title or number of the document as found
    quote: str | None = None  # words that stand in the document
    expect: Mapping[str, Any] = field(default_factory=dict)  # fact → what was found when the entry was written

    @property
    def name(self) -> str:
        """How sentences call the entry."""
        said = self.doc or self.quote
        return f"entry {self.number} of `facts`" + (f" (“{_short(said)}”)" if said else "")


@dataclass(frozen=True, slots=True)
class RowOverride:
    """A row that is dropped, amended or added."""

    number: int  # of the entry, from 1
    table: str  # one of TABLES
    do: str  # drop | amend | add
    reason: str
    by: str
    on: str | None = None  # ISO date
    id: str | None = None
    quote: str | None = None  # words of the clean text that the row stands on
    doc: str | None = None  # id, title or number of its document; this and what follows narrow the choice down
    path: str | None = None  # of its article
    indicator: str | None = None  # of a target
    agency: str | None = None  # of an assignment, as agency_text has it or as it stands in the text
    values: Mapping[str, Any] = field(default_factory=dict)  # `set`: column → value
    expect: Mapping[str, Any] = field(default_factory=dict)  # column → what stood there when the entry was written

    @property
    def name(self) -> str:
        """How sentences call the entry."""
        said = " ".join(
            filter(None, [self.id, self.quote and f"“{_short(self.quote)}”", self.agency or self.indicator])
        )
        return f"entry {self.number} of `rows` ({self.do} of {self.table}, {said})"


def fact_overrides(value: object) -> tuple[FactOverride, ...]:
    """The entries under `facts`: one mapping, or a list of them. Raises Refusal."""
    return tuple(
        _fact_override(i, each)
        for i, each in enumerate([value] if isinstance(value, dict) else _list("facts", value), 1)
    )


def row_overrides(value: object) -> tuple[RowOverride, ...]:
    """The entries under `rows`: a list. Raises Refusal."""
    return tuple(_row_override(i, each) for i, each in enumerate(_list("rows", value), 1))


def _fact_override(number: int, value: object) -> FactOverride:
    where = f"entry {number} of `facts`"
    entry = _mapping(where, value, (*FACTS, "doc", "quote", "expect", *_SIGNED))
    values = {key: entry[key] for key in FACTS if key in entry}
    if not values:
        raise Refusal(f"Its sidecar's {where} gives no fact: known are {', '.join(FACTS)}.")
    expect = _mapping(f"`expect` of {where}", entry.get("expect", {}), FACTS)
    for given in (values, expect):
        if {"region", "region_code"} <= set(given):
            raise Refusal(f"Its sidecar's {where} gives `region` and `region_code`: keep one of them.")
    named = {key: text(f"`{key}` of {where}", entry[key]) for key in ("doc", "quote") if entry.get(key) is not None}
    return FactOverride(number, values, **_signed(where, entry), **named, expect=expect)


def _row_override(number: int, value: object) -> RowOverride:
    where = f"entry {number} of `rows`"
    entry = _mapping(where, value, ("table", "do", *_NAMING, "set", "expect", *_SIGNED))
    table = _one_of(f"`table` of {where}", entry.get("table"), TABLES)
    do = _one_of(
        f"`do` of {where}", entry.get("do"), ("drop", "amend") if table == "articles" else ("drop", "amend", "add")
    )
    named = {key: text(f"`{key}` of {where}", entry[key]) for key in _NAMING if entry.get(key) is not None}
    values, expect = (dict(_mapping(f"`{key}` of {where}", entry.get(key, {}))) for key in ("set", "expect"))
    override = RowOverride(number, table, do, **_signed(where, entry), **named, values=values, expect=expect)
    _check_sense(where, override)
    return override


def _check_sense(where: str, override: RowOverride) -> None:
    """Refuse what could not be applied to any text, or would be applied whatever the text has become."""
    add = override.do == "add"
    if not override.quote and (add or not override.id):
        instead = "" if add else ", or its `id`"
        raise Refusal(f"Its sidecar's {where} does not say where the row stands: give a `quote` of its words{instead}.")
    if not override.quote and not override.expect:
        raise Refusal(
            f"Its sidecar's {where} has an `id` only, which stays when a text is changed: "
            "add a `quote` of its words, or `expect: {column: value}`, so that it is not applied to other words."
        )
    if override.do == "drop" and override.values:
        raise Refusal(f"Its sidecar's {where} drops a row and sets values: take `set` out, or write `do: amend`.")
    if override.do != "drop" and not override.values:
        raise Refusal(f"Its sidecar's {where} sets nothing: write `set: {{column: value}}`.")
    if add and (override.id or override.expect or override.indicator):
        raise Refusal(
            f"Its sidecar's {where} adds a row: it cannot have `id`, `expect` or `indicator` (that goes into `set`)."
        )
    for key, table in (("indicator", "targets"), ("agency", "assignments")):
        if getattr(override, key) and override.table != table:
            raise Refusal(f"Its sidecar's {where} has `{key}`, which only {table} have: take it out.")
    if add and override.table == "assignments" and not override.agency:
        raise Refusal(f"Its sidecar's {where} names no body: give `agency` as it stands in the quote.")


def _signed(where: str, entry: Mapping[str, Any]) -> dict[str, str]:
    for key in ("reason", "by"):
        if entry.get(key) is None:
            raise Refusal(f"Its sidecar's {where} has no `{key}`: say {'why' if key == 'reason' else 'who corrects'}.")
    signed = {key: line(f"`{key}` of {where}", entry[key]) for key in ("reason", "by")}
    return signed | ({"on": day(f"`on` of {where}", entry["on"])} if entry.get("on") is not None else {})


def _list(key: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise Refusal(f"Its sidecar's `{key}` must be a list of entries, each opened by a dash.")
    return value


def _mapping(where: str, value: object, known: tuple[str, ...] | None = None) -> Mapping[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise Refusal(f"Its sidecar's {where} must be `key: value` lines.")
    unknown = sorted(set(value) - set(known)) if known else []
    if unknown and known:
        keys = ", ".join(f"`{key}`" for key in unknown[:5])
        raise Refusal(f"Its sidecar's {where} has the unknown key {keys}: known are {', '.join(known)}.")
    return value


def _one_of(what: str, value: object, known: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        raise Refusal(f"Its sidecar's {what} must be one of {', '.join(known)}.")
    return value


def _short(said: str | None) -> str:
    said = " ".join((said or "").split())
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
