"""What may make of a number no commitment: a name, a gloss, a threshold, a price, a fact (codebook: Not targets).

Names and quotations are none to anyone. The others only say under which name they speak against a number: how much that
counts, the weights say (extract/weighing.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.extract.quantities import Quantity, is_amount
from flows.extract.target_words import COUNTS, DEED, NAME_TAILS, TIMES, any_of, words

# A mark that closes in the other style (“双随机") closes; one that never closes holds nothing.
_QUOTED = re.compile(r"“[^“”\"\n。]*+[”\"]|《[^《》]*+》|「[^「」]*+」|\"[^\"\n]{0,40}\"")
_AIMS = re.compile(r"^[“\"][^”\"]{8,}，[^”\"]{8,}")  # “高层次人才达到2000名，贡献率达到40%”: no name
LENGTHS = frozenset({"公里", "米"})
_NAME_BEFORE = frozenset("第+＋×xX*÷=.-_/°#№℃")
_WORDS = ("项目", "方面", "对接", "集团", "部门")  # that begin as a unit does
_NAME_AFTER = frozenset("+＋×*÷°、.．:：")
_DEED = re.compile(DEED)
_DEED_LAST = re.compile(DEED + "$")
_URGED = re.compile(r"力争|确保|争取|努力|年内|全年力")
_BANDWIDTH = re.compile(r"带宽|出口|扩容|速率|接入")
_NEAR = 100  # characters beside a number that are looked at
_ATTRIBUTE = re.compile(r"的?[一-龥A-Za-z“]")
_COUNTED = re.compile(r"\d[万亿]?[一-龥]{1,2}$")
_LONGEST_GLOSS = 40  # characters
_NEXT_VALUE = re.compile(r"[、和与及]\d")
_MEANS = re.compile(r"为(?:支撑|主体|重点|龙头|载体|核心|依托|抓手|骨干|基础|引领)")
_RULED = re.compile(r"[^，]{1,24}的[一-龥]{1,8}?(?:应|须|必须|不得|一律)")  # 30辆以上车辆的企业应设置…
_ACHIEVED = re.compile(r"的[一-龥]{0,6}(?:规模|水平)|大关")  # 达到2000人的招生规模: the number is the aim
_TO_WHOM = re.compile(r"对|在|针对|凡|将")
_OF_WHOM = re.compile(r"[^，。；：]{0,20}的|$")
_KIND = re.compile(r"[一-龥]{2,8}(?:企业|用户|项目|客户|单位|村|学校|医院|工程|机组)")
_MANY = 10_000
_FEW = 10
_SOME = re.compile(r"(?<!第)一批")
_CIRCLE = re.compile(r"[一-龥]{0,8}圈")
_BASE = re.compile(r"的?基础上")
# 产值超100亿元、有竞争力的企业2家; 人数超过30人、井深超过800米的矿山
_THING_BEHIND = re.compile(
    r"、[^，、；。\d]{1,24}的[^，、；。\d]{2,12}\d|、[^，、；。]{1,24}的(?!目标|水平|规模)[^，、；。的\d]{2,16}(?:[，；。]|$)"
)
_RATE_OF = re.compile(r"按照?(?:[^，、]{1,40}的)?$")
_FIRST_OF = re.compile(r"每(?:季度?|个?月|年|周)的?[前后]$")  # 每季度前5个工作日内报送
# A case that a rule is about, or what someone needs: 对6个月内仍未整改的单位; 达到30%，是…的必要条件.
_STILL = re.compile(
    r"(?:仍然?|还|尚|拒)[未不][^，。；]{0,20}的|[未不][^，。；]{2,12}的(?![^，。；]{0,8}(?:率|占比|比例))"
)
_CONDITION = re.compile(r"[^。；\n]{0,30}(?:必要|前提|基本|先决|入围|准入|申报)条件[。；\n]|，(?:方可|方能|才能|才可)")
_CLAIM = re.compile(r"[只仅](?:能|可|准)?(?:享受|申领|申请|申报|领取)$")  # 每人每年只享受一次
_FOR_WHOM = re.compile(
    r"(?:支持|扶持|补贴|补助|奖励|资助|服务|适用|申报|认定|评选|实施|保障|救助)的?(?:对象|范围|主体)(?:包括|[为是指])"
)
_LISTED = re.compile(r"\d[家个户][^，、。；]{2,24}元(?:以上)?、$")  # 5家以上年收入过百亿元、|2家以上…
_BARRIER = re.compile(r"门槛|起付线|(?:单个|每[个家户人名])[^，。；\d]{1,16}最高$")  # 单个企业每年最高3万元
_MUST_HAVE = re.compile(r"(?:应当?|必?须|要求)有$")
_AGE = re.compile(r"寿命|年龄")
_WHOLE = re.compile(rf"(?:{any_of(words('scopes') + words('openers'))})$")


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
    return [match.span() for match in _QUOTED.finditer(text, start, end) if not _AIMS.search(match[0])]


def is_name(text: str, quantity: Quantity) -> bool:
    """A number that is part of a name, a label, a code: 4G, “1+4”, 第1条, 千亿级, 三大工程, 12345热线."""
    if not (is_amount(quantity.value) and is_amount(quantity.value_max)):
        return True
    before = text[quantity.start - 1] if quantity.start else ""
    after = text[quantity.end] if quantity.end < len(text) else ""
    if quantity.han and (quantity.value == 0 or quantity.unit in ("Mbps", "批", "度", "成", "档")):
        return True  # 千兆, 一批
    if before == "月" or text.endswith(("附件", "附表"), 0, quantity.start):
        return True  # 6月20日, 附件2
    if before in _NAME_BEFORE and not (before == "第" and quantity.unit == "位"):
        return True
    if before.isascii() and before.isalpha() and not _counts_behind_letters(quantity):
        return True
    if after == "-" and quantity.unit in ("Gbps", "Mbps"):
        return True  # 10G-PON
    if quantity.unit in ("Gbps", "PFLOPS", "EFLOPS", "Tbps") and quantity.value < 10:
        return not (quantity.prefixed and _BANDWIDTH.search(text, max(quantity.left - _NEAR, 0), quantity.start))  # 5G
    if quantity.unit is None and not quantity.prefixed and quantity.right == quantity.end and "一" <= after <= "龥":
        return True  # 120救护车
    if quantity.unit is None and (after in _NAME_AFTER or (after.isascii() and after.isalpha())):
        return True
    people = quantity.unit == "人" and quantity.value >= _MANY  # 100万农业转移人口 are no 三农
    if (NAME_TAILS.at(text, quantity.digits, quantity.digits + 6) and not people) or text[
        quantity.end : quantity.end + 1
    ] in (
        "级",
        "型",
    ):
        return True
    if text[quantity.end - 1] + after in _WORDS:
        return True  # 安远路899项目, 三方面因素, 110对接
    if quantity.unit in ("分钟", "小时") and _CIRCLE.match(text, quantity.end):
        return True  # 15分钟健身圈
    if quantity.han and (
        text.endswith("最后", 0, quantity.start) or (quantity.unit == "立方米" and quantity.value < 10)
    ):
        return True  # 最后一公里, 三方通话
    if quantity.han and quantity.unit == "元" and quantity.value < _FEW:
        return True  # 二元结构, 三元空间
    return quantity.han and (after == "大" or (before in "统唯同单" and text[quantity.start] == "一"))  # 统一分类


def _counts_behind_letters(quantity: Quantity) -> bool:
    """Whether a number is no part of the abbreviation before it: 培育APP100个以上, but not B2基地."""
    return quantity.unit in COUNTS and quantity.right > quantity.end


def in_brackets(text: str, quantity: Quantity) -> str | None:
    """A number in brackets that glosses another, （108个） or （含幼儿班1所）; one with a comparison is a target."""
    if not quantity.prefixed and _glosses(text, quantity):
        return "gloss"
    opening = text.rfind("（", max(quantity.start - 12, 0), quantity.start)
    if opening < 0 or "）" in text[opening : quantity.start]:
        return None
    if quantity.han and text.startswith("）", quantity.right) and quantity.left <= opening + 3:
        return "gloss"  # 水质优良（一、二类）比例
    alone = quantity.left == opening + 1 and text[quantity.right : quantity.right + 1] in ("）", "；", "，", "")
    if alone and not quantity.prefixed:
        return "alone in brackets"
    return "part in brackets" if text[opening + 1] in "含其约共" else None


def next_of(quantities: Sequence[Quantity], glosses: Sequence[str | None]) -> list[Quantity | None]:
    """For each quantity the next one that is no gloss in brackets."""
    found: list[Quantity | None] = []
    following: Quantity | None = None
    for quantity, gloss in zip(reversed(quantities), reversed(glosses), strict=True):
        found.append(following)
        following = following if gloss else quantity
    return found[::-1]


def _glosses(text: str, quantity: Quantity) -> bool:
    """Between a number and what it counts: 101个（受益面积78.2万亩）圩区."""
    opening = text.rfind("（", max(quantity.start - _LONGEST_GLOSS, 0), quantity.start)
    closing = text.find("）", max(opening, 0), quantity.end + _LONGEST_GLOSS)
    if opening < 0 or closing < quantity.end or not _COUNTED.search(text, max(opening - 8, 0), opening):
        return False
    return bool(_ATTRIBUTE.match(text, closing + 1))


def is_size(text: str, quantity: Quantity) -> bool:
    """Whether a number says how big a thing is: 200张床位以上的…."""
    return quantity.right > quantity.end and text[quantity.right : quantity.right + 1] == "的"


def threshold(text: str, quantity: Quantity, clause: Clause, later: bool) -> str | None:
    """A number that only says which things are meant: 20户以上自然村, 年收入2000万元以上企业.

    `later`: another number follows in the clause before any 、, so that this one describes what that one counts.
    """
    if quantity.unit == "岁":  # who is meant, but for 人均预期寿命达到79岁
        return None if _AGE.search(text, max(clause.start, quantity.start - _NEAR), quantity.start) else "age"
    if clause.text.endswith("的"):
        return "case"  # 对超速50%以上的，…: a case that a rule is about
    if _CONDITION.match(text, quantity.right) or (quantity.unit in TIMES and _STILL.match(text, quantity.right)):
        return "case"
    if quantity.comparator and _FOR_WHOM.search(text, max(clause.sentence, quantity.left - _NEAR), quantity.left):
        return "case"  # 支持对象为…（员工规模不超过10人）的企业
    said = text[(opens := max(clause.start, quantity.left - _NEAR)) : quantity.left]
    if (quantity.unit == "次" and _CLAIM.search(said)) or (
        quantity.unit == "元" and _BARRIER.search(text, opens, quantity.start)
    ):
        return "case"
    compared = quantity.comparator is not None and quantity.unit not in TIMES
    if compared and _TO_WHOM.match(clause.text) and _OF_WHOM.match(text, quantity.right, clause.end):
        return "whom"  # 对完成投资25%以上的项目, 在有3名以上公证员的机构
    both_sides = compared and quantity.prefixed and quantity.right > quantity.end
    if both_sides and quantity.unit not in COUNTS and _KIND.match(text, quantity.right, clause.end):
        return "kind"  # 实现160千瓦及以下小微企业“三零”服务
    if _BASE.match(text, quantity.right, clause.end):
        return "base"  # 在压缩至52个工作日基础上: what there was before
    if quantity.prefixed and _THING_BEHIND.match(text, quantity.right, clause.end):
        return "described in a list"
    if quantity.unit in TIMES and _FIRST_OF.search(text, max(clause.start, quantity.left - _NEAR), quantity.left):
        return "part of a period"
    if quantity.unit in TIMES or not _ATTRIBUTE.match(text, quantity.right, clause.end):
        return None
    if _NEXT_VALUE.match(text, quantity.right, clause.end):
        return None  # 分别突破5000亿元和4000亿元
    if quantity.prefixed and _ACHIEVED.match(text, quantity.right, clause.end):
        return None
    left, right = _before(text, quantity, clause.start), _after(text, quantity, clause.end)
    if right.startswith("的目标") or _MEANS.search(right):
        return "means"
    if quantity.unit in ("%", "‰"):
        if _RATE_OF.search(left):
            return "rate"  # 失业保险费率按1%执行, 按贷款余额的2%提供资金
        described = quantity.prefixed and right[0] == "的" and left != "" and not _WHOLE.search(left)
        return "share of" if described or left.endswith("以") or (left.startswith("以") and "为" in right) else None
    suffixed = quantity.right > quantity.end
    if later or _SOME.search(left[-16:]) or (suffixed and _RULED.match(right)):
        return "described later" if later else "ruled"
    if quantity.prefixed:
        if quantity.unit not in COUNTS:
            amount = right[0] == "的" or (
                quantity.unit == "元" and not (_DEED_LAST.search(left) or left.endswith("提供"))
            )
            return "amount of" if amount else None
        if _DEED.search(left[-4:]):
            return None  # 设置不少于2名的专管员
        achieved = (
            suffixed and quantity.comparator != "~" and "实现" in text[quantity.left : quantity.start]
        )  # 实现20户以上自然村通宽带
        return "count of" if achieved or right[0] == "的" else None
    if not suffixed:
        return None
    if quantity.unit in COUNTS and quantity.unit not in ("户", "位"):
        urged = _URGED.search(text, quantity.left, quantity.start)  # 争取20个左右地区退出
        counted = (
            urged
            or _DEED.search(left[-3:] if quantity.han else left[-8:])
            or _LISTED.search(left)
            or (left.endswith("有") and not _MUST_HAVE.search(left))
        )
        return None if counted else "size"
    laid = quantity.unit in LENGTHS and _DEED_LAST.search(left)  # 建设30公里以上绿道
    return "size" if quantity.comparator is not None and not laid else None


def _before(text: str, quantity: Quantity, start: int) -> str:
    """The words before a quantity, as far as they matter to it."""
    return text[max(start, quantity.left - _NEAR) : quantity.left]


def _after(text: str, quantity: Quantity, end: int) -> str:
    """The words after a quantity, as far as they matter to it."""
    return text[quantity.right : min(end, quantity.right + _NEAR)]
