"""Highlights in a text: whatever overlaps, the text stays as it is, every row is marked, and nothing in it acts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.present.site.spans import Highlight, Marker, inert
from tests.page_tree import tree
from tests.test_reader import rows_of

KINDS = ("target", "assignment", "citation", "correction", "issue")
HOSTILE = "<>&\"'/ab=甲乙。\n\t\r\0\u202e\u2066\u200b\ufeff\u2028\U000e0041"
TEXTS = st.text(alphabet=HOSTILE, max_size=40).filter(lambda text: "\r\n" not in text)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, list[Highlight], list[int]]:
    """A text, rows that were read from ranges of it, and where it is cut into stretches."""
    text = draw(TEXTS)
    places = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(places, places, st.sampled_from(KINDS), st.booleans()), max_size=12))
    found = [
        Highlight(min(a, b), max(a, b), kind, f"{kind}-{i}", str(i) if numbered else "", "says", f"row-{kind}-{i}")
        for i, (a, b, kind, numbered) in enumerate(spans)
    ]
    return text, found, sorted(draw(st.sets(places, max_size=4)) | {0, len(text)})


def stretches(text: str, found: list[Highlight], cuts: list[int]) -> tuple[Marker, str]:
    """The HTML of the text, stretch by stretch, each in a paragraph."""
    marker = Marker(found)
    ends = [*cuts[1:], len(text)]
    return marker, "".join(f"<p>{marker(text[a:b], a)}</p>" for a, b in zip(cuts, ends, strict=True))


@settings(max_examples=300, deadline=None)
@given(marked())
def test_text_is_kept_and_every_row_is_marked(given_: tuple[str, list[Highlight], list[int]]) -> None:
    text, found, cuts = given_
    marker, html = stretches(text, found, cuts)
    page = tree(html)  # nests rightly, has no id twice and no link in a link
    assert page.text() == text
    for row in found:
        shown = [mark for mark in page.find("mark") if row.row_id in rows_of(mark)]
        if row.start == row.end == len(text):
            continue  # a point behind the last character: no stretch has it
        assert row.row_id in marker.shown
        assert len(page.find(id=row.row_id)) == 1
        assert len([a for a in page.find("a") if a.attributes["href"] == f"#{row.to}"]) == 1
        assert "".join(mark.text() for mark in shown) == text[row.start : row.end]
        assert all(row.kind in mark.classes for mark in shown)


@given(TEXTS)
def test_a_text_is_inert_and_whole(text: str) -> None:
    made = inert(text)
    assert tree(made).text() == text
    assert not set(made) & set("\0\u202e\u2066\u200b\ufeff\u2028\U000e0041")
    assert {node.tag for node in tree(made).all()} <= {"", "i"}


def test_a_line_break_of_two_characters_is_one_of_html() -> None:
    assert inert("甲\r\n乙") == "甲\n乙"


def test_a_citation_within_a_sentence_is_a_mark_within_its_mark() -> None:
    rows = [Highlight(0, 6, "target", "t", "1", "", "row-t"), Highlight(2, 4, "citation", "c", "2", "", "row-c")]
    sentence = tree(Marker(rows)("一二三四五六", 0)).by_id("t")
    assert sentence.text() == "一二三四五六"
    assert sentence.by_id("c").text() == "三四"


def test_many_targets_of_one_sentence_are_one_mark_with_an_id_each() -> None:
    rows = [Highlight(0, 4, "target", f"t{i}", str(i), "", f"row-t{i}") for i in range(500)]
    page = tree(Marker(rows)("一二三四", 0))
    assert len(page.find("mark")) == 1
    assert all(len(page.find(id=row.row_id)) == 1 for row in rows)


def test_ranges_that_all_cross_stay_linear() -> None:
    text = "字" * 3000
    rows = [Highlight(i, i + 40, "target", f"t{i}", str(i)) for i in range(2900)]
    assert tree(Marker(rows)(text, 0)).text() == text
