"""Line breaks: which end a paragraph, and which a page or the width of a page put there. The text keeps its length."""

from __future__ import annotations

import itertools
import re

from flows.clean.letters import DROPPED
from flows.knowledge.fields import opens_with_label
from flows.knowledge.writing import HAN, WANTS_MORE

_LINES = re.compile(rf"[^\n{DROPPED}][^\n]*")  # from its first character
_STOPS = re.compile(r"[。！？!?：:…][’”」』）)\]］】]*$")
_ENDS = re.compile(r"[。！？!?：:；;…）)\]］】]$")
OPENS = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,5}[章节条编篇部]|[一二三四五六七八九十]{1,4}[、.．]|[（(][一二三四五六七八九十\d]{1,4}[）)]"
    rf"|\d{{1,3}}(?:[、．]|\.(?!\d))|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}(?=\.?[{HAN}“Ⅰ-Ⅻ])(?![万亿千百个吨])|[①-⑳⑴-⒇⒈-⒛㈠-㈩]|——|—|附[件表录：:]|专栏|[#*|]|抄送|主题词"
    r"|(?:牵头|责任|配合|主办|协办|参与|参加)(?:单位|部门)：|完成时[限间]："
)
_LEADER = re.compile(r"(?<![.…·])[.…·]{3,} ?\d{1,4}$")  # an entry of a list of contents ends with its page
_SENTENCE_OPENS = re.compile(
    r"根据|按照|依据|为(?:贯彻|落实|加强|加快|进一步|推[进动]|深入|切实|全面|规范)"
)  # it ends with 。 only
_BEHIND_NUMBER = re.compile("(?:有关)?(?:规定|要求|精神|文件|执行|部署)")  # of the document whose number it is
_SHORT_NAME = re.compile("（以下(?:统|合|简)?称[^（）]{1,40}）$")
_ROW = re.compile(r"\|[^|]*\|")  # a row of cells: no part of a sentence, nor as wide as the page
_LABEL_ALONE = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,4}[）)、.．])$")
_DATED = re.compile(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日|[二〇○零一九]{4}年")
_TITLE_OPENS = re.compile(r"关于[^。：；]{0,40}$|(?:印发|转发|发布|批转|公布)$")
_TITLE_ENDS = re.compile(r"^[^。：；，]{0,45}(?:通知|意见|决定|批复|公告|方案|规划|办法|计划)")
_AFTER_QUOTED_TITLE = re.compile(r"(?:已经|业经|已|的通知|印发|现(?:予以?)?(?:印发|转发|发布|公布)|经)(?!过)")
_TITLED = re.compile(
    r"(?:通知|意见|决定|批复|公告|方案|规划|办法|计划|措施|细则|要点|规定|纲要)(?:[（(][^）)]*[）)])?$"
)
_HALF_TITLE = re.compile(r"[^。：；，、！？|]{4,30}[的和与及]")  # no line ends so: 口岸区的 / 界址点坐标
_OTHER_HALF = re.compile(r"[^。：；，、！？|]{2,30}")
_BREAKS_OFF = re.compile(f"[{HAN}，、；]$")
_ADDRESSED = re.compile("各(?!自)|有关|驻")  # 各县人民政府；|各有关单位：
_GOES_ON = re.compile(f"[{HAN}“《（，、。；：）”%A-Za-z]")
_NUMBERED = re.compile(r"^[^，。；]{1,12}〔\d{4}〕\d{1,5}号$")
_SIGNED = re.compile(r"^[^，。；：、]{2,24}(?:委|委员会|政府|办公厅|办公室|局|厅|部|院|会|署)$")
_YEARS = re.compile(r"[（(](?:19|20)\d\d年?[-—–~～至]{1,2}(?:19|20)\d\d年[）)]")  # below the title of a plan
_ATTACHED = re.compile(r"附[件表录]\d{0,2}")
_GLOSS = re.compile(
    r"[（(][^（）()]{1,16}(?<![局厅委办部处府院会心司组队])[）)]"
)  # （备案）, cut out of its line; no clause
_GLOSS_OPENS = re.compile(  # 嘎查村|（社区）便民服务站: no paragraph opens with a gloss; numbers and 此件 are none
    rf"[（(](?!此件|本文|[一二三四五六七八九十\d]|[^（）()]{{0,6}}(?:单位|部门|负责|牵头|配合))[{HAN}、]{{1,6}}[）)](?=[{HAN}])"
)
_CONTACT = re.compile(r"(?:电话|邮箱|传真|邮编|网址)[：:][ A-Za-z0-9@._:/、，；（）()—-]{5,60}$")
_OPEN_CLAUSE = re.compile(
    r"[（(〔［\[【](?:责任|牵头|配合|主办|[^。）〕］】]{1,16}[局厅委办部](?:、|牵头|负责))[^。〕］】]*$"
)
_BARE = re.compile(rf"\d{{1,2}}[{HAN}、]{{2,20}}")  # 2监测、预警, the blank between dropped
_QUOTED = re.compile(r"“[^“”]{1,20}”")
_QUOTE_ENDS = re.compile(r"“[^“”]{1,20}”[。，、；]")  # what a list of quoted words goes on with
_TITLE = re.compile(r"《[^《》]{2,60}》")
_REST = re.compile(rf"[{HAN}]{{1,12}}。$|[{HAN}]{{1,4}}。")  # 重点民生实事。 behind a quotation
_BESIDE_QUOTE = re.compile(r"(?<=[”》])等(?![级额次候待同距])")  # …”|等文件要求: no paragraph opens so
_HALVES = {
    "附": "则录件表",
    "总": "则",
    "目": "录",
    "前": "言",
    "序": "言",
}  # of headings set wide
_ALONE = re.compile(r"[（(](?:此件|本文)[^）)]{0,20}[）)]|(?:19|20)\d\d年\d{1,2}月\d{1,2}日")  # below it a row begins
_WANTS = re.compile(f"(?:{WANTS_MORE}|[实行成])$")  # 实行, 整合成
_MARKS = re.compile(r"[，、；。：（]")
_PAIRS = tuple(  # what opens and what closes; typists mix the widths of a pair: (略）
    (re.compile(opening), re.compile(closing))
    for opening, closing in (
        (r"[（(]", r"[）)]"),
        ("《", "》"),
        ("“", "”"),
        ("〔", "〕"),
        (r"[［\[]", r"[］\]]"),
        ("【", "】"),
    )
)
_OPENING = re.compile(r"[（(《“〔［\[【]")
_FEWEST_CUT = 3  # full lines that do not end a sentence; a headline that stands twice is no wrap
_WORD_REST = 3  # characters of a title's last word that a break cut off
_LONGEST_WRAP = 60  # characters; pages wrap at 30 to 50
_SHORTEST_PROSE = 30  # characters before a break that a page cut, in text that does not wrap
_LONGEST_HEADING = 40  # characters (codebook: heading)
_CLAUSE_ALONE = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,5}条")  # its text opens the next line
_CLAUSE_GOES_ON = re.compile(r"第[一二三四五六七八九十百零〇\d]{1,5}条[^\n]{18}")  # what heads a 第X条 is shorter
_SHORT_ROW = 5  # characters that a full row may lack: behind a number a blank is gone, a word of digits does not break
_LONGEST_OPEN = 300  # characters; a bracket that is open for longer was never closed


