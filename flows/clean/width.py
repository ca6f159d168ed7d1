"""Width, blanks and brackets: the typography of clean text. Every function keeps the length of its text."""

from __future__ import annotations

import re
import unicodedata

DROPPED = "\0"  # stands for a character that clean text leaves out

_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_NARROW |= dict(
    zip(
        map(ord, "％＋／．﹒﹪＂＇＝＃＆＠＊\xa0\u2002\u2003\u2009\u202f\t"),
        map(ord, "%+/..%\"'=#&@*      "),
        strict=True,
    )
)
_NARROW |= dict(
    zip(
        map(ord, "\u2028\u2029\x0b\x0c\x85｡､﹐﹔﹕﹗﹖﹙﹚﹝﹞"),
        map(ord, "\n\n\n\n\n。、，；：！？（）〔〕"),
        strict=True,
    )
)
_NARROW |= {
    code: 0
    for code in (*range(0x20), *range(0x7F, 0xA0), 0xFEFF, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
    if chr(code) not in "\t\n\x0b\x0c\x85\r"
}  # controls, zero-width and bidirectional marks

_TABBED = re.compile(r"^[^\n\t]*+\t[^\n]*", re.MULTILINE)  # a line at most once, whether it has a tab or none
_COMBINED = re.compile(r"[^\u0300-\u036f][\u0300-\u036f\u3099\u309a]+")
_RETURN = re.compile(r"\r(\n?)")
HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHINESE = f"{HAN}\u3001-\u303f\uff01-\uff5e“”‘’—…·"

_PARTING = re.compile(r"(?<=\S)(?:[ \u3000]{2,}(?=\S))")
_EDGE = re.compile(r"[ \u3000\0]*\n[ \u3000\n\0]*|^[ \u3000\n\0]+|[ \u3000\n\0]+$")
_BLANK = re.compile(r"[ \u3000]+")
_KEEPS_BLANK = re.compile(r"[A-Za-z0-9%][ \u3000]+[A-Za-z0-9]|[!-~][ \u3000]+[A-Za-z]|[A-Za-z][ \u3000]+\([!-~]")
_DECIMAL_BEFORE = re.compile(r"(?:^|\n)[ \u3000\0\n]*\d{1,2}(?:\.\d{1,2}){0,3}[.、]?$")
_LABEL_BEFORE = re.compile(r"(?:^|\n)[\0\n]*(?:\d{1,3}[.)]|\(\d{1,3}\))$")

_WIDE = str.maketrans(",;:!?", "，；：！？")
_POINT = re.compile(f"(?<=[{_CHINESE}])[,;:!?]+|[,;:!?](?=[{_CHINESE}])")
_BRACKET = re.compile("[()（）\n]")
_STOP = re.compile(  # the full stop of a keyboard set to Latin; behind a number that opens a line (一．) it is its mark
    rf"(?P<number>^[（(]?[一二三四五六七八九十百]{{1,4}}[）)]?\.(?=[{HAN}“]))|(?<=[{HAN}）”])\.(?=[{HAN}\n“《]|$)",
    re.MULTILINE,
)
_NUMBER_BRACKETS = re.compile(
    rf"(?<=[{HAN}])([\[【（〔［„〈{{])((?:19|20)\d\d)([\]】）〕］‟〉}}])(?=(?:第|特)?\d{{1,5}}号)"
)
_IS_CHINESE = re.compile(f"[{_CHINESE}]")


def narrow(raw: str) -> str:
    """NFC, half-width digits, Latin letters, %, + and /; one kind of line end; controls and zero-width marks
    dropped.
    """
    text = _RETURN.sub(lambda m: DROPPED + "\n" if m[1] else "\n", raw)
    text = _TABBED.sub(_cells, text).translate(_NARROW) if "\t" in text else text.translate(_NARROW)
    if not unicodedata.is_normalized("NFC", text):
        text = _COMBINED.sub(_compose, text)
        text = "".join(_composed(char) for char in text)
    return text


def _cells(line: re.Match[str]) -> str:
    """A line of three cells or more: its tabs are the walls between them."""
    row = line[0].strip("\t ")
    inner = line[0].find(row)
    return line[0][:inner] + row.replace("\t", "|") + line[0][inner + len(row) :] if row.count("\t") > 1 else line[0]


def _compose(match: re.Match[str]) -> str:
    composed = unicodedata.normalize("NFC", match[0])
    return composed.ljust(len(match[0]), DROPPED)


def _composed(char: str) -> str:
    composed = unicodedata.normalize("NFC", char)
    return composed if len(composed) == 1 else char


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
    if text[max(0, start - 2)] in "\n\0" or start == 1 or _DECIMAL_BEFORE.search(text, max(0, start - 14), start):
        return match[0]  # one character stands before it, or a number: 目　　录, 标　　题, 1.1　　目的
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
    number.
    """
    text = _POINT.sub(lambda m: m[0].translate(_WIDE), _pair_brackets(text))
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
