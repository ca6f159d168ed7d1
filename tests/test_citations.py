"""citations: which 《》 and document numbers are cited documents, and how (codebook: citations)."""

import pytest

from flows.clean import clean
from flows.extract.citations import find_citations
from flows.parse import parse
from flows.split import Block

HEAD = "甲市宽带建设实施方案\n为加快建设，制定本方案。\n一、任务\n"


def cited(body: str) -> list[tuple[str | None, str | None, str]]:
    """(title, number, relation) of what one unit cites."""
    found = clean(f"{HEAD}{body}\n二、保障\n加强领导。")
    document = parse(found, Block("document", (0, len(found.text))))
    spans = {i: unit.paragraphs for i, unit in enumerate(document.units)}
    return [(c.title, c.doc_number, c.relation) for c in find_citations(document, spans)]


CASES = [
    ("根据《关于促进发展的意见》（国发〔2015〕28号），加快建设。", [("关于促进发展的意见", "国发〔2015〕28号", "basis")]),
    ("按照《甲省宽带规划》要求建设。", [("甲省宽带规划", None, "basis")]),
    ("贯彻落实《中国制造2025》(国发„2015‟28号)、《甲省行动方案(2014-2018年)》(甲经信字„2014‟255号)，加快发展。",
     [("中国制造2025", "国发〔2015〕28号", "basis"), ("甲省行动方案（2014-2018年）", "甲经信字〔2014〕255号", "basis")]),
    ("要认真学习《管理办法细则》（广电总局令第39号）和有关规定。", [("管理办法细则", "广电总局令第39号", "mention")]),
    ("按照《甲办公厅印发〈关于发展的意见〉的通知》（厅字〔2016〕52号）部署。", [("甲办公厅印发〈关于发展的意见〉的通知", "厅字〔2016〕52号", "basis")]),
    ("按照国发〔2013〕7号文件精神推进。", [(None, "国发〔2013〕7号", "basis")]),
    ("出台了《促进创新若干意见》等文件。", [("促进创新若干意见", None, "mention")]),
    ("根据《宽带管理办法》开展工作，依照《宽带管理办法》处罚。", [("宽带管理办法", None, "basis")]),
    ("依据《网络安全法》《数据安全法》加强管理。", [("网络安全法", None, "basis"), ("数据安全法", None, "basis")]),
    # no rows
    ("制定《甲县突发事件处置预案》，规范处置。", []),
    ("抓紧起草《互联网视听节目管理条例》。", []),
    ("研究制定并组织实施《甲市数据共享方案》。", []),
    ("未持有《信息网络传播视听节目许可证》的机构，责令停止。", []),
    ("根据《意见》的要求，落实责任。", []),
    ("认真学习《关于加强管理的意见》（以下简称《意见》）。", [("关于加强管理的意见", None, "mention")]),
    ("落实网络安全法和互联网信息服务管理办法。", []),
    ("2013年至2020年建设〔2〕期工程。", []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), CASES, ids=[case[0][:18] for case in CASES])
def test_citations(body: str, expected: list[tuple[str | None, str | None, str]]) -> None:
    assert cited(body) == expected


def test_a_notice_forwards_its_policy_and_cites_its_basis() -> None:
    raw = (
        "甲市人民政府关于印发《甲市宽带实施方案》的通知\n各县区人民政府：\n为贯彻落实《国务院关于宽带的意见》（国发〔2013〕31号），"
        "制定了《甲市宽带实施方案》，现印发给你们，请遵照执行。\n甲市人民政府\n2014年5月8日\n甲市宽带实施方案\n一、任务\n建网。\n二、保障\n加强领导。"
    )
    found = clean(raw)
    document = parse(found, Block("document", (0, len(found.text))))
    citations = find_citations(document, {})
    assert [(c.unit, c.title, c.doc_number, c.relation) for c in citations] == [
        (None, "甲市宽带实施方案", None, "forwarded"),
        (None, "国务院关于宽带的意见", "国发〔2013〕31号", "basis"),
    ]


def test_spans_hold_title_and_number() -> None:
    found = clean(HEAD + "根据《关于促进发展的意见》(国发[2015]28号)，建网。\n二、保障\n加强领导。")
    document = parse(found, Block("document", (0, len(found.text))))
    (citation,) = find_citations(document, {i: unit.paragraphs for i, unit in enumerate(document.units)})
    assert found.text[slice(*citation.span)] == "《关于促进发展的意见》（国发〔2015〕28号）"
