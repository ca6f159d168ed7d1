"""parse: facts and trees of documents, in the sources' own manner."""

import pytest

from flows.clean import clean
from flows.model import Document
from flows.parse import parse
from flows.parse.numerals import DATE, iso_date, numeral
from flows.split import Block, split


def document(raw: str) -> Document:
    found = clean(raw)
    blocks = [block for block in split(found) if block.kind == "document"]
    return parse(found, blocks[0] if blocks else Block("document", (0, len(found.text))))


def tree(raw: str) -> list[str]:
    """Every unit as `path label|heading|first words of its paragraphs`, nothing for what it has not."""
    found = document(raw)
    return [
        f"{unit.path} {unit.label or ''}|{found.heading(unit) or ''}|"
        + "/".join(found.text[a:b][:6] for a, b in unit.paragraphs)
        for unit in found.units
    ]


HEAD = "甲市宽带建设实施方案\n为加快建设，制定本方案。\n"
TREES = {
    "three levels, headings on lines of their own": (
        HEAD + "一、总体要求\n（一）指导思想\n坚持发展。\n（二）目标\n1.网络。\n到2020年全覆盖。\n2.用户。\n扩大规模。\n二、保障措施\n加强领导。",
        ["0 ||为加快建设，", "1 一、|总体要求|", "1.1 （一）|指导思想|坚持发展。", "1.2 （二）|目标|", "1.2.1 1.|网络|到2020年",
         "1.2.2 2.|用户|扩大规模。", "2 二、|保障措施|加强领导。"],
    ),
    "items that run on through the parts": (
        HEAD + "一、要求\n1.意义。网络很重要。\n2.思想。坚持发展。\n二、任务\n3.准入。完善制度。\n4.网络。加快建设。",
        ["0 ||为加快建设，", "1 一、|要求|", "1.1 1.|意义|网络很重要。", "1.2 2.|思想|坚持发展。", "2 二、|任务|", "2.3 3.|准入|完善制度。",
         "2.4 4.|网络|加快建设。"],
    ),
    "numbers below restart in each part": (
        HEAD + "一、要求\n（一）甲。一。\n（二）乙。二。\n二、任务\n（一）丙。三。",
        ["0 ||为加快建设，", "1 一、|要求|", "1.1 （一）|甲|一。", "1.2 （二）|乙|二。", "2 二、|任务|", "2.1 （一）|丙|三。"],
    ),
    "one sentence alone is body, also with a clause behind it": (
        HEAD + "一、任务\n1.建立会议制度，每季度组织召开推进会。\n2.落实实名制，规范管理。（市公安局负责）",
        ["0 ||为加快建设，", "1 一、|任务|", "1.1 1.||建立会议制度", "1.2 2.||落实实名制，"],
    ),
    "a first sentence of more than 40 characters is body": (
        HEAD + "一、任务\n1." + "围绕网上热点问题" * 6 + "。要写好文章。",
        ["0 ||为加快建设，", "1 一、|任务|", "1.1 1.||围绕网上热点"],
    ),
    "a lead of at most 12 characters before a colon is the heading": (
        HEAD + "一、职责\n1.主动介入：一些网站的栏目。\n2.对本市各类网站和平台的管理：要加强。再加强。",
        ["0 ||为加快建设，", "1 一、|职责|", "1.1 1.|主动介入|一些网站的栏", "1.2 2.|对本市各类网站和平台的管理：要加强|再加强。"],
    ),
    "a blank alone parts heading and text": (
        HEAD + "一、任务\n（一）我省发展任务艰巨而紧迫 新一轮发展，既是机遇也是挑战。要抓住机遇，乘势而上，加快发展，做大做强产业。",
        ["0 ||为加快建设，", "1 一、|任务|", "1.1 （一）|我省发展任务艰巨而紧迫|新一轮发展，"],
    ),
    "a blank inside a word parts nothing": (
        HEAD + "一、任务\n（一）开展ABS等金 融服务与产品创新。为企业拓宽融资渠道，促进成果转化。",
        ["0 ||为加快建设，", "1 一、|任务|", "1.1 （一）|开展ABS等金融服务与产品创新|为企业拓宽融"],
    ),
    "dash items, one glued to the item before; what follows without a dash is the parent's": (
        HEAD + "一、任务\n1.工业\n发展工业。\n——生产智能化。加快应用。——经营网络化。鼓励合作。\n——服务远程化。支持平台。\n建设智能电网。",
        ["0 ||为加快建设，", "1 一、|任务|", "1.1 1.|工业|发展工业。/建设智能电网", "1.1.d1 ——|生产智能化|加快应用。",
         "1.1.d2 ——|经营网络化|鼓励合作。", "1.1.d3 ——|服务远程化|支持平台。"],
    ),
    "a paragraph behind a numbered unit is that unit's": (
        HEAD + "一、步骤\n1、查清情况。要排查。\n2、依法查处。要通报。\n各单位总结应于6月底前报送。",
        ["0 ||为加快建设，", "1 一、|步骤|", "1.1 1、|查清情况|要排查。", "1.2 2、|依法查处|要通报。/各单位总结应"],
    ),
    "a heading line without number over a list that starts again": (
        HEAD + "一、任务\n1、建队伍。要充实。\n2、管日常。要监管。\n评论员职责\n1.主动介入：看网站。\n2.开展评论：写文章。",
        ["0 ||为加快建设，", "1 一、|任务|", "1.1 1、|建队伍|要充实。", "1.2 2、|管日常|要监管。", "u1 |评论员职责|", "u1.1 1.|主动介入|看网站。",
         "u1.2 2.|开展评论|写文章。"],
    ),
    "a heading that lost its number and stands behind the clause before": (
        HEAD + "一、产业\n1.智能终端产业。\n发展终端。到2020年，产值达到4亿元。（市经信委、市科技局等负责）地理信息产业。依托企业发展，打造产业高地，"
        "建设示范基地。（市国土局等负责）\n2.北斗产业。\n发展北斗。（市经信委等负责）",
        ["0 ||为加快建设，", "1 一、|产业|", "1.1 1.|智能终端产业|发展终端。到", "1.u1 |地理信息产业|依托企业发展", "1.2 2.|北斗产业|发展北斗。（"],
    ),
    "a second sentence behind a clause is no lost unit": (
        HEAD + "一、任务\n1.培育市场。扩大规模。（市商务局负责）加强监管。打击侵权，维护秩序，确保安全，保护权益。（市工商局负责）",
        ["0 ||为加快建设，", "1 一、|任务|", "1.1 1.|培育市场|扩大规模。（"],
    ),
    "chapters, sections and articles of rules": (
        "甲省管理办法\n第一章 总则\n第一条 为了管理，制定本办法。\n第二条 本省适用本办法。\n第二章 职责\n第三条 部门履行下列职责：\n（一）制定规划；\n（二）组织实施。",
        ["1 第一章|总则|", "1.1 第一条||为了管理，制", "1.2 第二条||本省适用本办", "2 第二章|职责|", "2.3 第三条||部门履行下列",
         "2.3.1 （一）||制定规划；", "2.3.2 （二）||组织实施。"],
    ),
    "no line breaks at all": (
        "甲市宽带建设实施方案为加快建设，制定本方案。" + "一、总体要求（一）指导思想。坚持发展。（二）目标。到2020年全覆盖。二、任务（三）网络。加快建设。（市经信委负责）"
        + "具体措施：1．建基站。尽快建成。2．铺光纤。" + "尽快铺完并投入使用，方便群众生活。" * 50,
        ["0 ||为加快建设，", "1 一、|总体要求|", "1.1 （一）|指导思想|坚持发展。", "1.2 （二）|目标|到2020年", "2 二、|任务|",
         "2.3 （三）|网络|加快建设。（", "2.3.1 1.|建基站|尽快建成。", "2.3.2 2.|铺光纤|尽快铺完并投"],
    ),
    "full-width, circled and bracketed numbers": (
        HEAD + "一、任务\n1﹒建网。快建。\n⑴城区。先建。\n⑵农村。后建。\n2﹒管网。严管。\n①巡查。每日。\n②抽查。每月。",
        ["0 ||为加快建设，", "1 一、|任务|", "1.1 1.|建网|快建。", "1.1.1 ⑴|城区|先建。", "1.1.2 ⑵|农村|后建。", "1.2 2.|管网|严管。",
         "1.2.1 ①|巡查|每日。", "1.2.2 ②|抽查|每月。"],
    ),
    "not units: years, amounts, 一是, ordinals in sentences": (
        HEAD + "一、任务\n2017年要建成。一是建网；二是管网。第一步规划，第二步建设。\n20个园区开展试点。\n1.5万户接入。\n二、三产业融合。\n二、保障\n加强领导。",
        ["0 ||为加快建设，", "1 一、|任务|2017年要/20个园区开/1.5万户接/二、三产业融", "2 二、|保障|加强领导。"],
    ),
    "a contents list before the text": (
        "甲市发展规划\n目 录\n第一章 形势\n第一节 基础\n第二章 任务\n本规划期到2025年。\n第一章 形势\n第一节 基础\n成绩很大。\n第二章 任务\n任务很重。",
        ["0 ||本规划期到2", "1 第一章|形势|", "1.1 第一节|基础|成绩很大。", "2 第二章|任务|任务很重。"],
    ),
    "a box belongs to the unit before it": (
        HEAD + "一、指标\n明确目标。\n专栏1 主要指标\n（一）长江。治理。\n1.空气质量\n2.水环境\n（二）黄河。治理。\n二、任务\n完成任务。",
        ["0 ||为加快建设，", "1 一、|指标|明确目标。/专栏1主要指/（一）长江。/1.空气质量/2.水环境/（二）黄河。", "2 二、|任务|完成任务。"],
    ),
    "headings that begin behind a box": (
        HEAD + "一、任务\n开好头。\n专栏1 两网\n两网：道路和管道。\n（一）建网\n1.道路。修路。\n2.管道。铺管。\n（二）护网\n巡查。",
        ["0 ||为加快建设，", "1 一、|任务|开好头。/专栏1两网/两网：道路和", "1.1 （一）|建网|", "1.1.1 1.|道路|修路。", "1.1.2 2.|管道|铺管。", "1.2 （二）|护网|巡查。"],
    ),
    "numbers that run on, wherever they stand": (
        HEAD + "一、建网\n（一）城区\n1.道路。修路。\n2.121管道工程。铺管。\n（二）乡村\n5.4G网络。建站。\n二、护网\n6.巡查。每天走。",
        ["0 ||为加快建设，", "1 一、|建网|", "1.1 （一）|城区|", "1.1.1 1.|道路|修路。", "1.1.2 2.|121管道工程|铺管。",
         "1.2 （二）|乡村|", "1.2.5 5.|4G网络|建站。", "2 二、|护网|", "2.6 6.|巡查|每天走。"],
    ),
    "tables behind the list of attached tables": (
        HEAD + "一、任务\n建网。\n二、保障\n加强领导。\n附表：1.任务表\n2.分配表\n附表1\n任务表\n|1|城区|\n附表2\n分配表\n|1|乡村|",
        ["0 ||为加快建设，", "1 一、|任务|建网。", "2 二、|保障|加强领导。", "u1 |任务表||1|城区|", "u2 |分配表||1|乡村|"],
    ),
    "attachment and signature are in no unit": (
        HEAD + "一、任务\n建网。\n二、保障\n加强领导。\n附件：1.任务表\n2.项目表.doc\n甲市人民政府\n2020年3月5日",
        ["0 ||为加快建设，", "1 一、|任务|建网。", "2 二、|保障|加强领导。"],
    ),
    "an attachment with its own numbers": (
        HEAD + "一、任务\n建网。\n二、保障\n加强领导。\n甲市人民政府\n2020年3月5日\n附件\n任务分解表\n|序号|任务|\n一、建网\n|1|城区|\n二、管网\n|2|巡查|",
        ["0 ||为加快建设，", "1 一、|任务|建网。", "2 二、|保障|加强领导。", "u1 |任务分解表||序号|任务", "u1.1 一、|建网||1|城区|", "u1.2 二、|管网||2|巡查|"],
    ),
    "a damaged number one": (
        HEAD + "—、任务\n建网。\n二、保障\n加强领导。",
        ["0 ||为加快建设，", "1 一、|任务|建网。", "2 二、|保障|加强领导。"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), TREES.values(), ids=TREES.keys())
def test_trees(raw: str, expected: list[str]) -> None:
    assert tree(raw) == expected


BODY = "\n为加快发展，制定本方案。\n一、要求\n坚持发展。\n二、保障\n加强领导。\n"
FACTS = {
    "wrapper, number, recipients, notice, signatures, print line": (
        "中共甲省委办公厅甲省人民政府办公厅印发《关于促进发展的实施意见》的通知\n甲办发〔2017〕52号\n各市、州党委和人民政府：\n"
        "《关于促进发展的实施意见》已经省委、省政府同意，现印发给你们，请认真贯彻落实。\n中共甘肃省委办公厅\n甘肃省人民政府办公厅\n2017年8月2日\n"
        "（此件公开发布）\n关于促进发展的实施意见" + BODY + "中共甘肃省委办公厅\n2017年8月3日",
        {"title": "关于促进发展的实施意见", "notice_title": "中共甲省委办公厅甲省人民政府办公厅印发《关于促进发展的实施意见》的通知",
         "doc_type": "实施意见", "issuers": ("中共甘肃省委办公厅", "甘肃省人民政府办公厅"), "doc_number": "甲办发〔2017〕52号",
         "date_issued": "2017-08-02", "recipients": "各市、州党委和人民政府", "region_code": "620000", "admin_level": "province"},
    ),
    "a policy that is its own notice, signed below": (
        "国务院办公厅关于推行第三方治理的意见\n国办发〔2014〕69号\n各省、自治区、直辖市人民政府：" + BODY + "国务院办公厅\n2014年12月27日\n（此件公开发布）",
        {"title": "国务院办公厅关于推行第三方治理的意见", "notice_title": None, "doc_type": "意见", "issuers": ("国务院办公厅",),
         "doc_number": "国办发〔2014〕69号", "date_issued": "2014-12-27", "recipients": "各省、自治区、直辖市人民政府", "region_code": "000000"},
    ),
    "news lead instead of a notice": (
        "中共中央办公厅 国务院办公厅印发《关于促进发展的意见》\n新华社北京1月15日电 近日，中共中央办公厅、国务院办公厅印发了《关于促进发展的意见》。\n"
        "《关于促进发展的意见》全文如下。" + BODY,
        {"title": "关于促进发展的意见", "notice_title": "中共中央办公厅国务院办公厅印发《关于促进发展的意见》",
         "issuers": ("中共中央办公厅", "国务院办公厅"), "date_issued": None, "region_code": "000000"},
    ),
    "date in brackets behind the title, compiler's number before it": (
        "9. 中共延安市委延安市人民政府关于印发\n《延安市三年行动方案》的通知（2023 年4 月29 日）\n各县（市、区）委：\n现将《延安市三年行动方案》印发给你们。\n"
        "中共延安市委\n延安市人民政府\n2023 年4 月29 日\n延安市三年行动方案" + BODY,
        {"title": "延安市三年行动方案", "notice_title": "中共延安市委延安市人民政府关于印发《延安市三年行动方案》的通知", "doc_type": "行动方案",
         "issuers": ("中共延安市委", "延安市人民政府"), "date_issued": "2023-04-29", "region_code": "610600", "recipients": "各县（市、区）委"},
    ),
    "title with years in brackets below it": (
        "上海市北斗产业高质量发展三年行动计划\n（2021-2023年）" + BODY,
        {"title": "上海市北斗产业高质量发展三年行动计划（2021-2023年）", "doc_type": "行动计划", "region_code": "310000", "issuers": ()},
    ),
    "no line breaks: title, number, recipients, notice, signature and title in one line": (
        "国务院关于印发节能减排规划的通知国发〔2007〕37号各省、自治区、直辖市人民政府：现将《节能减排规划》印发给你们，请认真贯彻执行。"
        "国务院二○○七年十一月二十二日节能减排规划" + BODY.replace("\n", ""),
        {"title": "节能减排规划", "notice_title": "国务院关于印发节能减排规划的通知", "doc_type": "规划", "doc_number": "国发〔2007〕37号",
         "date_issued": "2007-11-22", "recipients": "各省、自治区、直辖市人民政府", "issuers": ("国务院",)},
    ),
    "a wrapper and its policy's title, each over several lines, below the number": (
        "长沙市人民政府办公室\n关于印发《长沙市大力服务民营经济\n高质量发展行动方案》的通知\n长政办发〔2021〕7号\n各区县（市）人民政府：\n"
        "现将《长沙市大力服务民营经济高质量发展行动方案》印发给你们，请认真贯彻执行。\n长沙市人民政府办公室\n2021年3月5日\n"
        "长沙市大力服务民营经济\n高质量发展行动方案" + BODY,
        {"title": "长沙市大力服务民营经济高质量发展行动方案", "doc_number": "长政办发〔2021〕7号", "issuers": ("长沙市人民政府办公室",),
         "notice_title": "长沙市人民政府办公室关于印发《长沙市大力服务民营经济高质量发展行动方案》的通知", "date_issued": "2021-03-05"},
    ),
    "attachments behind the signature": (
        "国务院办公厅关于推广改革举措的通知\n国办发〔2018〕126号\n各省、自治区、直辖市人民政府：" + BODY + "附件：推广清单\n国务院办公厅\n2018年12月23日\n"
        "（本文有删减）\n附件\n推广清单\n|序号|举措|\n一、知识产权\n|1|三合一|\n二、科技金融\n|2|专板|",
        {"title": "国务院办公厅关于推广改革举措的通知", "issuers": ("国务院办公厅",), "date_issued": "2018-12-23"},
    ),
    "a county told by what its text names": (
        "关于加强宣传管理的意见\n为加强我县宣传，展示兴国形象，推动兴国发展，助推兴国跨越，提出如下意见：\n一、要求\n我县要发展。\n二、保障\n宣传兴国。",
        {"title": "关于加强宣传管理的意见", "region_code": "360732", "region_name": "江西省赣州市兴国县", "admin_level": "county", "issuers": ()},
    ),
    "an odd title and a rules' notice over two lines": (
        "国家广播电影电视总局印发落实中办国办\n《关于加强管理工作的意见》实施细则的通知\n各省、自治区、直辖市广播影视局(厅):\n"
        "我局制定了《广电总局落实中办国办〈关于加强管理工作的意见〉实施细则》,现印发给你们,望遵照执行。\n2005年5月8日\n"
        "广电总局落实中办国办《关于加强管理工作的意见》实施细则" + BODY,
        {"title": "广电总局落实中办国办《关于加强管理工作的意见》实施细则", "doc_type": "实施细则", "issuers": ("国家广播电影电视总局",),
         "date_issued": "2005-05-08", "recipients": "各省、自治区、直辖市广播影视局（厅）", "region_code": "000000"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), FACTS.values(), ids=FACTS.keys())
def test_facts(raw: str, expected: dict[str, object]) -> None:
    found = document(raw)
    assert {name: getattr(found, name) for name in expected} == expected


def test_site_lines_give_the_date_of_publication() -> None:
    raw = "甲市实施方案\n28.08.2017 08:48" + BODY
    found = clean(raw)
    stamp = (7, 7 + len("28.08.2017 08:48"))
    assert found.text[slice(*stamp)] == "28.08.2017 08:48"
    block = Block("document", (0, len(found.text)), holes=((stamp, "time stamp"),))
    assert parse(found, block).date_published == "2017-08-28"


def test_gaps_and_repeats_of_numbers_are_doubted() -> None:
    found = document(HEAD + "一、甲\n要建。\n三、乙\n要管。\n三、丙\n要查。")
    assert [(doubt.rule, found.text[slice(*doubt.span)][:3]) for doubt in found.doubts if "number" in doubt.rule] == [
        ("gap-in-numbers", "三、乙"),
        ("repeated-number", "三、丙"),
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十四", 24),
        ("一百零三", 103),
        ("一百一十", 110),
        ("二〇一七", 2017),
        ("12", 12),
    ],
)
def test_numerals(written: str, value: int) -> None:
    assert numeral(written) == value


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2017年8月2日", "2017-08-02"),
        ("二○○七年十一月二十二日", "2007-11-22"),
        ("二〇一〇年十月十日", "2010-10-10"),
        ("2017年2月31日", None),
    ],
)
def test_dates(written: str, iso: str | None) -> None:
    assert iso_date(DATE.search(written)) == iso


def test_units_nest_in_each_other() -> None:
    for raw, _ in TREES.values():
        units = document(raw).units
        for unit in units:
            assert unit.span[0] <= unit.span[1]
            if unit.parent is not None:
                parent = units[unit.parent]
                assert parent.span[0] <= unit.span[0]
                assert unit.span[1] <= parent.span[1]
                assert unit.level == parent.level + 1
