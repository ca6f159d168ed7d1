"""What a reader sees of a dated clause that may be a milestone; knowledge/weights.yml says what each thing counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.extract.deadlines import Due
from flows.extract.setting import Setting
from flows.extract.target_words import any_of
from flows.knowledge import facts
from flows.model import Span

_WORDS = facts("milestones.yml")
_KIND: dict[str, str] = {word: kind for kind, listed in _WORDS["deeds"].items() for word in listed}
_ALL = r"应(?P<deed>[一-龥])尽(?P=deed)"  # 应装尽装, 应保尽保
_PASSED = r"通过(?=[^，。；]{0,12}(?:验收|评估|考核|评审|认证|认定|审核|审查|检查|鉴定)(?:[，。；]|$))"
_REPORT = r"(?<![通汇举申填预情海简月年周日])报(?=[一-龥]{1,15}?[局厅委府院部办处科室会]|备案)"
DEED = re.compile(
    rf"(?!上线下){any_of(_KIND)}(?!区(?!域))|{_PASSED}|{_REPORT}|{_ALL}"
)  # 建成区 is a place, 线上线下 no 上线
SURE = re.compile(rf"(?!上线下){any_of(_WORDS['sure'])}(?!区)|{_ALL}")
_BY_FORM = {"报": "handed in", "通过": "finished"}
_ADVERBS = re.compile(f"^{any_of(_WORDS['adverbs'])}+")
ISSUED = re.compile(rf"{any_of(_WORDS['adverbs'])}*{any_of(_WORDS['deeds']['issued'])}(?!的)")
_SIGNS = {name: re.compile(any_of(_WORDS[name])) for name in ("vague", "loose", "working", "rules", "facts")}
_BARELY = re.compile(f"基本(?={any_of(_KIND)})")  # 基本建成; not 基本公共服务
_OPENINGS = {
    name: re.compile(any_of(_WORDS[name]))
    for name in ("onward", "manners", "vague", "working", "rules", "facts", "loose")
}
_DESCRIBES = re.compile(r"[已未][^，]*的[企单项人机车住房][一-龥]{1,4}[。；]?$")  # 年底前已完成转制的企业
_MORE = re.compile(r"(?:增强|提升|提高|改善|显现|完善|优化|健全)[。；]?$")
_MANY = re.compile(
    r"(?<![新第])一批|一系列|体系、[^，、]{1,6}体系|若干(?!意见|措施|规定|政策|举措)|初步|“[一两二三四五六七八九十]个"
)
_BECOMES = re.compile(r"化(?=[、。；]|$)")  # 规范化、专业化: more or less so
_THEIRS = re.compile(r"其(?![他中余它])")  # 确定其信用等级: of whoever a rule is about
_SYSTEM = re.compile(r"(?:体系|体制|机制|格局|环境|氛围|合力|模式)(?:全面)?(?:建成|建立|形成|构建)?$")
_RECURRING = re.compile(r"每(?:个?年|季度|个?月|半年|周|两年)|今后")
_LEADS = re.compile(r"(?:目标|任务|要求|措施|内容|要点)(?:有|是|为)?[：:]?$")  # “十四五”时期的主要目标是
_TIME_LIMIT = re.compile(r"(?:时限|时间|期限|时间节点|进度)[：:]$")  # 完成时限：2023年6月底前 is of the work above
_TIME = re.compile(r"(?:阶段[（(]?[一二三四五六七八九十]?[）)]?|[期时]限)$|[期时]限[是为从自]")  # 执行期限至2023年底
_GROUND = re.compile(r"(?:根据|按照|依据|结合|围绕)[^，]*(?:要求|规定|精神|部署|原则|实际)$|基础上$")
_NAMED = re.compile(r"[“《]")
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”")
_RULING = frozenset(facts("evidence.yml")["ruling"])
_NONE, _WORK = frozenset({"onward", "manners", "facts", "rules"}), frozenset({"loose", "working"})  # ways to open
_SHORT, _LONG = 8, 40  # characters of an indicator


def signs(text: str, span: Span, setting: Setting, way: str, due: Due, said: str, indicator: str) -> Iterator[str]:
    """The names of what is seen of a clause.

    `way`: how it comes to its date; `said`: its words without the date; `indicator`: these in the short form.
    """
    bare = _QUOTED.sub("“”", said)
    issued = bool(ISSUED.match(indicator)) and not _MORE.search(
        bare
    )  # what the document is about may be vague: 出台进一步优化…的意见
    deeds = [_kind(match) for match in DEED.finditer(bare)]
    near = way.split()[0] if way.startswith(("behind", "later", "above")) else "own"
    opening = _opening(bare, indicator, near)
    against = list(_against(text, span, setting, way, said, bare, issued))
    if setting.past and not ("handed in" in deeds and due.iso):  # a notice may ask for reports where it tells
        against.append("a section on the past")
    if opening in _NONE or (opening in _WORK and not SURE.search(bare)):
        against.append(f"opens: {opening}")
    if near != "own" and set(deeds) == {"carried out"}:
        against.append("work without an end")
    yield from against
    if not against and deeds:
        yield "commits"
    if not issued:
        yield from (name for name in ("loose", "working") if _SIGNS[name].search(bare))
    if opening == "a thing":
        opening = f"a thing, {deeds[0] if deeds else 'nothing'}"
    yield from (way, f"opens: {opening}", f"{near}, opens: {opening}")
    yield f"due: {'day' if due.iso else 'year' if due.year else 'none'}"
    yield f"genre {'ruling' if setting.genre in _RULING else setting.genre}"
    if _SYSTEM.search(bare.rstrip("。；")):
        yield "a system"
    if "total" in deeds:
        yield "total"
    if SURE.search(bare):
        yield "surely done"
    if _NAMED.search(said):
        yield "names something"
    if len(indicator) < _SHORT:
        yield "short"
    if len(indicator) > _LONG:
        yield "long"


def _against(text: str, span: Span, setting: Setting, way: str, said: str, bare: str, issued: bool) -> Iterator[str]:
    """What speaks against it."""
    start, end = span
    if _MANY.search(said) or (not issued and (_SIGNS["vague"].search(bare) or _BARELY.search(bare))):
        yield "vague"
    for name in ("rules", "facts"):
        if _SIGNS[name].search(bare) and not issued:
            yield name
    if _BECOMES.search(bare) and not issued:
        yield "becomes"
    if _DESCRIBES.search(bare):
        yield "describes"
    if _THEIRS.search(bare):
        yield "theirs"
    if way == "above" and not setting.goals:
        yield "above no goals"
    if _TIME_LIMIT.search(text, max(start - 8, 0), start):
        yield "a time limit's line"
    if _RECURRING.search(text, max(start - 6, 0), end):
        yield "recurs"
    if _TIME.search(bare):
        yield "names a time"
    if _LEADS.search(bare) and not ISSUED.match(bare):
        yield "leads to a list"
    if _is_thing(bare):
        yield "only a thing"
    if _GROUND.search(bare):
        yield "on what ground"
    if way in ("a year in a name", "behind another part"):
        yield way


def _is_thing(bare: str) -> bool:
    """Whether a clause only names a thing by what is done with it: 各地牵头举办的促销活动, 2023年实施的采购项目."""
    of = bare.rfind("的")
    deeds = list(DEED.finditer(bare))
    work = bool(deeds) and all(_kind(deed) == "carried out" and deed.start() < of for deed in deeds)
    return work and of < len(bare) - 2 and (deeds[0].start() > 0 or deeds[0].end() == of)


def _opening(bare: str, indicator: str, near: str) -> str:
    """What a clause opens with: a kind of deed, words that are none, or a thing."""
    if near in ("later", "above") and _OPENINGS["onward"].match(bare):
        return "onward"
    openings = (bare, _ADVERBS.sub("", bare), indicator, _ADVERBS.sub("", indicator))
    deed = next(filter(None, map(DEED.match, openings)), None)
    if deed and deed[0] == "通过":
        return _kind(deed)  # a deed, and no manner: 通过省级评估
    said = next((name for name, pattern in _OPENINGS.items() if name != "onward" and pattern.match(bare)), None)
    return said or (_kind(deed) if deed else "a thing")


def _kind(match: re.Match[str]) -> str:
    return str(_KIND.get(match[0], _BY_FORM.get(match[0], "total")))
