"""Facts of documents that people know better than the text or its reading tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flows.amend.notes import correction, issue
from flows.amend.refusals import bad_entry, stale_entry
from flows.amend.values import check_expected, declared_value, texts
from flows.clean import Clean
from flows.clean.traditional import simplified
from flows.knowledge import regions
from flows.knowledge.genre import doc_type, same_title
from flows.model import Document, Span
from flows.read.overrides import FactOverride
from flows.read.sidecar_values import region as region_value

Row = dict[str, Any]
_SETTLED = {"title": {"unknown-title"}, "region_code": {"unknown-region", "region-from-text"}}  # doubts, by fact


@dataclass(frozen=True, slots=True)
class Note:
    """An entry that was applied: to which document, and what it changed."""

    override: FactOverride
    doc: int  # index of the document in its source
    span: Span  # of the document in the clean text
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def amend_facts(
    documents: Sequence[Document], overrides: Sequence[FactOverride], as_written: Callable[[str], str] = str
) -> tuple[list[Document], list[Note]]:
    """The documents of a source with the facts that people give in the place of those that were read.

    In: the documents in order of the text, before anything is extracted from them (the region tells which bodies are
    meant); the entries; for a source in traditional characters, the function that gives a text its characters back.
    Out: the documents, and a note on every entry. An id is made from title, region and number or date: to change one
    of these changes the id. Raises Refusal where an entry fits no document, several, or other facts than it expects.
    """
    amended = list(documents)
    notes: list[Note] = []
    for override in overrides:
        doc = _document(documents, override, as_written)
        found = documents[doc]
        if note := next((note for note in notes if note.doc == doc and set(note.after) & set(_values(override))), None):
            raise bad_entry(override, f"and {note.override.name} set the same fact: keep one of them.")
        values = _values(override)
        expected = {_column(fact): _value(override, fact, value) for fact, value in override.expect.items()}
        check_expected(override, expected, _written(found, expected, as_written))
        span = (found.spans[0][0], found.spans[-1][1])
        notes.append(Note(override, doc, span, _written(found, values, as_written), values))
        amended[doc] = _with(amended[doc], values)
    return amended, notes


def fact_rows(notes: Sequence[Note], cleaned: Clean) -> dict[str, list[Row]]:
    """The rows of corrections and issues that tell of the notes; `doc` names the document, as in other rows."""
    rows: dict[str, list[Row]] = {"corrections": [], "issues": []}
    for note in notes:
        span = cleaned.raw_span(note.span)
        change = (note.before, note.after)
        rows["corrections"].append({**correction(note.override, "documents", None, span, *change), "doc": note.doc})
        sentence = cleaned.text[slice(*note.span)].split("\n", 1)[0]
        rows["issues"].append({**issue(note.override, "documents", span, sentence, *change), "doc": note.doc})
    return rows


def _document(documents: Sequence[Document], override: FactOverride, as_written: Callable[[str], str]) -> int:
    """The index of the one document that an entry means."""
    fits = [i for i, document in enumerate(documents) if _fits(document, override, as_written)]
    if len(fits) == 1:
        return fits[0]
    if not documents:
        raise stale_entry(override, "finds no policy document in the text: remove it.")
    there = "; ".join(_called(document, as_written) for document in documents)
    if fits:
        raise stale_entry(
            override,
            f"fits {len(fits)} documents ({there}): "
            "name one with `doc: its title or number`, or with a `quote` of words that only it has.",
        )
    raise stale_entry(override, f"fits no document; there is {there}: correct `doc` or `quote`.")


def _fits(document: Document, override: FactOverride, as_written: Callable[[str], str]) -> bool:
    if override.quote is not None:
        quote = "".join(override.quote.split())
        if not any(quote in "".join(as_written(document.text[a:b]).split()) for a, b in document.spans):
            return False
    if override.doc is None:
        return True
    titles = [title for title in (document.title, document.notice_title) if title]
    same = any(same_title(override.doc, each) for title in titles for each in (title, as_written(title)))
    return same or override.doc == document.doc_number


def _called(document: Document, as_written: Callable[[str], str]) -> str:
    said = [as_written(document.title or document.notice_title or "a document without a title"), document.doc_number]
    return f"“{' '.join(filter(None, said))}”"


def _values(override: FactOverride) -> dict[str, Any]:
    """The columns that an entry sets, with what follows from them: the region's name and level, the title's type."""
    values = {_column(fact): _value(override, fact, value) for fact, value in override.values.items()}
    if "region_code" in values:
        code = values["region_code"]
        name, level = regions.region(code) if code else (None, None)
        values |= {"region_name": name, "admin_level": level}
    if "title" in values and "doc_type" not in values:
        title = values["title"]
        values["doc_type"] = doc_type(title and (simplified(title) or title))
    return values


def _column(fact: str) -> str:
    return "region_code" if fact == "region" else fact


def _value(override: FactOverride, fact: str, value: Any) -> Any:
    if _column(fact) == "region_code" and value is not None:
        return _region_code(override, fact, value)
    if fact == "issuers":  # given one by one, though a row has them in one text
        return texts(f"`{fact}` of {override.name}", value)
    return declared_value(override.name, "documents", _column(fact), value)


def _region_code(override: FactOverride, fact: str, value: Any) -> str:
    said = region_value(f"`{fact}` of {override.name}", value)
    code = said if said.isdigit() else regions.find_region(said)
    try:
        regions.region(code or "")
    except KeyError:
        raise bad_entry(override, f"has {said} as `{fact}`, but no region is called so: write its code.") from None
    return str(code)


def _written(document: Document, columns: Mapping[str, Any], as_written: Callable[[str], str]) -> dict[str, Any]:
    """The document's facts in these columns, as rows have them."""
    found = {column: getattr(document, column) for column in columns}
    texts = ("title", "notice_title", "recipients")
    return {
        column: list(map(as_written, value)) if column == "issuers"
        else as_written(value) if column in texts and value else value
        for column, value in found.items()
    }  # fmt: skip


def _with(document: Document, values: Mapping[str, Any]) -> Document:
    """The document with these facts, and without the doubts that they settle."""
    settled = {rule for fact, rules in _SETTLED.items() if values.get(fact) for rule in rules}
    doubts = tuple(doubt for doubt in document.doubts if doubt.rule not in settled)
    typed: dict[str, Any] = {fact: tuple(value) if fact == "issuers" else value for fact, value in values.items()}
    return replace(document, **typed | {"doubts": doubts})
