"""What a row says, and how values are shown to people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

WORDING = {  # table → the columns that say what a row says, and not where it stands
    "sources": ("path",),
    "segments": ("text",),
    "documents": ("title", "doc_number"),
    "document_issuers": ("name",),
    "articles": ("heading", "body"),
    "targets": ("scope", "indicator", "value_text", "text"),
    "agencies": ("name",),
    "agency_aliases": ("alias",),
    "indicators": ("name",),
    "assignments": ("agency_text", "clause"),
    "citations": ("title", "doc_number"),
    "terms": ("term",),
    "vocabulary": ("term",),
    "corrections": ("before", "after"),
    "issues": ("sentence", "message"),
}
SHOWN = 60  # characters of a value
_BLANKS = re.compile(r"\s+")
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~&])")


def wording(name: str, row: Mapping[str, Any]) -> str:
    """The wording of a row of a table; empty where it has none."""
    return "\n".join(str(row[column]) for column in WORDING.get(name, ()) if row[column])


def shown(value: object, length: int = SHOWN) -> str:
    """A value in one line, shortened; what is null or an empty list is a dash."""
    if value is None or value == []:
        return "—"
    if isinstance(value, list):
        value = "、".join(map(str, value))
    elif isinstance(value, bool):
        value = str(value).lower()
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    said = _BLANKS.sub(" ", str(value)[: 4 * length]).strip()
    return said if len(said) <= length else f"{said[:length]}…"


def markdown(text: str) -> str:
    """Text of the data as Markdown that shows it and does nothing else; hidden characters become �."""
    visible = "".join("\ufffd" if unicodedata.category(char)[0] == "C" else char for char in text)
    return _MARKUP.sub(r"\\\1", visible)
