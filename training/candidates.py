"""Candidates of a plan with what is seen of them, and whether gold has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from flows.extract.quantities import find_quantities
from flows.extract.targets import find_targets
from flows.extract.weighing import Judges
from flows.model import Document, Span, Target
from flows.validate.gold import Row, agrees, options
from flows.validate.likeness import compact, likeness
from training.texts import Plan

FROM_TABLE = -1.0  # marks the rows of indicator tables, which no judge decides on
KINDS = ("targets", "milestones")
AGAINST = ("told as a fact", "compared with a time past", "a date that is past", "a section on the past")
AROUND = 120  # characters on either side of a number in which its indicator stands
NEAR = 24  # characters within which it stands more likely
TOLD = 0.6  # likeness from which on a place tells of an indicator


@dataclass(slots=True)
class Candidate:
    """Something that may be a target or a milestone."""

    plan: str
    part: str
    span: Span
    around: str  # the text about it, for people
    seen: list[str]
    right: bool | None = None  # None: careful readers may differ

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others."""
        return self.plan, f"{self.span} {self.around}"

    @property
    def ruled(self) -> bool:
        """Whether it has the form of one and nothing speaks against it: what rules without weights would say."""
        return "commits" in self.seen

    @property
    def refuted(self) -> bool:
        """Whether something speaks against it: it is told, past, or describes what another number counts."""
        return any(name in AGAINST or name.startswith("limits: ") for name in self.seen)


Answers = Mapping[tuple[str, str], bool]  # whether candidates are rows, by their keys


@dataclass(slots=True)
class Recorder:
    """A judge that writes down what it is asked, and answers as is known; where nothing is, as rules would."""

    plan: Plan
    document: Document
    answers: Answers
    known: dict[Span, bool | None] = field(default_factory=dict)
    found: dict[Span, Candidate] = field(default_factory=dict)
    threshold: float = 0.5

    def probability(self, span: Span, seen: Iterable[str]) -> float:
        text = self.document.text
        around = f"{text[max(span[0] - NEAR, 0) : span[0]]}【{text[slice(*span)]}】{text[span[1] : span[1] + NEAR]}"
        candidate = Candidate(self.plan.name, self.plan.part, span, around, sorted(set(seen)))
        self.found[span] = candidate
        said = self.answers.get(candidate.key, self.known.get(span))
        return float(candidate.ruled if said is None else said)


def candidates(plan: Plan, answers: Answers) -> dict[str, list[Candidate]]:
    """The candidates of a plan by kind: read twice, the second time with what gold says where `answers` say nothing."""
    found: dict[str, list[Candidate]] = {kind: [] for kind in KINDS}
    for document, rows in documents(plan):
        recorders = [Recorder(plan, document, answers) for _ in KINDS]
        for _ in range(2):
            targets, _ = find_targets(document, Judges(*recorders, FROM_TABLE))
            for kind, recorder in zip(KINDS, recorders, strict=True):
                ours = [row for row in rows if (row["kind"] == "milestone") == (kind == "milestones")]
                ours = [row for row in ours if not any(_same(document, row, target) for target in targets)]
                label(document, list(recorder.found.values()), ours)
                recorder.known = {span: one.right for span, one in recorder.found.items()}
        for kind, recorder in zip(KINDS, recorders, strict=True):
            found[kind] += recorder.found.values()
    return found


def table_rows(plan: Plan) -> Iterator[bool]:
    """Whether gold has each row of the indicator tables of a plan."""
    for document, rows in documents(plan):
        judges = Judges(Recorder(plan, document, {}), Recorder(plan, document, {}), FROM_TABLE)
        for target in find_targets(document, judges)[0]:
            if target.confidence == FROM_TABLE:
                yield any(_same(document, row, target) for row in rows)


def _same(document: Document, row: Row, target: Target) -> bool:
    """Whether gold's row is one of an indicator table."""
    amount = {"value": target.value, "unit": target.unit_of_measure, "path": document.units[target.unit].path}
    return target.confidence == FROM_TABLE and all(agrees(row, amount, name) for name in amount)


def documents(plan: Plan) -> Iterable[tuple[Document, list[Row]]]:
    """The documents of a plan that gold knows, with its targets in them."""
    theirs = plan.gold.get("documents", [])
    rows = plan.gold["targets"]
    for number, document in enumerate(plan.documents):
        keys = [row.get("key") for row in theirs if document.title and agrees(row, {"title": document.title}, "title")]
        if not keys and len(theirs) == len(plan.documents):
            keys = [theirs[number].get("key")]
        if len(plan.documents) == 1 and len(theirs) <= 1:
            yield document, rows
        elif keys:
            yield document, [row for row in rows if row.get("doc") in keys]


def label(document: Document, found: Sequence[Candidate], rows: Sequence[Row]) -> None:
    """Pairs candidates with gold, the likest first; those with a row that is not sure are neither right nor wrong."""
    pairs = sorted(
        (-like, candidate.span, at, index)
        for index, candidate in enumerate(found)
        for at, row in enumerate(rows)
        if (like := _likeness(document, candidate.span, row))
    )
    taken: set[tuple[str, int]] = set()
    for candidate in found:
        candidate.right = False
    for _, _, at, index in pairs:
        if not taken & {("row", at), ("candidate", index)}:
            taken |= {("row", at), ("candidate", index)}
            found[index].right = True if rows[at].get("sure", True) else None
    told_twice = {one.around: one.right for one in found if one.right is not False}
    for one in found:  # a page that holds its text twice
        one.right = told_twice.get(one.around, one.right)


def _likeness(document: Document, span: Span, row: Row) -> float:
    """How likely gold's row is about the candidate; 0: it is not."""
    same_path = _path(document, span) in options(row, "path")
    if row["kind"] == "milestone":
        told = _told(document.text[slice(*span)], row)
        like = likeness(row, {"indicator": document.text[slice(*span)]})
        return told + like + same_path if told >= TOLD and (same_path or told > 0.9) else 0.0
    end = min(span[1] + 8, len(document.text))
    quantity = next(iter(find_quantities(document.text, span[0], end)), None)
    if quantity is None or quantity.value not in options(row, "value"):
        return 0.0
    told = _told(document.text[max(span[0] - AROUND, 0) : span[1] + AROUND], row)
    told += _told(document.text[max(span[0] - NEAR, 0) : span[1] + NEAR], row) / 10
    same_unit = quantity.unit in options(row, "unit")
    same_range = row.get("comparator") != "range" or quantity.value_max is not None
    return told + same_path + same_unit + same_range if told >= TOLD or (same_path and same_unit) else 0.0


def _told(text: str, row: Row) -> float:
    return max(fuzz.partial_ratio(compact(indicator), compact(text)) / 100 for indicator in options(row, "indicator"))


def _path(document: Document, span: Span) -> str | None:
    holding = [unit for unit in document.units if unit.span[0] <= span[0] < unit.span[1]]
    return max(holding, key=lambda unit: unit.span[0]).path if holding else None
