"""One document beside those that it may follow: the rows of alignments that it has. Done in any process."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter

import pyarrow as pa
import pyarrow.compute as pc

from flows.compare.align import align
from flows.compare.closest import direction
from flows.compare.units import Units, units
from flows.link.parts import Part
from flows.tables import canonical, schema

ROOM = 3_000_000  # characters of documents whose units are held, some 45 bytes each: those that many follow
_READ = ("doc_id", "article_id", "parent_id", "kind", "heading", "body")


@dataclass(frozen=True, slots=True)
class Compared:
    """A document, and where its articles are."""

    doc_id: str
    level: str | None
    articles: str  # a hash of them
    part: Part
    source: int

    def units(self) -> Units:
        articles = self.part.read("articles", self.source).select(_READ)
        return units(articles.filter(pc.equal(articles["doc_id"], self.doc_id)).to_pylist())


@dataclass(frozen=True, slots=True)
class Beside:
    """A document, those that it may follow, and which of them it cites as its basis."""

    document: Compared
    others: Sequence[Compared]
    cited: frozenset[str]

    def key(self, rules: str) -> str:
        """A hash of the documents as they are compared, and of the rules by which."""
        lines = [
            f"{each.doc_id}\0{each.articles}\0{each.level}\0{each.doc_id in self.cited}"
            for each in (self.document, *self.others)
        ]
        return sha256("\n".join([rules, *lines]).encode()).hexdigest()

    def rows(self) -> pa.Table:
        """What the document follows in the others."""
        found = defaultdict(list)
        for other in self.others:
            way = direction(self.document.level, other.level)
            likely = way == "down" or other.doc_id in self.cited
            place = {"doc_id": self.document.doc_id, "followed_doc_id": other.doc_id, "direction": way}
            for each in align(_held.units(self.document), _held.units(other), likely):
                found[each.article_id].append(place | each._asdict())
        rows = []
        for near in found.values():
            near.sort(key=itemgetter("similarity"), reverse=True)
            rows += [row | {"rank": rank} for rank, row in enumerate(near, 1)]
        return canonical("alignments", pa.Table.from_pylist(rows, schema("alignments")))


def rows_of_all(some: Sequence[Beside]) -> list[pa.Table]:
    """The rows of each."""
    return [each.rows() for each in some]


def forget() -> None:
    """Hold no units any more."""
    _held.clear()


class _Held:
    """The units of the documents that were compared last."""

    def __init__(self) -> None:
        self._units: OrderedDict[Compared, Units] = OrderedDict()
        self._size = 0

    def units(self, document: Compared) -> Units:
        if document not in self._units:
            self._units[document] = found = document.units()
            self._size += len(found.runs)
            while self._size > ROOM and len(self._units) > 1:
                self._size -= len(self._units.popitem(last=False)[1].runs)
        self._units.move_to_end(document)
        return self._units[document]

    def clear(self) -> None:
        self._units.clear()
        self._size = 0


_held = _Held()
