"""How a number stands in its clause: the words around it that make a plan answer for it, or do not (codebook: targets).

The answer is the name of the way in which it stands; how much that counts, the weights say (extract/weighing.py).
"""

from __future__ import annotations

import re

from flows.extract.exclusions import LENGTHS, Clause
from flows.extract.quantities import Quantity
from flows.extract.target_words import COUNTS, DEED, TIMES, any_of, words

_MANY = 10  # more of a kind than a plan has parts: 实施100个社区养老幸福工程
_PROJECTS = ("工程", "建设任务", "治理任务", "整治任务", "改造任务", "修复任务", "搬迁任务")
_BOUNDS = (">=", ">", "<=", "<")
_PEOPLE = frozenset({"人", "人次", "户"})
_RATES = frozenset({"%", "‰", "百分点", "番", "倍"})
_DEED = re.compile(DEED)
_NOUN_END = re.compile(r"[，。；：、（）和及与]|开展|实施|进行")
_NOT_COUNTED = re.compile(rf"{any_of(words('not_counted'))}$")
_PROGRAMME = re.compile(r"(?:行动|计划|工程)$")
_GIVEN = re.compile(r"(?:围绕|依托|聚焦|涉及|包括|涵盖|覆盖|以|按照|根据)$")
# What a project is like, and who works on it: no aims.
_DESCRIBED = re.compile(r"(?:占地|占地面积|规划面积|建筑面积共?|总投资|概算|估算|预算|领导小组|工作组|专班)[约为共]?$")
_WORKED_ON = re.compile(r"(?:推进|推动|加快|抓好|做好|加强|指导|督促|针对|面向|对|引导|鼓励|组织)(?:全[省市县区州])?$")
_ACT = re.compile(any_of(words("acts")))
_ONGOING = re.compile(r"[一-龥]{2}(?:建设|发展|改革|推进|落实|工作|振兴|实施)$")
_RISES = re.compile(r"(?:提升|提高|增强|扩大|增加|提速)$")
_PILOT = re.compile(r"试点|试验|示范|设置|先行|推广|建成|建立|落地|启动|开展|实施|推行")
_URGED = re.compile(r"争|确保|推动|使|让|带动|实现")
_LEAST = re.compile(r"不|至少|最少|最多|超过|突破")
_RANKED = re.compile(r"排名|位居|进入|位列|跻身|名次|位次|保持|达到|不低于|居|争")
_ATTAINED = re.compile(r"(?:进入|达到|不低于|位居|位列|跻身|保持)[^，]{0,4}$")
_CHOSEN = re.compile(r"(?:选择|选取|选定|遴选|共建|培育)$")
_ALL_DO = re.compile(
    r"[一-龥]{1,10}?(?:全部|均|都)(?:完成|建成|实现|达到|通过|纳入|配备|设立|建立)|[一-龥]{2,12}?实现(?=[“全网掌跨])"
)
_TOGETHER = re.compile(r"^[^，]{0,12}(?:建立|签订|签署|实现|开展)")
_INDEX = re.compile(
    r"(?:人次|人数|企业|用户|指数|系数|倍数|指标|值|得分|评分|分值|比|比例|总分|密度|强度)[一-龥]{0,4}$"
)
_SPAN = re.compile(r"人均|平均|期望|寿命|年限|培训|学习|时限|时间|周期|天数|时长|学时|课时|工期|耗时|环节")
_LIFETIME = re.compile(r"人均|平均|期望|寿命|年限|轮候|等候|等待")
_SHORTER = re.compile(r"(?:缩短|压缩|压减|减少|缩减)了?$")
_EVERY = re.compile(r"每|全年")
_TIMES_DONE = ("次", "场", "期")
_EACH_PERIOD = re.compile(r"每(?:半年|两年|年|季|个?月|周)")  # 每年为…老年人提供1次体检
_DONE = re.compile(r"办结|完成|答复|回复|出结果|审结|送达|拿证|通勤|通达|直达|可达|到达|抵达|覆盖")


def standing(
    text: str, quantity: Quantity, clause: Clause, left: str, right: str, closing: str, carried: bool, dated: bool
) -> str:
    """The way in which a quantity stands; one that opens with + makes it a commitment where nothing speaks against it.

    `left`, `right`: its own text before and after, comparison words off; `closing`: what follows the last quantity of
    its list; `carried`: the item before it in a list or the clause before a 其中 was a target; `dated`: a date yet to
    come is in force.
    """
    alone = not left and not right
    if quantity.unit in TIMES and not (carried and alone):
        return _limits(text, quantity, left, right)
    if quantity.unit == "位":
        ranked = text[quantity.start - 1] in "前第" and (_ATTAINED if right else _RANKED).search(left[-12:])
        return "+rank" if ranked else "no rank"
    if quantity.unit is None:
        return _index(text, quantity, left, dated)
    if carried and alone:
        return "+in a list"  # 分别达到95%和85%左右
    chosen = _CHOSEN.search(left)
    if _names_work(quantity, left, right) and not chosen:
        return "names work"
    few = quantity.han and quantity.value_max is None and quantity.unit in COUNTS and quantity.value < 100
    if few and quantity.right == quantity.end and not _LEAST.match(text, quantity.left):
        if chosen:
            return "few, chosen"  # 选定一个县
        return "+few, every" if _EVERY.search(left[-12:]) else "few"  # 每年召开一次; but not 三类, 两个
    if quantity.prefixed:
        return "+reached"
    if quantity.comparator in (">=", "<=", ">", "range") and not alone:
        return "+compared"
    if quantity.unit in _RATES:
        return "bare rate" if alone else "+rate"
    deed = _deed(text, quantity, clause, left, right, closing, carried)
    return deed if deed[0] == "+" or not _of_a_thing(left, right, quantity) else "+of a thing"


