"""clean: what clean text is, and that every character of it leads back to the raw text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.clean import clean
from flows.clean.breaks import wrap_width

TEXT = [
    # width, blanks, brackets
    ("工业APP（应用软件）,每年", "工业APP（应用软件），每年"),
    ("到２０２０年，达到９８％", "到2020年，达到98%"),
    ("“互联网＋”行动", "“互联网+”行动"),
    ("第四代(4G)网络;带宽", "第四代（4G）网络；带宽"),
    ("use (see above), then", "use (see above), then"),
    ("各区县(市)政府", "各区县（市）政府"),
    ("2023 年4 月29 日", "2023年4月29日"),
    ("市委、 市人民政府", "市委、市人民政府"),
    ("达到 100 Mbps 以上", "达到100 Mbps以上"),
    ("76.7 80", "76.7 80"),
    ("1. AI技术", "1.AI技术"),
    ("1．加强领导", "1.加强领导"),
    ("1﹒加强领导", "1.加强领导"),
    # document numbers
    ("（国发„2015‟28号）", "（国发〔2015〕28号）"),
    ("国发[2015]28号", "国发〔2015〕28号"),
    ("国发【2015】第28号", "国发〔2015〕第28号"),
    ("图[1]所示", "图[1]所示"),
    # controls, zero-width and bidirectional marks
    ("政\u200b策\ufeff文\u202e件\x07", "政策文件"),
    ("第一行\r\n第二行。\r第三行", "第一行\n第二行。\n第三行"),
    ("e\u0301cole", "école"),
    ("目\u3000\u3000录\n第一章\u3000总则", "目录\n第一章总则"),
    ("标\u3000\u3000题：某某通知", "标题：某某通知"),
    # paragraphs
    ("\u3000\u3000第一段。\n\n\n\u3000\u3000第二段。\n", "第一段。\n第二段。"),
    ("提出以下意见：\u3000\u3000一、总体要求\u3000\u3000（一）思想。", "提出以下意见：\n一、总体要求\n（一）思想。"),
]


@pytest.mark.parametrize(("raw", "expected"), TEXT)
def test_clean_text(raw: str, expected: str) -> None:
    assert clean(raw).text == expected


PROSE = (
    "各级广播影视部门要建立健全工作机制，明确职责分工，落实工作责任。按照属地管理的原则加强监管，"
    "确保所播出的节目符合管理办法的有关"
)
BREAKS = [
    (f"{PROSE}\n规定，并具有相应版权。", f"{PROSE}规定，并具有相应版权。", "a page cut a sentence"),
    (f"{PROSE}\n（二）改进手段。", f"{PROSE}\n（二）改进手段。", "the next line opens a unit"),
    ("一、统一思想，充分认识加强宣传管理的重要意义\n随着发展，网络已成为媒体。", None, "a heading line ends"),
    (
        f"{PROSE}\n1淫秽色情等信息，进行违法犯罪活动。",
        f"{PROSE}淫秽色情等信息，进行违法犯罪活动。",
        "a glued page number",
    ),
    (f"{PROSE}\n20个工作日内办结的事项。", f"{PROSE}\n20个工作日内办结的事项。", "a quantity is no page number"),
    (
        "国务院关于印发国家环境保护\n“十一五”规划的通知",
        "国务院关于印发国家环境保护“十一五”规划的通知",
        "a title on two lines",
    ),
]


@pytest.mark.parametrize(("raw", "expected", "why"), BREAKS, ids=[case[2] for case in BREAKS])
def test_breaks_in_text_of_paragraphs(raw: str, expected: str | None, why: str) -> None:
    assert clean(raw).text == (raw if expected is None else expected)


WRAPPED = """乙市大力服务民营经济高质量发展行动方案
为认真贯彻落实省委、省政府关于民营经济的部署和要求，结合我市的
实际，特制定本行动方案。
一、总体要求
坚持以新发展理念为指导，
深入贯彻落实会议精神和关于民营经济发展的重要论述，扎实推
进各项工作的落地见效，全面优化营商环境并且持续加强服务。2023
年，民营企业达到5.6 万户，
民营
“五上”
企业达到1660 户。
二、重点工作
（一）健全工作推进机制
1.建立民营企业会议制度，领导小组每季度组织召开推进会，每年
召开一次民营经济发展大会。
（市工信局牵头，市委统战部、市工商联配合，各成员单
位、各县（市、区）落实）
（2）
开展精准帮扶，解决实际困难和问题，推动各项政策措施落到实处，
不断提升企业的获得感。
- 12 -
中共乙市委
乙市人民政府
2023 年4 月29 日
"""


def test_wrapped_lines_are_joined() -> None:
    lines = clean(WRAPPED).text.split("\n")
    assert "2023年，民营企业达到5.6万户，民营“五上”企业达到1660户。" in lines[3]
    assert "（市工信局牵头，市委统战部、市工商联配合，各成员单位、各县（市、区）落实）" in lines
    assert "（2）开展精准帮扶，解决实际困难和问题，推动各项政策措施落到实处，不断提升企业的获得感。" in lines
    assert lines[2] == "一、总体要求"
    assert lines[-3:] == ["中共乙市委", "乙市人民政府", "2023年4月29日"]


def test_page_marks_leave_the_text_and_are_kept_apart() -> None:
    found = clean(WRAPPED)
    assert [WRAPPED[slice(*mark)] for mark in found.page_marks] == ["- 12 -"]
    assert "12" not in found.text


def test_text_of_paragraphs_does_not_wrap() -> None:
    assert wrap_width(["一、总体要求", "这是一个很长的段落。" * 30] * 10) == 0


REPAIRS = [
    ("实现所有乡缜、行政村", "实现所有乡镇、行政村", [("乡缜", "乡镇")]),
    ("促进工此互联网发展", "促进工业互联网发展", [("工此", "工业")]),
    ("竣工此前已经验收", "竣工此前已经验收", []),
    ("建设智慧域市", "建设智慧城市", [("域市", "城市")]),
    ("开拓区域市场", "开拓区域市场", []),
    ("加快宽带化改造Q定期组织自查", "加快宽带化改造。定期组织自查", [("改造Q", "改造。")]),
    ("各市.、区县财政", "各市、区县财政", [("市.", "市")]),
    ("—、总体要求\n二、任务", "一、总体要求\n二、任务", [("—", "一")]),
    ("自己经营的企业", "自己经营的企业", []),
    ("网络结点与二客一危", "网络结点与二客一危", []),
]


@pytest.mark.parametrize(("raw", "expected", "corrections"), REPAIRS)
def test_damage_is_mended_and_told(raw: str, expected: str, corrections: list[tuple[str, str]]) -> None:
    found = clean(raw)
    assert found.text == expected
    assert [(c.before, c.after) for c in found.corrections] == corrections
    assert all(raw[slice(*c.span)] == c.before for c in found.corrections)


POLICY = st.text(alphabet="一二三、。，（）()《》“” \u3000\n\r1２%％.．-—政策市委Q\u200b\ue000a\u0301", max_size=200)


@given(POLICY)
@settings(max_examples=300, deadline=None)
def test_every_clean_character_leads_back(raw: str) -> None:
    found = clean(raw)
    places = [found.raw_offset(i) for i in range(len(found.text))]
    assert places == sorted(set(places))
    assert all(found.offset(place) == i for i, place in enumerate(places))
    assert found.quote(0, len(raw)).strip() in (found.text.strip(), "".join(raw.split()))


@given(POLICY)
@settings(max_examples=300, deadline=None)
def test_no_word_is_lost(raw: str) -> None:
    def kept(text: str) -> str:
        return "".join(char for char in text if "一" <= char <= "鿿" and char not in "一")

    marks = clean(raw).page_marks
    assert not marks or all(raw[a:b].strip("-—. \u30001２") == "" for a, b in marks)
    assert kept(clean(raw).text) == kept(raw)


@pytest.mark.parametrize("piece", ["（", " ", "\u3000", "1", "政策\n", "《", "“", "，\n", "e\u0301", "1.", "—\n", "\n"])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Four times the text takes at most about four times the time; a square would take sixteen."""

    def seconds(times: int) -> float:
        raw = piece * times
        started = time.process_time()
        clean(raw)
        return time.process_time() - started

    seconds(1000)
    small = min(seconds(20_000) for _ in range(3))
    assert seconds(80_000) < max(9 * small, 0.2)
