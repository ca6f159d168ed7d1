"""The genre of a document: what it does, whatever its type word (codebook: genre). The words: knowledge/genre.yml."""

from __future__ import annotations

import re
from functools import cache

from flows.knowledge.genre import genre

_BEHIND = re.compile(r"(?:[（(〔][^（）()〔〕]*[）)〕]|[》〉”’]|全文|草案|征求意见稿)+$")
_WRAPPER = re.compile(r"(?:印发|公布|发布|转发|批转|下发|调整|修订)(?P<inner>.+?)的(?:通知|公告|通告|公示|函)$")


def genre_of(title: str, doc_type: str | None) -> str | None:
    """plan, measures, rules, …: by what the title says besides, else by its last words, else by the type word.

    A notice that issues something is told by what it issues, where that has no title of its own.
    """
    named = _BEHIND.sub("", title)
    wrapper = _WRAPPER.search(named)
    names = [*([_BEHIND.sub("", wrapper["inner"])] if wrapper else []), named, doc_type or ""]
    said = next((name for name, pattern in _titles() if pattern.search(named)), None)
    return said or next((found for name in names if (found := _by_ending(name))), None)


def _by_ending(name: str) -> str | None:
    match = _endings()[0].search(name)
    return _endings()[1][match[0]] if match else None


@cache
def _endings() -> tuple[re.Pattern[str], dict[str, str]]:
    """The words, the longest first: 任务清单 sets tasks, a 清单 does not."""
    words = {word: name for name, ends in genre()["genres"].items() for word in ends}
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(f"(?:{'|'.join(longest)})$"), words


@cache
def _titles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["genre"], re.compile(row["pattern"])) for row in genre()["genre_titles"])