def mend_breaks(text: str) -> str:
    """Join the lines that a page or its width has cut; every other line break ends a paragraph."""
    lines = [(m.start(), m.end(), m[0].replace(DROPPED, "")) for m in _LINES.finditer(text)]
    lines = [line for line in lines if line[2]]
    width = wrap_width([line[2] for line in lines])
    pieces, at, paragraph, row, ended = [], 0, "", 0.0, False
    for (_, end, before), (start, _, after) in itertools.pairwise(lines):
        fresh = ended or OPENS.match(before) or row + _width(before) > width + 2
        paragraph += before
        row = _width(before) + (0 if fresh else row)
        goes_on = not (_LEADER.search(before) or _ROW.search(before) or _ROW.search(after)) and (
            _title_goes_on(paragraph, after)
            or (_wrapped(paragraph, before, after, row, width) if width else _cut(paragraph, before, after))
        )
        pieces += [text[at:end], ("" if goes_on else "\n").ljust(start - end, DROPPED)]
        paragraph = paragraph[-_LONGEST_OPEN:] if goes_on or _CLAUSE_ALONE.fullmatch(paragraph) else ""
        ended = bool(_ALONE.fullmatch(before))
        at = start
    pieces.append(text[at:])
    return "".join(pieces)


def wrap_width(lines: list[str]) -> int:
    """The width at which lines wrap, in characters (two of ASCII count one); 0 where lines are paragraphs."""
    lines = [line for line in lines if not _ROW.search(line)]
    widths = sorted(map(_width, lines))
    if len(widths) < 12:
        return 0
    width = widths[int(len(widths) * 0.95)]
    full = [line for line in lines if _width(line) > 0.8 * width]
    cut = sum(not _ENDS.search(line) for line in full)
    wraps = cut > 0.5 * len(full) and cut > _FEWEST_CUT
    return round(width) if 15 < width <= _LONGEST_WRAP and wraps else 0


def _width(line: str) -> float:
    return len(line) - len(line.encode("ascii", "ignore")) / 2


def _title_goes_on(paragraph: str, after: str) -> bool:
    """A title that a line break cut: 国务院关于印发国家环境保护 / “十一五”规划的通知; 附 / 则."""
    if len(paragraph) == len(after) == 1 and after in _HALVES.get(paragraph, ""):
        return True
    if OPENS.match(after):
        return False
    if _HALF_TITLE.fullmatch(paragraph) and _OTHER_HALF.fullmatch(after):
        return True
    if paragraph.endswith("》") and _AFTER_QUOTED_TITLE.match(after):
        return True
    if len(after) <= _WORD_REST and _TITLED.search(paragraph + after) and not _TITLED.search(paragraph):
        return True  # 实施方 / 案
    return (
        len(paragraph) < 60
        and bool(_TITLE_OPENS.search(paragraph))
        and not _TITLED.search(paragraph)
        and bool(_TITLE_ENDS.match(after))
    )


