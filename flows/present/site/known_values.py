"""Targets whose indicator is known, each with the region and date of its document: what is compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.present.release import Release
from flows.present.site.documents import region_words
from flows.present.site.values import said
from flows.present.texts import plain
from flows.tables import Words, table

COLUMNS = (
    *("target_id", "doc_id", "indicator_id", "indicator", "scope", "comparator", "value", "value_text", "unit", "kind"),
    *("period", "deadline", "deadline_year", "binding", "text"),
)
_DOCUMENT = ("doc_id", "title", "region_code", "region_name", "admin_level", "year", "status")


@dataclass(frozen=True, slots=True)
class Value:
    """A target of a known indicator."""

    target_id: str
    doc_id: str
    indicator_id: str
    title: str  # of its document
    region_code: str | None
    region: Words
    level: str | None
    year: int | None  # of its document
    due: int | None  # the year by which it is to be reached
    value: float
    unit: str | None
    said: Words  # as the text says it
    comparator: Words | None
    scope: str | None
    text: str

    @property
    def href(self) -> str:
        """Its sentence, below site/."""
        return f"documents/{self.doc_id}.html#{self.target_id}"

    @property
    def is_whole(self) -> bool:
        """Whether it is said of the whole region, not of a part of it."""
        return self.scope is None or self.scope.startswith("全")


def known_values(release: Release) -> list[Value]:
    """All of them, by indicator, deadline and region."""
    documents = {row["doc_id"]: row for row in release.table("documents", *_DOCUMENT).to_pylist()}
    comparators = table("targets")["comparator"].enum or {}
    found = [
        _value(row, documents[row["doc_id"]], comparators)
        for batch in release.batches("targets", *COLUMNS)
        for row in batch.to_pylist()
        if row["indicator_id"] and row["value"] is not None
    ]
    return sorted(found, key=lambda each: (each.indicator_id, each.due or 0, each.region_code or "", each.target_id))


def indicator_words(row: Mapping[str, Any]) -> Words:
    """The name of an indicator in both languages."""
    zh = plain(row["name"])
    return Words(zh, plain(row["name_en"]) or zh)


def by_indicator(values: list[Value]) -> dict[str, list[Value]]:
    """The values of each indicator, those with most regions first."""
    found: dict[str, list[Value]] = {}
    for each in values:
        found.setdefault(each.indicator_id, []).append(each)
    regions = {key: len({each.region_code for each in of}) for key, of in found.items()}
    return {key: found[key] for key in sorted(found, key=lambda key: (-regions[key], -len(found[key]), key))}


def comparable(values: Sequence[Value]) -> list[Value]:
    """Those of an indicator that can be held against each other: in the unit that most of them have."""
    often = Counter(each.unit for each in values)
    unit = min(often, key=lambda unit: (-often[unit], unit or ""), default=None)
    return [each for each in values if each.unit == unit]


def highest(values: Sequence[Value]) -> list[Value]:
    """The last value of each region, the highest first; one of the whole region before one of a part."""
    last: dict[str | None, Value] = {}
    for each in sorted(comparable(values), key=lambda each: (each.is_whole, each.due or 0, each.value)):
        last[each.region_code] = each
    return sorted(last.values(), key=lambda each: (-each.value, each.region_code or ""))


def _value(row: Mapping[str, Any], document: Mapping[str, Any], comparators: Mapping[str, Words]) -> Value:
    return Value(
        target_id=row["target_id"],
        doc_id=row["doc_id"],
        indicator_id=row["indicator_id"],
        title=document["title"] or row["doc_id"],
        region_code=document["region_code"],
        region=region_words(document["region_code"], document["region_name"]),
        level=document["admin_level"],
        year=document["year"],
        due=row["deadline_year"] or (row["deadline"].year if row["deadline"] else None),
        value=row["value"],
        unit=row["unit"],
        said=said(row["value_text"], row["kind"], row["period"], row["indicator"]),
        comparator=comparators.get(row["comparator"] or ""),
        scope=row["scope"],
        text=row["text"],
    )
