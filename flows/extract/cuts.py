"""Cuts a clause into the pieces between its commas, brackets left whole; 各市、州政府 is one piece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from flows.extract.names import runs_on
from flows.extract.roles import BRACKET_LABEL, closing_verbs, label_at
from flows.model import Span

_BODY_END = "局委部厅办院会行署社府处室队司心）"
_LABEL = (
    "(?:(?:牵头|责任|配合|主办|承办|协办|参与|落实|实施)(?:单位|部门|处室|科室|股室)"
    "|(?:完成|办结)?时限|责任人|负责人|联系人|(?:牵头|责任|分管)领导|联系(?:电话|方式))[：:]"
)
_CUTS = re.compile(
    r"“[^“”，。；]{1,12}”|"  # “双随机、一公开”
    rf"(?={BRACKET_LABEL.pattern})|[（(［\[【〔]|[）)］\]】〕]|[，、；。,;\n｜]|(?<![位门])[/／](?=[\u4e00-\u9fff])|会同|(?<=牵头)商"
    rf"|(?<=[{_BODY_END}])(?:商(?![务业会标贸品场用户事])"
    r"|(?:指导|督促|督导|监督)(?=各|有关|相关|所属|[\u4e00-\u9fff]{2,8}[省市县区局委部厅办院会镇乡])(?!委员会|[小组中办站局处科]))"
    # Where a list was parted by blanks, which clean text drops: 市商务局|责任单位：市财政局; 市商务局牵头|市财政局配合.
    r"|(?<=[\u4e00-\u9fff）])(?<![要一级直关头任责办合核实施织调导进与及和为成结])[ 　]*(?=" + _LABEL + ")"
    rf"|(?<=[{_BODY_END}])[ 　]*(?={_LABEL})"
    rf"|(?<=[{_BODY_END}]牵头)[ 　]*(?=[省市县区各][\u4e00-\u9fff]|有关|相关)"
)
_FOR_ALL = ("以下均", "以下各项", "以下任务", "以下不再")
_OPENS = frozenset("（(［[【〔")
_SHUTS = frozenset("）)］]】〕")


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two commas of a clause."""

    start: int
    end: int
    before: str  # the mark before it
    after: str  # the mark behind it
    role: str | None = None  # of the column that it opens, in a table


def pieces(text: str, parts: Sequence[Span], roles: Sequence[str]) -> Iterator[Piece]:
    """The pieces of a clause between commas, 、 and ；. `roles`: those that its parts have, in a table."""
    for (start, end), role in zip_longest(parts, roles):
        pieces = list(_cut(text, start, end))
        at = 0
        while at < len(pieces):
            first, last = pieces[at], at
            if text.startswith(_FOR_ALL, first.start):  # 以下均需各市人民政府落实，不再列出
                return
            while pieces[last].after == "、" and last + 1 < len(pieces) and _is_one(text, first, pieces[last + 1]):
                last += 1
            yield Piece(first.start, pieces[last].end, first.before, pieces[last].after, role if at == 0 else None)
            at = last + 1


def _is_one(text: str, piece: Piece, following: Piece) -> bool:
    """Whether two pieces are one collective, a label before and verbs behind them aside."""
    label = label_at(text, piece.start, piece.end)
    verbs = closing_verbs(text, following.start, following.end)
    ends = verbs[1] if verbs else following.end
    return runs_on(text[label[1] if label else piece.start : piece.end], text[following.start : ends])


def _cut(text: str, start: int, end: int) -> Iterator[Piece]:
    depth = 0
    begin, before = start, ""
    for match in _CUTS.finditer(text, start, end):
        mark = match[0]
        if mark.startswith("“"):
            continue
        if mark in _OPENS:
            depth += 1
        elif mark in _SHUTS:
            depth = max(depth - 1, 0)
        elif depth == 0:
            if match.start() > begin:
                yield Piece(begin, match.start(), before, mark)
            begin, before = match.end(), mark
    if begin < end:
        yield Piece(begin, end, before, "")
