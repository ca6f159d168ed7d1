"""Case tables for targets: a sentence in, its rows out. The sentences are ours, in the manner of plans of 2005–2025."""

from __future__ import annotations

import pytest

from flows.extract.targets import find_targets
from flows.model import Target
from tests.building import document

# (sentence, [(kind, indicator, comparator, value, unit, deadline_year)])
Case = tuple[str, list[tuple[str, str, str | None, float | None, str | None, int | None]]]

LEVELS: list[Case] = [
    ("到2020年，全市智慧公交站总数达到6万个。", [("level", "智慧公交站总数", ">=", 60000, "个", 2020)]),
    ("到2020年，数字产业总量超过3000亿元。", [("level", "数字产业总量", ">", 3e11, "元", 2020)]),
    ("到2025年，跨境贸易额突破2.6万亿元。", [("level", "跨境贸易额", ">", 2.6e12, "元", 2025)]),
    ("到2025年，出口带宽超过14200G。", [("level", "出口带宽", ">", 14200, "Gbps", 2025)]),
    ("到2020年，干线带宽达到8000吉比特每秒（Gbps）。", [("level", "干线带宽", ">=", 8000, "Gbps", 2020)]),
    ("到2020年，固定电话普及率达到98.6部/百人。", [("level", "固定电话普及率", ">=", 98.6, "部/百人", 2020)]),
    ("到2018年，融合发展水平指数达到88。", [("level", "融合发展水平指数", ">=", 88, None, 2018)]),
    ("培育100家产业链优质企业，打造5家以上上市企业。",
     [("level", "产业链优质企业", "=", 100, "家", None), ("level", "上市企业", ">=", 5, "家", None)]),
    ("建设辣椒基地45万亩、生姜基地20万亩。",
     [("level", "辣椒基地", "=", 450000, "亩", None), ("level", "生姜基地", "=", 200000, "亩", None)]),
    ("到2025年，新建高标准果园494万亩。", [("level", "新建高标准果园", "=", 4940000, "亩", 2025)]),
    ("打造50个示范乡镇、60个示范村（社区）。",
     [("level", "示范乡镇", "=", 50, "个", None), ("level", "示范村（社区）", "=", 60, "个", None)]),
    ("确保每个村有1名以上科技信息员。", [("level", "科技信息员", ">=", 1, "人", None)]),
    ("各乡镇要指定1名专职人员担任联络员。", [("level", "专职人员担任联络员", "=", 1, "人", None)]),
    ("首批在装备、石化等领域确定20个试点平台。", [("level", "试点平台", "=", 20, "个", None)]),
    ("在高新区等20个园区开展试点。", [("level", "园区开展试点", "=", 20, "个", None)]),
    ("推动制定不少于10项北斗高精度国家标准。", [("level", "北斗高精度国家标准", ">=", 10, "项", None)]),
    ("乡镇设置不少于2名的公路专管员。", [("level", "公路专管员", ">=", 2, "人", None)]),
    ("创建百家绿色示范企业、千家绿色示范工厂。",
     [("level", "绿色示范企业", "=", 100, "家", None), ("level", "绿色示范工厂", "=", 1000, "家", None)]),
    ("形成1~2个产业保护联盟。", [("level", "产业保护联盟", "range", 1, "个", None)]),
    ("培育3—5家知名农机企业。", [("level", "知名农机企业", "range", 3, "家", None)]),
    ("新增10个左右地理标志商标。", [("level", "新增地理标志商标", "~", 10, "个", None)]),
    ("到2025年，调味品产值达到约80亿元。", [("level", "调味品产值", "~", 8e9, "元", 2025)]),
    ("到2025年，茶园总面积稳定在100万亩左右。", [("level", "茶园总面积", "~", 1e6, "亩", 2025)]),
    ("到2025年，城乡居民收入比下降到2.35∶1。", [("level", "城乡居民收入比", "<=", 2.35, None, 2025)]),
    ("年营业收入10亿元以上民营企业增加10户以上。",
     [("level", "年营业收入10亿元以上民营企业增加", ">=", 10, "户", None)]),
    ("建设年产能10万张以上桑种场2个。", [("level", "年产能10万张以上桑种场", "=", 2, "个", None)]),
    ("改造连片30亩以上老旧池塘10万亩。", [("level", "改造连片30亩以上老旧池塘", "=", 100000, "亩", None)]),
    ("到2025年，总体加工能力达到300万吨/年。", [("level", "加工能力", ">=", 3e6, "吨/年", 2025)]),
    ("完成4.2亿千瓦机组改造。", [("level", "完成机组改造", "=", 4.2e8, "千瓦", None)]),
    ("到2020年，单位面积蓄积量达到95立方米/公顷。", [("level", "单位面积蓄积量", ">=", 95, "立方米/公顷", 2020)]),
    ("营商环境在全区排名进入前5位。", [("level", "营商环境在全区排名", "<=", 5, "位", None)]),
    ("招标投标指标在全区排名达到第1位。", [("level", "招标投标指标在全区排名", "<=", 1, "位", None)]),
]  # fmt: skip

