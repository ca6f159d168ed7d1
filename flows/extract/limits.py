"""What a time limit is of: 简单案件审结 of 简单案件自受理之日起6个月内审结."""

from __future__ import annotations

import re

from flows.extract.indicators import subject
from flows.extract.target_words import words

_FROM = re.compile(r"(?:后|之?日起|(?<!发)起)$")
_UP_TO_MARK = re.compile(r"，?(?P<done>[^，。；\n]*)")
_SINCE = re.compile(r"(?:应当?|要|须)?[自于从在][^，]{1,30}$|(?:作出|做出|印发|发布|公布|生效|受理|审核通过)之?日起$")
_WHERE = re.compile(r"^(?:在|通过)[^，。]{2,24}?(?=完成|公布|公示|公开|发布|办理|上传)")
_BARE = 4  # characters of what is done that say nothing by themselves: 办结, 审核完毕
_SOON = 20  # characters of what a limit counts from that are kept
_BARE_DEEDS = frozenset(words("bare_deeds"))
_LONGEST = 30  # characters of a clause that are kept


def counts_from(name: str) -> bool:
    """Whether a time limit counts from what stands before it: 决策出台后, 自印发之日起."""
    return bool(_FROM.search(name))


def done_then(since: str, rest: str) -> str:
    """What is done by a limit that counts from what `since` says; `rest` stands behind the limit.

    决策出台后10日内，公开情况: 决策出台后公开情况; 各省要在本意见印发之日起30日内制定办法: 制定办法.
    """
    match = _UP_TO_MARK.match(rest)
    done = _WHERE.sub("", match["done"]) if match else ""
    opening = _SINCE.search(since)
    if opening and (opening.start() or len(done) > _BARE):
        return since[: opening.start()] + done if len(done) <= _BARE else done
    return since + done if since.endswith("后") and len(since) <= _SOON else done


def is_bare_deed(name: str) -> bool:
    """Whether a name only says that it is done: 办结, 完成."""
    return name in _BARE_DEEDS


def of_clause_before(said: str) -> str:
    """What the clause before a limit is about, where its own says nothing: 企业开办全程网办，1日内办结."""
    said = said.rstrip("，")
    return subject(said[said.rfind("，") + 1 :])[0][-_LONGEST:]
