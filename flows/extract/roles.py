"""The words that give a role: labels (牵头单位：) and verbs (…牵头, …按职责分工负责).

Codebook, assignments: `lead` is 牵头, `support` is 配合, 参与, 协助, 参加; all others are `responsible`.
"""

from __future__ import annotations

import re

LEAD, SUPPORT, RESPONSIBLE = "lead", "support", "responsible"
DUE, NOBODY = "due", "nobody"  # labels that give a time limit, or a person

_WHO = r"(?:单位|部门|机构|主体|地区|委办局|处室|科室|股室)"
_LABEL_WORD = (
    r"(?:牵头|主办|主责|责任|负责|落实|实施|承办|配合|协办|协助|协作|参与|参加|支持|协同|考核|主要|第一|组织|完成|指导|推进|"
    r"监督|执行|督导|督办|督查|检查|验收|统筹|协调|监管|保障|归口|分工|及|和|与|市级|省级|县级|区级|市直|省直|相关|有关)"
)
LABEL = re.compile(
    rf"(?P<words>{_LABEL_WORD}{{1,6}}){_WHO}(?:（[^（）：]{{0,20}}）)?(?:[：:／/]|为(?!准|[^，。；]{{0,6}}(?:牵头|主办|责任)))"
    rf"|(?P<words2>{_LABEL_WORD}{{1,3}})[：:]"
    r"|(?P<due>(?:完成|办结|推进|落实|工作|实施|整改)?(?:时限|时间|期限|进度)(?:要求|节点|安排)?)[：:]"
    r"|(?P<nobody>(?:责任|牵头|分管|市级|省级|县级|包抓|包联|挂帅|主管|配合|[省市县区])*(?:领导|负责人|责任人|联系人|联络员)|(?:联系|咨询|办公|监督|举报)?(?:电话|方式)|手机|责任人)[：:]"
)
SENTENCE_END = re.compile(r"[。；！？”）;!】］\]〕]")
_LABEL_MARKS = re.compile(
    r"[：:】］\]](?:(?<=[位门构体室区局限间期度求点排导人话】\]］）][：:])|(?<=[位门构体室区局][】］\]]))"
)
_LONGEST_LABEL = 24
BRACKET_LABEL = re.compile(rf"[【［\[（]({_LABEL_WORD}{{1,6}}){_WHO}[】］\]）][：:]?")

_VERB_WORD = (
    r"(?:(?:按照|根据|依据|依照|按|依)?(?:各自|自身|本部门|部门|工作)?的?(?:职责分工|职能职责|工作职责|职责任务|职责范围|任务分工|责任分工|"
    r"职能分工|分工|职责|职能|权限|职权)(?:范围)?内?"
    r"|(?:为|是|作为|任|担任)(?:总)?(?:牵头|主办|责任|负责|配合|协办|参与|主责)(?:单位|部门)"
    r"|应当?|均|须|要|将|按要求|按规定|结合实际|依法|依规|共同|分别|具体|联合|协同|协调|密切|积极|统筹|(?<![联党团会])组织|全力|切实|抓好|做好|抓紧|加快|分头|分类|分级|"
    r"牵头|主办|主责|负责|总负责|落实到位|落实|配合|参与|参加|参照执行|贯彻|协助|协作|(?<!政)协办|承办|推进|推动|实施|支持|指导|督促|监督|执行|完成|"
    r"承担|办理|抓总|为主|为辅|主抓|协抓|主管|总|并|—+|、|相关工作|有关工作|各项工作|工作)"
)
_VERBS = re.compile(rf"{_VERB_WORD}+")
_CORE = re.compile(
    r"牵头|主办|主责|负责|落实|配合|参与|参加|协助|协作|协办|承办|推进|推动|实施|支持|指导|督促|监督|执行|完成|承担|办理|为[主辅]|[主协]抓|主管|协同|"
    r"(?:责任|负责)(?:单位|部门)|抓好|分工|职责"
)
# Behind a name, verbs that give no role: 牵头单位：市财政局|按要求做好经费保障.
_INNER_VERB = re.compile(
    r"牵头|负责|配合|协助|参与|主办|(?<=[局委部厅办院会署府门位])(?P<plain>按|落实|承担|履行|强化|做好|抓好|加强|统筹|切实)"
)
_LEADS = re.compile(r"牵头|主办|主抓|为主|主责")
_SUPPORTS = re.compile(r"为辅|协抓|配合|参与|参加|协助|协作|协办|支持|协同(?!推进|落实|实施|负责)")


def label_at(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The role (or DUE, NOBODY) of the label that opens text[start:end], and where the label ends."""
    match = LABEL.match(text, start, end) or BRACKET_LABEL.match(text, start, end)
    return (_role_of_label(match), match.end()) if match else None


def header_role(cell: str) -> str | None:
    """The role (or DUE) of a column of a table by its heading: 牵头单位, 完成时限; None for other columns."""
    if len(cell) > _LONGEST_LABEL:
        return None
    label = label_at(cell.strip("* ") + "：", 0, len(cell) + 1)
    return label[0] if label and label[0] != NOBODY else None


def labels_in(text: str, start: int, end: int) -> list[int]:
    """Where labels that name a body or a time limit stand in running text, right behind the end of a sentence."""
    places = []
    for mark in _LABEL_MARKS.finditer(text, start, end):
        for stop in SENTENCE_END.finditer(text, max(start, mark.end() - _LONGEST_LABEL), mark.start()):
            place = stop.end()
            match = LABEL.match(text, place, mark.end()) or BRACKET_LABEL.match(text, place, mark.end())
            if match and match.end() == mark.end() and not match.groupdict().get("words2"):
                places.append(place)
                break
    return places


def closing_verbs(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The role of the verbs that close text[start:end], and where they begin: 市发改委|牵头."""
    for match in _VERBS.finditer(text, start, end):
        if match.end() == end and _CORE.search(match[0]):
            return _role_of_words(match[0]), match.start()
    return None


def inner_verb(text: str, start: int, end: int) -> tuple[str | None, int] | None:
    """The role, if any, of the first verb inside text[start:end]: 省财政厅|负责资金保障."""
    match = _INNER_VERB.search(text, start, end)
    return (None if match["plain"] else _role_of_words(match[0]), match.start()) if match else None


def _role_of_label(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups.get("due"):
        return DUE
    if groups.get("nobody"):
        return NOBODY
    return _role_of_words(groups.get("words") or groups.get("words2") or match[1] or "")


def _role_of_words(words: str) -> str:
    return LEAD if _LEADS.search(words) else SUPPORT if _SUPPORTS.search(words) else RESPONSIBLE
