"""indicators/<indicator_id>.html: every value that plans set for an indicator, by region and deadline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flows.present.release import Release
from flows.present.site.known_values import Value, by_indicator, highest, indicator_words, known_values
from flows.present.site.subject_pages import number, subjects
from flows.present.site.value_charts import drawings


def indicator_pages(release: Release) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, template and contents of the page of each indicator, and of the list of them."""
    values = by_indicator(known_values(release))
    rows = release.table("indicators").to_pylist()
    for row in rows:
        found = sorted(values.get(row["indicator_id"], ()), key=_in_order)
        path = f"indicators/{row['indicator_id']}.html"
        shown = {
            "indicator": row,
            "words": indicator_words(row),
            "subject": subjects().get(row["subject"]),
            "number": number(row["subject"]),
        }
        yield path, "indicator.html", {**shown, "values": found, "drawings": drawings(found)}
    listed = [(row, highest(values.get(row["indicator_id"], ()))) for row in rows]
    listed.sort(key=lambda item: (item[0]["subject"] or "", -len(item[1]), item[0]["name"]))
    numbers = {each: number(each) for each in subjects()}
    yield "indicators/index.html", "indicators.html", {"listed": listed, "subjects": subjects(), "numbers": numbers}


def _in_order(each: Value) -> tuple[object, ...]:
    return (each.region_code or "", each.due or 9999, each.value, each.target_id)