def _wrapped(paragraph: str, before: str, after: str, row: float, width: int) -> bool:
    """In text that wraps a line goes on, unless it stops, stands alone or the next one opens a unit.

    `paragraph` is what has been joined so far, `row` the width that the last line of the page has reached:
    extraction cuts
    lines at full-width punctuation too, so a short line may be the rest of a full row.
    """
    glossed = after[0] in "（(〔《" and before[-1] in "》”"  # the number of a document behind its title, the next title
    if (
        glossed
        or _GLOSS_OPENS.match(after)
        or (_open_pair(paragraph) and not (OPENS.match(after) and _ends_clause(paragraph, before)))
        or after[0] in "，、。；：）”》"
        or (before[-1].isdigit() and not (before.isdigit() and OPENS.match(after)) and not _ATTACHED.fullmatch(before))
        or _QUOTED.fullmatch(after)
        or _QUOTE_ENDS.match(after)
        or _BESIDE_QUOTE.search(before[-1] + after[:2])
        or (before[-1] == "）" and (after[0] == "的" or _SHORT_NAME.search(before)))
        or (before.endswith("号）") and _BEHIND_NUMBER.match(after))
    ):
        return True
    if OPENS.match(after) or _STOPS.search(before) or _stands_alone(before, after) or opens_with_label(after):
        return False
    if _LABEL_ALONE.match(paragraph) or (_SENTENCE_OPENS.match(paragraph) and "。" not in paragraph):
        return True
    if _GLOSS.fullmatch(before) and before != paragraph:
        return True
    full = row > width - 3
    if _CLAUSE_GOES_ON.match(paragraph):
        return True
    if (OPENS.match(paragraph) and len(paragraph) <= _LONGEST_HEADING) or _BARE.fullmatch(paragraph):
        return row > width - _SHORT_ROW or paragraph[-1] in "，、" or _parted_at_quotes(paragraph, before, after)
    in_prose = bool(_MARKS.search(paragraph)) and not before.endswith("）")
    quotes = after[0] == "“" or before[-1] == "”" or _parted_at_quotes(paragraph, before, after)
    return full or quotes or in_prose


def _parted_at_quotes(paragraph: str, before: str, after: str) -> bool:
    """Whether extraction cut a line at a quotation or a title: 落实|“湘易办”|重点民生实事。 加强对|《办法》|等标准."""
    quoted = _QUOTED.fullmatch(before) or (before[-1] == "”" and _REST.match(after))
    titled = (after[0] in "《“" and _WANTS.search(before)) or (paragraph != before and _TITLE.fullmatch(before))
    return bool(quoted or titled)


def _stands_alone(before: str, after: str) -> bool:
    """A document number, the years of a plan, a date or one of several signatures is a line of its own."""
    dated = (_DATED.match(before) and len(before) < 14) or (_DATED.match(after) and len(after) < 14)
    signed = _SIGNED.match(before) and _SIGNED.match(after)
    return bool(
        dated
        or signed
        or _NUMBERED.match(before)
        or _NUMBERED.match(after)
        or _CONTACT.search(before)
        or _ATTACHED.fullmatch(before)
        or _YEARS.fullmatch(before)
    )


def _open_pair(paragraph: str) -> bool:
    tail = paragraph[1 - _LONGEST_OPEN :]
    return _OPENING.search(tail) is not None and any(
        len(opening.findall(tail)) > len(closing.findall(tail)) for opening, closing in _PAIRS
    )


def _ends_clause(paragraph: str, before: str) -> bool:
    """Whether a bracket that is open will hardly close: it is long, or what it held ended with a bracket."""
    return len(paragraph) >= _LONGEST_OPEN - 1 or before[-1] in "）)"


def _cut(paragraph: str, before: str, after: str) -> bool:
    """In text of whole paragraphs, a line goes on only where prose breaks off and the next line opens nothing, or
    within the bracket of a clause.
    """
    if _OPEN_CLAUSE.search(paragraph) and _open_pair(paragraph) and not OPENS.match(after):
        return True
    if paragraph[0] in "（(" and _open_pair(paragraph) and len(paragraph) < _LONGEST_WRAP and after[-1] in "）)":
        return True  # （1995年3月2日市人民政府|第7次常务会议通过）
    if not _BREAKS_OFF.search(before) or OPENS.match(after) or not _GOES_ON.match(after):
        return False
    if opens_with_label(before) or _NUMBERED.match(after):
        return False
    if before[-1] in "，、" or (before[-1] == "；" and _ADDRESSED.match(before) and _ADDRESSED.match(after)):
        return True
    prose = "。" in before or (not OPENS.match(before) and len(_MARKS.findall(before)) > 1)
    return prose and len(before) >= _SHORTEST_PROSE
