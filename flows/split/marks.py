"""Lines and blocks that are no policy, told by knowledge/genre.yml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from flows.knowledge.genre import genre
from flows.split.fields import fields_in

_OF_DATABASES = ("number", "issued", "issuers", "title")  # facts that a site gives of a document, not of its page
_RELATED = re.compile("(?:相关(?:文档|链接|新闻|信息|阅读|文件|稿件|解读|文章)|推荐阅读|热点推荐)[:：]?")
_LONGEST_ENTRY = 80  # characters of a line among other texts
_LONGEST_LINE = 160  # characters; what is longer is prose, whatever it begins with


@cache
def _boilerplate() -> tuple[re.Pattern[str], dict[str, str]]:
    lines = genre()["boilerplate"]
    return (
        re.compile("|".join(f"(?P<r{i}>{line['pattern']})" for i, line in enumerate(lines))),
        {f"r{i}": line["reason"] for i, line in enumerate(lines)},
    )


@cache
def _compiler() -> re.Pattern[str]:
    return re.compile(genre()["compiler"])


@cache
def _openings() -> re.Pattern[str]:
    return re.compile("|".join(each["pattern"] for each in genre()["openings"]))


@cache
def _promotion() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, genre()["advertisement"]["words"])))


def boilerplate_reasons(lines: Sequence[str]) -> list[str | None]:
    """Why each line as a whole is boilerplate; None where it is not."""
    reasons = [_reason(line) for line in lines]
    for field in fields_in(lines):
        for i in range(field.line, field.line + field.lines):
            reasons[i] = reasons[i] or ("database header" if field.fact in _OF_DATABASES else "site line")
    related = _related(lines)
    return [*reasons[:related], *("navigation" for _ in reasons[related:])]


def _related(lines: Sequence[str]) -> int:
    """Where the list of other texts begins that a site puts below: titles to the end, no sentence; else the end."""
    prose = next((i for i in range(len(lines) - 1, -1, -1) if "。" in lines[i] or len(lines[i]) > _LONGEST_ENTRY), -1)
    return next((i for i in range(prose + 1, len(lines)) if i > 0 and _RELATED.fullmatch(lines[i])), len(lines))


def _reason(line: str) -> str | None:
    if len(line) > _LONGEST_LINE:
        return None
    pattern, reasons = _boilerplate()
    match = pattern.fullmatch(line)
    return reasons[match.lastgroup or ""] if match else None


def is_compiler_heading(line: str) -> bool:
    """第一篇:… and the like, which a compiler put between texts."""
    return len(line) <= _LONGEST_LINE and bool(_compiler().fullmatch(line))


def opens_text(line: str) -> bool:
    """Whether a line opens a text of its own: an order, news, answers to the press."""
    return bool(_openings().fullmatch(line))


def is_advertisement(text: str) -> bool:
    """Whether words of promotion are dense in a text that has been found to be no policy."""
    return bool(len(_promotion().findall(text)) * 1000 >= genre()["advertisement"]["per_thousand"] * len(text))
