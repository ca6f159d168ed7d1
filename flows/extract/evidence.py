"""What a reader looks at beside a number: its unit, the words before and after it, dates, headings, the genre.

Each thing seen has a name; what it counts stands in knowledge/weights.yml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from flows.extract.commitments import standing
from flows.extract.deadlines import DateMark, Due
from flows.extract.exclusions import Clause
from flows.extract.quantities import Quantity
from flows.extract.setting import Item, Setting
from flows.extract.target_words import COUNTS, DEED, TIMES, any_of, words
from flows.knowledge import facts

_SIGNS = facts("evidence.yml")
_SETS: dict[str, list[str]] = {**{name: words(name) for name in _SIGNS["lists"]}, **_SIGNS["words"]}
_SETS_OF = {word: [name for name, listed in _SETS.items() if word in listed] for word in chain(*_SETS.values())}
WORD = re.compile(any_of(_SETS_OF))
_HEADING = re.compile(any_of([*_SIGNS["headings"], *_SIGNS["words"]["rules"]]))
_RULES = re.compile(any_of(_SIGNS["words"]["rules"]))
_AIMED = re.compile(any_of(_SIGNS["words"]["planning"]))
_STOP = re.compile("[。；\\n]")
_CLASSES: dict[str, str] = {unit: sign for sign, units in _SIGNS["units"].items() for unit in units}
_RULING = frozenset(_SIGNS["ruling"])
_AROUND = {place: {name: re.compile(said) for name, said in signs.items()} for place, signs in _SIGNS["around"].items()}
_FACT = re.compile(any_of(words("facts_strong")))
_NEAR_FACT = re.compile(any_of(words("facts_near")))
_PER_CASE = re.compile(any_of(words("per_case")) + "(?![一-龥]{0,4}[率面]|资金)")  # 补贴覆盖率 pays nobody
_THERE = tuple(words("facts_near"))
_URGED = re.compile(r"力争|确保|争取|努力")
_DEED_LAST = re.compile(DEED + "$")
_COMPARED = re.compile(any_of(words("facts_compared")))
_TOLD_TIME = re.compile(any_of(words("facts_times")))
_REACH = 100  # characters before a number in which a fact is told
_BEFORE = 30  # characters before a number in which words are looked for; of its ；-part
_AFTER = 16
_WIDE = 100  # characters of its sentence, on either side, that show what the sentence does
_EXCERPT = 150  # characters; a shorter text is no plan, but quoted for its numbers


def unit_class(quantity: Quantity) -> str:
    """人 and 家 are counts, 公里 and 吨 measures; what is told apart by itself has a class of its own."""
    unit = quantity.unit
    if unit is None:
        return "none"
    if unit in _CLASSES:
        return _CLASSES[unit]
    return "count" if unit in COUNTS else "time" if unit in TIMES else "measure"


def evidence(
    text: str,
    clause: Clause,
    item: Item,
    setting: Setting,
    date: tuple[Due | None, DateMark | None],
    limit: str | None,
    carried: bool,
    after: bool,
) -> Iterator[str]:
    """What a reader sees of a candidate: in its article, its clause, what came before, and beside it.

    `date`: the one in force, and where it stands; `limit`: how it seems to describe what another counts; `carried`: the
    item before it in a list is a target; `after`: one of its sentence is.
    """
    quantity, (due, mark) = item.quantity, date
    dated = due is not None and due.year is not None and not due.past
    yield from speech(setting.document)
    yield from _above(setting.kind, setting.genre, setting.headings, setting.opening)
    genre = "ruling" if setting.genre in _RULING else setting.genre
    yield f"genre {genre}, unit {unit_class(quantity)}"
    by = mark.role if mark else "what stands above" if due else "nothing"
    yield f"{'dated' if dated else 'undated'}, by {by}"
    against = [limit] if limit else []
    if due and due.past:
        against.append("a date that is past")
    elif setting.past and not (mark and mark.role == "to" and dated):
        against.append("told in the preamble" if setting.kind == "preamble" else "a section on the past")
    if told := _told(text, quantity, clause, mark.start if mark and dated else 0):
        against.append(told)
    pays = _paid(text, quantity, clause)
    stands = standing(text, quantity, clause, item.left, item.right, item.last_right, carried, dated)
    yield from against
    yield f"stands: {stands}"
    yield f"genre {genre}, stands: {stands}"
    commits = stands[0] == "+" and not against
    for sign in _signs(text, quantity, clause):
        yield sign
        if commits:
            yield f"commits; {sign}"
        if genre == "ruling":
            yield f"ruling; {sign}"
    if commits:
        yield "commits"
        yield f"genre {genre}, commits{' and pays' if pays else ''}"
    if carried:
        yield "follows a target"
    yield "after a target" if after else "first of its sentence"
    if pays:
        yield "paid case by case"
    yield from _beside(text, quantity, clause)


def _told(text: str, quantity: Quantity, clause: Clause, last_date: int) -> str | None:
    """Whether the sentence tells what is or was. `last_date`: where a date yet to come stands that is in force."""
    said = text[max(clause.segment, last_date, quantity.left - _REACH) : quantity.left]
    acted = _DEED_LAST.search(said) and not said.endswith(_THERE)
    there = any(not _DEED_LAST.search(said, 0, near.start()) for near in _NEAR_FACT.finditer(said))
    near = there and not acted  # 现有企业300家, 现有300家企业; not 现有林改培170万亩, 改扩建现有20个储备库
    if text[quantity.end : quantity.end + 1] == "了" or _FACT.search(said) or near:
        return "told as a fact"
    return "compared with a time past" if _COMPARED.search(said) and _TOLD_TIME.search(said) else None


def _paid(text: str, quantity: Quantity, clause: Clause) -> bool:
    """Whether the clause pays, charges or allows money or shares case by case."""
    if unit_class(quantity) not in ("money", "share", "none", "time"):
        return False
    said = text[max(clause.segment, quantity.start - _REACH) : min(clause.end + 12, quantity.end + _REACH // 2)]
    return bool(_PER_CASE.search(said)) and not _URGED.search(said)


def _beside(text: str, quantity: Quantity, clause: Clause) -> Iterator[str]:
    """What stands beside a quantity."""
    kind = unit_class(quantity)
    yield f"unit {kind}"
    side = "" if quantity.comparator is None else " before" if quantity.prefixed else " after"
    yield f"compares {quantity.comparator}{side}"
    yield f"{kind}, compares{side or ' nothing'}"
    if quantity.han:
        yield f"{kind}, in words"
    if quantity.value < 10:
        yield f"{kind}, below ten"
    left = text[max(clause.segment, quantity.left - _BEFORE) : quantity.left]
    near = left[max(left.rfind("，"), left.rfind("：")) + 1 :]
    said = left + "，" + text[max(clause.sentence, clause.segment - 20) : clause.segment]
    right = text[quantity.right : min(quantity.right + _AFTER, clause.end + 8)]
    for side, words_of in (("before", said), ("after", right)):
        for word in {match[0] for match in WORD.finditer(words_of)}:
            yield from (f"{side}: {name}" for name in _SETS_OF[word])
    if not near:
        yield "opens its clause"
    if quantity.right == clause.end or clause.text[quantity.right - clause.start :] in ("。", ""):
        yield "ends its clause"
    if clause.text[-1:] == "的":
        yield "clause ends with 的"


def _signs(text: str, quantity: Quantity, clause: Clause) -> Iterator[str]:
    """What the signs of knowledge/evidence.yml find, and where: before and after, in the clause, or in the sentence."""
    wide = text[max(clause.sentence, quantity.left - _WIDE) : quantity.left]
    rest = text[quantity.right : quantity.right + _WIDE]
    rest = rest[: stop.start() if (stop := _STOP.search(rest)) else None]
    said = {
        "before": text[max(clause.start, quantity.left - _BEFORE) : quantity.left],
        "after": rest[:_AFTER],
        "sentence": f"{wide}＃{rest}",
    }
    for place, signs in _AROUND.items():
        yield from (f"{name}, {place}" for name, sign in signs.items() if sign.search(said[place]))
    if wide.count("（") > wide.count("）"):
        yield "in brackets, sentence"


@lru_cache(maxsize=1)
def speech(text: str) -> tuple[str, ...]:
    """How a document speaks: as rules do or as plans do, by how often their words stand in it."""
    if len(text) < _EXCERPT:
        return ("excerpt",)
    per = 1000 / (len(text) + 300)
    ruled = sum(1 for _ in _RULES.finditer(text)) * per
    aimed = sum(1 for _ in _AIMED.finditer(text)) * per
    signs = [f"document: {_often(ruled)} ruled", f"document: {_often(aimed)} aimed"]
    signs.append(f"document: {'more ruled' if ruled > 2 * aimed else 'more aimed' if aimed > ruled else 'mixed'}")
    return tuple(signs)


def _often(times: float) -> str:
    """How often something stands in a thousand characters."""
    return "never" if times < 0.2 else "seldom" if times < 2 else "often" if times < 6 else "much"


@lru_cache(maxsize=1)
def _above(kind: str, genre: str | None, headings: str, opening: str) -> tuple[str, ...]:
    """What speaks for or against every candidate of an article: its headings, and how often it speaks as rules do."""
    said = {f"heading {match[0]}" for match in _HEADING.finditer(headings)}
    ruled = sum(1 for _ in _RULES.finditer(opening))
    dense = ruled * 100 / (len(opening) + 100)
    often = "plain" if ruled == 0 else "ruled little" if dense < 1 else "ruled" if dense < 3 else "ruled much"
    return (*said, f"article: {often}", f"in {kind}", f"genre {'ruling' if genre in _RULING else genre}")