SHARES: list[Case] = [
    ("到2020年，村村通宽带比例达到98%以上。", [("share", "村村通宽带比例", ">=", 98, "%", 2020)]),
    ("到2020年，100%以上行政村、85%以上自然村实现光纤到村。",
     [("share", "行政村实现光纤到村", ">=", 100, "%", 2020), ("share", "自然村实现光纤到村", ">=", 85, "%", 2020)]),
    ("80%以上的许可项目和60%以上的服务事项实现网上办理。",
     [("share", "许可项目实现网上办理", ">=", 80, "%", None), ("share", "服务事项实现网上办理", ">=", 60, "%", None)]),
    ("到2025年，核心产业增加值占GDP比重达到10%。", [("share", "核心产业增加值占GDP比重", ">=", 10, "%", 2025)]),
    ("到2020年，质量极差的地下水比例控制在15%左右。", [("share", "质量极差的地下水比例", "~", 15, "%", 2020)]),
    ("到2020年，黑臭水体比例均控制在10%以内。", [("share", "黑臭水体比例", "<=", 10, "%", 2020)]),
    ("煤炭占能源消费总量的比重降至58%以下。", [("share", "煤炭占能源消费总量的比重", "<=", 58, "%", None)]),
    ("开展不动产登记业务，提升发证率至95%。", [("share", "发证率", ">=", 95, "%", None)]),
    ("网上办理率不低于九成。", [("share", "网上办理率", ">=", 90, "%", None)]),
    ("到2025年，经费投入占比达到千分之三。", [("share", "经费投入占比", ">=", 3, "‰", 2025)]),
    ("到2025年，线上办理比例达到百分之八十。", [("share", "线上办理比例", ">=", 80, "%", 2025)]),
    ("政府投入占一般预算支出的比重为5%—8%。", [("share", "政府投入占一般预算支出的比重", "range", 5, "%", None)]),
    ("到2020年，城市和县城污水处理率分别达到95%和85%左右。",
     [("share", "城市污水处理率", ">=", 95, "%", 2020), ("share", "县城污水处理率", "~", 85, "%", 2020)]),
    ("到2020年，污泥处置率达到90%，京津冀区域达到95%。",
     [("share", "污泥处置率", ">=", 90, "%", 2020), ("share", "污泥处置率", ">=", 95, "%", 2020)]),
    ("90%以上自然保护区有健全的管理机构。", [("share", "自然保护区有健全的管理机构", ">=", 90, "%", None)]),
]  # fmt: skip

CHANGES: list[Case] = [
    ("到2018年，全社会网上交易额超过2.6万亿元，年均增长25%左右。",
     [("level", "网上交易额", ">", 2.6e12, "元", 2018), ("growth", "网上交易额年均增长", "~", 25, "%", 2018)]),
    ("到2025年，第一产业增加值年均增长4%以上。", [("growth", "第一产业增加值年均增长", ">=", 4, "%", 2025)]),
    ("“十四五”期间，煤炭消费总量下降10%左右。", [("growth", "煤炭消费总量下降", "~", 10, "%", 2025)]),
    ("到2025年，单位能耗降低50%以上。", [("growth", "单位能耗降低", ">=", 50, "%", 2025)]),
    ("到2025年，产业规模比2020年翻一番。", [("growth", "产业规模", "=", 1, "番", 2025)]),
    ("供水产销差下降2个百分点。", [("growth", "供水产销差下降", "=", 2, "百分点", None)]),
    ("到2027年，研发投入年均增速达到8%。", [("growth", "研发投入年均增速", ">=", 8, "%", 2027)]),
    ("到2020年，化学需氧量减少400万吨。", [("growth", "化学需氧量减少", "=", 4e6, "吨", 2020)]),
    ("到2020年，用汞量在2010年的基础上减少50%。", [("growth", "用汞量减少", "=", 50, "%", 2020)]),
    ("通过工程措施削减化学需氧量400万吨。", [("growth", "削减化学需氧量", "=", 4e6, "吨", None)]),
    ("到2025年，商标新增2万家。", [("level", "商标新增", "=", 20000, "家", 2025)]),
]  # fmt: skip

