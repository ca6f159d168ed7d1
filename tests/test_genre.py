"""genre: what a document does, told by its title (codebook: genre)."""

import pytest

from flows.knowledge.genre import doc_type
from flows.parse.genre import genre_of
from flows.tables import table

CASES = {
    "plan": [
        "关于加强湿地保护的意见", "某市湿地保护规划（2021—2025年）", "湿地保护三年行动计划", "2024年湿地工作要点", "国务院关于修复湿地的决定",
        "湿地修复重点任务清单", "湿地保护任务分工", "湿地保护“十四五”规划纲要", "关于湿地政策解读工作的实施方案", "某县人民政府办公室关于印发湿地保护实施方案的通知",
    ],
    "measures": ["支持湿地产业的若干措施", "扶持湿地旅游的若干政策（试行）", "关于鼓励湿地旅游的政策意见", "湿地旅游二十条", "稳经济一揽子政策措施"],
    "rules": ["某市湿地保护条例", "湿地公园管理办法（暂行）", "湿地补偿实施细则", "湿地执法规定", "湿地巡护制度", "突发事件应急预案管理办法"],
    "standards": ["湿地监测技术规范", "湿地名录", "湿地审批事项目录", "市场准入负面清单（2025年版）", "关于公布第二批重要湿地名单的通知", "关于调整湿地公园收费标准的通知"],
    "notice": ["关于做好湿地普查工作的通知", "关于湿地违法案件的通报", "关于封闭湿地的公告"],
    "reply": ["国务院关于同意设立湿地日的批复", "对第12号建议的答复", "关于湿地边界问题的复函"],
    "report": ["2024年湿地资源调查报告", "湿地状况公报"],
    "emergency": ["湿地火灾应急预案", "湿地防汛预案（2023年修订）"],
    "explanation": ["《湿地保护条例》解读", "一图读懂湿地保护规划", "负责人就湿地条例答记者问", "湿地修复工作指引", "湿地认养办事指南"],
}  # fmt: skip


@pytest.mark.parametrize(("expected", "title"), [(name, title) for name, titles in CASES.items() for title in titles])
def test_genre(expected: str, title: str) -> None:
    assert genre_of(title, doc_type(title)) == expected


def test_the_type_word_tells_where_the_title_does_not() -> None:
    assert genre_of("湿地保护", "实施方案") == "plan"
    assert genre_of("湿地保护", None) is None
    assert genre_of("", None) is None


def test_all_genres_are_declared() -> None:
    (column,) = [column for column in table("documents").columns if column.name == "genre"]
    assert set(column.enum or ()) == set(CASES)
