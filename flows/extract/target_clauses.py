"""The targets of one sentence, clause by clause: 企业数量突破3万家，从业人员突破20万人，产值达到1000亿元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from flows.extract.deadlines import Calendar, DateMark, Due
from flows.extract.evidence import evidence
from flows.extract.exclusions import Clause, in_brackets, is_size, next_of, threshold
from flows.extract.heads import complete, in_full
from flows.extract.indicators import (
    SEPARATOR,
    after_bracket,
    at_rate,
    before_bracket,
    counted,
    is_deed,
    is_scope,
    of_rank,
    only_does,
    predicate_of,
    scope_of,
    share_of,
    split_gap,
    subject,
    thing_behind,
    unchanged,
)
from flows.extract.limits import counts_from, done_then, is_bare_deed, of_clause_before
from flows.extract.quantities import Quantity
from flows.extract.setting import Item, Maybe, Setting
from flows.extract.target_kinds import changes, comparator_of, kind_of, period_of, unit_said
from flows.extract.target_lists import Row, distribute, one_unit
from flows.extract.target_words import COUNTS, DEED, MEASURES, TIMES
from flows.extract.weighing import Judge
from flows.model import Span, Target

_CHANGES = frozenset({"百分点", "番", "倍"})
_LONGEST = 120  # characters after the last number of a clause that may name what it counts
_NEAR = 400  # characters beside any number that may; 140 in the plans at hand
_FROM = re.compile(
    r"(?:由|从)(?:(?:19|20)\d\d年?[底末]?|“?十[一二三四]?五”?(?:时期|期间|期?末))?的?(?:\d[\d.]*[%万亿]*)?$"
)
_ONWARD = re.compile(r"，(?:提高|提升|增加|扩大|上升|降低|下降|减少|压缩)[到至]")
_FROM_REACH = 24  # characters before a number within which 由 or 从 stands
_OPENING = 30  # characters of a clause within which a scope stands
_MADE = re.compile(r"^[^的，对给]{0,16}(?:项目|工程|线路|道路|公路|路段|管网|渠道|河道|堤防|基地|园区)$")
_LISTS = re.compile(DEED + "$|元、$")
_THING = re.compile(r"[^，。；：、（）\d]+")


class SentenceReader:
    """Reads the clauses of a sentence one after another; remembers what a later clause leaves out."""

    def __init__(self, text: str, sentence: Span, setting: Setting, calendar: Calendar, judge: Judge) -> None:
        self.text, self.sentence, self.setting, self.calendar, self.judge = text, sentence, setting, calendar, judge
        self.refused: list[Maybe] = []
        self.segment = sentence[0]
        self.scope: str | None = None
        self.last: Target | None = None
        self.label: str | None = None  # 人均收入 of 人均收入：年均增长14%
        self.recent: list[Target] = []  # the targets of the sentence so far
        self.odds: dict[int, float] = {}  # of the numbers so far, by their place
        self.base: Quantity | None = None  # 60% of 由2020年的60%提高到62%

    def read(self, span: Span, quantities: Sequence[Quantity]) -> list[Row]:
        """The rows of one clause."""
        if span[0] > self.sentence[0] and self.text[span[0] - 1] == "；":
            self.segment, self.scope = span[0], None
        clause = Clause(self.text[slice(*span)], span[0], span[1], self.segment, self.sentence[0])
        self.base = None
        if not quantities and self.text[span[1] : span[1] + 1] == "：":
            self.label = subject(clause.text[-_NEAR:])[0]
        own = one_unit(self._counting(clause, quantities))
        opening = min(own[0].left - span[0], _NEAR) if own else _OPENING
        self.scope = scope_of(clause.text[:opening]) or self.scope
        carried = self.last is not None and (clause.text.startswith(("其中", "并", "年均")) or self._goes_on(own, span))
        rows: list[Row] = []
        for item in self._items(clause, own):
            target = self._target(clause, item, carried)
            carried = target is not None
            if target:
                rows.append((item.quantity.start, target))
                self.last = target
        if len(rows) == len(own) > 0:
            rows = distribute(self.text, clause.start, own, rows, self.recent)
        self.recent.extend(target for _, target in rows)
        return rows

    def _goes_on(self, own: Sequence[Quantity], span: Span) -> bool:
        """Whether the verb of the clause before governs this one: 支持300名…赴外培训，1000名…参加研修."""
        opens = bool(own) and own[0].left == span[0] and own[0].right < span[1] and not own[0].prefixed
        return opens and own[0].unit in COUNTS and self.last is not None and self.last.unit_of_measure in COUNTS

    def _counting(self, clause: Clause, quantities: Sequence[Quantity]) -> list[Quantity]:
        """The quantities of a clause that count: what describes another, or is a base, is no candidate by itself."""
        kept: list[Quantity] = []
        glosses = [in_brackets(self.text, quantity) for quantity in quantities]
        for quantity, gloss, following in zip(quantities, glosses, next_of(quantities, glosses), strict=True):
            source = _FROM.search(self.text, max(clause.start, quantity.left - _FROM_REACH), quantity.left)
            if source and following and following.prefixed and following.left <= quantity.right:
                self.base = quantity  # 由60%提高到62%
                continue
            if source and _ONWARD.match(self.text, quantity.right):  # 由12万吨，提高至24万吨
                before = self.text[max(clause.start, source.start() - _NEAR) : source.start()]
                self.label, self.last = subject(before)[0], None
                continue
            if kept and kept[-1].right == quantity.start and (quantity.han or is_size(self.text, quantity)):
                continue  # 10个百万亩…基地, 1所200张床位以上的养老机构
            limit = gloss or threshold(self.text, quantity, clause, self._describes(quantity, following))
            if limit and not self._rescued(clause, quantity, limit):
                continue
            kept.append(quantity)
        return kept

    def _rescued(self, clause: Clause, quantity: Quantity, limit: str) -> bool:
        """Whether a number that seems to describe what another counts is a target all the same."""
        left = self.text[max(clause.start, quantity.left - _NEAR) : quantity.left]
        right = self.text[quantity.right : min(clause.end, quantity.right + _LONGEST)].rstrip("。！？")
        item = Item(quantity, after_bracket(left), before_bracket(right), right)
        return self._accepted(clause, item, False, f"limits: {limit}")

    def _describes(self, quantity: Quantity, following: Quantity | None) -> bool:
        """Whether a quantity may be about what the next one counts: nothing between them parts a list."""
        if following is None or following.left - quantity.right < 2:
            return False
        gap = self.text[quantity.right : following.left]
        if quantity.unit in COUNTS and quantity.comparator is None and following.unit in MEASURES and _MADE.search(gap):
            return False  # 续建5个项目631公里: two units of one thing
        if quantity.unit in COUNTS and quantity.comparator and following.unit == "元" and following.prefixed:
            return not _LISTS.search(self.text, max(quantity.left - 8, 0), quantity.left)  # 培育5家以上年收入过百亿元…
        return not SEPARATOR.search(gap) and "或" not in gap

    def _items(self, clause: Clause, own: Sequence[Quantity]) -> list[Item]:
        """The text that belongs to each quantity, before and after it."""
        if not own:
            return []
        stop = self.base.left if self.base and self.base.start < own[0].start else own[0].left
        opening = self.text[max(clause.start, stop - _NEAR) : stop]
        lefts, rights = [_FROM.sub("", opening) if self.base else opening], []
        for quantity, following in pairwise(own):
            right, left = split_gap(self.text[quantity.right : max(following.left, quantity.right)])
            rights.append(right[:_NEAR])
            lefts.append(left[-_NEAR:])
        rights.append(self.text[own[-1].right : min(clause.end, own[-1].right + _LONGEST)].rstrip("。！？"))
        return [
            Item(quantity, after_bracket(left), self._after_gloss(quantity) or before_bracket(right), rights[-1])
            for quantity, left, right in zip(own, lefts, rights, strict=True)
        ]

    def _after_gloss(self, quantity: Quantity) -> str | None:
        """The thing counted, where a gloss in brackets parts it from its number: 4名（执法人员2名）管理人员."""
        if self.text[quantity.right : quantity.right + 1] != "（":
            return None
        close = self.text.find("）", quantity.right, min(quantity.right + 60, self.sentence[1]))
        thing = _THING.match(self.text, close + 1, self.sentence[1]) if close >= 0 else None
        return thing[0] if thing else None

    def _target(self, clause: Clause, item: Item, carried: bool) -> Target | None:
        """The target that a quantity states, if it states one."""
        quantity = item.quantity
        if quantity.start not in self.odds and not self._accepted(clause, item, carried, None):
            return None
        due, _ = self._due(quantity)
        kind = kind_of(quantity, self.text, item.left, item.right)
        period = period_of(kind, item.left)
        if carried and kind == "level" and self.last and self.last.kind == "frequency":
            kind, period = "frequency", self.last.period  # 每年开展活动3000场、演出200场
        indicator, scope = self._named(item, kind, carried)
        if not indicator:
            return None
        return Target(
            unit=self.setting.unit,
            kind=kind,
            indicator=indicator,
            scope=scope or self.scope,
            comparator=comparator_of(quantity, self.text, item.left),
            value=quantity.value,
            value_max=quantity.value_max,
            unit_of_measure=quantity.unit or unit_said(indicator),
            value_text=self.text[quantity.start - (quantity.unit == "位") : quantity.end],  # 前5位
            period=period,
            deadline=due.iso if due else None,
            deadline_year=due.year if due else None,
            sentence=self.sentence,
            confidence=round(self.odds[quantity.start], 2),
            baseline_value=self.base.value if self.base and self.base.right == quantity.left else None,
            baseline_year=self.calendar.base_in(clause.start, quantity.start) if kind == "growth" else None,
        )

    def _accepted(self, clause: Clause, item: Item, carried: bool, limit: str | None) -> bool:
        """Whether a candidate is a row; one that is not, but might be, is remembered."""
        quantity = item.quantity
        span = (quantity.start, quantity.end)
        seen = evidence(self.text, clause, item, self.setting, self._due(quantity), limit, carried, bool(self.recent))
        probability = self.judge.probability(span, seen)
        self.odds[quantity.start] = probability
        if probability < self.judge.threshold:
            self.refused.append(Maybe(span, probability))
        return probability >= self.judge.threshold

    def _due(self, quantity: Quantity) -> tuple[Due | None, DateMark | None]:
        """The date in force at a quantity; where none is, one that its ；-part gives after it (…，2025年底前完成)."""
        due, mark = self.calendar.at(quantity.start), self.calendar.mark_at(quantity.start)
        if due is None or due.year is None:
            stop = self.text.find("；", quantity.end, self.sentence[1])
            later = self.calendar.next_after(quantity.end, stop if stop >= 0 else self.sentence[1])
            due = later.due if later and later.role == "by" else due
        return due, mark

    def _named(self, item: Item, kind: str, carried: bool) -> tuple[str, str | None]:
        """Indicator and scope of a quantity."""
        quantity, left, right = item.quantity, item.left, item.right
        before = self.last.indicator if self.last else self.label
        before = unchanged(before) if before and kind in ("level", "share") else before
        if carried and not left and not right and before:
            return before, None
        if quantity.unit == "%" and right and kind == "share" and (not quantity.prefixed or right[0] == "的"):
            name, scope = subject(left)
            listed = self.text[quantity.left - 1] == "、"  # 所有乡镇通油路、95%的建制村通公路
            if len(name) < 2 or carried or listed or is_bare_deed(name):
                return share_of(right, "" if right == item.last_right else predicate_of(item.last_right)), scope
        if quantity.unit == "%" and (laid := at_rate(left, right)):
            return laid, scope_of(left)
        aimed = quantity.prefixed and not (right and (quantity.unit in COUNTS or quantity.unit == "元"))
        changed = kind == "growth" and (changes(left) or quantity.unit in _CHANGES)
        if aimed or changed or quantity.unit in TIMES or quantity.unit in ("%", "‰", "位", None):
            name, scope = subject(left)
            if quantity.unit in TIMES and counts_from(name):
                return done_then(name, self.text[quantity.right : quantity.right + _NEAR]), scope
            if is_scope(name) and not right and before and self.last and self.last.unit_of_measure == quantity.unit:
                return before, name  # …处理率达到90%，京津冀区域达到95%
            name += right if len(right) <= 20 and not right.startswith(("的", "，", "（", "”")) else ""
            if is_bare_deed(name) and quantity.unit in TIMES and not left:
                said = self.text[max(self.segment, quantity.left - _NEAR) : quantity.left]
                return of_clause_before(said) + name, scope
        else:
            name, scope = counted(left, right or (item.last_right if not left else ""))
            name = of_rank(name, item.last_right) if name else name
            if right and len(name) > 1:
                return in_full(name, before), scope
            if is_deed(name):  # 建成20个以上、面积不低于10万平方米的社区
                name = thing_behind(self.text, quantity.right) or name
            if not name:
                name, scope = subject(left)
            if not right and before and self.last and self.last.unit_of_measure == quantity.unit and only_does(name):
                return before, scope  # 每年开展2次演练，乡镇每半年开展1次
        return complete(name, before, self.setting.topic, carried), scope