FREQUENCIES: list[Case] = [
    ("每年至少开展一次网络安全检测评估。", [("frequency", "开展网络安全检测评估", ">=", 1, "次", None)]),
    ("每人每月发布引导帖子不得少于2条。", [("frequency", "发布引导帖子", ">=", 2, "条", None)]),
    ("每年培训企业人员不少于5000人次。", [("frequency", "培训企业人员", ">=", 5000, "人次", None)]),
    ("每季度开展1次联合检查。", [("frequency", "开展联合检查", "=", 1, "次", None)]),
    ("市政府每年召开一次发展大会。", [("frequency", "发展大会", "=", 1, "次", None)]),
    ("每年开展1~2次专项执法活动。", [("frequency", "开展专项执法活动", "range", 1, "次", None)]),
    ("每年新增木材供应能力9500万立方米以上。", [("frequency", "新增木材供应能力", ">=", 9.5e7, "立方米", None)]),
]  # fmt: skip

LIMITS: list[Case] = [
    ("合同签订时间压缩至10日内。", [("level", "合同签订时间", "<=", 10, "日", None)]),
    ("企业开办时间压缩至3个工作日以内。", [("level", "企业开办时间", "<=", 3, "工作日", None)]),
    ("抵押登记全面实现1个工作日办结。", [("level", "抵押登记办结", "<=", 1, "工作日", None)]),
    ("审批环节压缩至2个。", [("level", "审批环节", "<=", 2, "个", None)]),
]  # fmt: skip

MILESTONES: list[Case] = [
    ("到2020年，建成开发区国际通信专用通道。", [("milestone", "建成开发区国际通信专用通道", None, None, None, 2020)]),
    ("到2020年，基站总数达到6万个，第五代移动通信（5G）启动商用。",
     [("level", "基站总数", ">=", 60000, "个", 2020),
      ("milestone", "第五代移动通信（5G）启动商用", None, None, None, 2020)]),
    ("各地工作总结，应于6月底前报总局。", [("milestone", "工作总结报总局", None, None, None, 2017)]),
    ("2019年底前，建立全国企业监管信息平台。", [("milestone", "建立全国企业监管信息平台", None, None, None, 2019)]),
    ("到2020年，实现监测点位所有县（市、区）全覆盖。",
     [("milestone", "监测点位所有县（市、区）全覆盖", None, None, None, 2020)]),
]  # fmt: skip

NONE = [
    "截至2016年底，全省企业达到300家。",
    "2015年，全国森林覆盖率提高至21.66%。",
    "目前，已建成基站6万个。",
    "全年完成投资增长了15%，同比提高3个百分点。",
    "实施“1+4”平台承载行动。",
    "推进4G网络深度覆盖，加快5G商用部署。",
    "实施千亿元行动计划。",
    "落实43个行业“互联网+”行动计划。",
    "强化四个重点领域、12项重点任务。",
    "推进千亿级产业集群和三大工程建设。",
    "对投资500万元以上的项目给予投资金额10%、最高不超过100万元的奖励。",
    "对新认定的示范平台，分别给予10万元、20万元一次性奖励。",
    "新建小区严格执行接入两家以上运营商的规范。",
    "着重引导研发投入超过1000万元的企业开展攻关。",
    "加快22个省级试点建设。",
    "围绕全市11条重点产业链招商。",
    "每年定期开展专项行动。",
    "畅通12345热线，保障“7×24小时”服务。",
    "政务服务平台建设（3分）。",
    "担保机构按4∶3∶2∶1的比例分担风险。",
    "大力提升1000Mbps接入能力。",
    "构建三大类专业信息服务系统。",
    "建立市、县、乡三级体系，推进两化融合。",
    "到2020年，创新能力进一步增强，体系基本形成。",
    "到2025年，基本建成现代产业体系，取得明显成效。",
    "提供24小时自助服务。",
    "设立我市第一家专门机构。",
    "根据《规划（2021—2025年）》和2035年远景目标，制定本方案。",
    "发展一批300—500亩规模的现代化茶厂。",
    "对二氧化硫含量大于3.5%的烟气进行回收。",
]

