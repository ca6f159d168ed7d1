"""Whether what stands in 《》 is a document that a text cites, and how. The words are in knowledge/citations.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from flows.knowledge import facts
from flows.knowledge.genre import type_words, wording
from flows.knowledge.writing import HAN
from flows.model import Document, Unit

_SHORT_FORM = re.compile(r"(?:以下|下)?(?:统称|简称|称)(?:为)?[“：]?$")
_SHORT_NAME = re.compile(
    r"(?:简称|以下统?称)(?:为)?：?[“‘《〈]{1,2}([^“”‘’《》〈〉，。；、（）\n]{2,20}(?:（[^（）\n]{1,12}）)?)[》〉’”]"
)
_ATTACHED = re.compile(r"附[件表录]\d{0,2}[：.、]?$")
_REPEALED = re.compile(r"(?:（[^（）\n]*）)?[^。；，\n]{0,8}(?:废止|失效)")
_BRACKETS = re.compile(r"(?:（[^（）]*）|〔[^〔〕]*〕)+(?:年?版)?$")
_LINKED = re.compile(  # from a title to the next of its list, before which its issuer may stand
    rf"(?:（[^（）\n]*）)?(?:等[{HAN}]{{0,10}})?(?:(?:总体|有关|相关|工作)?(?:部署|要求|精神|规定)(?=[、和及与]))?(?:(?:[、和及与或暨\n]|以及|，和){{1,3}}(?P<issuer>[{HAN}、“”]{{0,24}})|，)?"
)
_TELLS = re.compile(
    r"（?[^，。；《》]{0,20}?）?，(?:明确)?(?:提出|要求|指出|强调|规定|部署)"
)  # …印发《意见》，提出: it says something
_SEE = re.compile("^.*(?:[详参]见|见于|同前)")  # 报表制度详见某发〔2019〕77号
_BODY_BEFORE = re.compile(  # …保障厅鄂财综发〔2011〕32号: numbers open with the short name of a province, or 国
    "^.*(?:厅|局|委员会|政府|部)(?=[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼国])"
)
_SPIRIT = re.compile("(?<=精神|部署|要求|指示|批示)，$")  # 根据…讲话精神，《甲》、《乙》: one list
_CLAUSES = re.compile(r"[，。；：》\n]")
_SENTENCES = re.compile(r"[。；\n]")
_LONGEST_SHORT_FORM = 4  # characters: 《意见》, 《指导目录》; a law may be as short


@dataclass(frozen=True, slots=True)
class Named:
    """What a document says of titles: its own, its number, and the short names that it gives."""

    own: str
    number: str | None
    shorts: frozenset[str]

    def is_own(self, title: str | None) -> bool:
        """Whether a title is the document's own, brackets, quotes and blanks aside."""
        return bool(self.own and title and wording(title) == self.own)


def named_in(document: Document) -> Named:
    """What a document says of titles."""
    shorts = (m[1] for span in document.spans for m in _SHORT_NAME.finditer(document.text, *span))
    return Named(wording(document.title or ""), document.doc_number, frozenset(map(wording, shorts)))


def tells_what_is(document: Document, unit: Unit) -> bool:
    """Whether a unit tells what has been done, by its heading or one above it: documents issued there exist."""
    at: Unit | None = unit
    while at is not None:
        if _told().fullmatch(document.heading(at) or ""):
            return True
        at = document.units[at.parent] if at.parent is not None else None
    return False


def goes_on(between: str) -> bool:
    """Whether the text between two titles makes them one list."""
    linked = _LINKED.fullmatch(between)
    return bool(linked) and not _verbs().search(linked["issuer"] or "")  # type: ignore[index]


def relation_of(before: str) -> str:
    """How a title is cited, by what stands before it."""
    clause = _CLAUSES.split(_SPIRIT.sub("", before))[-1]
    basis = [match.end() for match in _basis().finditer(clause)]
    return "basis" if basis and not _words("basis", "not_behind").search(clause, basis[-1]) else "mention"


def without_verb(number: str) -> str:
    """A document number without what runs into it: a word of a basis (落实国发〔2015〕28号), the body before it."""
    return _BODY_BEFORE.sub("", _runs_in().sub("", _SEE.sub("", number)))


def is_cited(title: str, number: str | None, before: str, after: str, relation: str, named: Named) -> bool:
    """Whether a title is of a document that exists; `before` and `after` are what stands around it.

    Not: short forms, licences and forms, books, papers at hand, and the document itself unless an older one of its
    name is meant.
    """
    if _SHORT_FORM.search(before) or _ATTACHED.search(before) or _is_short(title, named):
        return False
    other = number not in (None, named.number) or _REPEALED.match(after) or before.endswith("原")
    if named.is_own(title) and not other:
        return False
    bare = _BRACKETS.sub("", title)
    return not _names_none().search(bare) and (relation == "basis" or not _ends("reports").search(bare))


