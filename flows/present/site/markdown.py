"""Markdown of a release as HTML. Tags in it stay text, and its links lead nowhere that runs anything."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markupsafe import Markup

from flows.present.texts import seen

_VERSION = re.compile(r"(?m)^## (?=\d)")
_EXAMPLES = "\n### 示例 "
_SCROLLS = '<div class="wide" tabindex="0" role="group"><table>'


def to_html(text: str, deeper: int = 0) -> Markup:
    """HTML of Markdown, its headings some levels deeper. What Markdown would take for a tag is escaped."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = parser.parse("\n".join(map(seen, text.split("\n"))))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1:]) + deeper)}"
        elif token.attrs.pop("style", None) == "text-align:right":  # the pages' policy allows no styles in tags
            token.attrs["class"] = "n"
    made = parser.renderer.render(tokens, parser.options, {})
    return Markup(made.replace("<table>", _SCROLLS).replace("</table>", "</table></div>"))


def inline(text: str) -> Markup:
    """HTML of a line of Markdown."""
    return Markup(MarkdownIt("commonmark", {"html": False}).disable("image").renderInline(seen(text)))


def newest_changes(changes: str) -> str:
    """The part of CHANGES.md on the newest version, without its examples."""
    parts = _VERSION.split(changes)
    return (f"## {parts[1]}" if len(parts) > 1 else changes).partition(_EXAMPLES)[0]
