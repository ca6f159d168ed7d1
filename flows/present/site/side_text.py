"""The texts of articles as HTML, with marks around what is copied.

Pages have thousands of these, so that they are put together here and not by a template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from flows.compare.side import Spans
from flows.present.site.spans import inert

Row = Mapping[str, Any]


def named(row: Row, copied: Spans = ()) -> Markup:
    """Label and heading of an article; what is copied of a heading that stands alone."""
    label = f'<span class="label">{inert(row["label"])}</span>' if row["label"] else ""
    if not row["heading"]:
        return Markup(label)
    heading = inert(row["heading"]) if row["body"] else "".join(paragraphs(row["heading"], copied))
    return Markup(f"{label}<bdi>{heading}</bdi>")


def text(row: Row, copied: Spans = ()) -> Markup:
    """The body of an article, a paragraph a line."""
    return Markup("".join(f"<p>{line}</p>" for line in paragraphs(row["body"], copied)) if row["body"] else "")


def paragraphs(said: str, copied: Spans) -> Iterator[str]:
    """The HTML of each line of a text, with marks around what is copied."""
    is_plain = inert(said) == said
    start = first = 0
    for line in said.split("\n"):
        end, at, parts = start + len(line), start, []
        while first < len(copied) and copied[first][0] < end:
            a, b = max(copied[first][0], at), min(copied[first][1], end)
            if a < b:
                parts += [said[at:a], "<mark>", said[a:b], "</mark>"]
                at = b
            if copied[first][1] > end:
                break
            first += 1
        parts.append(said[at:end])
        yield "".join(parts if is_plain else (each if n % 4 in (1, 3) else inert(each) for n, each in enumerate(parts)))
        start = end + 1
