"""Which quantities of a clause are commitments, and which are names, thresholds, prices, facts (codebook: Not targets)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.extract.quantities import Quantity
from flows.extract.target_words import COUNTS, NAME_TAILS, TIMES, any_of, words

_QUOTED = re.compile(r"“[^“”]*+”|《[^《》]*+》|「[^「」]*+」|\"[^\"\n]{0,40}\"")
_NAME_BEFORE = frozenset("第+＋×xX*÷=.、-_/°#№℃⑴")
_NAME_AFTER = frozenset("+＋×*÷°、.．:：")
_NOT_COUNTED = re.compile(rf"{any_of(words('not_counted'))}$")
_PUNCTUATION = re.compile(r"[，。；：、（）和及与]")
_RISES = re.compile(r"(?:提升|提高|增强|扩大|增加|提速)$")
_DEED = re.compile(any_of(words("deeds")))
_PER_CASE = re.compile(any_of(words("per_case")))
_FACT = re.compile(any_of(words("facts")["strong"]))
_NEAR_FACT = re.compile(any_of(words("facts")["near"]))
_WEAK_FACT = re.compile(any_of(words("facts")["weak"]))
_ATTRIBUTE = re.compile(r"的?[一-龥A-Za-z“]")
_EXISTING = re.compile(
    r"(?:推进|推动|支持|加快|抓好|做好|加强|指导|督促|围绕|依托|聚焦|针对|持续推动|涉及|包括|对|以|按照|根据|等)$"
)
_ONGOING = re.compile(r"[一-龥]{2,}(?:建设|发展|改革|推进|落实|工作|乡村振兴|实施)$")
_CONTINUED = re.compile(r"^(?:国家|省|市|县)级")
_PILOT = re.compile(r"试点|试验|示范|设置|先行|推广|建成|建立|落地")
_WHOLE = re.compile(rf"(?:{any_of(words('scopes') + words('openers'))})$")
_URGED = re.compile(r"争|确保|推动|使|让|带动|实现")
_RANK_PLACE = re.compile(r"[前第]$")
_RANK_WORDS = re.compile(r"排名|位居|进入|位列|跻身|名次|位次|保持|达到|不低于|居|争")
_BARE_INDEX = re.compile(r"(?:指数|系数|指标|值|得分|评分|分值|比|比例|总分|排名|位次|密度|强度)[一-龥]{0,4}$")
_BY_LIMIT = re.compile(r"(?:人均|平均|期望|寿命|年限|时限|时间|周期|天数|比例|时长|学时|课时|工期|耗时|环节|频次|周转)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between ，；。 with the text that its numbers stand in."""

    text: str
    start: int
    end: int
    segment: int  # where its ；-part begins
    sentence: int  # where its sentence begins


