"""The invariants of wording: what a row quotes stands in the raw text where the row says.

They are tried source by source, all tables of a source together, so that each source is cleaned once however many there
are. A check takes a row and answers what is wrong with it, or None.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from flows.amend.agree import first_missing
from flows.quotes import behind_clause
from flows.tables import Words
from flows.validate.corpus import Check, Corpus, Row

_REACH = 4  # times its length: how far from its name a clause is looked for first


class RowCheck(NamedTuple):
    """What must hold for each row of a table by itself."""

    table: str
    name: str
    title: Words
    fault: Callable[[Corpus, Row], str | None]


def provenance(corpus: Corpus) -> Iterator[Check]:
    """Try every check of this module."""
    faults: dict[RowCheck, dict[int, str]] = {check: {} for check in CHECKS}
    for places in _by_source(corpus).values():
        for check in CHECKS:
            rows = corpus.rows[check.table]
            said = ((position, check.fault(corpus, rows[position])) for position in places[check.table])
            faults[check].update((position, sentence) for position, sentence in said if sentence)
    for check in CHECKS:
        yield Check(check.table, check.name, check.title, faults[check])


def _by_source(corpus: Corpus) -> dict[str | None, dict[str, list[int]]]:
    """The positions of the rows to be checked, by source and table."""
    found: dict[str | None, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for name in dict.fromkeys(check.table for check in CHECKS):
        for position, row in enumerate(corpus.rows[name]):
            found[corpus.source_of(row)][name].append(position)
    return found


def _text(corpus: Corpus, row: Row) -> str | None:
    quote, text = corpus.quote_of(row), row["text"] or ""
    if quote is None or quote == text:
        return None
    same = next((i for i, (a, b) in enumerate(zip(text, quote, strict=False)) if a != b), min(len(text), len(quote)))
    return f"From character {same} on, text has “{_short(text[same:])}”, the raw text “{_short(quote[same:])}”."


def _article(corpus: Corpus, row: Row) -> str | None:
    quote = corpus.quote_of(row)
    if quote is None:
        return None
    pieces = list(filter(None, [row["label"], row["heading"], *(row["body"] or "").split("\n")]))
    missing = first_missing(pieces, quote)
    if missing is not None:  # a body has its clauses taken out; that may leave a paragraph in two parts
        missing = first_missing(pieces, _without(corpus.clauses.get(row["article_id"], ()), row["start"], quote))
    return missing and f"“{_short(missing)}” does not stand (in this order) in its raw range."


def _clause(corpus: Corpus, row: Row) -> str | None:
    article = corpus.get("articles", row["article_id"])
    if article is None:
        return None
    reach = _REACH * len(row["clause"])
    near = {"start": max(row["start"] - reach, article["start"]), "end": min(row["end"] + reach, article["end"])}
    for place in (article | near, article):  # the whole of a long article only where the clause is not right here
        quote = corpus.quote_of(place)
        if quote is not None and all(line in quote for line in row["clause"].split("\n")):
            return None
    if quote is None:
        return None
    return f"The clause “{_short(row['clause'])}” does not stand in article {row['article_id']}."


def _name(corpus: Corpus, row: Row) -> str | None:
    quote = corpus.quote_of(row)
    if quote is None:
        return None
    if not quote or quote not in row["clause"]:
        return f"The name “{_short(quote)}” does not stand in the clause “{_short(row['clause'])}”."
    if not _runs_through(quote, row["agency_text"]):
        return f"The text has “{_short(quote)}”, which agency_text “{row['agency_text']}” does not hold."
    return None


def _citation(corpus: Corpus, row: Row) -> str | None:
    quote = corpus.quote_of(row)
    given = [row[column] for column in ("title", "doc_number") if row[column] is not None]
    missing = [value for value in given if quote is not None and value not in quote]
    if not given:
        return "The citation has neither title nor number."
    return f"“{_short(missing[0])}” does not stand in “{_short(quote)}”." if missing else None


def _without(assignments: Iterable[Row], start: int, quote: str) -> str:
    """The quote of an article that starts at `start`, without the clauses of its assignments, in reading order.

    No clean text is longer than its raw text, which tells how far into the quote a clause can begin.
    """
    kept: list[str] = []
    at = 0
    for row in assignments:
        latest = row["start"] - start + len(row["clause"])
        for line in filter(None, row["clause"].split("\n")):
            found = quote.find(line, at, latest)
            if found >= 0:
                kept.append(quote[at:found])
                at = behind_clause(quote, found, found + len(line), len(quote))
    return "".join(kept) + quote[at:]


def _runs_through(written: str, full: str) -> bool:
    """Whether the characters of `written` stand in `full` in that order."""
    rest = iter(full)
    return all(character in rest for character in written)


def _short(text: str | None, limit: int = 40) -> str:
    text = text or ""
    return text if len(text) <= limit else f"{text[:limit]}…"


_SAME = Words("text 就是原文该段的规整文本", "The text is the clean text of the raw range")
_ORDER = Words(
    "标号、标题和正文各段依次出现在原文该条之内",
    "Label, heading and the paragraphs of the body stand in that order in the raw range",
)
_CLAUSE = Words("括注在所属条目的原文之内", "The clause stands in the raw text of its article")
_NAME = Words(
    "原文中的机构名在括注之内，且与 agency_text 相符",
    "The name at the raw range stands in the clause, and agency_text only adds to it",
)
_CITED = Words(
    "被引标题和字号（至少有其一）在原文该处",
    "The cited title and number, one of them at least, stand in the raw range",
)
CHECKS = (
    RowCheck("segments", "text-is-in-source", _SAME, _text),
    RowCheck("articles", "text-is-in-source", _ORDER, _article),
    RowCheck("targets", "text-is-in-source", _SAME, _text),
    RowCheck("assignments", "clause-is-in-article", _CLAUSE, _clause),
    RowCheck("assignments", "name-is-in-clause", _NAME, _name),
    RowCheck("citations", "citation-is-in-source", _CITED, _citation),
)
