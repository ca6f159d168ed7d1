"""Width, blanks and brackets: the typography of clean text. Every function keeps the length of its text."""

from __future__ import annotations

import re

from flows.clean.columns import with_bars
from flows.clean.letters import DROPPED, plain
from flows.knowledge.writing import HAN

_RETURN = re.compile(r"\r(\n?)")
_CHINESE = f"{HAN}\u3001-\u303f\uff01-\uff5e“”‘’—…·"

# A pattern that begins with a character is searched for many times as fast as one that begins by looking back.
_PARTING = re.compile(r"[ \u3000](?<=\S.)[ \u3000]+(?=\S)")
_EDGE = re.compile(r"[ \u3000\0]*\n[ \u3000\n\0]*|^[ \u3000\n\0]+|[ \u3000\n\0]+$")
_BLANK = re.compile(r"[ \u3000]+")
_KEEPS_BLANK = re.compile(r"[A-Za-z0-9%][ \u3000]+[A-Za-z0-9]|[!-~][ \u3000]+[A-Za-z]|[A-Za-z][ \u3000]+\([!-~]")
_DECIMAL_BEFORE = re.compile(r"(?:^|\n)[ \u3000\0\n]*\d{1,2}(?:\.\d{1,2}){0,3}[.、]?$")
_LABEL_BEFORE = re.compile(r"(?:^|\n)[\0\n]*(?:\d{1,3}[.)]|\(\d{1,3}\))$")

_WIDE = str.maketrans(",;:!?", "，；：！？")
_POINT = re.compile(f"[,;:!?](?:(?<=[{_CHINESE}].)[,;:!?]*|(?=[{_CHINESE}]))")
_BRACKET = re.compile("[()（）\n]")
_TITLE_IN_TITLE = re.compile(r"(《[^《》<>\n]{0,80})<([^《》<>\n]{2,80})>")  # 《关于印发<…>的通知》
_STOP = re.compile(  # the full stop of a keyboard set to Latin; behind a number that opens a line (一．) it is its mark
    rf"(?P<number>^[（(]?[一二三四五六七八九十百]{{1,4}}[）)]?\.(?=[{HAN}“]))|(?<=[{HAN}）”])\.(?=[{HAN}\n“《]|$)",
    re.MULTILINE,
)
_NUMBER_BRACKETS = re.compile(
    rf"([\[【（〔［„〈{{])(?<=[{HAN}].)((?:19|20)\d\d)([\]】）〕］‟〉}}])(?=(?:第|特)?\d{{1,5}}号)"
)
_IS_CHINESE = re.compile(f"[{_CHINESE}]")


def narrow(raw: str) -> str:
    """Plain letters (flows/clean/letters.py), one kind of line end, walls where tabs or blanks part cells."""
    text = _RETURN.sub(lambda m: DROPPED + "\n" if m[1] else "\n", raw)
    return plain(with_bars(text))


def drop_blanks(text: str) -> str:
    """Drop blanks inside Chinese text and at the ends of lines; two ideographic blanks inside a line part paragraphs.

    A blank stays, as one, between letters and digits of ASCII (`100 Mbps`), but not behind the number that opens a
    line.
    """
    text = _PARTING.sub(_parting, text)
    text = _EDGE.sub(
        lambda m: ("\n" if "\n" in m[0] and m.start() > 0 and m.end() < len(text) else "").ljust(len(m[0]), DROPPED),
        text,
    )
    return _BLANK.sub(_blank, text)


def _parting(match: re.Match[str]) -> str:
    text, start = match.string, match.start()
    lone = text[max(0, start - 2)] in "\n\0 \u3000" or start == 1  # one character: 目　　录, 第一章　总　　则
    if lone or _DECIMAL_BEFORE.search(text, max(0, start - 14), start):  # 1.1　　目的
        return match[0]
    ends = match.string[match.start() - 1] in "。：；！？）)"
    parts = match[0].count("\u3000") > 1 or (ends and len(match[0]) > 1)
    return "\n".ljust(len(match[0]), DROPPED) if parts else match[0]


def _blank(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    if start and _KEEPS_BLANK.match(text, start - 1) and not _LABEL_BEFORE.search(text, max(0, start - 8), start):
        return " ".ljust(end - start, DROPPED)
    return DROPPED * (end - start)


def widen_punctuation(text: str) -> str:
    """Full-width ，；：！？ beside a Chinese character, brackets in pairs, 〔〕 around the year of a document
    number, 〈〉 around a title in a title.
    """
    text = _POINT.sub(lambda m: m[0].translate(_WIDE), _pair_brackets(text))
    text = _TITLE_IN_TITLE.sub(r"\1〈\2〉", text)
    text = _STOP.sub(lambda m: m["number"] or "。", text)
    return _NUMBER_BRACKETS.sub(r"〔\2〕", text)


def _pair_brackets(text: str) -> str:
    """Make both brackets of a pair full-width when one is, or when one has a Chinese neighbour."""
    wide: dict[int, str] = {}
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        at, char = match.start(), match[0]
        if char == "\n":
            opened.clear()
        elif char in "(（":
            opened.append(at)
        else:
            pair = [opened.pop(), at] if opened else [at]
            if any(text[i] in "（）" or _touches_chinese(text, i) for i in pair):
                wide.update((i, "（" if text[i] in "(（" else "）") for i in pair)
    wide.update((i, "（") for i in opened if _touches_chinese(text, i))
    return _BRACKET.sub(lambda m: wide.get(m.start(), m[0]), text)


def _touches_chinese(text: str, at: int) -> bool:
    return bool(_IS_CHINESE.match(text, at + 1) or (at and _IS_CHINESE.match(text, at - 1)))
