"""The marks of the genre: type words, names of bodies, document numbers, titles. From knowledge/genre.yml and GB/T
9704.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from flows.knowledge import facts
from flows.knowledge.writing import HAN

BODY_ENDS = (
    "办公厅|办公室|人民政府|委员会|管委会|办事处|指挥部|领导小组|省委|市委|县委|区委|旗委|州委|地委|盟委|党委"
    "|国务院|总局|总署|[部委办局厅署院会]"
)
# Also of bodies that sign beside these.
ISSUER_ENDS = f"{BODY_ENDS}|中央|妇联|残联|工商联|科协|银行|分行|支行|总社|公司|海关|总队|学校|大学|中心"
ANY_DOC_NUMBER = re.compile(
    rf"(?:(?![的于据和照])[{HAN}]){{1,12}}(?:[（(][{HAN}]{{1,6}}[）)])?〔(?:19|20)\d\d〕(?:第|特)?\d{{1,5}}号"
)
_OPENS_WITH_YEAR = re.compile(r"(?:19|20)\d\d(?:[-—–－](?:19|20)\d\d)?年(?!\d)")
_HEADS_CHAPTER = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[章节编条]|专栏[一二三四五六七八九十\d]")
NORMAL = re.compile(f"[^{HAN}A-Za-z0-9]+")


@cache
def genre() -> dict[str, Any]:
    """knowledge/genre.yml as it is."""
    knowledge: dict[str, Any] = facts("genre.yml")
    return knowledge


@cache
def _types() -> tuple[str, re.Pattern[str]]:
    words = "|".join(sorted(genre()["doc_types"], key=len, reverse=True))
    return words, re.compile(rf"({words})》?(?:[（(〔][^）)〕]*[）)〕])*$")


def type_words() -> str:
    """The type words as one alternation for a pattern."""
    return _types()[0]


def doc_type(title: str | None) -> str | None:
    """The type word that ends a title, brackets behind it aside; None where there is none."""
    if not title:
        return None
    match = _types()[1].search(title)
    return genre()["doc_type_names"].get(match[1], match[1]) if match else None


def is_title(line: str) -> bool:
    """Whether a line may be the title of a document: it ends with a type word and is no sentence."""
    numbered = line[:1].isdigit() and not _OPENS_WITH_YEAR.match(line)
    numbered = numbered or bool(_HEADS_CHAPTER.match(line))
    return 4 <= len(line) <= 120 and "。" not in line and not numbered and bool(_types()[1].search(line))


def wording(title: str) -> str:
    """A title without brackets, quotes, marks and blanks."""
    return NORMAL.sub("", title)


def same_title(a: str, b: str) -> bool:
    """Whether two titles are the same but for brackets, quotes and blanks."""
    return wording(a) == wording(b)


__all__ = [
    "ANY_DOC_NUMBER",
    "BODY_ENDS",
    "ISSUER_ENDS",
    "doc_type",
    "genre",
    "is_title",
    "same_title",
    "type_words",
    "wording",
]
