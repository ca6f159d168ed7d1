"""What stands before the first unit: wrapper title, document number, recipients, notice, signature, date, own title.

The front is cut into pieces, at line breaks and where one thing runs into the next; each is then told by its form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.knowledge.genre import is_title, same_title, wording
from flows.knowledge.writing import HAN
from flows.model import Span
from flows.parse.issuers import Parted, split_issuers
from flows.parse.named import issuers_of_heading, issuers_of_title, signed_by, split_named
from flows.parse.numerals import DATE
from flows.parse.orders import Order, read_order, read_passed
from flows.parse.pieces import pieces_of
from flows.parse.recipients import read_inner, read_recipients
from flows.parse.titles import (
    BELOW_TITLE,
    DATE_TEXT,
    NUMBER_LINE,
    PUBLIC,
    RED_HEAD,
    SELF_TITLED,
    SIGNED,
    SOLICITS,
    WRAPPER,
    join_own_title,
    join_titles,
    plain,
    undated,
)  # fmt: skip

_DATED = re.compile(rf"(?P<signed>[^。；，：\d]{{2,80}}?)??[（(]?(?P<date>{DATE_TEXT})[）)]?(?P<rest>.*)$")
_NESTED = re.compile(r"(?:^|[制拟][订定]的|起草的)《(?P<title>.+)》$")
_PROSE = re.compile("现将|根据|按照|依据|附件[：:]|为[^《》]{2,40}[，、]")  # opens a sentence that may end as titles do
_ISSUED = re.compile(
    r"(?:印发|转发|下发|发布)(?!的)给?(?:你们|实施|如下)?|现(?:予)?(?:印发|发布|公布)|制定了《|请[^。]{0,20}(?:执行|落实)"
)
_LEADS = re.compile(r"如下[：。]$")  # a paragraph that leads to the units is the policy's own, not the notice's
_UNQUOTED = re.compile(r"^《([^《》]*)》$")
_OBJECT = re.compile(
    r"(?:^|现将)《([^《》]{4,60})》(?:（[^（）]{2,40}）)?(?:已?[经由][^。；]{2,60}，)?现?(?:予以)?印发"
)
_QUOTED = re.compile(r"^《.*》(?:[（(][^）)]*[）)])?$")
_TITLES = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_LEAD = re.compile(r"^新华社|(?:全文|主要内容|内容)如下[。：]?$|^(?:近日|日前)，|印发了?《[^。]{4,80}》，并发出通知")
_NEWS = re.compile(  # 新华社北京4月1日电 近日，中共中央、国务院印发了《…》，并发出通知，要求…。
    rf"(?:近日|日前|今日|\d日)，(?P<who>[{HAN}、 ]{{2,60}}?)(?:联合)?印发了?《[^。]{{4,100}}》，并发出通知"
    r"|^《[^。]{4,100}》(?:全文|主要内容|内容)如下[。：]?$"
)


@dataclass(slots=True)
class Front:
    """What the front of a document gives; `body` is where its own text begins."""

    body: int
    title: str | None = None
    notice_title: str | None = None
    named: list[str] = field(default_factory=list)  # the bodies that the title names as issuers
    signers: list[str] = field(default_factory=list)  # those that sign the notice
    doc_number: str | None = None
    recipients: str | None = None
    date: re.Match[str] | None = None
    passed: re.Match[str] | None = None  # the day in brackets below the title on which it was passed
    bracketed: re.Match[str] | None = None  # a day that stands there alone
    order: Order | None = None  # the order by which it is proclaimed
    notice: list[Span] = field(default_factory=list)
    wrapped: str | None = None  # the title that the notice says it issues
    issued: list[str] = field(default_factory=list)  # all titles that the notice says it issues
    titled: bool = False  # whether the policy's own title stands here, or only what the notice calls it

    @property
    def forwards(self) -> bool:
        """Whether it forwards what another body drew up and signed."""
        return bool(re.search("转发|批转", self.notice_title or self.title or ""))


def read_front(text: str, lines: Iterable[Span], parted: Parted, heading: Span | None = None) -> Front:
    """Read the front of a document.

    In: the clean text, the lines before the first unit without boilerplate, whether blanks parted an offset in
    the raw text, and the title in a compiler's heading, which stands above these lines and is one, however it wraps.
    Out: the facts; what cannot be told stays None or empty.
    """
    pieces = [piece for line in lines for piece in pieces_of(text, line)]
    pieces = [*([heading] if heading else []), *join_titles(text, pieces)]
    front = Front(body=pieces[0][0] if pieces else 0)
    own = _own_title(text, pieces, front)
    for i, (start, end) in enumerate(pieces):
        piece = text[start:end]
        if own is not None and i > own:
            if not _trails_title(front, piece, text, (start, end), parted):
                break
        elif i == own:
            front.title = _UNQUOTED.sub(r"\1", plain(text, (start, end)))
            front.titled = True
        elif (start, end) == heading:
            front.notice_title = plain(text, heading)
            front.named = issuers_of_heading(front.notice_title, text, heading, parted)
        elif own is None and "，" in piece and _LEADS.search(piece) and not _LEAD.search(piece):
            break
        elif not _reads_notice(front, piece, (start, end), text, parted):
            if own is None:
                break
            front.notice.append((start, end))
        front.body = end
    _settle_title(front, text, pieces[own] if own is not None else None, parted)
    return front


def _own_title(text: str, pieces: list[Span], front: Front) -> int | None:
    """The piece that is the policy's own title, below a notice or first of all; learns what the notice issues."""
    titles: list[int] = []
    wrapped_at = -1
    opened = False  # recipients or a notice have been seen
    untyped: set[str] = set()
    for i, span in enumerate(pieces):
        piece = plain(text, span)
        wrapper = WRAPPER.match(undated(piece)) or SOLICITS.match(undated(piece))
        if wrapper and (is_title(piece) or piece.endswith("》")) and not opened:
            front.wrapped, wrapped_at = front.wrapped or _unwrap(wrapper["wrapped"]), i
        elif _issues(piece) and "。" in piece:
            front.issued += [title for title in _TITLES.findall(piece) if is_title(title)]
            untyped = {
                wording(title) for title in _OBJECT.findall(piece)
            }  # …六项工作机制, which ends with no type word
            opened = True
        elif (
            (is_title(piece) or wording(piece) in untyped)
            and (not _QUOTED.search(piece) or i == 0)
            and not DATE.search(piece[-12:])
            and not _PROSE.match(piece)
        ):
            titles.append(i)
        opened = opened or bool(read_recipients(piece))
    wanted = [title for title in (front.wrapped, *front.issued) if title]
    issued = {wording(title) for title in wanted} | untyped
    titles = join_own_title(text, pieces, issued) or titles
    same = [i for i in titles if wording(plain(text, pieces[i])) in issued]
    if same or not titles:  # a site's headline above the notice is not where the policy's own text begins
        return same[-1] if same and same[-1] > wrapped_at else None
    first = wording(
        plain(text, pieces[titles[0]])
    )  # a site's headline may stand above the title itself, or a part of it
    return [i for i in titles if (title := wording(plain(text, pieces[i]))).startswith(first) or title.endswith(first)][
        -1
    ]


