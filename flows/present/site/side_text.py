"""The texts of articles as HTML, with marks around what is copied.

Pages have thousands of these, so that they are put together here and not by a template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from flows.compare.side import Followed, Spans, Unit
from flows.present.site.spans import inert

Row = Mapping[str, Any]
LONGEST = 400  # characters of a unit that nothing follows; the rest is a link away


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes articles with the words of a page; the addresses are those of both documents, up to the article."""

    preamble: Markup
    follows: Markup
    alone: Markup
    how: Mapping[str, Markup]  # by relation
    own: str
    other: str

    def unit(self, unit: Unit) -> Markup:
        """A section, or a unit beside those that it follows."""
        row, id_, h = unit.row, escape(unit.row["article_id"]), f"h{min(max(unit.row['level'] + 2, 3), 6)}"
        said = f"<{h}>{self._named(row, self.own, unit.copied)}</{h}>{_text(row['body'], unit.copied)}"
        if not unit.is_compared:
            return Markup(f'<div class="part" id="{id_}">{said}</div>\n')
        theirs = "".join(map(self._followed, unit.followed)) or self.alone
        kind = "two unit" if unit.followed else "two unit alone"
        return Markup(
            f'<div class="{kind}" id="{id_}"><div class="mine">{said}</div>\n<div class="theirs">{theirs}</div></div>\n'
        )

    def dropped(self, row: Row, in_full: Markup) -> Markup:
        """How a unit begins that nothing follows."""
        body = row["body"] or ""
        said, more = _text(body), ""
        if len(body) > LONGEST:
            address = f"{self.other}{escape(row['article_id'])}"
            said = _text(f"{body[:LONGEST]}…")
            where = f'<span class="unseen"> {inert(row["path"])}</span>'
            more = f'<p class="small"><a href="{address}">{in_full}{where}</a></p>'
        return Markup(f'<div class="left"><h3>{self._named(row, self.other)}</h3>{said}{more}</div>')

    def _followed(self, each: Followed) -> str:
        share = f"{self.how[each.link['relation']]} {100 * each.link['copied_share']:.0f}%"
        name = f'{self.follows}{self._named(each.row, self.other, each.copied)} <span class="how">{share}</span>'
        return f'<div class="followed"><p class="name">{name}</p>{_text(each.row["body"], each.copied)}</div>'

    def _named(self, row: Row, address: str, copied: Spans = ()) -> str:
        """Place, label and heading of an article; what is copied of a heading that stands alone."""
        place = self.preamble if row["kind"] == "preamble" else inert(row["path"])
        link = f'<a class="path" href="{address}{escape(row["article_id"])}">{place}</a>'
        label = f' <span class="label">{inert(row["label"])}</span>' if row["label"] else " "
        if not row["heading"]:
            return link + label
        heading = inert(row["heading"]) if row["body"] else "".join(paragraphs(row["heading"], copied))
        return f"{link}{label}<bdi>{heading}</bdi>"


def _text(said: str | None, copied: Spans = ()) -> str:
    """A text as HTML, a paragraph a line."""
    return "".join(f"<p>{line}</p>" for line in paragraphs(said, copied)) if said else ""


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