CASES = LEVELS + SHARES + CHANGES + FREQUENCIES + LIMITS + MILESTONES


def rows(text: str, year: int | None = 2017) -> list[Target]:
    """The targets of a text."""
    return find_targets(document(text, year))[0]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_rows_of_a_sentence(text: str, expected: list[tuple[object, ...]]) -> None:
    found = [
        (row.kind, row.indicator, row.comparator, row.value, row.unit_of_measure, row.deadline_year)
        for row in rows(text)
    ]
    assert found == expected


@pytest.mark.parametrize("text", NONE)
def test_no_target(text: str) -> None:
    assert rows(text) == []


def test_facts_and_targets_by_year() -> None:
    text = "2022年，全市企业23.2万户；2023年，全市企业达到23.8万户；2024年，全市企业达到24.4万户。"
    assert [(row.value, row.deadline_year) for row in rows(text, 2023)] == [(238000, 2023), (244000, 2024)]


def test_a_bare_head_is_completed_from_the_heading() -> None:
    found = rows("二、做大做强产业链\n1.移动智能终端产业。\n依托龙头企业发展。到2020年，产值达到400亿元。")
    assert [row.indicator for row in found] == ["移动智能终端产业产值"]


def test_a_bare_head_is_completed_from_the_clause_before() -> None:
    found = rows("到2025年，柑橘种植面积达到380万亩、产量达到370万吨。")
    assert [row.indicator for row in found] == ["柑橘种植面积", "柑橘产量"]


def test_scope_holds_over_commas_and_ends_at_a_semicolon() -> None:
    found = rows("到2020年，全省站点总数达到6万个，接入点总数达到11万个；线路总长度达到70万公里。")
    assert [row.scope for row in found] == ["全省", "全省", None]


def test_a_date_holds_until_another_and_the_lead_sentence_s_for_the_article() -> None:
    found = rows("到2020年，甲类企业达到5家。乙类企业达到6家。到2025年，丙类企业达到7家。\n丁类企业达到8家。")
    assert [row.deadline_year for row in found] == [2020, 2020, 2025, 2020]


def test_the_date_of_a_lead_sentence_holds_for_the_items() -> None:
    found = rows(
        "二、发展目标\n到2023年末，将本市打造成产业高地。\n——规模壮大。推动产业规模达1000亿元，培育100家企业。"
    )
    assert [(row.value, row.deadline_year) for row in found] == [(1e11, 2023), (100, 2023)]


def test_the_date_of_the_paragraph_before_the_items_of_a_section_of_goals() -> None:
    found = rows("二、发展目标\n以市场需求为导向。到2023年末，将本市打造成高地。\n——规模壮大。培育100家企业。", 2021)
    assert [row.deadline_year for row in found] == [2023]


def test_a_change_against_last_year_is_a_fact_where_a_time_is_told_of() -> None:
    assert rows("上半年案件数量同比下降5%。") == []
    assert [row.value for row in rows("案件数量同比下降5%。")] == [5]
    assert [row.value for row in rows("力争案件数量同比下降5%。")] == [5]


def test_a_section_on_the_past_has_no_targets() -> None:
    assert rows("（一）发展基础\n全市企业达到300家，覆盖率达到95%。") == []
    assert len(rows("（一）夯实发展基础\n全市企业达到300家，覆盖率达到95%。")) == 2


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("应于6月底前将名单报总局备案。", "2017-06-30"),
        ("责令其于2018年6月15日前停止违规业务。", "2018-06-15"),
        ("2018年2月底前，建成监管信息平台。", "2018-02-28"),
    ],
)
def test_day_of_a_deadline(text: str, deadline: str) -> None:
    assert [row.deadline for row in rows(text)] == [deadline]


