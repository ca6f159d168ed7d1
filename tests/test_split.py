"""split: every block of a source is told for what it is, and nothing is left over."""

import pytest

from flows.clean import clean
from flows.hall import SourceTables, tables_of
from flows.read import Source
from flows.split import split
from tests.linking import linked

PLAN = """{title}
为推进工作，结合实际，制定本方案。
一、总体要求
坚持发展为民。
二、重点任务
（一）建设网络。加快光纤到户建设，扩大覆盖范围，提升服务能力和水平，满足群众需要，推动城乡协调发展，缩小数字鸿沟。
（二）加强监管。落实主体责任，健全工作机制，完善制度规范，形成工作合力，确保各项任务落到实处，取得实效。
三、保障措施
加强组织领导，强化督促检查，明确责任分工，落实工作经费，营造良好氛围，按时完成各项任务，定期报告进展情况。
"""
ADVERTISEMENT = (
    "某某联盟相信很多人都知道网络推广。推广团队按照客户访问数量计费，企业可以灵活控制网络推广投入。"
    "企业选择推广关键词，潜在客户点击推广信息，与企业联系洽谈生意。联盟有自己的推广团队，提升企业品牌知名度，"
    "降低广告费用，方便客户搜索您的产品。请留意我们的联盟！"
)
NEWS = (
    "昨天傍晚，我和朋友们一起到江边散步，江水缓缓流过，远处的山在夕阳里显得格外安静。我们谈起小时候的往事，"
    "谈起村口的老树，谈起那些已经离开的人，心里有说不出的滋味。天黑以后，我们才慢慢走回家去，街上的灯一盏一盏亮了。"
)


def kinds(raw: str) -> list[tuple[str, str]]:
    found = clean(raw)
    return [(block.kind, found.text[slice(*block.span)].split("\n")[0][:12]) for block in split(found)]


def read_text(raw: str) -> SourceTables:
    return tables_of(Source("x.txt", "0" * 64, len(raw.encode()), "txt", "utf-8", raw))


def rows(raw: str, table: str) -> list[dict[str, object]]:
    return tables_of(Source("x.txt", "0" * 64, len(raw.encode()), "txt", "utf-8", raw)).rows[table]


def test_a_compilation_gives_one_document_a_text() -> None:
    raw = (
        "第一篇:甲县实施方案\n" + PLAN.format(title="甲县宽带建设实施方案")
        + f"第二篇:网络推广\n{ADVERTISEMENT}\n第三篇:江边\n{NEWS}\n第四篇:乙市方案\n" + PLAN.format(title="乙市宽带建设行动计划")
    )  # fmt: skip
    assert [kind for kind, _ in kinds(raw)] == [
        *("boilerplate", "document", "boilerplate", "advertisement"),
        *("boilerplate", "off_topic", "boilerplate", "document"),
    ]


def test_documents_that_follow_each_other_without_a_mark() -> None:
    first = PLAN.format(
        title="国务院办公厅关于推行第三方治理的意见\n国办发〔2014〕69号\n各省、自治区、直辖市人民政府："
    )
    second = PLAN.format(title="国务院办公厅关于改善人居环境的指导意见国办发〔2014〕25号各省、自治区、直辖市人民政府：")
    long = first * 1 + "为此，要认真组织实施，确保各项措施落到实处，并及时报告情况。" * 20 + "\n"
    assert kinds(long + second) == [("document", "国务院办公厅关于推行第三"), ("document", "国务院办公厅关于改善人居")]


def test_a_notice_that_cites_a_title_in_its_prose_is_one_document() -> None:
    prose = "国务院办公厅关于推行第三方治理的意见提出了明确要求，各地要认真落实。\n" * 30
    assert [kind for kind, _ in kinds(PLAN.format(title="甲县宽带建设实施方案") + prose)] == ["document"]


def test_two_policies_under_one_notice_are_two_documents() -> None:
    notice = (
        "甲市人民政府办公室关于印发两个方案的通知\n甲政办发〔2021〕3号\n各县区人民政府：\n"
        "《甲市宽带建设实施方案》和《甲市数据共享实施方案》已经市政府同意，现印发给你们，请认真贯彻执行。\n"
        "甲市人民政府办公室\n2021年3月5日\n"
    )
    raw = notice + PLAN.format(title="甲市宽带建设实施方案") + PLAN.format(title="甲市数据共享实施方案")
    documents = rows(raw, "documents")
    assert [document["title"] for document in documents] == ["甲市宽带建设实施方案", "甲市数据共享实施方案"]
    for name in ("doc_number", "date_issued", "issuers", "recipients"):
        assert documents[0][name] == documents[1][name] is not None
    assert documents[0]["notice_text"]
    assert documents[1]["notice_text"] is None


