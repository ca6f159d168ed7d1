"""DOCX: the numbers that Word shows, tables in place, and nothing of what a reader does not see."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from flows.hall import read_one
from flows.read import read
from flows.read.docx import read_docx
from flows.read.numerals import numeral
from tests.files import docx, levels, num, p, r, restart, tbl, tc, tr

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


def lines(body: str, numbering: str = "", styles: str = "") -> list[str]:
    return read_docx(docx(body, numbering, styles)).text.split("\n")


CHINESE = levels(("chineseCounting", "%1、"), ("japaneseCounting", "（%2）"), ("decimal", "%3."))


def test_levels_count_and_start_again_under_each_other() -> None:
    body = "".join(p(t, 1, i) for t, i in [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2), ("戊", 0), ("己", 1), ("庚", 2)])
    assert lines(body, CHINESE + num(1)) == ["一、甲", "（一）乙", "（二）丙", "1.丁", "二、戊", "（一）己", "1.庚"]


def test_a_list_counts_on_after_text_and_in_another_list_of_its_definition() -> None:
    body = p("甲", 1) + p("正文") + p("乙", 1) + p("丙", 2)
    assert lines(body, CHINESE + num(1) + num(2)) == ["一、甲", "正文", "二、乙", "三、丙"]


def test_a_list_starts_anew_where_it_says_so() -> None:
    body = p("甲", 1) + p("乙", 1) + p("丙", 2) + p("丁", 2) + p("戊", 3)
    numbering = CHINESE + num(1) + num(2, changes=restart(0)) + num(3, changes=restart(0, 7))
    assert lines(body, numbering) == ["一、甲", "二、乙", "一、丙", "二、丁", "七、戊"]


def test_a_level_that_restarts_never_runs_on() -> None:
    level = '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:lvlRestart w:val="0"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
    numbering = levels(("chineseCounting", "%1、"), more=level) + num(1)
    body = "".join(p(t, 1, i) for t, i in [("甲", 0), ("乙", 1), ("丙", 0), ("丁", 1)])
    assert lines(body, numbering) == ["一、甲", "1.乙", "二、丙", "2.丁"]


def test_patterns_of_several_levels_and_blanks_behind_words() -> None:
    numbering = levels(("decimal", "%1"), ("decimal", "%1.%2"), ("chineseCounting", "第%3条")) + num(1)
    body = "".join(p(t, 1, i) for t, i in [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2)])
    assert lines(body, numbering) == ["1 甲", "1.1 乙", "1.2 丙", "第一条 丁"]


def test_numbers_in_digits_only_where_a_level_says_so() -> None:
    legal = '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>'
    numbering = levels(("chineseCounting", "第%1章"), more=legal) + num(1)
    assert lines(p("甲", 1) + p("乙", 1, 1), numbering) == ["第一章 甲", "1.1 乙"]


def test_numbers_through_styles() -> None:
    level = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:pStyle w:val="H1"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:pStyle w:val="H2"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
    )
    second = '<w:ilvl w:val="1"/>'
    pr = "<w:pPr><w:numPr>{}<w:numId w:val='1'/></w:numPr></w:pPr>"
    styles = (
        f'<w:style w:type="paragraph" w:styleId="H1">{pr.format("")}</w:style>'
        f'<w:style w:type="paragraph" w:styleId="H2">{pr.format(second)}</w:style>'
        '<w:style w:type="paragraph" w:styleId="H3"><w:basedOn w:val="H2"/></w:style>'
    )
    body = (
        p("甲", style="H1") + p("乙", style="H2") + p("丙", style="H3") + p("丁", 0, style="H2") + p("戊", style="H1")
    )
    assert lines(body, level + num(1), styles) == ["一、甲", "（一）乙", "（二）丙", "丁", "二、戊"]


def test_a_definition_that_links_to_a_style_of_lists() -> None:
    linked = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
    numbering = levels(("chineseCounting", "%1、"), more='<w:styleLink w:val="L"/>') + linked + num(1, definition=1)
    assert lines(p("甲", 1), numbering) == ["一、甲"]


@pytest.mark.parametrize(("pattern", "line"), [("——", "——甲"), ("\uf06c", "甲"), ("", "甲")])
def test_bullets_that_are_characters_show(pattern: str, line: str) -> None:
    assert lines(p("甲", 1), levels(("bullet", pattern)) + num(1)) == [line]


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 11, "十一"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCounting", 20, "二十"),
        ("taiwaneseCountingThousand", 330, "三百三十"),
        ("japaneseDigitalTenThousand", 12, "一二"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("upperLetter", 28, "BB"),
        ("lowerRoman", 49, "xlix"),
        ("decimalZero", 7, "07"),
        ("decimalEnclosedCircleChinese", 20, "⑳"),
        ("decimalEnclosedParen", 1, "⑴"),
        ("ideographEnclosedCircle", 2, "㈡"),
        ("decimalFullWidth", 12, "１２"),
        ("none", 4, ""),
        ("nobodyKnows", 4, "4"),
        ("decimal", 0, "0"),
    ],
)
def test_forms_of_numbers(form: str, number: int, written: str) -> None:
    assert numeral(number, form) == written


def test_tables_stand_in_their_place() -> None:
    wide, first, rest = '<w:gridSpan w:val="3"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = p("前") + tbl(
        tr("序号", "任务", "责任单位"),
        tr(tc("一、基础", wide)),
        tr(tc("1", first), "建网", "市水务局"),
        tr(tc("", rest), "开放数据", "市数据局"),
    ) + p("后")  # fmt: skip
    rows = ["| 序号 | 任务 | 责任单位 |", "一、基础", "| 1 | 建网 | 市水务局 |", "|  | 开放数据 | 市数据局 |"]
    assert lines(body) == ["前", *rows, "后"]


def test_numbers_and_tables_inside_cells() -> None:
    inner = "<w:tc>" + tbl(tr("甲", "乙")) + p("") + "</w:tc>"
    assert lines(tbl(tr("外", inner), tr("<w:tc>" + p("任务", 1) + "</w:tc>", "丙")), CHINESE + num(1)) == [
        "| 外 | ｜ 甲 ｜ 乙 ｜ |",
        "| 一、任务 | 丙 |",
    ]


def test_a_box_of_one_cell_is_text() -> None:
    assert lines(tbl("<w:tr><w:tc>" + p("专栏1　主要工程") + p("1.建网。") + "</w:tc></w:tr>")) == [
        "专栏1　主要工程",
        "1.建网。",
    ]


def test_tracked_changes_are_accepted() -> None:
    body = f"<w:p>{r('到2025年，')}<w:del>{r('旧')}</w:del><w:ins>{r('新')}</w:ins><w:moveFrom>{r('走')}</w:moveFrom><w:moveTo>{r('来')}</w:moveTo></w:p>"
    assert lines(body) == ["到2025年，新来"]


def test_what_a_reader_does_not_see_is_left_out() -> None:
    page_field = "".join(
        f"<w:r>{x}</w:r>"
        for x in (
            '<w:fldChar w:fldCharType="begin"/>',
            "<w:instrText> PAGE </w:instrText>",
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>3</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    body = (
        f"<w:p>{r('甲')}{page_field}{r('隐', '<w:vanish/>')}<w:r><w:footnoteReference w:id='1'/></w:r>{r('乙')}</w:p>"
    )
    body += '<w:p><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>9</w:t></w:r></w:fldSimple></w:p>'
    assert lines(body) == ["甲乙"]


def test_results_of_other_fields_links_controls_and_signs_stay() -> None:
    link = f"<w:hyperlink>{r('链接')}</w:hyperlink><w:smartTag>{r('标')}</w:smartTag><w:sdt><w:sdtContent>{r('控件')}</w:sdtContent></w:sdt>"
    field = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>REF a</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>'
    body = f"<w:p>{link}{field}{r('参见')}<w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:noBreakHyphen/><w:t>末</w:t></w:r></w:p>"
    block = f"<w:sdt><w:sdtContent>{p('块')}</w:sdtContent></w:sdt>"
    assert lines(body + block) == ["链接标控件参见-末", "块"]


def test_soft_breaks_end_lines_and_page_breaks_do_not() -> None:
    assert lines('<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:br w:type="page"/><w:t>丙</w:t></w:r></w:p>') == [
        "甲",
        "乙丙",
    ]


def test_a_text_box_stands_behind_its_paragraph_once() -> None:
    box = f"<wps:txbx><w:txbxContent>{p('框中文字')}</w:txbxContent></wps:txbx>"
    old = f"<v:textbox><w:txbxContent>{p('框中文字')}</w:txbxContent></v:textbox>"
    shape = f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{old}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    assert lines(f"<w:p>{r('正文')}{shape}</w:p>") == ["正文", "框中文字"]


def test_the_strict_form_and_another_name_of_the_main_part_are_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    main = f'<w:document xmlns:w="{strict}"><w:body>{p("甲")}</w:body></w:document>'
    link = '<Relationships><Relationship Type="x/officeDocument" Target="/word/document2.xml"/></Relationships>'
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("_rels/.rels", link)
        package.writestr("word/document2.xml", main)
    assert read_docx(file.getvalue()).text == "甲"


def test_the_hall_sees_automatic_numbers(tmp_path: Path) -> None:
    body = p("某某市智慧水务实施方案") + p("为提升供水保障能力，制定本方案。") + p("总体要求", 1) + p("目标", 1, 1)
    body += (
        p("到2025年，建成监测点500个。")
        + p("任务", 1, 1)
        + p("推动开放。（责任单位：市水务局）")
        + p("保障措施", 1)
        + p("加强领导。")
    )
    (tmp_path / "a.docx").write_bytes(docx(body, CHINESE + num(1)))
    rows = read_one(tmp_path / "a.docx", tmp_path).rows
    assert [row["path"] for row in rows["articles"]] == ["0", "1", "1.1", "1.2", "2"]
    assert [target["value"] for target in rows["targets"]] == [500]
    assert len(rows["assignments"]) == 1


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not in the repository")
def test_a_real_plan_is_the_same_as_word_file_and_as_markdown() -> None:
    twins = [read(CORPUS / f"09_shanghai_beidou_2021.{kind}", CORPUS).text for kind in ("docx", "md")]
    of_docx, of_md = ([line.strip() for line in twin.split("\n") if line.strip()] for twin in twins)
    start = of_md.index("附件")
    assert of_docx[of_docx.index("附件") :][: len(of_md) - start] == of_md[start:]


def test_merged_cells_of_a_word_file_give_every_row(tmp_path: Path) -> None:
    first, rest, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="4"/>'
    table = tbl(
        tr("类别", "任务", "牵头单位", "配合单位"),
        tr(tc("防洪", first), "加固堤防", "县水利局", "县财政局"),
        tr(tc("", rest), "清淤河道", "县自然资源局", ""),
        tr(tc("供水保障", wide)),
        tr("供水", "新建水厂", "县住房城乡建设局", ""),
    )
    body = p("邻水县水利发展实施方案") + p("为发展水利事业，制定本方案。") + p("一、重点任务") + table
    (tmp_path / "plan.docx").write_bytes(docx(body + p("二、保障措施") + p("加强组织领导。")))
    rows = read_one(tmp_path / "plan.docx", tmp_path).rows
    assert [row["body"] for row in rows["articles"] if row["kind"] == "item"] == ["加固堤防", "清淤河道", "新建水厂"]
    assert [(row["agency"].short_name, row["role"]) for row in rows["assignments"]] == [
        ("县水利局", "lead"), ("县财政局", "support"), ("县自然资源局", "lead"), ("县住房城乡建设局", "lead"),
    ]  # fmt: skip
