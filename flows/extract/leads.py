"""Who leads by a rule that the document states: 「排名第一的为牵头单位」, 「逗号前为牵头单位」, 「标*的为牵头单位」.

Codebook, assignments: such names are leads from the rule to the document's end.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from flows.extract.lead_rules import Rule, rules_in
from flows.extract.readings import Reading
from flows.extract.roles import LEAD, RESPONSIBLE, SUPPORT
from flows.model import Span

_HOLDS_ON = re.compile(r"[^。（）]{0,30}(?:下同|以下|下列|各项)")


def let_lead(text: str, spans: Sequence[Span], clauses: Sequence[tuple[Span, Reading]]) -> None:
    """Gives the roles that rules in a document's text give, in its clauses.

    A rule in running text holds from there to the end, as does one in a clause with 下同; in a clause without 下同 it
    holds for that clause. One that stands behind all clauses is about those before it.
    """
    rules = [rule for span in spans for rule in rules_in(text, *span)]
    if not rules or not clauses:
        return
    holding: list[tuple[int, Rule]] = []
    for rule, holder in _holders(rules, clauses):
        if rule.everyone:  # of all clauses, but not of the one that says so
            for _, reading in clauses:
                if holder is None or reading is not holder[1]:
                    _apply(text, rule, reading)
        elif holder is None or _HOLDS_ON.match(text, rule.span[1]):
            holding.append((holder[0][0] if holder else rule.span[0], rule))
        else:
            _apply(text, rule, holder[1])
    if holding:
        start, rule = min(holding, key=lambda pair: pair[0])
        behind = all(span[1] <= start for span, _ in clauses)
        for span, reading in clauses:
            if behind or span[0] >= start:
                _apply(text, rule, reading)


def _holders(
    rules: Iterable[Rule], clauses: Iterable[tuple[Span, Reading]]
) -> Iterator[tuple[Rule, tuple[Span, Reading] | None]]:
    """Each rule with the first clause that holds it, if one does."""
    ahead = deque(sorted(clauses, key=lambda clause: clause[0]))
    around: list[tuple[Span, Reading]] = []
    for rule in sorted(rules, key=lambda rule: rule.span):
        while ahead and ahead[0][0][0] <= rule.span[0]:
            around.append(ahead.popleft())
        around = [clause for clause in around if rule.span[0] < clause[0][1]]
        yield rule, around[0] if around else None


def _apply(text: str, rule: Rule, reading: Reading) -> None:
    """Makes leads of the names that the rule means, unless another is said to lead."""
    names = reading.names
    if any(role == LEAD for _, role in names):
        return
    leads = _meant(text, rule, reading)
    for index, (name, role) in enumerate(names):
        if index in leads:
            names[index] = (name, LEAD)
        elif leads and rule.others_help and role == RESPONSIBLE:
            names[index] = (name, SUPPORT)


def _meant(text: str, rule: Rule, reading: Reading) -> set[int]:
    """The indices of the names that a rule makes leads."""
    spans = [name.span for name, _ in reading.names]
    if rule.everyone:
        return set(range(len(spans)))
    if rule.mark:
        return {i for i, (a, b) in enumerate(spans) if rule.mark in (text[a - 1 : a], text[b : b + 1])}
    if rule.stops:
        gaps = enumerate(pairwise(spans), 1)
        cut = next((i for i, (a, b) in gaps if any(stop in text[a[1] : b[0]] for stop in rule.stops)), 0)
        return set(range(cut))
    first = next((i for i, (_, role) in enumerate(reading.names) if role == RESPONSIBLE), 0)
    return {first} if spans else set()