def quoted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of names in quotation marks and titles in 《》, where numbers are part of the name."""
    return [match.span() for match in _QUOTED.finditer(text, start, end)]


def is_name(text: str, quantity: Quantity) -> bool:
    """A number that is part of a name, a label, a code: 4G, “1+4”, 第1条, 千亿级, 三大工程, 12345热线."""
    before = text[quantity.start - 1] if quantity.start else ""
    after = text[quantity.end] if quantity.end < len(text) else ""
    if quantity.han and (quantity.value == 0 or quantity.unit in ("Mbps", "批", "度", "成", "档")):
        return True  # 千兆, 一批
    if before in _NAME_BEFORE and not (before == "第" and quantity.unit == "位") and not (before == "、"):
        return True
    if before.isascii() and before.isalpha():
        return True
    if quantity.unit in ("Gbps", "PFLOPS", "EFLOPS", "Tbps") and quantity.value < 10:
        return True  # 4G, 5G
    if quantity.unit is None and (after in _NAME_AFTER or after.isascii() and after.isalpha()):
        return True
    if NAME_TAILS.at(text, quantity.digits, quantity.digits + 6) or text[quantity.end : quantity.end + 1] in (
        "级",
        "型",
    ):
        return True
    return quantity.han and after == "大"


def in_brackets(text: str, quantity: Quantity) -> bool:
    """A number alone in brackets, （108个） or （3分）, is a gloss; one with a comparison in them is a target."""
    return (
        text[quantity.left - 1 : quantity.left] == "（"
        and not quantity.prefixed
        and text[quantity.right : quantity.right + 1] in ("）", "；", "，", "")
    )


def is_threshold(text: str, quantity: Quantity, clause: Clause, later: bool) -> bool:
    """A number that only says which things are meant: 20户以上自然村, 年收入2000万元以上企业.

    `later`: another number follows in the clause before any 、, so that this one describes what that one counts.
    """
    follows = bool(_ATTRIBUTE.match(text, quantity.right, clause.end))
    if not follows or quantity.unit in TIMES:
        return False
    left = text[clause.start : quantity.left]
    if quantity.unit in ("%", "‰"):
        described = quantity.prefixed and text[quantity.right] == "的" and left and not _WHOLE.search(left)
        return (
            bool(described)
            or left.endswith("以")
            or left.startswith("以")
            and "为" in text[quantity.right : clause.end]
        )
    if later or "一批" in text[max(clause.start, quantity.start - 16) : quantity.left]:
        return True
    if quantity.prefixed:
        if quantity.right > quantity.end and quantity.unit in COUNTS and text.startswith("实现", quantity.left):
            return True  # 实现20户以上自然村通宽带
        return (text[quantity.right] == "的" or quantity.unit == "元") and not text.startswith("的目标", quantity.right)
    if quantity.right == quantity.end:
        return False
    if quantity.unit in COUNTS and quantity.unit not in ("户", "位"):
        return (
            not _DEED.search(left[-8:]) and not left.endswith("有") if not quantity.han else not _DEED.search(left[-3:])
        )
    return quantity.comparator is not None


def is_paid_or_scored(text: str, quantity: Quantity, clause: Clause) -> bool:
    """Money, shares and points in a clause that pays, charges or scores case by case."""
    if quantity.unit == "分":
        return not re.search(r"(?:得分|评分|满意度|指数|成绩)[一-龥]{0,4}$", text[clause.start : quantity.left])
    if quantity.unit not in ("元", "%", "美元", "倍", None, "‰") and not (quantity.unit or "").startswith("元/"):
        return False
    part = text[max(clause.segment, quantity.start - 80) : min(clause.end + 12, quantity.end + 40)]
    return bool(_PER_CASE.search(part))


def tells_a_fact(text: str, quantity: Quantity, clause: Clause, dated: bool, last_date: int) -> bool:
    """The sentence tells what is or was. `dated`: a date yet to come is in force; `last_date`: where it stands."""
    begin = max(clause.segment, quantity.start - 120, last_date)
    said = text[begin : quantity.start]
    if _FACT.search(said) or _NEAR_FACT.search(text, max(clause.start, quantity.start - 60), quantity.start):
        return True
    if not dated and _WEAK_FACT.search(text[max(clause.sentence, quantity.start - 120) : quantity.start]):
        return True
    return quantity.right < len(text) and text[quantity.end : quantity.end + 1] == "了"


def commits(text: str, quantity: Quantity, clause: Clause, left: str, right: str, carried: bool, dated: bool) -> bool:
    """Whether the words around a quantity make it a commitment.

    `left`, `right`: its own text before and after, comparison words off; `carried`: the item before it in a list or
    the clause before a 其中 was a target; `dated`: a date is in force.
    """
    if quantity.unit in TIMES:
        return _commits_time(quantity, left, right)
    if quantity.unit == "位":
        return bool(_RANK_PLACE.search(text[max(quantity.start - 1, 0) : quantity.start])) and bool(
            _RANK_WORDS.search(left[-20:] + text[quantity.left : quantity.start])
        )
    if quantity.unit is None:
        ratio = not text[quantity.start : quantity.end].replace(".", "").isdecimal()
        return (
            (quantity.prefixed or dated and bool(left))
            and bool(_BARE_INDEX.search(left))
            or (ratio and quantity.prefixed)
        )
    if (
        quantity.unit in COUNTS
        and not quantity.prefixed
        and _NOT_COUNTED.search(_PUNCTUATION.split(right, maxsplit=1)[0])
    ):
        return False
    if (
        right
        and not right.startswith("的")
        and quantity.unit not in COUNTS | {"%", "百分点", "倍"}
        and _RISES.search(left)
    ):
        return False  # 提升1000Mbps接入能力: no state to reach
    if quantity.unit in COUNTS and quantity.han and quantity.value < 100 and quantity.comparator in (None, "="):
        return "每" in left[-12:]
    if carried and not left and not right:
        return True  # 分别达到95%和85%左右
    if quantity.prefixed or quantity.comparator in (">=", "<=", ">", "range") and (left or right):
        return True
    if quantity.unit in ("%", "‰", "百分点", "番", "倍"):
        stated = dated or carried or right.startswith("的") or not right or quantity.comparator is not None
        return bool(left or right) and stated
    if (
        _EXISTING.search(left)
        and (not _DEED.search(left) or _ONGOING.search(right) or _EXISTING.search(left))
        and not left.endswith("等")
    ):
        return False
    if _ONGOING.search(right) and not _DEED.search(left):
        return False
    if right and _URGED.search(text, max(quantity.left - 2, clause.start), quantity.start):
        return True
    if carried or _DEED.search(left) and not left.endswith("的"):
        return True
    if left.startswith("在") or left.endswith("等"):
        return bool(_PILOT.search(right))
    return bool(left) and not right and dated or "每" in left[-12:]


def _commits_time(quantity: Quantity, left: str, right: str) -> bool:
    """Days, hours and steps are targets when they are limits: 1日内办结, 压缩至3个工作日."""
    if quantity.unit == "年" or quantity.unit == "周":
        return quantity.prefixed and bool(_BY_LIMIT.search(left))
    if quantity.comparator is None:
        return (
            bool(re.match(r"(?:办结|办理|完成|答复|回复|出结果|审结|送达|拿证)", right))
            or quantity.unit == "工作日"
            and "实现" in left[-6:]
        )
    return quantity.comparator in ("<=", "<", "range") or bool(_BY_LIMIT.search(left))