def test_years_that_count_from_a_stated_year() -> None:
    assert [row.deadline_year for row in rows("从2012年起5年内，培训人员达到300人。", 2012)] == [2016]
    assert [row.deadline_year for row in rows("力争5年内，培训人员达到300人。", 2012)] == [None]


def test_baseline_year_of_a_change() -> None:
    assert [(row.value, row.baseline_year) for row in rows("到2025年，能耗比2020年下降18%。", 2021)] == [(18, 2020)]


def test_period_of_growth_and_frequency() -> None:
    assert [row.period for row in rows("到2018年，产值年均增长15%。每月开展2次检查。")] == ["year", "month"]


def test_baseline_value_of_a_change_from_one_level_to_another() -> None:
    found = rows("到2025年，森林覆盖率由2020年的60%提高到62%。", 2021)
    assert [(row.indicator, row.value, row.baseline_value) for row in found] == [("森林覆盖率", 62, 60)]


def test_upper_value_of_a_range() -> None:
    found = rows("建成3至5个基地，覆盖率达到10%—15%，培训5—8万人。")
    assert [(row.value, row.value_max, row.unit_of_measure) for row in found] == [
        (3, 5, "个"),
        (10, 15, "%"),
        (50000, 80000, "人"),
    ]


def test_a_table_of_cells_gives_baseline_and_binding() -> None:
    text = (
        "一、主要指标\n指标|单位|2020年|2025年|属性\n"
        "1|粮食产量|万吨|1075|≥1080|约束性\n2|森林覆盖率（%）||52.1|55|预期性"
    )
    assert [
        (
            row.indicator,
            row.comparator,
            row.value,
            row.unit_of_measure,
            row.deadline_year,
            row.baseline_value,
            row.binding,
        )
        for row in rows(text, 2021)
    ] == [
        ("粮食产量", ">=", 10800000, "吨", 2025, 10750000, True),
        ("森林覆盖率", "=", 55, "%", 2025, 52.1, False),
    ]


def test_a_table_whose_cells_ran_together() -> None:
    text = (
        "专栏1主要指标序号指标名称单位2020年2025年指标属性1粮食产量万吨1075≥1080约束性2肉类产量万吨158180预期性"
        "3自来水普及率%82.585预期性4收入比—1.5∶12∶1预期性"
    )
    found, doubts = find_targets(document(text, 2021))
    assert [(row.indicator, row.value, row.unit_of_measure, row.baseline_value) for row in found] == [
        ("粮食产量", 10800000, "吨", 10750000),
        ("肉类产量", 1800000, "吨", 1580000),
        ("自来水普及率", 85, "%", 82.5),
        ("收入比", 2, None, 1.5),
    ]
    assert {row.baseline_year for row in found} == {2020}
    assert [doubt.rule for doubt in doubts] == ["glued-table-cells", "glued-table-cells"]


def test_what_is_damaged_gives_doubts_and_no_rows() -> None:
    text = (
        "一、目标\n到1990年，油料产量达到2L4万吨，木材产量达到07万吨，每年降低1、2%，水产品产量达到6万吨。\n指标\n1985年\n1990年\n蚕茧产量（吨）\n"
        "120\n150\n鲜奶产量（吨）\n80\n家禽存栏（万只）\n30\n45"
    )
    found, doubts = find_targets(document(text, 1986))
    assert [(row.indicator, row.value) for row in found] == [
        ("蚕茧产量", 150),
        ("家禽存栏", 450000),
        ("水产品产量", 60000),
    ]
    assert [doubt.rule for doubt in doubts] == ["table-row-left-out", *["damaged-number"] * 3]


def test_an_arrow_parts_baseline_and_target() -> None:
    found = rows("二、主要目标\n到2025年，实现以下目标。\n森林覆盖率 21.7% → 23%", 2021)
    assert [(row.indicator, row.value, row.baseline_value, row.deadline_year) for row in found] == [
        ("森林覆盖率", 23, 21.7, 2025)
    ]
