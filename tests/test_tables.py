"""The declarations of the tables, and rows made by them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from flows import tables
from flows.tables import DeclarationError, load, to_table

CODEBOOK = {  # the contract: columns may be added, none is renamed or dropped
    "sources": "source_id path sha256 bytes format encoding n_chars status error",
    "segments": "segment_id source_id seq start end kind doc_id reason text",
    "documents": "doc_id source_id title notice_title notice_text doc_type issuers region_code region_name admin_level "
    "doc_number date_issued date_published recipients status duplicate_of n_articles n_targets n_assignments start end "
    "genre subject date date_basis year",
    "document_issuers": "doc_id rank name agency_id",
    "articles": "article_id doc_id parent_id seq level kind label number path heading body heading_path start end",
    "indicators": "indicator_id name name_en unit direction subject named_in n_targets n_documents",
    "targets": "target_id doc_id article_id seq kind indicator scope comparator value value_max unit value_text period "
    "deadline deadline_year indicator_id text start end",
    "agencies": "agency_id name short_name region_code admin_level system function n_lead n_assignments",
    "agency_aliases": "agency_id alias n",
    "assignments": "assignment_id doc_id article_id agency_id agency_text role rank open_ended basis due clause "
    "start end",
    "citations": "citation_id doc_id article_id title doc_number relation cited_doc_id start end",
    "terms": "article_id term n",
    "vocabulary": "term n_articles n_documents",
    "corrections": "correction_id source_id start end before after rule",
    "issues": "issue_id source_id doc_id rule level start end sentence message",
    "alignments": "article_id followed_article_id rank relation similarity copied_share direction",
}


def test_every_table_and_column_of_the_codebook_is_declared() -> None:
    assert set(tables.names()) == set(CODEBOOK)
    for name, columns in CODEBOOK.items():
        assert set(columns.split()) <= set(tables.schema(name).names), name


@pytest.mark.parametrize("name", tables.names())
def test_schema_carries_titles_and_descriptions_in_both_languages(name: str) -> None:
    for field in tables.schema(name):
        for key in ("title_zh", "title_en", "description_zh", "description_en"):
            assert field.metadata[key.encode()].strip(), f"{name}.{field.name} {key}"


@pytest.mark.parametrize("name", tables.names())
def test_tables_come_after_those_they_refer_to(name: str) -> None:
    order = list(tables.names())
    for key in tables.table(name).foreign_keys:
        assert order.index(key.table) <= order.index(name)


def _declaration(folder: Path, **changes: object) -> Path:
    words = {"zh": "名", "en": "Name"}
    column = {"type": "string", "title": words, "description": words} | changes
    content = {
        "order": 1,
        "title": words,
        "description": words,
        "primary_key": ["x"],
        "sort": ["x"],
        "columns": {"x": {key: value for key, value in column.items() if value is not None}},
    }
    (folder / "things.yml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"description": None}, "Table things, column x: the Chinese description is missing."),
        ({"description": {"zh": "名"}}, "Table things, column x: the English description is missing."),
        ({"title": {"zh": " ", "en": "Name"}}, "Table things, column x: the Chinese title is missing."),
        ({"enum": {"a": {"zh": "甲"}}}, "Table things, column x, value a: the English label is missing."),
        ({"type": "text"}, "Table things, column x: the type is 'text'"),
        ({"width": 3}, "Table things, column x: unknown key width"),
    ],
)
def test_a_column_that_is_not_described_stops_everything(
    tmp_path: Path, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(DeclarationError, match=sentence):
        load(_declaration(tmp_path, **changes))


def test_a_foreign_key_must_lead_somewhere(tmp_path: Path) -> None:
    path = _declaration(tmp_path) / "things.yml"
    path.write_text(path.read_text("utf-8") + "foreign_keys: {x: nowhere.y}\n", "utf-8")
    with pytest.raises(DeclarationError, match=r"Table things, column x: refers to nowhere\.y"):
        load(tmp_path)


def test_rows_come_in_canonical_order_whatever_order_they_went_in() -> None:
    rows = [{"article_id": a, "term": t, "n": 1} for a in ("b", "a") for t in ("乙", "甲", "a")]
    there, back = to_table("terms", rows), to_table("terms", rows[::-1])
    assert there.equals(back)
    assert there["article_id"].to_pylist() == ["a"] * 3 + ["b"] * 3
    assert there["term"].to_pylist()[:3] == ["a", "乙", "甲"]  # by code point


def test_unknown_is_null_and_nulls_sort_first() -> None:
    rows = [
        {"issue_id": "2", "source_id": "s", "start": 5},
        {"issue_id": "1", "source_id": "s", "sentence": ""},
        {"issue_id": "3"},
    ]
    data = to_table("issues", rows)
    assert data["issue_id"].to_pylist() == ["3", "1", "2"]
    assert data["sentence"].null_count == 3


def test_no_rows_still_have_a_schema() -> None:
    assert to_table("targets", []).schema.equals(tables.schema("targets"), check_metadata=True)


def test_dates_are_dates() -> None:
    row = {
        "doc_id": "d",
        "date_issued": "2017-08-02",
        "date_published": date(2017, 8, 28),
    }
    data = to_table("documents", [row])
    assert data.schema.field("date_issued").type == pa.date32()
    assert data["date_issued"].to_pylist() == [date(2017, 8, 2)]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"title": 3}, "Table documents, column title, row d:"),
        ({"date_issued": "2017-02-31"}, "Table documents, column date_issued, row d:"),
        ({"n_articles": 1.5}, "Table documents, column n_articles, row d: 1.5 is no whole number"),
        ({"theme": "x"}, "Table documents has no column theme"),
    ],
)
def test_a_wrong_value_is_named(row: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        to_table("documents", [{"doc_id": "ok"}, {"doc_id": "d", **row}])


def test_infinity_is_no_number() -> None:
    with pytest.raises(ValueError, match="Table targets, column value, row t: inf"):
        to_table("targets", [{"target_id": "t", "value": float("inf")}])


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(KeyError, match="There is no table 'plans'"):
        tables.schema("plans")
