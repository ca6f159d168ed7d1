"""A document of a release as its page shows it: plain values, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup

from flows.present.site.reader_find import BODY, CLAUSE, SourceText
from flows.present.site.reader_notes import Note, highlights, notes_of
from flows.present.site.reader_text import Left, Paragraph, Part, Run, lay_out
from flows.present.site.spans import Highlight, Marker, inert

Row = Mapping[str, Any]
SHOWN_LEFT = 600  # characters of a stretch that was left out; the whole is in the raw text
OPENING = 24  # characters of the text that stand in the outline for an article without heading
BELOW = ("articles", "targets", "assignments", "citations")  # tables with a doc_id whose rows a page has


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or a stretch that was left out (then `segment` says why)."""

    kind: str  # body | clause (taken out of the body as a whole) | rest (in no published value) | left
    html: Markup
    goes_on: bool = False  # the rest of the paragraph before
    segment: Row | None = None


@dataclass(slots=True)
class Block:
    """What is shown side by side: some text, and the rows that were read from it.

    The first block of an article has its heading and `begins`; text of it behind its children is a block without.
    """

    article: Row | None
    begins: bool = False
    heading: Markup | None = None
    reworded: bool = False
    texts: list[Text] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)  # ids of rows that no character shown belongs to


@dataclass(frozen=True, slots=True)
class Page:
    """All that the page of a published document shows."""

    blocks: tuple[Block, ...]
    raw: tuple[Text, ...]
    notes: Mapping[str, Note]
    left: Mapping[
        tuple[str, str], Sequence[Row]
    ]  # by kind and reason: segments left out, in the document and next to it
    outline: tuple[Row, ...]


def page(text: SourceText, document: Row, rows: Mapping[str, Sequence[Row]]) -> Page:
    """The page of a document.

    In: the text of its source; the rows of the document in articles, targets, assignments, citations, corrections and
    issues, and all segments of the source.
    """
    notes = notes_of(rows)
    raw_highlights = highlights(notes.values())
    left = [row for row in rows["segments"] if row["doc_id"] != document["doc_id"]]
    inside = [row for row in left if document["start"] <= row["start"] < document["end"]]
    clauses = [row for row in rows["assignments"] if row["basis"] == "clause"]
    root = lay_out(text, document, rows["articles"], clauses, inside)
    marker = Marker(_at_their_values(text, [_in_clean(text, each) for each in raw_highlights], notes))
    units = [
        Highlight(row["start"], row["start"], "unit", row["article_id"], row["path"], row["path"], row["article_id"])
        for row in rows["articles"]
    ]
    return Page(
        blocks=tuple(_blocks(marker, root, notes)),
        raw=tuple(_raw(text.raw, document, rows["segments"], Marker([*raw_highlights, *units], "raw-"))),
        notes=notes,
        left=left_out(document, rows["segments"]),
        outline=tuple(row for row in rows["articles"] if row["kind"] != "item"),
    )


def left_out(document: Row, segments: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """The segments that are of no document, from the end of the document before to the start of the one after."""
    others = [row for row in segments if row["kind"] == "document" and row["doc_id"] != document["doc_id"]]
    first = max((row["end"] for row in others if row["end"] <= document["start"]), default=0)
    last = min((row["start"] for row in others if row["start"] >= document["end"]), default=segments[-1]["end"])
    found: dict[tuple[str, str], list[Row]] = {}
    for row in segments:
        if row["kind"] != "document" and first <= row["start"] < last:
            found.setdefault((row["kind"], row["reason"] or ""), []).append(row)
    return found


def opening(article: Row) -> str:
    """What stands for an article in the outline and in a citation."""
    said = article["heading"] or (article["body"] or "").split("\n")[0]
    return said if len(said) <= OPENING or article["heading"] else f"{said[:OPENING]}…"


def _in_clean(text: SourceText, each: Highlight) -> Highlight:
    start, end = text.found(each.start, each.end)
    return replace(each, start=start, end=end)


def _at_their_values(text: SourceText, found: Sequence[Highlight], notes: Mapping[str, Note]) -> Iterator[Highlight]:
    """Targets whose value stands in their sentence as written have their number there, and not behind the sentence."""
    searched: dict[tuple[int, str], int] = {}  # several targets of a sentence may have the same value
    for each in found:
        written = notes[each.row_id].row.get("value_text") if each.kind == "target" else None
        place = (each.start, written or "")
        at = text.simple.find(text.simplify(written), searched.get(place, each.start), each.end) if written else -1
        if at >= 0 and written:
            searched[place] = at + len(written)
            yield replace(each, number="", to="")
            yield Highlight(at, searched[place], "value", f"value-{each.row_id}", each.number, each.says, each.to)
        else:
            yield each


def _blocks(marker: Marker, root: Part, notes: Mapping[str, Note]) -> Iterator[Block]:
    """The tree laid flat, in reading order, each block with the notes whose first character it shows."""
    made = list(_flat(marker, root, notes))
    first = {block.article["article_id"]: block for block in made if block.article and block.begins}
    for note in notes.values():
        if note.row_id not in marker.shown:
            block = first.get(note.row.get("article_id"), made[0])
            block.astray.append(note.row_id)
            block.notes.append(note)
    yield from made


def _flat(marker: Marker, part: Part, notes: Mapping[str, Note]) -> Iterator[Block]:
    block = Block(part.row, begins=True, reworded=part.reworded)
    if part.row and part.row["heading"]:
        marked = Markup("").join(marker(run.text, run.start) for run in part.heading)
        block.heading = marked if part.heading and not part.reworded else inert(part.row["heading"])
    for each in part.parts:
        if isinstance(each, Part):
            yield from _ended(block, marker, notes)
            yield from _flat(marker, each, notes)
            block = Block(part.row)
        elif isinstance(each, Left):
            block.texts.append(Text("left", _shortened(each.segment["text"]), segment=each.segment))
        else:
            block.texts.append(_text(marker, each))
    yield from _ended(block, marker, notes)


def _ended(block: Block, marker: Marker, notes: Mapping[str, Note]) -> Iterator[Block]:
    if block.begins or block.texts:
        block.notes = [notes[row_id] for row_id in marker.fresh() if row_id in notes]
        yield block


def _text(marker: Marker, paragraph: Paragraph) -> Text:
    html = Markup("").join(_run(marker, run) for run in paragraph.runs)
    if paragraph.is_body:
        return Text("body", html, paragraph.goes_on)
    return Text("clause" if any(run.kind == CLAUSE for run in paragraph.runs) else "rest", html)


def _run(marker: Marker, run: Run) -> Markup:
    marked = marker(run.text, run.start)
    return marked if run.kind == BODY else Markup('<span class="{}">{}</span>').format(run.kind, marked)


def _raw(raw: str, document: Row, segments: Sequence[Row], marker: Marker) -> Iterator[Text]:
    """The raw text from the document's first character to its last, line breaks as they are."""
    for row in segments:
        if document["start"] <= row["start"] < document["end"]:
            stretch = raw[row["start"] : row["end"]]
            if row["doc_id"] == document["doc_id"]:
                yield Text("body", marker(stretch, row["start"]))
            else:
                yield Text("left", _shortened(stretch), segment=row)


def _shortened(text: str | None) -> Markup:
    said = text or ""
    if len(said) <= SHOWN_LEFT:
        return inert(said)
    return inert(f"{said[: SHOWN_LEFT // 2]} …… {said[-SHOWN_LEFT // 2 :]}")
