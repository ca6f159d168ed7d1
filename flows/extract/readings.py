"""Reads a clause: its names with their roles, whether the list is open, the time limit it sets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from flows.extract.cuts import pieces
from flows.extract.full_names import Name, complete
from flows.extract.lead_rules import rules_in
from flows.extract.names import is_name, split_names
from flows.extract.roles import (
    DUE,
    LEAD,
    NOBODY,
    RESPONSIBLE,
    SUPPORT,
    closing_verbs,
    inner_verb,
    label_at,
)
from flows.extract.target_words import DEED
from flows.model import Span

_PARTS = ("；", ";")
_WITH = ("会同", "商")  # 市发改委牵头，会同市财政局: who is joined helps
_GUIDES = ("指导", "督促", "督导", "监督")  # 省教育厅指导各市州落实
_NOTES = re.compile(
    r"下同|\d月|\d年|[年季]度|年底|持续|长期|立即|即时|常态|坚持|按进度|适时|完成|取得|排名|排序|不分先后|以下|按时"
)
_ASIDE = re.compile(r"以下|下同|上述|不再|其余|不分先后")  # 以下均需各市州政府负责，不再列出
_OTHERS = ("其他", "其它", "后")  # 排名第一的为牵头单位，其他部门配合
_CONTACT = re.compile(r"（(?:联系|责任人|负责人|咨询|电话)[^（）]{2,40}）$")
_PHRASE = re.compile(r"[\u4e00-\u9fff]{3,10}")
_WORK = re.compile(
    rf"{DEED}|加强|加快|推进|做好|落实|强化|确保|严格|积极|及时|定期|按|[\u4e00-\u9fff]*(?:工作|建设|管理|服务|能力|水平|机制|体系)$"
)
LONGEST_PIECE = 200  # characters between two commas; more is no list of names
_SQUARE = re.compile("〔([^〔〕]+)〕")


@dataclass(slots=True)
class Reading:
    """What a clause says."""

    names: list[tuple[Name, str]] = field(default_factory=list)
    open_ended: bool = False
    limits: list[str] = field(default_factory=list)  # the words that set a time limit
    labelled: bool = False
    ends_with_verb: bool = False
    loose: bool = False  # a name was cut out of a phrase: 省财政厅|负责资金保障
    contact: bool = False  # it names a person or a telephone beside a body
    strangers: int = 0  # pieces that are neither names nor notes

    @property
    def due(self) -> str:
        """The words that set a time limit, as one text."""
        return "".join(f"{words}，" for words in self.limits)

    @property
    def is_list(self) -> bool:
        """Most of it is names."""
        return bool(self.names) and len(self.names) >= self.strangers


@lru_cache(maxsize=1)
def _rounded(text: str) -> str:
    """A document's text in which 各市、县〔区〕政府 reads 各市、县（区）政府; its clauses share it."""
    return text.replace("〔", "（").replace("〕", "）")


def _as_written(name: Name, text: str) -> Name:
    """A name in full with the brackets that the text has: 各市、县〔区〕政府."""
    for inner in _SQUARE.findall(text, *name.span):
        name = replace(name, full=name.full.replace(f"（{inner}）", f"〔{inner}〕"))
    return name


