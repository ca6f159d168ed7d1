"""Files of pieces repeated, alone and in pairs: recognising, reading and cleaning them grows with their length. make fuzz."""

from __future__ import annotations

import os
import random
import time
from itertools import permutations

import pytest

from flows.clean import clean
from flows.clean.traditional import simplified
from flows.read.formats import recognise, to_text
from flows.read.refusal import Refusal

PAIRS = int(os.environ.get("FUZZ_CASES", "10000")) // 50
LENGTH = 20_000  # characters; then twice as many
NOISE = 0.15  # seconds of the processor; what takes less is not measured well
DOUBLING = 2.6
HEADS = {
    "html": "<html><body><p>关于印发实施方案的通知。</p>",
    "md": "# 关于印发实施方案的通知\n\n",
    "txt": "关于印发实施方案的通知\n",
}
PIECES = {
    "html": ["<", "<!", "<!--", "-->", "<!---->", "<p>", "</p>", "<div>", "<table>", "<tr>", "<td>", "<br>", "<title>", "</title>", "<h1>", "<li>", "<ol>", "<a>", "<pre>", "&", "&#", "&nbsp;", "甲。", "，", "<script>", "<?xml", "发文字号：", "〔2020〕1号", "<head>", "<body>", "-", "x"],
    "md": ["#", "# ", "*", "**", "_", "`", "```\n", "$", "\\", "[", "](", "|", "| - |\n", "|a|b|\n", "|-|-|\n", ">", "- ", "1. ", "\n",
           "    ", "\t", "<", "甲", "。", "!", "~~", "---\n", "===\n", ":"],
    "txt": ["「", "《", "》", "（", "）", "(", "[", "〔", "1.", "2020", "年", " ", "　", "\n", "\r", "第 1 页\n", "- 1 -\n", "—", "一、", "，", ",",
            "。", ";", "甲", "a", "%", "“", '"', "乡缜", "市.、", "\ufffd", "·", "１", "|", "<!---->", "From: ", "**", "# ", "臺", "目录\n", "……", "首页 > "],
}  # fmt: skip


def seconds(kind: str, piece: str, length: int) -> float:
    bare = piece.startswith(("<!", "From"))  # what is looked for at the beginning of a file
    data = (("" if bare else HEADS[kind]) + (piece * (length // len(piece) + 1))[:length]).encode()
    begun = time.process_time()
    try:
        text = to_text(data, recognise(data, f"a.{kind}")).text
        simplified(clean(text).text)
    except Refusal:
        pass
    return time.process_time() - begun


@pytest.mark.parametrize("kind", PIECES)
def test_reading_grows_with_the_file(kind: str) -> None:
    pieces = PIECES[kind]
    pairs = list(map("".join, permutations(pieces, 2)))
    drawn = random.Random(7).sample(pairs, min(PAIRS, len(pairs)))
    found = {}
    for piece in [*pieces, *drawn]:
        short, long = seconds(kind, piece, LENGTH), seconds(kind, piece, 2 * LENGTH)
        if long > NOISE and long > DOUBLING * max(short, NOISE / DOUBLING):
            found[piece] = (short, long)
    assert not found
