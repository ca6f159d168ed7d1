"""Files that a Word file has taken in whole (altChunk): Word shows their text, so it is read as theirs would be."""

from __future__ import annotations

from flows.read.formats import NAMES, recognise, to_text
from flows.read.refusal import Refusal

_READ = ("txt", "html", "md")  # a Word file in a Word file in a Word file has no end


def chunk_lines(name: str, data: bytes) -> list[str]:
    """The lines of a file inside a Word file. Raises Refusal where its text cannot be read: it would be missing."""
    kind = recognise(data, name)
    if kind not in _READ:
        raise Refusal(
            f"A part of its text is held as {NAMES.get(kind, 'a Word or PDF file')} inside the Word file: open it in "
            "Word and save it again, then it is one text.",
            rule="unread-format",
        )
    return to_text(data, kind).text.split("\n")