def read(
    text: str, parts: Sequence[Span], region: str | None, roles_of_parts: Sequence[str] = (), lenient: bool = False
) -> Reading:
    """Reads the parts of a clause in order, in a document of a region.

    `roles_of_parts` are the labels of the parts where the text gives them elsewhere: the columns of a table. `lenient`
    takes a short phrase for a name that no ending tells (东航物流).
    """
    reading = Reading()
    original, text = text, _rounded(text)
    written: list[tuple[Span, str, int]] = []
    roles: list[str | None] = []
    label = told = None  # the label in force; the last that named bodies
    pending = 0  # names before this index have their role
    helpers: set[int] = set()  # the indices of names behind 会同
    listed: set[int] = set()  # those beside a 、
    group, group_start = 0, 0
    aside = joined = helping = False  # within what is said about the clauses; behind 、; behind 会同
    for piece in pieces(text, parts, roles_of_parts):
        start, end = piece.start, piece.end
        opened = (piece.role, start) if piece.role else label_at(text, start, end)
        if opened:
            roles[pending:] = [role or label or RESPONSIBLE for role in roles[pending:]]
            pending, label, start = len(roles), opened[0], opened[1]
            reading.labelled |= label not in (DUE, NOBODY)
            told = told if label in (DUE, NOBODY) else label
        elif label in (DUE, NOBODY) and piece.before in _PARTS and is_name(text[start:end]):
            label = told  # 责任单位：甲局，责任人：张某；乙局，责任人：李某
        if label in (DUE, NOBODY):
            reading.contact |= label == NOBODY and bool(written)
            if label == DUE:
                reading.limits.append(text[start:end])
            continue
        rules = rules_in(text, start, end)
        aside = bool(_ASIDE.match(text, start, end)) or (aside and (joined or text.startswith(_OTHERS, start)))
        joined = piece.after == "、"
        if contact := _CONTACT.search(text, start, end):
            end, reading.contact = contact.start(), True
        if rules:
            end, aside = text.rfind("（", start, rules[0].span[0]), True
        if end <= start or (aside and not rules):
            continue
        spans, role, etc, loose = _names_of(text[start:end])
        helping = piece.before in _WITH or (helping and piece.before == "、")
        if piece.after in _GUIDES:
            role = role or RESPONSIBLE
        reading.loose |= loose
        found = [((start + a, start + b), text[start + a : start + b], group) for a, b in spans]
        reading.open_ended |= etc
        if not found:
            _take_note(reading, text[start:end])
        listed.update(range(len(roles), len(roles) + len(found)) if "、" in (piece.before, piece.after) else ())
        helpers.update(range(len(roles), len(roles) + len(found)) if helping else ())
        written += found
        roles += [None] * len(found)
        if role or (found and not loose):  # 各区政府|落实属地责任 leaves it as it is
            reading.ends_with_verb = role is not None
        if role:
            if label:  # under a label, a verb is about its own group only: 牵头单位：甲局，乙局、丙局配合
                roles[pending:group_start] = [label] * (group_start - pending)
                pending = max(pending, group_start)
            roles[pending:] = [role] * (len(roles) - pending)
            pending = len(roles)
        if piece.after != "、":
            group, group_start = group + 1, len(roles)
    unlisted = _names_by_place(written, listed, reading)
    joins = SUPPORT if LEAD in (label, *roles) else None  # 市发改委牵头，会同市财政局
    roles = [role or (joins if index in helpers else None) or label or RESPONSIBLE for index, role in enumerate(roles)]
    for index, (name, role) in enumerate(zip(complete(written, region), roles, strict=True)):
        name = _as_written(name, original)
        if is_name(name.full) or index in unlisted or (lenient and _PHRASE.fullmatch(name.full)):
            noted = closing_verbs(name.role, 0, len(name.role)) if name.role else None
            reading.names.append((name, noted[0] if noted else role or RESPONSIBLE))
        else:
            reading.strangers += 1
    _share_notes(reading.names)
    return reading


def _names_by_place(written: Sequence[tuple[Span, str, int]], listed: set[int], reading: Reading) -> set[int]:
    """The phrases that only their place tells for names: in a list that a label or a verb closes, most of it names."""
    strange = {index for index, (_, words, _) in enumerate(written) if not is_name(words)}
    told = reading.labelled or reading.ends_with_verb
    if not told or 3 * len(strange) > len(written) + 1:
        return set()
    return {i for i in strange & listed if _PHRASE.fullmatch(written[i][1]) and not _WORK.match(written[i][1])}


def _share_notes(names: list[tuple[Name, str]]) -> None:
    """Gives a note to the names before it too that have none: 市审计局（牵头）、市财政局、市国资委（配合）."""
    noted = False
    for index in reversed(range(len(names))):
        name, role = names[index]
        if name.role:
            noted = role == SUPPORT
        elif noted and role == RESPONSIBLE:
            names[index] = (name, SUPPORT)


@lru_cache(maxsize=1 << 16)
def _names_of(piece: str) -> tuple[tuple[Span, ...], str | None, bool, bool]:
    """Where the names of a piece stand in it, the role that its verbs give, whether 等 ends a list in it, and whether
    the names had to be cut out of a phrase.
    """
    if len(piece) > LONGEST_PIECE:
        return (), None, False, False
    verbs: tuple[str | None, int] | None = closing_verbs(piece, 0, len(piece))
    spans, etc = split_names(piece[: verbs[1]] if verbs else piece)
    named = any(is_name(piece[slice(*span)]) for span in spans)
    if not named and verbs and _NOTES.search(piece):
        return (), None, etc, False
    if not named and verbs is None:
        verbs = inner_verb(piece, 0, len(piece))
        spans, etc = split_names(piece[: verbs[1]]) if verbs else (spans, etc)
    kept = tuple(span for span in spans if span[1] > span[0] and not _NOTES.search(piece[slice(*span)]))
    return kept, verbs[0] if verbs else None, etc, bool(kept) and verbs is not None and not named


def _take_note(reading: Reading, piece: str) -> None:
    """A piece without names: a date, 持续推进, 下同."""
    if _NOTES.search(piece):
        reading.limits.append(piece)
