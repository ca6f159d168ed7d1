"""What the search page loads first: how many entries there are, the facets of documents, words in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from flows.present.site.documents import provinces
from flows.present.site.search_entries import TARGET, Entries, Row
from flows.present.site.search_index import encoded
from flows.present.site.search_names import naming
from flows.present.site.search_words import WIDE
from flows.tables import Words, table


def meta(found: Entries, together: int) -> dict[str, Any]:
    """What the page must know before it looks anything up; so many documents or agencies stand in a part."""
    years = [row["year"] or 0 for row in found.documents]
    regions = sorted({code for row in (*found.documents, *found.agencies) if (code := _province(row))})
    genres, subjects = ([*(table("documents")[name].enum or {})] for name in ("genre", "subject"))
    types = sorted({row["doc_type"] for row in found.documents if row["doc_type"]})
    return {
        "agencies": len(found.agencies),
        "articles": _numbers(found.n_articles.tolist()),
        "targets": _numbers(found.n_targets.tolist()),
        "years": _numbers(years),
        "regions": [_region_words(code) for code in regions],
        "region": _places(map(_province, found.documents), regions),
        "agency_region": _places(map(_province, found.agencies), regions),
        "types": types,
        "type": _places((row["doc_type"] for row in found.documents), types),
        "genre": _places((row["genre"] for row in found.documents), genres),
        "subject": _places((row["subject"] for row in found.documents), subjects),
        "naming": naming(found.documents),
        "indicators": {key: list(names) for key, names in found.indicators.items()},
        "wide": WIDE,
        "together": together,
        "columns": {name: _both(table("targets")[name].title) for name in TARGET},
        "document_columns": {name: _both(table("documents")[name].title) for name in ("title", "region_name", "date")},
        "words": {name: _labels("targets", name) for name in ("comparator", "period")}
        | {"system": _labels("agencies", "system")}
        | {name: _labels("documents", name) for name in ("genre", "subject")},
    }


def _both(words: Words) -> list[str]:
    return [words.zh, words.en]


def _labels(name: str, column: str) -> dict[str, list[str]]:
    return {value: _both(label) for value, label in (table(name)[column].enum or {}).items()}


def _province(row: Row) -> str | None:
    """The code of the province, or the centre, that a document or an agency belongs to."""
    code = row["region_code"]
    return code[:2] + "0000" if code else None


def _region_words(code: str) -> list[str]:
    """The name of a province in both languages; a code that no province has stands for itself."""
    known = provinces().get(code)
    return _both(known.name) if known else [code, code]


def _places(values: Iterable[str | None], among: Sequence[str]) -> str:
    """For each value its place in a list, from 1; 0 for none."""
    place = {value: number for number, value in enumerate(among, 1)}
    return _numbers([place.get(value, 0) if value else 0 for value in values])


def _numbers(values: Sequence[int]) -> str:
    return encoded(np.array(values, np.int64))[0]
