"""PDF files as offices and browsers lay them out: short items, columns, heads, printed pages, merged cells."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from flows.read.pdf import read_pdf
from tests.files import Rule, Word, letter, pdf

ITEMS = [
    "（一）加固堤防。按照二十年一遇标准加固干流堤防，一期工程长度达到20公里以上。",
    "（二）修复水毁工程。一般水毁工程当年修复，修复率达到95%以上。",
    "（三）保障供水。新建水厂2座，改造老旧管网30公里，建成节水型企业12家。",
]
SHORT = [
    "为发展水利事业，结合我县实际，制定本方案。",
    "一、重点任务",
    *ITEMS,
    "二、保障措施",
    "各乡镇要加强组织领导。",
]
TITLE = "临海县水利发展实施方案"


def lines(data: bytes) -> list[str]:
    return read_pdf(data).text.split("\n")


def set_in(paragraphs: Sequence[str], left: float, top: float, per_line: int, size: float = 12) -> list[Word]:
    """The words of paragraphs in a column, first lines indented."""
    words, y = [], top
    for text in paragraphs:
        rest, x, room = text, left + 2 * size, per_line - 2
        while rest:
            words.append((x, y, rest[:room]))
            rest, x, room, y = rest[room:], left, per_line, y - 20
    return words


@pytest.mark.parametrize("per_line", [22, 25, 28])
def test_items_of_one_or_two_lines_are_joined(per_line: int) -> None:
    assert lines(letter([f" {TITLE}", *SHORT], per_line=per_line)) == [TITLE, *SHORT]


def test_a_list_that_hangs_is_not_taken_for_short_items() -> None:
    hanging = [(72.0 if i % 3 == 0 else 96.0, 760.0 - 20 * i, f"{'项目内容说明文字' * 3}{i}") for i in range(12)]
    ended = [(x, y, text if i % 3 < 2 else "到此为止。") for i, (x, y, text) in enumerate(hanging)]
    found = lines(pdf([(ended, [])], size=12))
    assert sum(line.endswith("到此为止。") for line in found) == 4
    assert not any("到此为止。项目" in line for line in found)


def woven(gap_by_row: bool) -> bytes:
    """Two columns below a title, drawn row by row or one after the other."""
    prose = [*SHORT, "各有关单位要按照职责分工，密切配合，定期通报进展，确保各项任务按期完成，取得实效。"]
    left, right = set_in(prose[:4], 60, 740, 17), set_in(prose[4:], 320, 740, 17)
    words = sorted([*left, *right], key=lambda word: (-word[1], word[0])) if gap_by_row else [*left, *right]
    return pdf([([(230.0, 780.0, TITLE), *words], [])], size=12)


@pytest.mark.parametrize("gap_by_row", [True, False], ids=["row by row", "column by column"])
def test_the_left_column_is_read_first(gap_by_row: bool) -> None:
    found = lines(woven(gap_by_row))
    assert found[: len(SHORT) + 1] == [TITLE, *SHORT]
    assert found[-1].startswith("各有关单位要按照职责分工")
    assert found[-1].endswith("取得实效。")


def test_short_cells_side_by_side_are_no_columns() -> None:
    names = ["堤防达标率", "供水能力", "节水型企业", "治理河长", "管网漏损率", "灌溉面积"]
    words = [(60.0, 740.0, "主要指标")]
    for i, name in enumerate(names):
        words += [(60.0, 700.0 - 20 * i, name), (320.0, 700.0 - 20 * i, f"{i + 10}个")]
    found = lines(pdf([(words, [])], size=12))
    assert [line.split() for line in found[1:]] == [[name, f"{i + 10}个"] for i, name in enumerate(names)]


def test_cells_without_walls_are_rows() -> None:
    table = [
        ["指标", "单位", "2020年", "2025年"],
        ["堤防达标率", "%", "75", "85"],
        ["治理河长", "公里", "", "2000"],
        ["节水型企业数量", "家", "2", "12"],
    ]
    places = [60.0, 220.0, 320.0, 420.0]
    words = [(60.0, 740.0, "主要指标由县水利局负责监测，定期报告有关情况。")]
    for i, row in enumerate(table):
        words += [(x, 700.0 - 20 * i, cell) for x, cell in zip(places, row, strict=True) if cell]
    assert lines(pdf([(words, [])], size=12))[1:] == [f"| {' | '.join(row)} |" for row in table]


@pytest.mark.parametrize("pages", [2, 3])
def test_the_head_of_a_short_document_is_left_out(pages: int) -> None:
    head = "临海县人民政府公报 2025年第3期"
    paragraphs = [f"{ITEMS[i % 3]}{ITEMS[(i + 1) % 3]}" for i in range(5 * pages)]
    found = lines(letter([f" {TITLE}", *paragraphs], head=head, per_page=60 // pages))
    assert not any("公报" in line for line in found)
    assert found[0] == TITLE


def test_attachments_of_one_page_each_keep_their_marks() -> None:
    pages = [
        ([(72.0, 800.0, f"附件{n}"), *set_in([f"任务清单{n}", *SHORT], 72, 740, 28)], list[Rule]()) for n in (1, 2)
    ]
    assert {"附件1", "附件2"} <= set(lines(pdf(pages, size=12)))


PRINTS = [
    ("11/30/26, 1:17 AM {title}", "https://www.example.gov.cn/art/2025/5/6/art_1_2.html {n}/2"),
    ("2025/5/6 上午10:23 {title}", "file:///C:/方案/plan.html {n}/2"),
    ("{title} https://www.example.gov.cn/a?id=3", "{n} of 2 2025/5/6, 10:23"),
    ("2025-05-06 10:23 {title}", "http://www.example.gov.cn/zc/{n}.html {n}/2"),
]


@pytest.mark.parametrize(("head", "foot"), PRINTS)
@pytest.mark.parametrize("last", [True, False], ids=["drawn last", "drawn first"])
def test_what_a_browser_prints_around_a_page_is_left_out(head: str, foot: str, last: bool) -> None:
    pages = []
    for n, part in ((1, [*SHORT[:3]]), (2, [*SHORT[3:]])):
        around = [(24.0, 815.0, head.format(title=TITLE, n=n)), (24.0, 17.0, foot.format(n=n))]
        text = ([(230.0, 780.0, TITLE)] if n == 1 else []) + set_in(part, 60, 750, 30)
        pages.append(([*text, *around] if last else [*around, *text], list[Rule]()))
    assert lines(pdf(pages, size=12)) == [TITLE, *SHORT]


def test_the_time_of_a_page_without_an_address_is_kept() -> None:
    words = [(60.0, 800.0, "2025-05-06 10:23 来源：县水利局"), *set_in([TITLE, *SHORT], 60, 750, 30)]
    assert lines(pdf([(words, [])], size=12))[0] == "2025-05-06 10:23 来源：县水利局"


def test_a_cell_across_the_table_is_a_line_and_a_tall_one_leaves_cells_empty() -> None:
    xs, ys = [60.0, 160.0, 300.0, 400.0], [740.0, 710.0, 680.0, 650.0, 620.0]
    words = [
        (72.0, 780.0, "主要指标由县水利局负责监测，定期报告有关情况。"),
        (64.0, 718.0, "专栏1 主要指标"),
        (64.0, 688.0, "类别"), (164.0, 688.0, "指标"), (304.0, 688.0, "2025年"),
        (64.0, 643.0, "防洪"), (164.0, 658.0, "堤防达标率"), (304.0, 658.0, "85%"),
        (164.0, 628.0, "治理河长"), (304.0, 628.0, "2000公里"),
    ]  # fmt: skip
    rules: list[Rule] = [(xs[0], y, xs[-1], y) for y in (ys[0], ys[1], ys[2], ys[4])]
    rules += [(xs[1], ys[3], xs[-1], ys[3]), (xs[0], ys[0], xs[0], ys[4]), (xs[-1], ys[0], xs[-1], ys[4])]
    rules += [(x, ys[1], x, ys[4]) for x in xs[1:-1]]
    assert lines(pdf([(words, rules)], size=12))[1:] == [
        "专栏1 主要指标",
        "| 类别 | 指标 | 2025年 |",
        "| 防洪 | 堤防达标率 | 85% |",
        "|  | 治理河长 | 2000公里 |",
    ]