def _unwrap(wrapped: str) -> str:
    nested = _NESTED.search(wrapped)
    return nested["title"] if nested else wrapped


def _trails_title(front: Front, piece: str, text: str, span: Span, parted: Parted) -> bool:
    """What may stand between a title and the text: date of passing, number, recipients of a policy without a notice,
    and who drew it up.
    """
    passed = read_passed(piece)
    if number := NUMBER_LINE.fullmatch(piece):
        front.doc_number = front.doc_number or number["number"]
    elif passed:
        if passed.bare:
            front.bracketed = front.bracketed or passed.date
        else:
            front.passed = front.passed or passed.date
        if passed.order:
            front.doc_number = front.doc_number or passed.order.number
            front.named = front.named or [passed.order.body]
    elif BELOW_TITLE.fullmatch(piece) or re.fullmatch(rf"[（(]?(?:{DATE_TEXT})[）)]?", piece):
        front.date = front.date or DATE.search(text, *span)
    elif read_inner(piece) or (not front.recipients and read_recipients(piece)):
        front.recipients = front.recipients or read_recipients(piece)
    elif SIGNED.match(piece) and not is_title(piece):
        front.signers = front.signers or ([] if front.forwards else split_issuers(text, span, parted))
    elif news := _NEWS.search(piece):  # the report that stands around the policy's text
        front.notice.append(span)
        front.issued += _TITLES.findall(piece)
        if news["who"]:
            who = (span[0] + news.start("who"), span[0] + news.end("who"))
            front.named = front.named or split_issuers(text, who, parted)
    else:
        return False
    return True