def is_to_come(before: str, after: str, told: bool) -> bool:
    """Whether the words around a title say that it is yet to be drawn up; `told`: in a unit that tells what is."""
    clause = _CLAUSES.split(before)[-1]
    ahead = _words("drawn_up", "wanted").search(clause) and _comes().match(after)
    if ahead:
        return True
    if (
        told
        or _TELLS.match(after)
        or not _drawn_up().search(clause)
        or _exists().search(clause)
        or _followed().match(after)
    ):
        return False
    return not _words("drawn_up", "past").search(_SENTENCES.split(before)[-1])


def _is_short(title: str, named: Named) -> bool:
    plain = wording(title)
    if plain in named.shorts or _generic().fullmatch(plain):
        return True
    return len(title) <= _LONGEST_SHORT_FORM and not _ends("laws").search(title)


@cache
def _knowledge() -> dict[str, Any]:
    found: dict[str, Any] = facts("citations.yml")
    return found


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


@cache
def _words(section: str, name: str) -> re.Pattern[str]:
    return re.compile(_any(_knowledge()[section][name]))


@cache
def _ends(name: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_any(_knowledge()[name])})$")


@cache
def _basis() -> re.Pattern[str]:
    """The words of a basis; a short one counts only right before the title, for it is part of others."""
    found = _knowledge()["basis"]
    return re.compile(f"{_any(found['words'])}|(?:{_any(found['short'])})$")


@cache
def _runs_in() -> re.Pattern[str]:
    found = _knowledge()["basis"]
    return re.compile(rf"^(?:.*(?:{_any(found['words'])})|{_any(found['short'])})")


@cache
def _names_none() -> re.Pattern[str]:
    """Endings of what is no policy."""
    rows = _knowledge()["no_documents"]
    return re.compile(
        "|".join(f"{''.join(f'(?<!{e[:-1]})' for e in r.get('but', ()))}(?:{_any(r['ends'])})$" for r in rows)
    )


@cache
def _generic() -> re.Pattern[str]:
    """A type word, words before it that say nothing of its matter, or the paper at hand."""
    found = _knowledge()
    return re.compile(f"(?:{_any(found['generic'])})*(?:{type_words()}|{_any(found['known'])})")


@cache
def _drawn_up() -> re.Pattern[str]:
    """A verb by whose doing a document comes to be, the last of its clause: 编制并发布全省统一的《…》."""
    verbs = _any(_knowledge()["drawn_up"]["verbs"])
    short = "".join(_knowledge()["basis"]["short"])  # 办理程序按《…》执行
    other = _any({*_knowledge()["basis"]["words"], *_knowledge()["drawn_up"]["between"]} - {"实施", "执行"})
    return re.compile(
        rf"(?<![已经])(?:{verbs})(?:(?:并|、|和|及|或)?(?:组织)?(?:{verbs}|实施)|并(?:落实|执行))*(?:(?!{other})[^，。；：《》]){{0,8}}(?<![{short}])$"
    )


@cache
def _verbs() -> re.Pattern[str]:
    """A verb that governs what follows it."""
    return re.compile(f"{_basis().pattern}|(?:{_any(_knowledge()['drawn_up']['verbs'])})(?!的)")


@cache
def _exists() -> re.Pattern[str]:
    return re.compile(rf"(?:{_any(_knowledge()['drawn_up']['exists'])})的$|了$|关于(?:印发|转发|下发|发布|公布|颁布)$")


@cache
def _told() -> re.Pattern[str]:
    return re.compile(_knowledge()["drawn_up"]["told"])


@cache
def _comes() -> re.Pattern[str]:
    """Behind a title: 《…》的编制, 《…》尽快出台; not 《…》出台后."""
    found = _knowledge()["drawn_up"]
    soon = _any(found["soon"])
    return re.compile(rf"(?:（[^（）\n]*）)?的?(?:{soon})?(?:{_any(found['behind'])})(?!的|后|以来|时)")


@cache
def _followed() -> re.Pattern[str]:
    """Behind a title: 《…条例》实施细则, where the rules are drawn up and the 条例 exists."""
    return re.compile(
        rf"(?:（[^（）\n]*）)?的?(?:{_any(_knowledge()['drawn_up']['followed'])})[^，。；：\n]{{0,10}}(?:{type_words()})"
    )
