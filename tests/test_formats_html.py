"""HTML: whatever the layout of the site, no character of the policy is lost and none of the site comes with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.hall import read_one
from flows.read import read
from flows.read.html import read_html

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"

TITLE = "某某市推进智慧水务建设行动方案"
POLICY = [
    TITLE,
    "某政办发〔2022〕17号",
    "各区人民政府，市政府各部门：",
    "为提升城市供水保障能力，制定本方案。",
    "一、总体目标",
    "到2025年，智能水表覆盖率达到90%以上。",
    "二、重点任务",
    "（一）建设感知网络。在主要管段布设监测点500个。（牵头单位：市水务局）",
    "（二）开放数据资源",
    "推动供水数据依法有序开放。",
    "附件：1.任务分工表",
    "某某市人民政府办公室",
    "2022年6月30日",
]
NAVIGATION = '<div class="top"><a href="/">首页</a><a href="/a">政务公开</a><a href="/b">办事服务</a><a href="/c">互动交流</a></div>'
FOOT = "<div>版权所有：某某市人民政府 主办单位：某某市政府办公室<br>技术支持：某公司 网站标识码：0000000000</div>"
SIDE = "<ul>" + "".join(f'<li><a href="/{i}">关于某项工作的若干政策解读之{i}</a></li>' for i in range(6)) + "</ul>"
SCRIPT = '<script>var a = "一、总体要求。到2020年，";document.write(a);</script><style>p{color:red}</style>'


def paragraphs(tag: str = "p") -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in POLICY)


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{TITLE}-某某市人民政府</title>{head}{SCRIPT}</head><body>{body}</body></html>".encode()


LAYOUTS = {
    "plain": page(paragraphs()),
    "divs": page(
        f"{NAVIGATION}<div id='main'><div class='text'>{paragraphs()}</div><div class='r'>{SIDE}</div></div>{FOOT}"
    ),
    "title apart": page(
        f"{NAVIGATION}<h1>{POLICY[0]}</h1><div class='c'>{paragraphs().replace(f'<p>{TITLE}</p>', '')}</div>{SIDE}{FOOT}"
    ),
    "html5": page(
        f"<header><nav>{NAVIGATION}</nav></header><main><article>{paragraphs()}</article><aside>{SIDE}</aside></main>"
        f"<footer>{FOOT}</footer>"
    ),
    "layout tables": page(
        f"<table><tr><td>{NAVIGATION}</td></tr></table><table><tr><td width=200>{SIDE}</td><td><table><tr><td>{paragraphs()}"
        f"</td></tr></table></td></tr></table>{FOOT}"
    ),
    "one layout table": page(f"<table><tr><td>{SIDE}</td><td>{paragraphs()}</td></tr></table>"),
    "breaks": page(f"{NAVIGATION}<div class='zoom'>{'<br/>　　'.join(POLICY)}</div>{FOOT}"),
    "divs of spans": page(
        "<div>"
        + "".join(f"<div style='text-indent:2em'><span><font>{x[:5]}</font>{x[5:]}</span></div>" for x in POLICY)
        + "</div>"
    ),
    "two parts": page(
        f"{NAVIGATION}<div><div>{''.join(f'<p>{x}</p>' for x in POLICY[:7])}</div><div>{''.join(f'<p>{x}</p>' for x in POLICY[7:])}"
        f"</div></div>{SIDE}{FOOT}"
    ),
    "linked attachment": page(
        f"{NAVIGATION}<div>{paragraphs().replace(POLICY[10], f'<a href=/f.docx>{POLICY[10]}</a>')}</div>{SIDE}"
    ),
    "field": paragraphs().encode(),
    "field with entities": "".join(
        f"<p>&nbsp;&nbsp;{''.join(f'&#{ord(c)};' for c in x)}&nbsp;</p>\r\n" for x in POLICY
    ).encode(),
    "field of fonts": "<br>\n".join(f"<font face='仿宋'>&emsp;{x}</font>" for x in POLICY).encode(),
    "unclosed": ("<p>" + "\n<p>".join(POLICY)).encode(),
    "gb2312": page(paragraphs(), '<meta charset="gb2312">').decode().encode("gb18030"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_policy_and_nothing_else(layout: str) -> None:
    assert [line.strip() for line in read_html(LAYOUTS[layout]).text.split("\n")] == POLICY


def test_words_of_a_foot_in_a_paragraph_are_text() -> None:
    said = "加强培训和技术支持，推行统一的标准。"
    lines = read_html(page(f"<div>{paragraphs()}<p><span>（二）加强协同。</span><span>{said}</span></p></div>{FOOT}"))
    assert lines.text.split("\n")[-1] == f"（二）加强协同。{said}"


def test_facts_around_the_text_are_kept_as_lines() -> None:
    cells = [("索 引 号：", "000/2022-1"), ("发文机关：", "市政府办公室"), ("标　　题：", TITLE), ("主 题 词：", "")]
    table = "".join(f"<tr><td><b>{a}</b></td><td>{b}</td></tr>" for a, b in cells)
    listed = "<ul><li><span>发布日期：</span><span>2022-07-01</span></li></ul><dl><dt>有效性：</dt><dd>有效</dd></dl>"
    lines = read_html(page(f"<table>{table}</table>{listed}<div>{paragraphs()}</div>")).text.split("\n")
    facts = ["索引号：000/2022-1", "发文机关：市政府办公室", f"标题：{TITLE}", "发布日期：2022-07-01", "有效性：有效"]
    assert lines == facts + POLICY


def test_a_table_of_tasks_is_rows_between_bars() -> None:
    table = (
        "<table><tr><th>序号</th><th>重点任务</th><th>牵头单位</th></tr><tr><td colspan=3>一、基础设施</td></tr>"
        "<tr><td rowspan=2>1</td><td><p>建设监测点。</p><p>接入平台。</p></td><td>市水务局</td></tr>"
        "<tr><td>改造管网|泵站</td><td>市住建委<br>市水务局</td></tr></table>"
    )
    lines = read_html(page(f"<div>{paragraphs()}{table}</div>")).text.split("\n")
    assert lines[len(POLICY) :] == [
        "| 序号 | 重点任务 | 牵头单位 |",
        "一、基础设施",
        "| 1 | 建设监测点。 接入平台。 | 市水务局 |",
        "|  | 改造管网｜泵站 | 市住建委 市水务局 |",
    ]


def test_numbers_of_ordered_lists_show() -> None:
    listed = (
        "<ol start=3><li>加快建设，完善设施。</li><li><p>强化监管，落实责任。</p></li></ol><ul><li>保障。</li></ul>"
    )
    assert read_html(listed.encode()).text.split("\n") == ["3.加快建设，完善设施。", "4.强化监管，落实责任。", "保障。"]


def test_hidden_text_is_left_out_and_preformatted_lines_stay() -> None:
    data = f"<div style='display:none'>分享到微博。</div><pre>{chr(10).join(POLICY)}</pre>".encode()
    assert read_html(data).text.split("\n") == POLICY


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='display: none'>{}</div>", "<div hidden>{}</div>", "<div style='position:absolute;left:-9999px'>{}</div>",
        "<noscript>{}</noscript>", "<template>{}</template>", "<textarea>{}</textarea>", "<input type='hidden' value='{}'>",
    ],
)  # fmt: skip
def test_a_hidden_copy_of_the_text_is_not_read(hidden: str) -> None:
    for body in (paragraphs() + hidden.format(paragraphs()), hidden.format(paragraphs()) + paragraphs()):
        assert read_html(page(body)).text.split("\n") == POLICY


def test_a_text_that_only_a_style_hides_is_read() -> None:
    assert read_html(page(f"<div style='display:none'>{paragraphs()}</div>")).text.split("\n") == POLICY


def test_wrong_bytes_of_a_page_are_told_and_do_not_stop_it(tmp_path: Path) -> None:
    data = (
        page(paragraphs(), '<meta charset="gb2312">')
        .decode()
        .encode("gb18030")
        .replace("感知".encode("gb18030"), b"\xff\xff")
    )
    (tmp_path / "a.html").write_bytes(data)
    source = read(tmp_path / "a.html", tmp_path)
    assert (source.status, source.encoding) == ("ok", "gb18030")
    assert [doubt.rule for doubt in source.doubts] == ["characters-lost"]


@pytest.mark.parametrize(
    "body",
    [
        "<div id=app></div><script>render()</script>", "<a href=/>首页</a><textarea style='display:none'>{}</textarea>",
        "<p>正在加载</p><script>var text = '{}';</script>", "<p>公文详情</p><input type=hidden value='{}'>",
    ],
)  # fmt: skip
def test_a_page_made_by_a_script_is_refused(tmp_path: Path, body: str) -> None:
    (tmp_path / "a.html").write_text(f"<html><body>{body.format(chr(10).join(POLICY))}</body></html>", "utf-8")
    assert "copy the plan's text" in (read(tmp_path / "a.html", tmp_path).error or "")


def test_the_hall_reads_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(LAYOUTS["layout tables"])
    rows = read_one(tmp_path / "a.html", tmp_path).rows
    (document,) = rows["documents"]
    assert (document["title"], document["doc_number"], document["date_issued"]) == (TITLE, POLICY[1], "2022-06-30")
    assert [row["path"] for row in rows["articles"]] == ["0", "1", "2", "2.1", "2.2"]
    assert [row["role"] for row in rows["assignments"]] == ["lead"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not in the repository")
def test_no_character_of_a_real_page_is_lost() -> None:
    from lxml import html

    data = (CORPUS / "29_guobanfa_2018_126_table.html").read_bytes()
    (content,) = html.document_fromstring(data.decode()).xpath("//*[@id='UCAP-CONTENT']")
    whole = re.sub(r"\s", "", content.text_content())
    assert whole in re.sub(r"[\s|]", "", read_html(data).text)
