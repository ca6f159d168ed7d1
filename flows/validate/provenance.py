"""The invariants of wording: what a row quotes stands in the raw text where the row says."""

from __future__ import annotations

from collections.abc import Iterable

from flows.validate.corpus import Corpus, Faults, Row, invariant


@invariant(
    "segments",
    "text-is-in-source",
    "text 就是原文该段的规整文本",
    "The text is the clean text of the raw range",
)
def _segments(corpus: Corpus) -> Faults:
    yield from _differing(corpus, "segments", "text")


@invariant(
    "targets",
    "text-is-in-source",
    "text 就是原文该句的规整文本",
    "The text is the clean text of the raw range",
)
def _targets(corpus: Corpus) -> Faults:
    yield from _differing(corpus, "targets", "text")


@invariant(
    "articles",
    "text-is-in-source",
    "标号、标题和正文各段依次出现在原文该条之内",
    "Label, heading and the paragraphs of the body stand in that order in the raw range",
)
def _articles(corpus: Corpus) -> Faults:
    clauses: dict[str, set[str]] = {}
    for row in corpus.rows["assignments"]:
        if row["basis"] == "clause":
            clauses.setdefault(row["article_id"], set()).update((row["clause"] or "").split("\n"))
    for position, row in enumerate(corpus.rows["articles"]):
        quote = corpus.quote_of(row)
        pieces = [row["label"], row["heading"], *(row["body"] or "").split("\n")]
        if quote is not None:
            missing = _first_missing(filter(None, pieces), quote, clauses.get(row["article_id"], ()))
            if missing is not None:
                yield position, f"“{_short(missing)}” does not stand (in this order) in its raw range."


@invariant(
    "assignments",
    "clause-is-in-article",
    "括注在所属条目的原文之内",
    "The clause stands in the raw text of its article",
)
def _clauses(corpus: Corpus) -> Faults:
    quotes: dict[str, str | None] = {}
    for position, row in enumerate(corpus.rows["assignments"]):
        article = corpus.get("articles", row["article_id"])
        if article is None or row["clause"] is None:
            continue
        if row["article_id"] not in quotes:
            quotes[row["article_id"]] = corpus.quote_of(article)
        quote = quotes[row["article_id"]]
        if quote is not None and any(line not in quote for line in row["clause"].split("\n")):
            yield position, f"The clause “{_short(row['clause'])}” does not stand in article {row['article_id']}."


@invariant(
    "assignments",
    "name-is-in-clause",
    "原文中的机构名在括注之内，且与 agency_text 相符",
    "The name at the raw range stands in the clause, and agency_text only adds to it",
)
def _names(corpus: Corpus) -> Faults:
    for position, row in enumerate(corpus.rows["assignments"]):
        quote = corpus.quote_of(row)
        if quote is None:
            continue
        if not quote or quote not in (row["clause"] or ""):
            yield position, f"The name “{_short(quote)}” does not stand in the clause “{_short(row['clause'])}”."
        elif not _runs_through(quote, row["agency_text"] or ""):
            yield position, f"The text has “{_short(quote)}”, which agency_text “{row['agency_text']}” does not hold."


@invariant(
    "citations",
    "citation-is-in-source",
    "被引标题和字号都在原文该处",
    "The cited title and number, one of them at least, stand in the raw range",
)
def _citations(corpus: Corpus) -> Faults:
    for position, row in enumerate(corpus.rows["citations"]):
        quote = corpus.quote_of(row)
        given = [row[column] for column in ("title", "doc_number") if row[column] is not None]
        missing = [value for value in given if quote is not None and value not in quote]
        if not given:
            yield position, "The citation has neither title nor number."
        elif missing:
            yield position, f"“{_short(missing[0])}” does not stand in “{_short(quote)}”."


def _differing(corpus: Corpus, name: str, column: str) -> Faults:
    for position, row in enumerate(corpus.rows[name]):
        quote = corpus.quote_of(row)
        if quote is not None and quote != (row[column] or ""):
            yield position, _difference(row, column, quote)


def _difference(row: Row, column: str, quote: str) -> str:
    text = row[column] or ""
    same = next((i for i, (a, b) in enumerate(zip(text, quote, strict=False)) if a != b), min(len(text), len(quote)))
    return f"From character {same} on, {column} has “{_short(text[same:])}”, the raw text “{_short(quote[same:])}”."


def _first_missing(pieces: Iterable[str], quote: str, clauses: Iterable[str]) -> str | None:
    """The first of `pieces` that does not stand in the quote after the one before it.

    A body has its clauses taken out; where that leaves a paragraph in two parts, they are taken out of the quote too.
    """
    wanted = list(pieces)
    missing = _not_in_order(wanted, quote)
    if missing is None:
        return None
    for clause in sorted(filter(None, clauses), key=len, reverse=True):
        quote = quote.replace(clause, "")
    return _not_in_order(wanted, quote)


def _not_in_order(pieces: Iterable[str], quote: str) -> str | None:
    at = 0
    for piece in pieces:
        found = quote.find(piece, at)
        if found < 0:
            return piece
        at = found + len(piece)
    return None


def _runs_through(written: str, full: str) -> bool:
    """Whether the characters of `written` stand in `full` in that order."""
    rest = iter(full)
    return all(character in rest for character in written)


def _short(text: str | None, limit: int = 40) -> str:
    text = text or ""
    return text if len(text) <= limit else f"{text[:limit]}…"
