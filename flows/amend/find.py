"""Which row of a source an entry means: by its id, by words of the text, and by what narrows the choice down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from flows.amend.refusals import stale_entry
from flows.amend.values import id_column, in_words
from flows.clean import Clean
from flows.model import Span
from flows.read.overrides import RowOverride

Row = dict[str, Any]
MOST = 100  # places in the text that a quote alone may have before it is refused as too short
_SAYING = {  # table → the columns that say in a sentence which row is meant
    "articles": ("path", "heading"),
    "targets": ("indicator", "value_text"),
    "assignments": ("agency_text", "role"),
    "citations": ("title", "doc_number"),
}
_LISTED = 4  # rows that a sentence lists


class Places:
    """The named rows of one source, and where they stand in its text."""

    def __init__(self, rows: Mapping[str, Sequence[Row]], cleaned: Clean) -> None:
        self.cleaned = cleaned
        self._rows = rows
        self._articles = {row["article_id"]: row for row in rows.get("articles", ())}
        self._documents = {row["doc_id"]: row for row in rows.get("documents", ())}

    def row(self, override: RowOverride) -> Row:
        """The one row that an entry means. Raises Refusal where there is none, or several."""
        candidates = [row for row in self._rows.get(override.table, ()) if self._narrowed(row, override)]
        if override.quote is None:
            fits = candidates
        else:
            spans = self._spans(override)
            fits = self._standing(override.table, candidates, spans)
            fits = _with_own_number(fits, override.quote) if override.table == "targets" else fits
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise stale_entry(
                override,
                f"fits {len(fits)} rows ({_listed(override.table, fits)}): "
                "name one by its `id`, or narrow it down by a longer `quote`, `path`, `indicator` or `agency`.",
            )
        raise stale_entry(override, f"fits no row: {self._instead(override)}.")

    def place(self, override: RowOverride) -> tuple[Span, Row | None]:
        """Where a row is to be added: the raw span of the quote, and the innermost article that holds it, if any."""
        found = [(span, self.article_at(span)) for span in self._spans(override)]
        fits = [(span, article) for span, article in found if self._in_place(span, article, override)]
        if len(fits) == 1:
            return fits[0]
        paths = ", ".join(article["path"] if article else "no article" for _, article in found[:_LISTED])
        if fits:
            raise stale_entry(
                override,
                f"finds its quote {len(fits)} times (in {paths}): write a longer `quote`, or give `path` or `doc`.",
            )
        raise stale_entry(override, f"finds its quote in {paths} only: correct `path` or `doc`.")

    def article_at(self, span: Span) -> Row | None:
        """The innermost article that holds a raw span."""
        around = [row for row in self._articles.values() if row["start"] <= span[0] and span[1] <= row["end"]]
        return max(around, key=lambda row: int(row["level"]), default=None)

    def document_at(self, span: Span) -> Row | None:
        """The document whose segment holds the beginning of a raw span."""
        for row in self._rows.get("segments", ()):
            if row["doc_id"] is not None and row["start"] <= span[0] < row["end"]:
                return self._documents.get(row["doc_id"])
        return None

    def document(self, doc_id: str) -> Row:
        """The row of a document."""
        return self._documents[doc_id]

    def _spans(self, override: RowOverride) -> list[Span]:
        """The raw spans of all places where the quote stands; blanks and line breaks in it may be any, or none."""
        words = (override.quote or "").split()
        pattern = re.compile(r"\s*".join(map(re.escape, words)))
        found = list(islice(pattern.finditer(self.cleaned.text), None if override.id else MOST + 1))
        if len(found) > MOST and not override.id:
            raise stale_entry(override, "has a quote that stands in too many places: write a longer one.")
        if not found:
            raise stale_entry(
                override,
                "quotes words that do not stand in the text; the nearest are "
                f"“{self._nearest(''.join(words))}”: correct the quote, or remove the entry if its reason is gone.",
            )
        return [self.cleaned.raw_span(match.span()) for match in found]

    def _nearest(self, quote: str) -> str:
        from rapidfuzz.fuzz import partial_ratio_alignment  # only when an entry fails

        found = partial_ratio_alignment(quote, self.cleaned.text)
        return self.cleaned.text[found.dest_start : found.dest_end].replace("\n", " ") if found else ""

    def _standing(self, name: str, rows: Iterable[Row], spans: Sequence[Span]) -> list[Row]:
        """The rows that stand on one of the spans: an article holds it innermost, all others hold it or lie in it."""
        if name == "articles":
            holding = {article["article_id"] for span in spans if (article := self.article_at(span))}
            return [row for row in rows if row["article_id"] in holding]
        return [
            row
            for row in rows
            if any((row["start"] <= a and b <= row["end"]) or (a <= row["start"] and row["end"] <= b) for a, b in spans)
        ]

    def _narrowed(self, row: Row, override: RowOverride) -> bool:
        if override.id is not None and row[id_column(override.table)] != override.id:
            return False
        if override.indicator is not None and row["indicator"] != override.indicator:
            return False
        if override.agency is not None and override.agency not in (row["agency_text"], self._quoted(row)):
            return False
        article = self._articles.get(row["article_id"])
        return self._in_document(row["doc_id"], override) and self._at_path(article, override)

    def _in_place(self, span: Span, article: Row | None, override: RowOverride) -> bool:
        holder = article or self.document_at(span)
        return holder is not None and self._in_document(holder["doc_id"], override) and self._at_path(article, override)

    def _in_document(self, doc_id: str, override: RowOverride) -> bool:
        document = self._documents[doc_id]
        return override.doc is None or override.doc in (doc_id, document["title"], document["doc_number"])

    def _at_path(self, article: Row | None, override: RowOverride) -> bool:
        return override.path is None or (article is not None and article["path"] == override.path)

    def _quoted(self, row: Row) -> str:
        return self.cleaned.quote(row["start"], row["end"])

    def _instead(self, override: RowOverride) -> str:
        """What there is in the place of the row that was looked for, and what to do."""
        rows = self._rows.get(override.table, ())
        if override.quote is None:
            return f"none of the {len(rows)} {override.table} of this source has it; name the row by a `quote`"
        spans = self._spans(override)
        article = self.article_at(spans[0])
        where = f"the words stand in article {article['path']}" if article else "the words stand in no article"
        there = [row for row in rows if article and row["article_id"] == article["article_id"]]
        standing = self._standing(override.table, rows, spans) or there
        has = f"there is {_listed(override.table, standing)}" if standing else f"there are no {override.table}"
        return f"{where}, and {has}; correct the entry, or remove it if its reason is gone"


def _with_own_number(targets: list[Row], quote: str) -> list[Row]:
    """Of several targets in one sentence, those whose number (or, without one, indicator) stands in the quote."""
    if len(targets) < 2:
        return targets
    own = [re.escape(row["value_text"] or row["indicator"]) for row in targets]
    bare = "".join(quote.split())
    return [row for row, words in zip(targets, own, strict=True) if re.search(rf"(?<![\d.]){words}", bare)] or targets


def _listed(name: str, rows: Sequence[Row]) -> str:
    key = id_column(name)
    said = [f"{row[key]} {in_words({c: row[c] for c in _SAYING[name] if row[c]})}" for row in rows[:_LISTED]]
    return ", ".join(said) + (" …" if len(rows) > _LISTED else "")
