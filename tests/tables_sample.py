"""A small, complete and valid set of tables, made by hand from two short texts; tests break it on purpose."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from typing import Any

import pyarrow as pa

from flows.clean import clean
from flows.tables import to_table

PLAN = """推广：点击下载。
赣州市人民政府关于印发《移动互联网发展实施方案》的通知
各县（市、区）人民政府：
现将《移动互联网发展实施方案》印发给你们。
移动互联网发展实施方案
根据《网络安全法》，制定本方案。
一、总体目标
（一）基础设施。到2020年，建成基站6万个。（市工信委牵头，市发展改革委、财政局等配合）
（二）宽带提速。行政村通宽带比例达到98%以上。
——推进光纤改造。
赣州市人民政府
2017年8月2日
"""
COPY = "移动互联网发展实施方案\n根据《网络安全法》，制定本方案。\n"
TEXTS = {"plan": PLAN, "copy": COPY}
Rows = dict[str, list[dict[str, Any]]]


@cache
def _clean(source_id: str) -> Any:
    return clean(TEXTS[source_id])


def quote(source_id: str, start: int, end: int) -> str:
    """The clean text of a raw range."""
    return str(_clean(source_id).quote(start, end))


def span(first: str, last: str | None = None, source_id: str = "plan") -> dict[str, int]:
    """start and end of the raw text from `first` to the end of `last`."""
    raw = TEXTS[source_id]
    start = raw.index(first)
    return {"start": start, "end": raw.index(last or first, start) + len(last or first)}


def rows() -> Rows:
    """The sample's rows by table, fresh each time."""
    body = PLAN.index("赣州市人民政府关于")
    plan, units = {"source_id": "plan", "doc_id": "d1"}, {"doc_id": "d1"}
    clause = "（市工信委牵头，市发展改革委、财政局等配合）"
    given = {**units, "article_id": "a1.1", "open_ended": True, "basis": "clause", "clause": clause}
    sentence = span("行政村通宽带比例达到98%以上。")
    found: Rows = {
        "sources": [
            _source("plan"),
            _source("copy"),
            {"source_id": "broken", "path": "broken.txt", "status": "quarantined", "error": "The file is empty."},
        ],
        "segments": [
            {"segment_id": "s0", "source_id": "plan", "seq": 0, "start": 0, "end": body, "kind": "advertisement"},
            {"segment_id": "s1", **plan, "seq": 1, "start": body, "end": len(PLAN), "kind": "document"},
            {"segment_id": "s2", "source_id": "copy", "seq": 0, "start": 0, "end": len(COPY), "kind": "duplicate"},
        ],
        "documents": [
            {
                **plan,
                "title": "移动互联网发展实施方案",
                "notice_title": "赣州市人民政府关于印发《移动互联网发展实施方案》的通知",
                "doc_type": "实施方案",
                "issuers": "赣州市人民政府；赣州市委",
                "region_code": "360700",
                "region_name": "江西省赣州市",
                "admin_level": "city",
                "date_issued": "2017-08-02",
                "date": "2017-08-02",
                "date_basis": "issued",
                "year": 2017,
                "subject": "工业、交通",
                "status": "published",
                "n_articles": 5,
                "n_targets": 2,
                "n_assignments": 3,
                "start": body,
                "end": len(PLAN),
            },
            {
                "doc_id": "d2",
                "source_id": "copy",
                "title": "移动互联网发展实施方案",
                "status": "duplicate",
                "duplicate_of": "d1",
                "n_articles": 0,
                "n_targets": 0,
                "n_assignments": 0,
                "start": 0,
                "end": len(COPY),
            },
        ],
        "articles": [
            {
                **units,
                "article_id": "a0",
                "seq": 0,
                "level": 0,
                "kind": "preamble",
                "path": "0",
                "body": "根据《网络安全法》，制定本方案。",
                **span("根据《网络安全法》，制定本方案。"),
            },
            {
                **units,
                "article_id": "a1",
                "seq": 1,
                "level": 1,
                "kind": "section",
                "label": "一、",
                "number": "一",
                "path": "1",
                "heading": "总体目标",
                "heading_path": "总体目标",
                **span("一、总体目标", "——推进光纤改造。"),
            },
            {
                **units,
                "article_id": "a1.1",
                "parent_id": "a1",
                "seq": 2,
                "level": 2,
                "kind": "article",
                "label": "（一）",
                "number": "一",
                "path": "1.1",
                "heading": "基础设施",
                "body": "到2020年，建成基站6万个。",
                "heading_path": "总体目标 / 基础设施",
                **span("（一）基础设施", clause),
            },
            {
                **units,
                "article_id": "a1.2",
                "parent_id": "a1",
                "seq": 3,
                "level": 2,
                "kind": "section",
                "label": "（二）",
                "number": "二",
                "path": "1.2",
                "heading": "宽带提速",
                "body": "行政村通宽带比例达到98%以上。",
                "heading_path": "总体目标 / 宽带提速",
                **span("（二）宽带提速", "——推进光纤改造。"),
            },
            {
                **units,
                "article_id": "a1.2.d1",
                "parent_id": "a1.2",
                "seq": 4,
                "level": 3,
                "kind": "item",
                "label": "——",
                "path": "1.2.d1",
                "body": "推进光纤改造。",
                **span("——推进光纤改造。"),
            },
        ],
        "targets": [
            {
                **units,
                "target_id": "t1",
                "article_id": "a1.1",
                "seq": 0,
                "kind": "level",
                "indicator": "基站",
                "comparator": "=",
                "value": 60000.0,
                "unit": "个",
                "value_text": "6万个",
                "deadline_year": 2020,
                "text": "到2020年，建成基站6万个。",
                **span("到2020年，建成基站6万个。"),
            },
            {
                **units,
                "target_id": "t2",
                "article_id": "a1.2",
                "seq": 1,
                "kind": "share",
                "indicator": "行政村通宽带比例",
                "comparator": ">=",
                "value": 98.0,
                "unit": "%",
                "value_text": "98%",
                "binding": True,
                "indicator_id": "villages-broadband",
                "text": "行政村通宽带比例达到98%以上。",
                **sentence,
            },
        ],
        "indicators": [
            {
                "indicator_id": "villages-broadband",
                "name": "行政村通宽带比例",
                "name_en": "Villages with broadband",
                "unit": "%",
                "direction": "more",
                "subject": "工业、交通",
                "named_in": "“宽带中国”战略及实施方案",
                "n_targets": 1,
                "n_documents": 1,
            }
        ],
        "agencies": [
            _agency("g1", "赣州市工业和信息化委员会", "市工信委", "工业和信息化", 1),
            _agency("g2", "赣州市发展和改革委员会", "市发展改革委", "发展改革", 0),
            _agency("g3", "赣州市财政局", "市财政局", "财政", 0),
        ],
        "agency_aliases": [{"agency_id": "g1", "alias": "市工信委", "n": 1}],
        "assignments": [
            {
                **given,
                "assignment_id": "x1",
                "agency_id": "g1",
                "agency_text": "市工信委",
                "role": "lead",
                "rank": 1,
                **span("市工信委"),
            },
            {
                **given,
                "assignment_id": "x2",
                "agency_id": "g2",
                "agency_text": "市发展改革委",
                "role": "support",
                "rank": 2,
                **span("市发展改革委"),
            },
            {
                **given,
                "assignment_id": "x3",
                "agency_id": "g3",
                "agency_text": "市财政局",
                "role": "support",
                "rank": 3,
                **span("财政局"),
            },
        ],
        "citations": [
            {
                **units,
                "citation_id": "c1",
                "article_id": "a0",
                "title": "网络安全法",
                "relation": "basis",
                **span("《网络安全法》"),
            },
            {
                **units,
                "citation_id": "c2",
                "title": "移动互联网发展实施方案",
                "relation": "forwarded",
                "cited_doc_id": "d1",
                **span("《移动互联网发展实施方案》印发给", "》"),
            },
        ],
        "terms": [{"article_id": "a1.1", "term": "基站", "n": 1}],
        "document_issuers": [
            {"doc_id": "d1", "rank": 1, "name": "赣州市人民政府"},
            {"doc_id": "d1", "rank": 2, "name": "赣州市委"},
        ],
        "vocabulary": [{"term": "基站", "n_articles": 1, "n_documents": 1}],
        "corrections": [
            {"correction_id": "r1", "source_id": "plan", "before": "基站", "after": "基站", "rule": "x", **span("基站")}
        ],
        "issues": [
            {
                "issue_id": "i1",
                "source_id": "broken",
                "rule": "empty-file",
                "level": "error",
                "message": "The file is empty.",
            }
        ],
        "alignments": [
            {
                "article_id": "a1.2",
                "doc_id": "d1",
                "followed_article_id": "a1.1",
                "followed_doc_id": "d1",
                "rank": 1,
                "relation": "adapted",
                "similarity": 0.5,
                "copied_share": 0.25,
                "direction": "peer",
            }
        ],
    }
    found["segments"][0]["reason"] = "promotion without policy content"
    found["segments"][2]["doc_id"] = "d2"
    for segment in found["segments"]:
        segment["text"] = quote(segment["source_id"], segment["start"], segment["end"])
    return found


def tables(change: Callable[[Rows], object] | None = None) -> dict[str, pa.Table]:
    """The sample as Arrow tables, after `change` was done to its rows."""
    sample = rows()
    if change:
        change(sample)
    return {name: to_table(name, found) for name, found in sample.items()}


def _source(source_id: str) -> dict[str, Any]:
    raw = TEXTS[source_id].encode()
    return {
        "source_id": source_id,
        "path": f"{source_id}.txt",
        "sha256": hashlib.sha256(raw).hexdigest(),
        "bytes": len(raw),
        "format": "txt",
        "encoding": "utf-8",
        "n_chars": len(TEXTS[source_id]),
        "status": "ok",
    }


def _agency(agency_id: str, name: str, short_name: str, function: str, n_lead: int) -> dict[str, Any]:
    return {
        "agency_id": agency_id,
        "name": name,
        "short_name": short_name,
        "region_code": "360700",
        "admin_level": "city",
        "system": "government",
        "function": function,
        "n_lead": n_lead,
        "n_assignments": 1,
    }
