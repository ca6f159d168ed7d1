"""What the rooms hand to each other.

All offsets before `link` are half-open code-point offsets into the clean text of one source (`Clean.text`); `hall.py`
turns them into offsets of the raw text when it writes rows. Every class is frozen: a room answers, it does not amend.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SKETCH = 128  # numbers in the sketch of a document
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a rule was unsure of; becomes a row of the issues table."""

    rule: str  # kebab-case name of the rule, e.g. "unknown-agency"
    span: Span
    message: str  # one sentence for a reader
    level: str = "warning"  # "info" | "warning" | "error"


@dataclass(frozen=True, slots=True)
class AssignedCell:
    """A cell that names bodies, or sets a time limit, for the row of its table."""

    head: str  # of its column: 牵头单位, 完成时限
    kind: str  # bodies | due
    span: Span


@dataclass(frozen=True, slots=True)
class Unit:
    """A numbered unit (section, article, dash item) or the preamble, in reading order."""

    path: str
    level: int
    kind: str  # preamble | section | article | item
    label: str | None
    number: str | None
    heading: Span | None  # span of the heading, without number and closing mark
    paragraphs: tuple[Span, ...]  # the unit's own text, children and heading excluded, clauses still in it
    span: Span  # from the label to the end of the unit's last character, children included
    parent: int | None  # index in Document.units
    assigned: tuple[AssignedCell, ...] = ()  # of a row of a task table


@dataclass(frozen=True, slots=True)
class Document:
    """One policy document in a source: its facts and its tree."""

    text: str  # the clean text of the whole source: all spans point into it
    title: str | None
    notice_title: str | None
    doc_type: str | None
    issuers: tuple[str, ...]
    region_code: str | None
    region_name: str | None
    admin_level: str | None
    doc_number: str | None
    date_issued: str | None
    date_published: str | None
    recipients: str | None
    notice: tuple[Span, ...]  # paragraphs of the notice (or news lead) around the policy
    units: tuple[Unit, ...]
    spans: tuple[Span, ...]  # the ranges of the source that belong to the document
    doubts: tuple[Doubt, ...] = ()
    date_passed: str | None = None  # in brackets below the title
    date_effective: str | None = None  # from when on it is in force
    subject: str | None = None  # the class that its page states

    def heading(self, unit: Unit) -> str | None:
        """The heading of a unit in clean text."""
        return self.text[slice(*unit.heading)] if unit.heading else None


@dataclass(frozen=True, slots=True)
class Target:
    """A commitment that can be checked (codebook: targets)."""

    unit: int  # index in Document.units
    kind: str
    indicator: str
    scope: str | None
    comparator: str | None
    value: float | None
    value_max: float | None
    unit_of_measure: str | None
    value_text: str | None
    period: str | None
    deadline: str | None
    deadline_year: int | None
    sentence: Span
    baseline_value: float | None = None
    baseline_year: int | None = None
    binding: bool | None = None
    confidence: float | None = None  # how often rows like it are right


@dataclass(frozen=True, slots=True)
class Agency:
    """A body in its full form, as far as knowledge and grammar tell."""

    name: str  # in full with region: 甘肃省工业和信息化委员会
    short_name: str  # as the text writes it, prefix completed: 省工信委
    region_code: str | None
    admin_level: str | None
    system: str | None
    function: str | None
    known: bool  # False: name as written with its region, function null, an entry in issues


@dataclass(frozen=True, slots=True)
class Assignment:
    """An agency in a clause that gives it the work (codebook: assignments)."""

    unit: int
    agency: Agency
    role: str  # lead | support | responsible
    rank: int
    open_ended: bool
    basis: str  # clause | prose
    due: str | None
    clause: Span
    name: Span  # where the name stands


@dataclass(frozen=True, slots=True)
class Citation:
    """A document cited in an article or in the notice (unit is None)."""

    unit: int | None
    title: str | None
    doc_number: str | None
    relation: str  # basis | forwarded | mention
    span: Span


@dataclass(frozen=True, slots=True)
class Extracted:
    """All that extract finds in one document."""

    targets: tuple[Target, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    clauses: dict[int, tuple[Span, ...]] = field(default_factory=dict)  # unit → clause spans, to be cut from its body
    citations: tuple[Citation, ...] = ()
    terms: dict[int, dict[str, int]] = field(default_factory=dict)  # unit → term → count
    doubts: tuple[Doubt, ...] = ()
