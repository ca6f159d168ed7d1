"""Markdown → text: what its marks mean for the page goes, what is written stays, line for line.

A heading is its text on a line, **bold** its words, a link its words, `**发布日期**: 2025-05-27` the fact
发布日期：2025-05-27; numbers of lists stay as written, bullets and rules go. Tables become the rows that
flows/read/rows.py describes. Lines stay lines: plans that people keep as Markdown have a paragraph a line.
"""

from __future__ import annotations

import re
from dataclasses import replace

from flows.knowledge.fields import keys
from flows.read.encoding import Decoded, decode
from flows.read.latex import without_latex
from flows.read.markdown_tables import with_rows
from flows.read.metadata import tidy_fact
from flows.read.refusal import Refusal
from flows.read.rows import Cell, table_lines

MOST_BYTES = 2_000_000  # the longest plans have a quarter of it
_FRONT = re.compile(r"\A\s*---[ \t]*\n(.{0,5000}?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n`]*$", re.MULTILINE)
_RULE = re.compile(  # of a line without the blanks at its ends
    r"(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}|\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+(?:[ \t]*:?-{3,}:?)?"
)
_LEAD = re.compile(r"([ \t\u3000]*)(?:>[> \t]*)?(?:#{1,6}[ \t]+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)?")
_TRAIL = re.compile(r"[ \t]+#+[ \t]*$|[ \t]{2,}$|\\$")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\n]{0,1000}\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\([^()\n]{0,1000}\)")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,1000})>")
_STRONG = re.compile(r"(\*\*\*|\*\*|__)(?=\S)((?:(?!\1)[^\n]){1,1000}?)\1")
_SLANTED = re.compile(r"(?<![*A-Za-z0-9])\*(?=[^\s*])([^*\n]{1,300})(?<=[^\s*])\*(?![*A-Za-z0-9])")
_CODE = re.compile(r"`([^`\n]{1,300})`")
_TAG = re.compile(r"</?(?:b|strong|i|em|u|font|span|div|p|center|sup|sub|a|mark)\b[^<>\n]{0,300}>", re.IGNORECASE)
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~%$])")
_KEY = re.compile(r"([^\s:：，。#\"']{1,20})[ \t]*[:：][ \t]*[\"']?([^\"'\n]*?)[\"']?[ \t]*")


def read_markdown(data: bytes) -> Decoded:
    """The text of a Markdown file, decoded as plain text is. Raises Refusal when it is no text or far too long."""
    if len(data) > MOST_BYTES:
        raise Refusal(
            f"The Markdown file has more than {MOST_BYTES // 1_000_000} MB, no plan has: split it into its plans.",
            rule="too-large",
        )
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    lines: list[str] = []
    if front := _FRONT.match(text):
        lines = [
            f"{keys().get(pair[1].lower(), pair[1])}：{pair[2]}"
            for line in front[1].split("\n")
            if (pair := _KEY.fullmatch(line)) and pair[2]
        ]
        text = text[front.end() :]
    lines += _lines(without_latex(_FENCE.sub("", text)))
    return replace(decoded, text="\n".join(lines))


def _lines(text: str) -> list[str]:
    return [
        line
        for piece, is_table in with_rows(text)
        for line in (map(plain, piece.split("\n")) if is_table else _lines_of(piece))
    ]


def _lines_of(text: str) -> list[str]:
    lines: list[str] = []
    table: list[list[Cell]] = []
    walled = True  # the first row of the table begins with a bar, so each does
    for line in text.split("\n"):
        bare = line.strip()
        if _RULE.fullmatch(bare):
            continue
        if (bare.startswith("|") and bare.count("|") > 2) or (table and "|" in bare):
            walled = walled if table else bare.startswith("|")
            table.append([Cell((cell,) if cell else ()) for cell in _cells(bare, walled)])
        else:
            lines += table_lines(table)
            table = []
            lines += (tidy_fact(piece) if _BOLD_KEY.match(bare) else piece for piece in plain(line).split("\n"))
    return lines + table_lines(table)


_BOLD_KEY = re.compile(r"[-*+ ]*\*\*[^*\n]{1,20}\*\*")


def _cells(row: str, walled: bool) -> list[str]:
    """The cells of a row of a table; an escaped bar is no border, nor are the bars around a row that has walls."""
    row = row.replace("\\|", "\0")
    row = row.removeprefix("|").removesuffix("|") if walled else row
    return [" ".join(plain(part.strip()).split("\n")).replace("\0", "|") for part in row.split("|")]


def plain(line: str) -> str:
    """A line without its marks; of more lines where it has <br> in it."""
    lead = _LEAD.match(line)
    line = _TRAIL.sub("", (lead[1] + line[lead.end() :]) if lead else line)
    if not any(mark in line for mark in "*_[<`\\"):
        return line
    line = _BREAK.sub("\n", _IMAGE.sub("", line))
    line = _ADDRESS.sub(r"\1", _LINK.sub(r"\1", line))
    line = _STRONG.sub(r"\2", _STRONG.sub(r"\2", line))
    line = _CODE.sub(r"\1", _SLANTED.sub(r"\1", line))
    return _ESCAPED.sub(r"\1", _TAG.sub("", line))
