"""Indicators that meet: every wording finds one, each has a source, and near misses find another or none."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.extract.known_indicators import indicator_of, indicator_row
from flows.knowledge.indicators import forms, indicators, wordings, words
from flows.link.indicators import indicators_of, indicators_together
from flows.tables import table, to_table
from flows.validate.page import to_html
from flows.validate.results import Report
from flows.validate.unmatched import Unmatched, unmatched

CASES = Path(__file__).with_name("gold") / "indicators.yml"
VALUE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d年)[\d,.]+(?:万吨|%|万亩|家)")


def cases() -> list[Any]:
    groups = yaml.safe_load(CASES.read_text("utf-8"))
    return [pytest.param(case, id=f"{group}-{number}") for group in groups for number, case in enumerate(groups[group])]


def target(wording: str, kind: str, unit: str | None, period: str | None = None, text: str = "") -> dict[str, Any]:
    values = VALUE.findall(text)
    given = {"indicator": wording, "kind": kind, "unit": unit, "period": period}
    return given | {"text": text or wording, "value_text": values[-1] if values else None}


@pytest.mark.parametrize("case", cases())
def test_a_target_finds_its_indicator_or_none(case: list[Any]) -> None:
    wording, kind, unit, period, expected, *text = case
    assert indicator_of(target(wording, kind, unit, period, *text)) == expected


def test_a_milestone_measures_nothing() -> None:
    assert indicator_of(target("4G基站总数", "milestone", None)) is None


def test_ids_and_names_stand_once_and_say_what_they_must() -> None:
    for said in (Counter(each.id for each in indicators()), Counter(each.name for each in indicators())):
        assert {name: n for name, n in said.items() if n > 1} == {}
    pattern, directions = table("indicators")["indicator_id"].pattern, table("indicators")["direction"].enum
    assert pattern
    assert directions
    for each in indicators():
        assert re.fullmatch(pattern, each.id)
        assert each.source
        assert each.name_en
        assert each.subject
        assert each.direction in (None, *directions)
        assert each.unit in each.units or (each.unit is None and None not in each.units)


def test_no_wording_means_two_indicators_of_one_unit() -> None:
    for wording, known in wordings().items():
        for i, one in enumerate(known):
            for other in known[:i]:
                assert not (one.units & other.units and one.kinds & other.kinds), (wording, one.id, other.id)


def test_every_wording_finds_its_indicator_whatever_is_read_alike() -> None:

    for wording, known in wordings().items():
        for each in known:
            kind, unit = min(each.kinds), min(each.units, key=str)
            assert indicator_of(target(wording, kind, unit)) in (each.id, None), wording


@pytest.mark.parametrize("word", ["新增", "新建"])
def test_what_is_new_of_a_stock_is_no_stock(word: str) -> None:
    for wording, known in wordings().items():
        for each in known:
            if not each.flow and "level" in each.kinds and not each.of_whole:
                found = indicator_of(target(word + wording, "level", min(each.units, key=str)))
                assert found != each.id or wording.startswith(word), (word, wording)


def test_brackets_are_left_out_and_braces_choose() -> None:
    assert sorted(forms("a[b]{c|d}")) == ["abc", "abd", "ac", "ad"]
    assert sorted(forms("[a|b[c]]d")) == ["ad", "bcd", "bd", "d"]
    assert list(forms("abc")) == ["abc"]


def test_a_made_indicator_is_named_after_its_stock() -> None:
    assert indicator_row("high-tech-enterprises-new")["name"] == "新增高新技术企业数"
    growth = indicator_row("gdp-growth-yearly")
    assert (growth["name"], growth["unit"], growth["direction"]) == ("地区生产总值年均增速", "%", "more")
    assert indicator_row("forest-cover-growth")["unit"] == "百分点"
    assert indicator_row("energy-intensity-reduction")["direction"] == "more"
    assert indicator_row("key-laboratories-provincial-new")["name"] == "新增省级重点实验室数"


@given(st.text(max_size=200), st.sampled_from(["level", "share", "growth"]), st.sampled_from(["个", "%", None]))
def test_any_wording_has_an_answer(wording: str, kind: str, unit: str | None) -> None:
    found = indicator_of(target(wording, kind, unit))
    assert found is None or indicator_row(found)["indicator_id"] == found


def test_counts_of_sources_add_up() -> None:
    def given(doc: str, *found: str | None) -> list[dict[str, Any]]:
        return [{"indicator_id": each, "doc_id": doc} for each in found]

    one = indicators_of([*given("d1", "gdp", "gdp", None), *given("d2", "gdp")])["indicators"]
    other = indicators_of(given("d3", "gdp", "forest-cover"))["indicators"]
    (made,) = indicators_together([one, other]).values()
    counts = {row["indicator_id"]: (row["n_targets"], row["n_documents"]) for row in made.to_pylist()}
    assert counts == {"gdp": (4, 3), "forest-cover": (1, 1)}


def test_wordings_without_an_indicator_are_told_the_most_frequent_first(tmp_path: Path) -> None:
    known = {"seq": 0, "kind": "level", "text": "x", "start": 0, "end": 1, "article_id": "a"}
    rows = [
        known | {"target_id": str(n), "doc_id": doc, "indicator": wording, "kind": kind, "indicator_id": found}
        for n, (doc, wording, kind, found) in enumerate(
            [
                ("d1", "<b>茶园", "level", None),
                ("d2", "<b>茶园", "level", None),
                ("d1", "招生", "level", None),
                ("d1", "招生", "level", None),
                ("d1", "建成专线", "milestone", None),
                ("d1", "地区生产总值", "level", "gdp"),
            ]
        )
    ]
    pq.write_table(to_table("targets", rows), tmp_path / "targets.parquet")
    found = unmatched(tmp_path / "targets.parquet")
    assert found == (Unmatched("<b>茶园", 2, 2), Unmatched("招生", 2, 1))
    page = to_html(Report(True, (), ""), found)
    assert "&lt;b&gt;茶园" in page
    assert "<b>茶园" not in page
    assert "招生" not in to_html(Report(True, (), ""))


def test_what_is_read_alike_has_one_reading() -> None:
    for step in words()["alike"]:
        said = Counter(word for given in step.values() for word in given)
        assert {word: n for word, n in said.items() if n > 1} == {}
        assert not set(said) & set(step)
