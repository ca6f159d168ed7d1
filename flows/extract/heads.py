"""Bare heads (产值, 覆盖率, 年均增长) and what they are the head of: the indicator before, or the article's trade."""

from __future__ import annotations

import re

from flows.extract.target_words import FALL, HEADS, RISE

_RATE_OPENS = ("年均增", "年均下", "年均递", "年均提", "年均分", "增长", "增速", "比重", "占比", "占", "同比")
_TOPIC_OPENERS = re.compile(
    r"^(?:大力|加快|着力|积极|做大做强|做强|做优|打造|发展|培育|推进|推动|提升|实施|建设|壮大|促进|扩大|提高|优化|强化)+"
)
_TOPIC_ENDS = re.compile(r"(?:建设|发展|转型升级|工程|行动|。)+$")


def complete(name: str, before: str | None, topic: str | None, listed: bool) -> str:
    """A bare head (产值, 年均增长) with what it is the head of: the indicator before it, or the article's heading."""
    if before and (name.startswith(_RATE_OPENS) or name in RISE.words or name in FALL.words):
        return before + name
    name = in_full(name, before)
    if name in HEADS.words or len(name) < 2:
        known = before is not None and (before.endswith(name) or len(stem(before)) < len(before))
        if topic and not listed and (not known or topic.startswith(stem(before or ""))):
            return topic + name
        if before:
            return _beside(name, before)
    return name if len(name) > 1 else ""


def in_full(name: str, before: str | None) -> str:
    """普通国省干线项目 where it is called only 项目 the second time."""
    return before if before and len(name) == 2 and before.endswith(name) else name


def _beside(name: str, before: str) -> str:
    """产值 after 柑橘种植面积 is 柑橘产值; after another bare head (投资), or a rate, it stands alone."""
    if before.endswith(name):
        return before
    own = (before in HEADS.words and not name.endswith(("率", "比例", "占比", "比重"))) or (
        stem(before) == before and before.endswith(("率", "度", "比", "时间", "半径"))
    )
    return name if own and len(name) > 1 else stem(before) + name


def stem(indicator: str) -> str:
    """柑橘 of 柑橘种植面积: an indicator without its head."""
    head = HEADS.before(indicator, len(indicator), 0)
    return indicator[: -len(head)] if head and len(head) < len(indicator) else indicator


def topic_of(heading: str | None) -> str | None:
    """The trade that a heading names (北斗产业), to complete a bare head with; None where it names none."""
    if not heading:
        return None
    topic = _TOPIC_ENDS.sub("", _TOPIC_OPENERS.sub("", heading))
    return (
        topic
        if topic.endswith(("业", "经济", "贸易", "消费", "旅游")) and len(topic) <= 16 and "，" not in topic
        else None
    )
