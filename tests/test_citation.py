"""Citations: what a reader copies is right where facts are missing and harmless where they are hostile."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from flows.present import citation
from flows.present.release import Release
from tests.five import ROOT

INDEX = {"name": "policy-plans", "version": "1.4.2", "built_at": "2026-11-22T06:00:00+00:00"}
HOME = {**INDEX, "home": "https://plans.example.org/data/"}
DOCUMENT: dict[str, Any] = {
    "doc_id": "doc-abc",
    "title": "关于促进移动互联网健康有序快速发展的实施意见",
    "notice_title": None,
    "issuers": "中共甘肃省委办公厅；甘肃省人民政府办公厅",
    "doc_number": "甘办发〔2017〕52号",
    "date": date(2017, 8, 2),
    "year": 2017,
}
ARTICLE = {"article_id": "article-xyz", "path": "2.4", "heading": "提高应急通信保障能力"}
BARE = dict.fromkeys(DOCUMENT) | {"doc_id": "doc-abc", "issuers": None}


def release(index: dict[str, str], folder: Path = Path()) -> Release:
    return Release(folder, index)


def by_style(citations: tuple[citation.Citation, ...]) -> dict[str, str]:
    return {each.style: each.text for each in citations}


def test_dataset() -> None:
    texts = by_style(citation.dataset_citations(release(HOME)))
    address = "https://plans.example.org/data/releases/1.4.2/"
    assert texts["GB/T 7714"] == f"policy-plans 作者. 政策规划数据集: 1.4.2[DS/OL]. (2026-11-22). {address}."
    assert texts["APA"] == (
        f"policy-plans authors. (2026). 政策规划数据集 [Policy plans] (Version 1.4.2) [Data set]. {address}"
    )
    assert f"url = {{{address}}}" in texts["BibTeX"]


def test_passage_of_a_document_names_issuers_number_date_place_version_and_row() -> None:
    texts = by_style(citation.passage_citation(DOCUMENT, ARTICLE, release(HOME)))
    link = "https://plans.example.org/data/releases/1.4.2/site/documents/doc-abc.html#article-xyz"
    assert texts["GB/T 7714"] == (
        "中共甘肃省委办公厅, 甘肃省人民政府办公厅. 关于促进移动互联网健康有序快速发展的实施意见: 甘办发〔2017〕52号[Z], 2017-08-02"
        "//policy-plans 作者. 政策规划数据集: 1.4.2[DS/OL]. (2026-11-22): 2.4 提高应急通信保障能力; article-xyz. "
        + link
        + "."
    )
    assert "(2017, August 2). 关于促进移动互联网健康有序快速发展的实施意见 (甘办发〔2017〕52号), 2.4" in texts["APA"]
    for text in texts.values():
        assert all(part in text for part in ("1.4.2", "article-xyz", link))


@pytest.mark.parametrize("index", [INDEX, HOME], ids=["no address", "address"])
def test_what_is_not_known_is_left_out(index: dict[str, str]) -> None:
    for citations in (
        citation.document_citations(BARE, release(index)),
        citation.passage_citation(BARE, {"article_id": "article-xyz", "path": None, "heading": None}, release(index)),
    ):
        for each in citations:
            assert "None" not in each.text
            assert not re.search(r"\(\)|\{\}|, ,|: \.|\.\.|  \S", each.text.replace("\n  ", "\n")), each


def test_document_without_a_title_is_cited_by_its_notice() -> None:
    texts = by_style(citation.document_citations({**BARE, "notice_title": "印发通知"}, release(INDEX)))
    assert all("印发通知" in text for text in texts.values())


def test_hostile_title_stays_in_its_line_and_its_field() -> None:
    title = "甲\u202e乙\u200b丙\n丁 } , url = {javascript:alert(1)} \\input{/etc/passwd} 50% #1 & $x_1^2$\0"
    for each in citation.document_citations({**DOCUMENT, "title": title}, release(INDEX)):
        assert not set(each.text) & set("\u202e\u200b\0")
        if each.style != "BibTeX":
            assert "\n" not in each.text
            continue
        lines = each.text.splitlines()
        assert [line.split(" = ")[0].strip() for line in lines[1:-1]] == [
            "author",
            "title",
            "year",
            "date",
            "number",
            "note",
        ]
        bare = re.sub(r"\\[{}]", "", each.text)  # what BibTeX counts is balanced, and so is what LaTeX counts
        assert each.text.count("{") == each.text.count("}")
        assert bare.count("{") == bare.count("}")
        assert "\\input" not in each.text


def test_citation_file_keeps_to_its_schema(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "tests" / "schemas" / "cff-1.2.0.json").read_text("utf-8"))
    citation.write(release(HOME, tmp_path))
    for path in (ROOT / "CITATION.cff", tmp_path / "CITATION.cff"):
        about = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # dates stay text, as JSON has them
        jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(about)
    assert (about["version"], about["date-released"]) == ("1.4.2", "2026-11-22")
    assert about["url"] == "https://plans.example.org/data/releases/1.4.2/"


def test_citation_file_of_the_repository_says_what_those_of_releases_say() -> None:
    assert (ROOT / "CITATION.cff").read_text("utf-8") == citation.cff()
