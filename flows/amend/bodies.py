"""The body that an assignment names when a person writes the name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flows.knowledge.agencies import resolve

Row = dict[str, Any]
_YEAR = re.compile(r"(?:19|20)\d\d")


def with_body(row: Row, rows: Mapping[str, Sequence[Row]], document: Row) -> Row:
    """An assignment with the `agency` that its agency_text means in its document.

    In: the row, the rows of its source and of its document. A name that the document has elsewhere is the same body.
    """
    name = row["agency_text"]
    same = (
        other["agency"]
        for other in rows["assignments"]
        if other["agency_text"] == name and other["doc_id"] == row["doc_id"] and other.get("agency")
    )
    known = next(same, None)
    return row | {"agency": known or resolve(name, document["region_code"], document["admin_level"], _year(document))}


def _year(document: Row) -> int | None:
    """The year whose names of bodies hold: that of the document's date, number or title."""
    values = (document[column] for column in ("date_issued", "date", "doc_number", "title"))
    found = (_YEAR.search(str(value)) for value in values if value)
    return next((int(match[0]) for match in found if match), None)