TWICE = PLAN.format(title="甲市水库巡查办法") + "".join(
    f"第{month}月的巡查记录在月底前报送，由{month}名管理员登记险情，妥善保管档案。\n" for month in range(1, 9)
)
PAIRS = {
    "as it is": TWICE + TWICE,
    "three times": TWICE * 3,
    "below a headline that stands once": "关于巡查的新闻\n" + TWICE + TWICE,
    "with a wording that differs": TWICE + TWICE.replace("明确责任分工", "分清责任"),
    "without line breaks": TWICE.replace("\n", "") * 2,
}


@pytest.mark.parametrize("raw", PAIRS.values(), ids=PAIRS.keys())
def test_a_document_that_stands_twice_is_a_document_and_its_duplicate(raw: str) -> None:
    tables = linked([read_text(raw)]).tables
    documents = tables["documents"].to_pylist()
    kept = [row for row in documents if row["status"] == "published"]
    assert len(kept) == 1
    assert len(documents) == raw.count("甲市水库巡查办法")
    assert {row["duplicate_of"] for row in documents if row["status"] == "duplicate"} == {kept[0]["doc_id"]}
    assert {row["doc_id"] for row in tables["articles"].to_pylist()} == {kept[0]["doc_id"]}


def test_an_opening_that_comes_again_is_no_copy() -> None:
    opening = "为贯彻落实党中央、国务院关于水库安全的决策部署，根据省委、省政府要求，制定本办法。\n"
    other = "\n".join(
        f"{n}.检查第{n}座水库的大坝、溢洪道、放水设施和通信设备，登记第{n * 7}号台账。" for n in range(1, 30)
    )
    assert [kind for kind, _ in kinds(opening + PLAN.format(title="甲市水库办法") + opening + other)] == ["document"]


BOILERPLATE = [
    "您所在的位置:首页 > 政务公开 > 文件",
    "当前位置：首页",
    "信息来源:中国政府网      发布日期:2017-01-16      浏览次数:3108次",
    "28.08.2017  08:48",
    "2021-03-05 10:20:33",
    "【字体：大 中 小】",
    "【打印】【关闭】",
    "上一篇：某某通知",
    "责任编辑：张三",
    "【法宝引证码】 CLI.12.5115678",
    "发文字号：甲政发〔2020〕1号",
    "**发布日期**: 2025-05-27",
    "---",
]
TEXT = [
    "中共甘肃省委办公厅",
    "大力发展数字经济",
    "一、总体要求",
    "责任单位：市发展改革委",
    "时间安排如下，请各单位抓好落实并报告进展情况。",
    "小微企业",
]


@pytest.mark.parametrize("line", BOILERPLATE)
def test_lines_of_a_site_are_boilerplate(line: str) -> None:
    raw = f"{line}\n" + PLAN.format(title="甲县宽带建设实施方案")
    assert [kind for kind, _ in kinds(raw)] == ["boilerplate", "document"]


@pytest.mark.parametrize("line", TEXT)
def test_lines_of_a_policy_are_not(line: str) -> None:
    raw = PLAN.format(title="甲县宽带建设实施方案").replace("三、保障", f"{line}\n三、保障")
    assert [kind for kind, _ in kinds(raw)] == ["document"]


SOURCES = [
    PLAN.format(title="甲县宽带建设实施方案"),
    "您所在的位置:首页 > 文件\n\n" + PLAN.format(title="甲县宽带建设实施方案").replace("三、", "\n- 3 -\n三、"),
    ADVERTISEMENT,
    NEWS,
    "\n\n  \n",
    "政",
    "第一篇:甲\n第二篇:乙\n",
    "\ufeff\n" + PLAN.format(title="甲县宽带建设实施方案") + "\n\n\u3000\n",
    PLAN.format(title="甲县宽带建设实施方案").replace("\n", "\r\n"),
]


@pytest.mark.parametrize("raw", SOURCES)
def test_segments_tile_the_source(raw: str) -> None:
    segments = rows(raw, "segments")
    assert segments[0]["start"] == 0
    assert segments[-1]["end"] == len(raw)
    assert [a["end"] for a in segments[:-1]] == [b["start"] for b in segments[1:]]
    assert all(segment["start"] < segment["end"] for segment in segments)


def test_a_page_number_in_a_document_is_a_segment_of_its_own() -> None:
    segments = rows(SOURCES[1], "segments")
    assert [(s["kind"], s["text"]) for s in segments if s["reason"] == "page mark"] == [("boilerplate", "-3-")]
    assert [s["kind"] for s in segments] == ["boilerplate", "document", "boilerplate", "document"]


def test_a_source_without_policy_says_so() -> None:
    (issue,) = rows(ADVERTISEMENT, "issues")
    assert issue["rule"] == "no-document"
    assert "advertisement" in str(issue["message"])
