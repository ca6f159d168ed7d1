"""Case tables for targets in a plan's tasks, where most numbers are aims: what makes one, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.extract.targets import find_targets
from tests.building import document
from tests.test_targets import Case, rows

COUNTS: list[Case] = [
    # A thing with its quantity, whatever the verb or without one.
    ("建设村级保鲜库300个，蔬菜冷库80座、库容2万吨。",
     [("level", "村级保鲜库", "=", 300, "个", None), ("level", "蔬菜冷库", "=", 80, "座", None),
      ("level", "库容", "=", 20000, "吨", None)]),
    ("抢救名木60万株、补栽300万株。",
     [("level", "名木", "=", 600000, "株", None), ("level", "补栽", "=", 3e6, "株", None)]),
    ("公路总里程达到1.5万公里，其中高速公路500公里。",
     [("level", "公路总里程", ">=", 15000, "公里", None), ("level", "高速公路", "=", 500, "公里", None)]),
    ("现有林改培20万亩。", [("level", "林改培", "=", 200000, "亩", None)]),
    ("新（改）建30万亩脐橙基地。", [("level", "脐橙基地", "=", 300000, "亩", None)]),
    # What is there already, and what is done with it.
    ("联通市本级40个部门的数据。", [("level", "市本级部门的数据", "=", 40, "个", None)]),
    ("推动30种证照全省应用。", [("level", "证照全省应用", "=", 30, "种", None)]),
    ("对8家重点企业开展节能检查。", [("level", "重点企业开展节能检查", "=", 8, "家", None)]),
    ("在全市20个乡镇、90个村设置自助设备。",
     [("level", "乡镇", "=", 20, "个", None), ("level", "村设置自助设备", "=", 90, "个", None)]),
    ("选择40个保护区开展防治行动。", [("level", "保护区开展防治行动", "=", 40, "个", None)]),
    ("争取20个左右园区退出名单。", [("level", "园区退出名单", "~", 20, "个", None)]),
    # Names with numbers in them beside a quantity.
    ("每个卫生院配备1辆120救护车。", [("level", "120救护车", "=", 1, "辆", None)]),
    ("新建九年一贯制学校2所。", [("level", "新建九年一贯制学校", "=", 2, "所", None)]),
    ("互联网出口扩容至5G。", [("level", "互联网出口", ">=", 5, "Gbps", None)]),
    ("10G-PON端口达到5万个。", [("level", "10G-PON端口", ">=", 50000, "个", None)]),
    ("全市新增200户（累计约360户）单位纳入平台。",
     [("level", "新增单位纳入平台", "=", 200, "户", None), ("level", "新增单位纳入平台", "~", 360, "户", None)]),
    # Names stand without the examples of what they name, and whole.
    ("建成粮油、果蔬、茶叶等10个百亿级产业集群。", [("level", "百亿级产业集群", "=", 10, "个", None)]),
    ("推广新能源汽车500辆。", [("level", "推广新能源汽车", "=", 500, "辆", None)]),
    ("有机农产品认证5个。", [("level", "有机农产品认证", "=", 5, "个", None)]),
    ("设立县级中心12个、乡镇服务站150个、孵化器3家。",
     [("level", "县级中心", "=", 12, "个", None), ("level", "乡镇服务站", "=", 150, "个", None),
      ("level", "孵化器", "=", 3, "家", None)]),
    ("冷库容量达到5万吨，冷藏车保有量100辆。",
     [("level", "冷库容量", ">=", 50000, "吨", None), ("level", "冷藏车保有量", "=", 100, "辆", None)]),
    ("突破30项关键技术。", [("level", "关键技术", "=", 30, "项", None)]),
    ("安排不少于1亿元专项资金。", [("level", "专项资金", ">=", 1e8, "元", None)]),
]  # fmt: skip

RATES: list[Case] = [
    ("废旧放射源100%安全收贮。", [("share", "废旧放射源安全收贮", "=", 100, "%", None)]),
    ("检查事项“双随机\"覆盖率不低于90%。", [("share", "检查事项“双随机\"覆盖率", ">=", 90, "%", None)]),
    ("通关时间压缩1/3。", [("growth", "通关时间压缩", "=", 33.33, "%", None)]),
    ("案件数量同比下降5%。", [("growth", "案件数量同比下降", "=", 5, "%", None)]),
    ("优良率达到80%，比上年提高2个百分点。",
     [("share", "优良率", ">=", 80, "%", None), ("growth", "优良率提高", "=", 2, "百分点", None)]),
    ("农民人均收入：年均增长9%以上。", [("growth", "农民人均收入年均增长", ">=", 9, "%", None)]),
    ("PM2.5年均浓度31ug/m3以下。", [("level", "PM2.5年均浓度", "<=", 31, "微克/立方米", None)]),
    ("产妇死亡率下降到12/10万以下。", [("level", "产妇死亡率", "<=", 12, "/10万", None)]),
    ("筹资标准提高到每人每年300元。", [("level", "筹资标准", ">=", 300, "元", None)]),
]  # fmt: skip

LISTS: list[Case] = [
    ("将变更、续展办理时限压缩一半，分别减至1个月、半个月。",
     [("growth", "变更、续展办理时限压缩", "=", 50, "%", None), ("level", "变更办理时限", "<=", 1, "个月", None),
      ("level", "续展办理时限", "<=", 0.5, "个月", None)]),
    ("报装时间分别压缩至3个、2个工作日。",
     [("level", "报装时间", "<=", 3, "工作日", None), ("level", "报装时间", "<=", 2, "工作日", None)]),
    ("出栏牛、羊分别达到6万头、50万只。",
     [("level", "出栏牛", ">=", 60000, "头", None), ("level", "出栏羊", ">=", 500000, "只", None)]),
    ("存贷款余额分别突破500亿元和400亿元。",
     [("level", "存贷款余额", ">", 5e10, "元", None), ("level", "存贷款余额", ">", 4e10, "元", None)]),
    ("农药、化肥使用量分别减少5%、3%。",
     [("growth", "农药使用量减少", "=", 5, "%", None), ("growth", "化肥使用量减少", "=", 3, "%", None)]),
    ("旅游收入突破50亿元，接待游客500万人次，年均分别增长12%和10%。",
     [("level", "旅游收入", ">", 5e9, "元", None), ("level", "接待游客", "=", 5e6, "人次", None),
      ("growth", "旅游收入年均增长", "=", 12, "%", None), ("growth", "接待游客年均增长", "=", 10, "%", None)]),
    ("每年开展2次演练，乡镇每半年开展1次。",
     [("frequency", "开展演练", "=", 2, "次", None), ("frequency", "开展演练", "=", 1, "次", None)]),
]  # fmt: skip

DOCUMENTS = [
    ("2018年6月底前制定出台进一步规范裁量权的指导意见。", "制定出台进一步规范裁量权的指导意见"),
    ("2018年6月底前研究提出新一批取消的许可事项。", "研究提出新一批取消的许可事项"),
    ("2018年底前，公布优先控制名录，严格限制使用。", "公布优先控制名录"),
    ("2018年底前，各地区依法关闭禁养区内的养殖场。", "依法关闭禁养区内的养殖场"),
    ("2018年底前，全面清理非法排污口。", "清理非法排污口"),
    ("落实情况年底前报省政府。", "落实情况报省政府"),
]

NONE = [
    "上半年案件数量同比下降5%。",
    "推进22个试点建设。",
    "推动18个贫困乡镇乡村振兴。",
    "依托3个国家级平台开展服务。",
    "在现有招聘、认定等62项服务的基础上继续扩大。",
    "项目占地面积78亩，总投资800万元。",
    "成立领导小组，下设3个工作组。",
    "全市现有企业50家，从业人员2万人。",
    "专栏2指标指标2005年2010年增减情况1排放总量14141270超过432个百分点。",
    "2018年底前，体系进一步完善。",
    "2018年底前，出台一批政策。",
]


@pytest.mark.parametrize(("text", "expected"), COUNTS + RATES + LISTS, ids=[text for text, _ in COUNTS + RATES + LISTS])
def test_rows_of_a_task(text: str, expected: list[tuple[object, ...]]) -> None:
    found = [
        (row.kind, row.indicator, row.comparator, row.value, row.unit_of_measure, row.deadline_year)
        for row in rows(text)
    ]
    assert found == expected


@pytest.mark.parametrize(("text", "indicator"), DOCUMENTS)
def test_what_is_issued_or_handed_in_by_a_date(text: str, indicator: str) -> None:
    assert [(row.kind, row.indicator) for row in rows(text)] == [("milestone", indicator)]


@pytest.mark.parametrize("text", NONE)
def test_no_aim(text: str) -> None:
    assert rows(text) == []


def test_each_dated_clause_is_a_milestone_of_its_own() -> None:
    found = rows("2018年6月底前完成方案编制，9月底前完成平台搭建，12月底前投入试运行。")
    assert [(row.indicator, row.deadline) for row in found] == [
        ("完成方案编制", "2018-06-30"),
        ("完成平台搭建", "2018-09-30"),
        ("投入试运行", "2018-12-31"),
    ]


def test_a_heading_that_breaks_off_at_a_number_runs_on() -> None:
    text = "1.更换2万块水表，覆盖率达到86%。"
    made = document(text)
    unit = replace(made.units[0], heading=(2, 5), paragraphs=((5, len(text)),))
    found, _ = find_targets(replace(made, units=(unit,)))
    assert [(row.value, row.sentence) for row in found] == [(20000, (2, len(text))), (86, (2, len(text)))]
