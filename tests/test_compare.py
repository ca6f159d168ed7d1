"""Which article follows which: against gold, and the parts that decide it."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.compare.align import align
from flows.compare.closest import Dated, closest
from flows.compare.holders import FIRST, WHOLE, Holders
from flows.compare.kept import Kept
from flows.compare.units import units
from flows.extract.letters import copied, runs
from flows.extract.passages import passages
from flows.tables import to_table
from tests.alignments import GOLD, Score, measured
from tests.five import corpus

HAN = st.text(alphabet="加强组织领导网络安全建设", max_size=60)


def scores() -> dict[str, Score]:
    """By region: how the alignments of the five sources with the central opinion agree with gold."""
    tables = {name: data.to_pylist() for name, data in corpus().tables.items()}
    return measured(json.loads((GOLD / "mobile-internet.json").read_text("utf-8")), tables)


def test_the_articles_of_local_plans_follow_those_that_readers_say() -> None:
    both = list(scores().values())
    units_, followers = sum(s.units for s in both), sum(s.followers for s in both)
    wrong = [line for s in both for line in s.wrong]
    assert sum(s.first_right for s in both) / units_ >= 0.92, wrong
    assert sum(s.relation_right for s in both) / followers >= 0.85
    assert sum(s.copied_near for s in both) / followers >= 0.9
    right, missed, false = (sum(s.own[n] for s in both) for n in range(3))
    assert 2 * right / (2 * right + missed + false) >= 0.9, wrong


def test_what_follows_is_later_and_a_cited_basis_counts_as_earlier() -> None:
    tables = corpus().tables
    documents = {row["doc_id"]: row for row in tables["documents"].to_pylist()}
    cited = {(r["doc_id"], r["cited_doc_id"]) for r in tables["citations"].to_pylist() if r["relation"] == "basis"}
    rows = tables["alignments"].to_pylist()
    assert rows
    for row in rows:
        day, before = documents[row["doc_id"]]["date"], documents[row["followed_doc_id"]]["date"]
        assert (row["doc_id"], row["followed_doc_id"]) in cited or before < day


@pytest.mark.parametrize(
    ("text", "other", "marked"),
    [
        ("促进移动互联网健康发展", "推动移动互联网健康有序", "__移动互联网健康__"),
        ("加强组织领导", "加强组织领导", "加强组织领导"),
        ("加强组织领", "加强组织领", ""),  # shorter than a run
        ("大数据中心建设大数据中心", "大数据中心建设", "大数据中心建设_____"),
        ("加强组织领导，", "切实加强组织领导，并", "加强组织领导，"),
    ],
)
def test_copied_are_runs_of_six_and_more(text: str, other: str, marked: str) -> None:
    found = copied(runs(text), runs(other))
    assert "".join(a if b else "_" for a, b in zip(text, found, strict=False)) == marked


@given(HAN, HAN)
def test_copied_is_what_a_plain_search_finds(text: str, other: str) -> None:
    wanted = [False] * len(text)
    for at in range(len(text) - 5):
        if text[at : at + 6] in other:
            wanted[at : at + 6] = [True] * 6
    assert copied(runs(text), runs(other)).tolist() == (wanted if len(text) >= 6 else [])


@given(st.lists(HAN, min_size=1, max_size=4), st.lists(HAN, min_size=1, max_size=4))
def test_a_copied_share_is_that_of_runs_in_the_unit_that_is_followed(own: list[str], other: list[str]) -> None:
    bodies = {f"{side}-{n}": text for side, texts in (("a", own), ("b", other)) for n, text in enumerate(texts)}
    sides = (units(rows_of(side, *((None, text) for text in texts))) for side, texts in (("a", own), ("b", other)))
    for each in align(*sides, likely=True):
        taken = copied(runs(bodies[each.article_id]), runs(bodies[each.followed_article_id]))
        assert each.copied_share == round(float(taken.sum()) / len(taken), 2)


COME = st.lists(st.tuples(st.sets(st.integers(1, 12)), st.sampled_from([None, "city", "county"])), max_size=24)


@given(COME)
def test_a_passage_counts_for_those_of_a_level_that_had_it_first(come: list[tuple[set[int], str | None]]) -> None:
    holders = Holders([sorted(passages) for passages, _ in come], [level for _, level in come])
    for number, (own, _) in enumerate(come):
        wanted: Counter[int] = Counter()
        weights: Counter[int] = Counter()
        for passage, level in product(own, {level for _, level in come}):
            held = [n for n in range(number) if passage in come[n][0] and come[n][1] == level]
            wanted.update(held[:FIRST])
            weights.update(dict.fromkeys(held[:FIRST], WHOLE // max(1, len(held))))
        found = holders.shared(number)
        assert dict(zip(found.documents.tolist(), found.n.tolist(), strict=True)) == wanted
        assert dict(zip(found.documents.tolist(), found.weights.tolist(), strict=True)) == weights
        holders.add(number)


def document(number: int, level: str, day: date | None, text: str, *basis: str) -> Dated:
    return Dated(f"doc-{number}", level, day, day, passages(text), basis)


def words(seed: int, n: int = 3_000) -> str:
    return "".join(chr(0x4E00 + random.Random(f"{seed} {at}").randrange(2_000)) for at in range(n))


def test_the_closest_earlier_document_of_each_level_is_compared() -> None:
    central, other = words(1), words(2)
    found = closest(
        [
            document(1, "central", date(2017, 1, 1), central),
            document(2, "central", date(2017, 1, 2), other),
            document(3, "province", date(2017, 6, 1), central[:2_000] + words(3, 500)),
            document(4, "province", date(2017, 7, 1), central[1_000:] + words(3, 500) + words(4, 500)),
            document(5, "province", date(2016, 7, 1), central),  # earlier than what it would follow
            document(6, "city", None, central, "doc-1"),  # without a date only what it cites
            document(7, "city", date(2018, 1, 1), words(7)),
        ]
    )
    assert found == {
        "doc-1": ["doc-5"],
        "doc-3": ["doc-1", "doc-5"],
        "doc-4": ["doc-1", "doc-5"] if "doc-5" in found["doc-4"] else ["doc-1", "doc-3"],
        "doc-6": ["doc-1"],
    }


@pytest.mark.parametrize(
    ("own", "other", "both", "compared"),
    [
        (date(2020, 5, 1), date(2020, 5, 1), False, True),  # a measure and its basis of the same day
        (date(2020, 5, 1), date(2020, 5, 1), True, False),  # each rests on the other: nothing tells which was first
        (date(2020, 5, 1), None, False, True),
        (None, None, True, False),
        (date(2020, 5, 1), date(2021, 5, 1), False, False),  # a title that a later document has too
        (date(2020, 5, 1), date(2019, 5, 1), True, True),
    ],
)
def test_a_basis_is_compared_unless_it_came_later(
    own: date | None, other: date | None, both: bool, compared: bool
) -> None:
    basis = document(2, "city", other, words(2), *(["doc-1"] if both else []))
    found = closest([document(1, "city", own, words(1), "doc-2"), basis])
    assert ("doc-2" in found.get("doc-1", [])) is compared


def test_what_every_plan_of_a_year_says_brings_no_documents_together() -> None:
    stock = words(9, 200)
    plans = [document(n, "city", date(2020, 1, 1 + n), stock + words(100 + n)) for n in range(20)]
    assert set(closest(plans)) <= {f"doc-{n}" for n in range(1, 9)}  # the first ones, before all said it


def rows_of(doc_id: str, *texts: tuple[str | None, str]) -> list[dict[str, Any]]:
    return [
        {"article_id": f"{doc_id}-{n}", "parent_id": "section", "kind": "article", "heading": heading, "body": body}
        for n, (heading, body) in enumerate(texts)
    ]


NETWORK = "支持企业联合高校开展射频芯片和操作系统攻关，推动核心技术系统性突破，形成一批自主知识产权。"
LEADERS = "各级各部门要高度重视，把这项工作摆上重要议事日程，明确分工，压实责任，确保各项任务落到实处。"
LEADERS_TOO = "建立由分管领导牵头的联席会议制度，定期研究解决重大问题，加强对县区的指导，推进工作有序开展。"


@pytest.mark.parametrize(
    ("heading", "body", "other", "relation"),
    [
        ("突破核心技术", NETWORK, ("实现核心技术突破", NETWORK), "verbatim"),
        ("突破核心技术", f"{NETWORK[:24]}组建实验室，对首台套给予补助，吸引人才落户。", ("实现核心技术突破", NETWORK), "adapted"),
        ("加强组织领导", LEADERS, ("加强组织领导", LEADERS_TOO), None),  # the heading of all plans is not enough
        ("加强组织领导", LEADERS, ("加强组织领导", LEADERS), "verbatim"),
        ("丰富文化供给", "举办乡村歌会，整理非遗名录，修缮古戏台。", ("实现核心技术突破", NETWORK), None),
    ],
)  # fmt: skip
def test_a_unit_follows_by_its_words(heading: str, body: str, other: tuple[str, str], relation: str | None) -> None:
    around = [
        ("发展冷链物流", "建设产地冷库，开通冷藏专列，降低生鲜损耗。"),
        ("建设口岸", "升级边境口岸查验设施，推行联检联放。"),
    ]
    found = align(units(rows_of("a", (heading, body))), units(rows_of("b", *around, other)), likely=True)
    assert [each.relation for each in found] == ([relation] if relation else [])
    assert all(each.followed_article_id == "b-2" for each in found)


def test_comparisons_are_kept_and_damage_is_seen(tmp_path: Path) -> None:
    row = {
        "article_id": "a", "doc_id": "d", "followed_article_id": "b", "followed_doc_id": "e", "rank": 1,
        "relation": "adapted", "similarity": 0.5, "copied_share": 0.5, "direction": "down",
    }  # fmt: skip
    kept = Kept(tmp_path / "kept")
    assert kept.get("one") is None
    kept.add("one", to_table("alignments", [row]))
    kept.add("none", to_table("alignments", []))
    kept.save()
    again = Kept(tmp_path / "kept")
    found, nothing = again.get("one"), again.get("none")
    assert found is not None
    assert found.to_pylist() == [row]
    assert nothing is not None
    assert nothing.num_rows == 0
    assert again.get("two") is None
    file = tmp_path / "kept" / "alignments.arrow"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(bytes(data))
    assert Kept(tmp_path / "kept").get("one") is None


def test_a_cache_that_cannot_be_written_costs_no_build(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("no folder")
    kept = Kept(tmp_path / "file" / "kept")
    kept.add("one", to_table("alignments", []))
    kept.save()
    assert "not kept for the next build" in caplog.text


def test_a_plan_without_other_plans_follows_nothing() -> None:
    assert align(units([]), units([]), likely=True) == []
    assert align(units(rows_of("a", ("突破核心技术", NETWORK))), units([]), likely=True) == []