def _of_a_thing(left: str, right: str, quantity: Quantity) -> bool:
    """「水果冷库500座」: in a plan's tasks a thing with its quantity is an aim, whatever the verb, or without one."""
    described = _GIVEN.search(left) or _DESCRIBED.search(left)
    return len(left) > 1 and not right and not quantity.han and not described


def _names_work(quantity: Quantity, left: str, right: str) -> bool:
    """What is counted are parts of the plan itself (12项重点任务), or nothing is reached (提升1000Mbps接入能力)."""
    if quantity.prefixed or quantity.unit in _RATES:
        return False
    first, _, last = _NOUN_END.split(right, maxsplit=1)[0].partition("的")
    noun = last.rpartition("的")[2] or first  # 3家具有影响力的平台 are no 影响力, but 6个方面的制度 are 方面
    if quantity.unit in _PEOPLE or quantity.unit == "次":
        return False  # 解决18万人饮水安全问题, 每季度汇总一次指标
    if quantity.unit in COUNTS:
        many = quantity.value >= _MANY and quantity.unit != "项" and noun.endswith(_PROJECTS) and not quantity.han
        return not many and bool(_NOT_COUNTED.search(noun) or _NOT_COUNTED.fullmatch(first))
    if right and not right.startswith("的") and _RISES.search(left):
        return True
    return quantity.unit not in LENGTHS and bool(_PROGRAMME.search(noun))  # 千亿元行动计划; but 20公里管网工程


def _deed(text: str, quantity: Quantity, clause: Clause, left: str, right: str, closing: str, carried: bool) -> str:
    """A verb makes the count an aim (建成20个…); existing things that are worked on have none (推进22个试点建设)."""
    if carried:
        return "+carried"
    if "实现" in left[:6] and not right:
        return "+realised"  # 实现旅游收入100亿元
    if left.endswith(("与", "同")) and _TOGETHER.search(right):
        return "+acted on"  # 与15个省建立跨省通办机制
    if _ALL_DO.match(right):
        return "+acted on"  # 12个乡镇全部建成分馆
    worked_on = _WORKED_ON.search(left)
    if _GIVEN.search(left) and not _DEED.search(left[:-2]):
        return "given"
    if worked_on and closing != right and _ONGOING.search(closing):
        return "worked on"  # 加快2个改造试点和4个转型试点建设
    if worked_on and _ACT.search(right) and not quantity.han:
        return "+acted on"  # 推动60种证照全国应用, 对6家企业开展检查
    if (worked_on and not _DEED.search(left[:-2])) or (_ONGOING.search(right) and not _DEED.search(left)):
        return "worked on"
    if right and _URGED.search(text, max(quantity.left - 2, clause.start), quantity.start):
        return "+urged"
    if _DEED.search(left) and not left.endswith("的"):
        return "+deed"
    if left.startswith("实现") and left.endswith("等"):
        return "+realised"  # 实现婚姻、社保等20个证明在线开具
    if left.startswith("在") or left.endswith("等"):
        return "+pilot" if _PILOT.search(right or closing) or _PILOT.search(closing) else "no pilot"
    every = "每" in left[-12:] or (quantity.unit in _TIMES_DONE and _EACH_PERIOD.search(left))
    return "+every" if every else "no deed"


def _index(text: str, quantity: Quantity, left: str, dated: bool) -> str:
    """A bare number is a target as an index or a ratio: 指数达到88, 收入比下降到2.35∶1."""
    if not text[quantity.start : quantity.end].replace(".", "").isdecimal():
        if quantity.comparator in _BOUNDS and left.endswith("数"):
            return "+compared"  # 新增就业人数24万以上
        return "+ratio" if quantity.prefixed else "no ratio"
    stands = quantity.prefixed or (dated and left)
    rate = quantity.comparator in _BOUNDS and left.endswith("率")  # 万车死亡率控制在1.2以下
    return "+index" if stands and (rate or _INDEX.search(left)) else "no index"


def _limits(text: str, quantity: Quantity, left: str, right: str) -> str:
    """Days, hours and steps are targets when they are limits: 1日内办结, 压缩至3个工作日."""
    if quantity.unit == "年":
        return "+lifetime" if quantity.prefixed and _LIFETIME.search(left) else "years"
    if not quantity.prefixed and not right and _SHORTER.search(left):
        return "+shorter by"  # 平均审理周期缩短30天
    if quantity.unit == "个月" and quantity.comparator == "range" and not quantity.prefixed:
        return "no limit"  # 缓缴期2—4个月
    if quantity.comparator in ("<=", "<", "range"):
        return "+limit"
    achieved = "实现" in text[quantity.left : quantity.start]
    if quantity.comparator is None or achieved:
        return "+done in" if achieved or _DONE.match(right) else "no limit"
    return "+span" if _SPAN.search(left) else "no span"
