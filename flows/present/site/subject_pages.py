"""subjects/<number>.html: of each class of subjects its documents, by region, and the indicators that plans set for it.

The number is the place of the class in the State Council's list, as its name is too long for an address.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from flows.present.release import Release
from flows.present.site.documents import documents, provinces
from flows.present.site.known_values import by_indicator, highest, known_values
from flows.tables import Words, table

LISTED = 300  # documents of a page; search has them all


def subject_pages(release: Release) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, template and contents of the page of each subject, and of the list of them."""
    found, values = documents(release), by_indicator(known_values(release))
    indicators = release.table("indicators").to_pylist()
    listed = []
    for name, words in subjects().items():
        own = [each for each in found if each.subject == name]
        rows = [(row, highest(values.get(row["indicator_id"], ()))) for row in indicators if row["subject"] == name]
        rows.sort(key=lambda item: (-len(item[1]), item[0]["name"]))
        where = Counter(each.province for each in own if each.province in provinces())
        codes = sorted(where, key=lambda code: (-where[code], code or ""))
        shown = {
            "words": words,
            "documents": own[:LISTED],
            "n": len(own),
            "where": [(code, provinces()[code or ""].name, where[code]) for code in codes],
            "indicators": rows,
        }
        listed.append((number(name), words, len(own), len(rows)))
        yield f"subjects/{number(name)}.html", "subject.html", shown
    yield "subjects/index.html", "subjects.html", {"listed": listed}


def subjects() -> dict[str, Words]:
    """The classes of subjects, in the order of the State Council's list."""
    return dict(table("documents")["subject"].enum or {})


def number(subject: str | None) -> int | None:
    """The place of a class in the list; None for no class."""
    return [*subjects()].index(subject) + 1 if subject in subjects() else None
