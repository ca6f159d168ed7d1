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


def cited_in(body: str, path: str) -> list[str | None]:
    """Titles that the unit with a path cites."""
    found = clean(f"{HEAD}建网。\n{body}")
    document = parse(found, Block("document", (0, len(found.text))))
    spans = {i: unit.paragraphs for i, unit in enumerate(document.units)}
    return [
        c.title for c in find_citations(document, spans) if c.unit is not None and document.units[c.unit].path == path
    ]


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
    ("根据《城镇供水条例》等法规和省水利厅《取水许可细则》，按《甲市用水定额》核减。",
     [("城镇供水条例", None, "basis"), ("取水许可细则", None, "basis"), ("甲市用水定额", None, "basis")]),
    ("深入实施《节水行动方案》，参照《乙市奖补办法》执行。", [("节水行动方案", None, "basis"), ("乙市奖补办法", None, "basis")]),
    ("落实国发〔2012〕3号文件《关于水资源管理的意见》。", [("关于水资源管理的意见", "国发〔2012〕3号", "basis")]),
    ("近年来先后出台《甲省河道条例》《甲省水库管理办法》。", [("甲省河道条例", None, "mention"), ("甲省水库管理办法", None, "mention")]),
    ("制定《甲省河道条例》实施细则。", [("甲省河道条例", None, "mention")]),
    ("用好《节水产品目录》，执行《市场准入负面清单（2022年版）》。",
     [("节水产品目录", None, "mention"), ("市场准入负面清单（2022年版）", None, "basis")]),
    ("按照《政府工作报告》分工，编写《用水评估报告》。", [("政府工作报告", None, "basis")]),
    ("遵守《中华人民共和国水法》。违反《水法》的依法处罚。", [("中华人民共和国水法", None, "basis")]),
    ("对照《水资源白皮书》查找差距。", [("水资源白皮书", None, "basis")]),
    ("原《甲市宽带建设实施方案》（甲政办发〔2009〕8号）同时废止。", [("甲市宽带建设实施方案", "甲政办发〔2009〕8号", "mention")]),
    ("按甲府发〔2012〕3号、执行乙府办〔2013〕4号。", [(None, "甲府发〔2012〕3号", "basis"), (None, "乙府办〔2013〕4号", "basis")]),
    # no rows
    ("《甲市宽带建设实施方案》由市经信局解释。", []),
    ("符合《条例》第三条、《实施细则》第五条和《专项行动方案》的，予以支持。", []),
    ("印发实施《甲市网络规划》和《甲市机房标准》。", []),
    ("制定全市统一的《甲市网络规划》。", []),
    ("抓紧编制并公布《甲市网络规划》、市通信局《甲市机房标准》。", []),
    ("推动《甲省数据条例》出台，加快《甲市网络规划》的编制。", []),
    ("填写《入网登记表》（附件2《入网汇总表》），签订《入网协议》，出具《入网告知书》。", []),
    ("凭《竣工验收合格证（试行）》开通。", []),
    ("在《甲省日报》和《人民邮电》开设专栏，学习《通信史话读本》，推广《甲市入网系统》。", []),
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


SHORTS = [
    "根据《甲省节约用水管理规定》（以下称《节水规定》），加快建设。按《节水规定》第六条处理。",
    "根据《甲省节约用水管理规定》（甲政发〔2011〕6号，以下简称“《节水规定》”），加快建设。依照《节水规定》处罚。",
    "根据《甲省节约用水管理规定》（下称“节水规定”），加快建设。违反《节水规定》的予以通报。",
]


@pytest.mark.parametrize("body", SHORTS)
def test_short_forms_that_a_document_gives_are_no_rows(body: str) -> None:
    assert [title for title, _, _ in cited(body)] == ["甲省节约用水管理规定"]


def test_what_a_chapter_tells_as_done_exists() -> None:
    body = "二、发展基础\n出台《甲市宽带条例》，印发《甲市机房办法》。\n三、任务\n出台《甲市机柜办法》。"
    assert cited_in(body, "2") == ["甲市宽带条例", "甲市机房办法"]
    assert cited_in(body, "3") == []


def test_all_that_a_notice_issues_is_forwarded_and_its_own_number_is_not_cited() -> None:
    raw = (
        "甲市水务局关于重新公布节水办法的通知\n甲水发〔2020〕7号\n各区水务局：\n根据《甲省立法规定》，现将《甲市水务局关于印发甲市节水办法的通知》"
        "（甲水发〔2015〕3号）重新公布，请遵照执行。\n甲市水务局\n2020年5月8日\n甲市节水办法\n一、任务\n按照甲水发〔2020〕7号节水。\n二、保障\n加强领导。"
    )
    found = clean(raw)
    document = parse(found, Block("document", (0, len(found.text))))
    citations = find_citations(document, {i: unit.paragraphs for i, unit in enumerate(document.units)})
    assert [(c.title, c.doc_number, c.relation) for c in citations] == [
        ("甲省立法规定", None, "basis"),
        ("甲市水务局关于印发甲市节水办法的通知", "甲水发〔2015〕3号", "forwarded"),
    ]


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
