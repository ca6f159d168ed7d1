"""Texts in traditional characters: read like any other, kept as written."""

from pathlib import Path

from opencc import OpenCC

from flows.clean import clean
from flows.clean.traditional import simplified
from flows.hall import SourceTables, tables_of
from flows.read import Source

RAW = Path(__file__).parents[1] / "raw"
SIMPLE = (RAW / "gansu-2017-mobile-internet.txt").read_text("utf-8")
CONVERTER = OpenCC("s2t")
TRADITIONAL = "".join(CONVERTER.convert(char) for char in SIMPLE)


def read(raw: str) -> SourceTables:
    return tables_of(Source("x.txt", "0" * 64, len(raw), "txt", "utf-8", raw))


def test_a_plan_in_traditional_characters_gives_the_same_rows() -> None:
    ours, theirs = read(TRADITIONAL).rows, read(SIMPLE).rows
    assert {name: len(rows) for name, rows in ours.items() if name != "terms"} == {
        name: len(rows) for name, rows in theirs.items() if name != "terms"
    }
    for table, keys in {
        "articles": ("path", "level", "kind", "start", "end"),
        "targets": ("kind", "comparator", "value", "unit", "deadline_year", "start", "end"),
        "assignments": ("role", "rank", "open_ended", "start", "end"),
        "documents": ("region_code", "date_issued"),
    }.items():
        assert [[row[key] for key in keys] for row in ours[table]] == [
            [row[key] for key in keys] for row in theirs[table]
        ]


def test_texts_stay_as_written() -> None:
    rows = read(TRADITIONAL).rows
    assert rows["documents"][0]["title"] == "關於促進移動互聯網健康有序快速發展的實施意見"
    assert rows["documents"][0]["doc_type"] == "实施意见"
    assert rows["articles"][1]["heading"] == "總體要求"
    cleaned = clean(TRADITIONAL)
    assert all(cleaned.quote(row["start"], row["end"]) == row["text"] for row in rows["targets"])
    first = rows["assignments"][1]
    assert (first["agency_text"], first["agency"].name) == ("省通信管理局", "甘肃省通信管理局")


def test_simplified_text_is_not_touched() -> None:
    assert simplified(SIMPLE) is None
