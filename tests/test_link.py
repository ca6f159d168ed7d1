"""link: ids that stay, duplicates, cited documents, agencies of the corpus."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.hall import SourceTables, tables_of
from flows.read import Source
from tests.five import corpus
from tests.linking import InMemory, linked

TASKS = [
    "加快光纤到户建设，扩大农村覆盖范围，到2020年，行政村通宽带比例达到98%以上。",
    "完善公共服务平台，推进政务信息共享，建立统一标准，逐步形成服务体系。",
    "加强人才队伍建设，引进高端人才，支持校企合作，培养复合型人才。",
    "落实《关于促进信息消费的实施意见》（甲政发〔2014〕9号），培育消费热点。",
    "健全安全责任制，开展监督检查，督促整改隐患，提高应急处置能力。",
    "支持企业技术改造，建设示范工厂，推广智能装备，提升生产效率和质量。",
    "发展现代物流，统筹建设物流园区，完善配送网络，降低流通成本。",
    "推进农村电商，培育特色品牌，畅通销售渠道，带动农民增收致富。",
]


def plan(region: str, seed: int, title: str = "宽带建设实施方案", number: str = "") -> str:
    tasks = random.Random(seed).sample(TASKS, 5)
    body = "".join(
        f"（{'一二三四五'[i]}）任务{'甲乙丙丁戊'[i]}{seed}。{task}（市发展改革委牵头，市财政局配合）\n"
        for i, task in enumerate(tasks)
    )
    special = f"结合第{seed}次会议的部署，围绕{seed}项重点，统筹{seed + 3}个片区，"
    return (
        f"{region}人民政府关于印发《{region}{title}》的通知\n{number}\n各有关单位：\n现将《{region}{title}》印发给你们，请认真执行。\n"
        f"{region}人民政府\n2018年3月{seed % 27 + 1}日\n{region}{title}\n{special}制定本方案。\n一、总体要求\n坚持发展为民，{special}加快建设。\n"
        f"二、重点任务\n{body}三、保障措施\n加强领导，{special}明确分工。\n"
    )


def source(path: str, raw: str) -> SourceTables:
    data = raw.encode()
    return tables_of(Source(path, f"{hash(raw) & (2**256 - 1):064x}", len(data), "txt", "utf-8", raw))


PLANS = {
    "a.txt": plan("长沙市", 1),
    "b.txt": plan("兰州市", 2),
    "c.txt": plan("株洲市", 3),
    "d.txt": plan("大庆市", 4, number="庆政发〔2018〕12号"),
}
ADVERTISEMENT = (
    "某某联盟相信很多人都知道网络推广，推广团队按照客户点击数量计费，企业选择关键词，提升知名度。请留意我们的联盟！" * 2
)
IDS = {
    "sources": "source_id", "segments": "segment_id", "documents": "doc_id", "articles": "article_id", "targets": "target_id",
    "agencies": "agency_id", "assignments": "assignment_id", "citations": "citation_id",
}  # fmt: skip


def built(files: dict[str, str]) -> InMemory:
    return linked([source(path, raw) for path, raw in files.items()])


def ids(linked: InMemory, table: str) -> set[str]:
    return set(linked.tables[table].column(IDS[table]).to_pylist())


def rows(linked: InMemory, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = linked.tables[table].to_pylist()
    return found


BASE = built(PLANS)


@pytest.mark.parametrize("table", IDS)
def test_ids_are_unique(table: str) -> None:
    assert len(ids(BASE, table)) == BASE.tables[table].num_rows > 0


CHANGES = {
    "another source is added": PLANS | {"0.txt": plan("大连市", 9)},
    "an advertisement is added": PLANS | {"0.txt": ADVERTISEMENT},
    "files are renamed": {f"z-{path}": raw for path, raw in PLANS.items()},
    "files come in another order": dict(reversed(PLANS.items())),
    "a site's line is put before a text": PLANS | {"a.txt": "您所在的位置：首页 > 文件\n" + PLANS["a.txt"]},
    "a text comes with other blanks and line ends": PLANS | {"b.txt": PLANS["b.txt"].replace("\n", "\r\n　　")},
    "a copy of a text is added": PLANS | {"e.txt": PLANS["c.txt"]},
}


@pytest.mark.parametrize("files", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("table", IDS)
def test_ids_stay(table: str, files: dict[str, str]) -> None:
    assert ids(BASE, table) <= ids(built(files), table)


@given(st.permutations(list(PLANS)), st.sets(st.sampled_from(list(PLANS)), max_size=3))
@settings(max_examples=12, deadline=None)
def test_what_happens_to_other_sources_changes_no_id(order: list[str], removed: set[str]) -> None:
    left = built({path: PLANS[path] for path in order if path not in removed})
    for table in ("documents", "articles", "targets", "assignments", "citations", "segments"):
        assert ids(left, table) <= ids(BASE, table)


def test_a_better_scan_changes_only_the_rows_whose_wording_changed() -> None:
    better = built(PLANS | {"a.txt": PLANS["a.txt"].replace("任务乙1", "重要任务乙1")})
    for table in ("sources", "documents", "articles", "targets", "assignments", "citations"):
        assert ids(better, table) == ids(BASE, table)
    before = {row["article_id"]: row for row in rows(BASE, "articles")}
    changed = [
        row["path"] for row in rows(better, "articles") if row["heading"] != before[row["article_id"]]["heading"]
    ]
    assert changed == ["2.2"]


def test_a_near_copy_is_a_duplicate_and_the_fullest_is_kept() -> None:
    shorter = PLANS["a.txt"].split("三、保障措施")[0]
    found = built(PLANS | {"copy.txt": shorter})
    documents = {row["source_id"]: row for row in rows(found, "documents")}
    paths = {row["source_id"]: row["path"] for row in rows(found, "sources")}
    by_path = {paths[key]: row for key, row in documents.items()}
    assert by_path["copy.txt"]["status"] == "duplicate"
    assert by_path["copy.txt"]["duplicate_of"] == by_path["a.txt"]["doc_id"]
    assert by_path["copy.txt"]["n_articles"] == 0
    kinds = {row["kind"] for row in rows(found, "segments") if row["doc_id"] == by_path["copy.txt"]["doc_id"]}
    assert kinds == {"duplicate"}


def test_plans_of_two_places_with_much_in_common_are_not_duplicates() -> None:
    found = built({"a.txt": plan("长沙市", 1), "b.txt": plan("株洲市", 1)})
    assert [row["status"] for row in rows(found, "documents")] == ["published", "published"]


def test_a_citation_finds_its_document() -> None:
    opinion = plan("兰州市", 7, title="促进信息消费实施意见", number="兰政发〔2018〕9号")
    citing = PLANS["a.txt"].replace(
        "坚持发展为民", "根据《兰州市促进信息消费实施意见》（兰政发〔2018〕9号），坚持发展为民"
    )
    found = built({"a.txt": citing, "b.txt": opinion})
    target = next(row["doc_id"] for row in rows(found, "documents") if row["doc_number"] == "兰政发〔2018〕9号")
    cited = [row["cited_doc_id"] for row in rows(found, "citations") if row["doc_number"] == "兰政发〔2018〕9号"]
    assert cited == [target]


def test_agencies_are_one_row_a_body_with_their_counts() -> None:
    found = rows(BASE, "agencies")
    leads = {row["name"]: (row["n_lead"], row["n_assignments"]) for row in found}
    assert leads["长沙市发展和改革委员会"] == (5, 5)
    assert leads["兰州市财政局"] == (0, 5)


def test_tables_do_not_depend_on_the_order_of_sources() -> None:
    again = built(dict(reversed(PLANS.items())))
    assert all(again.tables[name].equals(table) for name, table in BASE.tables.items())


def test_a_cited_wrapper_means_the_policy_inside_of_the_issuer_s_region() -> None:
    opinion = plan("兰州市", 7, title="促进信息消费实施意见")
    cited = "根据《兰州市人民政府关于印发〈兰州市促进信息消费实施意见〉的通知》，坚持发展为民"
    found = built({"a.txt": PLANS["a.txt"].replace("坚持发展为民", cited), "b.txt": opinion})
    meant = next(row["doc_id"] for row in rows(found, "documents") if row["region_code"] == "620100")
    assert [row["cited_doc_id"] for row in rows(found, "citations") if row["title"].startswith("兰州市人民政府")] == [
        meant
    ]


def test_a_number_that_a_text_gives_twice_makes_two_articles() -> None:
    found = built({"a.txt": PLANS["a.txt"].replace("（四）任务丁1", "（三）任务丁1")})
    twice = [row["article_id"] for row in rows(found, "articles") if row["path"] == "2.3"]
    assert len(set(twice)) == 2
    assert "repeated-number" in {row["rule"] for row in rows(found, "issues")}


def test_vocabulary_counts_articles_and_documents_of_each_term() -> None:
    tables = corpus().tables
    doc_of = {row["article_id"]: row["doc_id"] for row in tables["articles"].to_pylist()}
    articles: dict[str, set[str]] = {}
    for row in tables["terms"].to_pylist():
        articles.setdefault(row["term"], set()).add(row["article_id"])
    expected = [
        {"term": term, "n_articles": len(found), "n_documents": len({doc_of[each] for each in found})}
        for term, found in sorted(articles.items())
    ]
    assert tables["vocabulary"].to_pylist() == expected


def test_who_issues_has_a_row_in_agencies_though_nothing_is_assigned_to_it() -> None:
    tables = corpus().tables
    agencies = {row["agency_id"]: row for row in tables["agencies"].to_pylist()}
    issuers = tables["document_issuers"].to_pylist()
    assert all(row["agency_id"] in agencies for row in issuers if row["agency_id"])
    office = next(row for row in issuers if row["name"] == "国务院办公厅")
    body = agencies[office["agency_id"]]
    assert (body["name"], body["short_name"], body["n_assignments"]) == ("国务院办公厅", "国务院办公厅", 0)


def test_issuers_that_no_knowledge_tells_about_name_no_agency_and_a_copy_keeps_its_own() -> None:
    first = plan("长沙市", 1).replace("长沙市人民政府\n2018", "长沙市人民政府\n浏阳河灌区专班\n2018")
    tables = built({"a.txt": first, "b.txt": first}).tables
    statuses = {row["doc_id"]: row["status"] for row in tables["documents"].to_pylist()}
    known = {row["agency_id"] for row in tables["agencies"].to_pylist()}
    by_document: dict[str, list[tuple[str, bool]]] = {}
    for row in tables["document_issuers"].to_pylist():
        by_document.setdefault(row["doc_id"], []).append((row["name"], row["agency_id"] in known))
    assert sorted(statuses.values()) == ["duplicate", "published"]
    assert len(by_document) == 2
    for found in by_document.values():
        assert ("长沙市人民政府", True) in found
        assert all(is_known == (name == "长沙市人民政府") for name, is_known in found)