def _reads_notice(front: Front, piece: str, span: Span, text: str, parted: Parted) -> bool:
    """Take one piece of the notice; False where the policy's own text has begun."""
    bare = plain(text, span)
    dated = _DATED.match(piece)
    is_wrapper = (is_title(bare) or bare.endswith("》")) and bool(WRAPPER.match(bare) or SOLICITS.match(bare))
    order = read_order(piece)
    if number := NUMBER_LINE.fullmatch(piece):
        front.doc_number = front.doc_number or number["number"]
    elif red := RED_HEAD.fullmatch(piece):
        front.named = front.named or split_issuers(text, (span[0], span[0] + red.end("who")), parted)
    elif order:
        front.named, front.order, front.doc_number = [order.body], order, front.doc_number or order.number
    elif front.order and not front.doc_number and (number_below := front.order.numbered_by(piece)):
        front.doc_number = number_below
    elif is_wrapper or (is_title(bare) and not front.recipients and SELF_TITLED.match(bare)):
        if not front.notice_title:
            front.notice_title = undated(bare)
            front.named = issuers_of_title(front.notice_title, text, span, parted) or front.named
            front.date = front.date or DATE.search(text, span[1] - 16, span[1])
    elif not front.recipients and (recipients := read_recipients(piece)):
        front.recipients = recipients
        front.notice.append(span)
    elif dated and len(piece) <= 100 and "。" not in piece:
        _sign(front, dated, span, text, parted)
    elif (SIGNED.match(piece) and len(piece) <= 60) or (
        _issues(piece) or _LEAD.search(piece) or re.fullmatch(PUBLIC, piece) or _stands_in_notice(front, piece)
    ):
        front.notice.append(span)
    else:
        return False
    return True


def _issues(piece: str) -> bool:
    """Whether a sentence issues something; what titles say in it does not count."""
    return bool(_ISSUED.search(_TITLES.sub("《》", piece)))


def _stands_in_notice(front: Front, piece: str) -> bool:
    """Before the recipients anything is the notice's; behind them, paragraphs are while the own title is to come."""
    return (not front.recipients and len(piece) <= 120 and "。" not in piece) or is_title(piece)


def _sign(front: Front, dated: re.Match[str], span: Span, text: str, parted: Parted) -> None:
    front.notice.append(span)
    if front.date is None:
        front.date = DATE.search(text, *span)
    signed = (span[0], span[0] + len(dated["signed"] or ""))
    front.signers = signed_by(text, front.notice[:-1], signed, parted) or front.signers


def _settle_title(front: Front, text: str, own: Span | None, parted: Parted) -> None:
    """A notice that is itself the policy is its own title; one that issues another has that one's."""
    if front.title is None or own is None:
        front.title = next((t for t in (front.wrapped, *front.issued) if t and is_title(t)), None) or front.notice_title
    if front.notice_title and front.title and same_title(front.title, front.notice_title):
        front.notice_title = None
    if own and front.title and not (front.named or front.notice_title) and (match := SELF_TITLED.match(front.title)):
        front.named = split_named(match["issuers"], text, own, parted)
