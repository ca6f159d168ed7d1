"""Every case of tests/gold/cases gives the rows that a careful reader of the codebook finds in it."""

from __future__ import annotations

from collections import Counter

import pytest

from flows.validate.gold import Row
from tests.case_tables import TABLES, cases, figures, verdicts


def _marked(case: Row) -> object:
    """A case known to fail is one that must: a fix is to be noticed."""
    name = f"{case['group']}: {case['name']}"
    marks = [pytest.mark.xfail(strict=True, reason=case["why"])] if case.get("fails") else []
    return pytest.param(case, id=name, marks=marks)


@pytest.mark.parametrize("case", [_marked(case) for case in cases()])
def test_case(case: Row) -> None:
    differences = [str(verdict) for verdict in verdicts(case) if not verdict.right]
    assert not differences, f"{case['pattern']}\n\n{case['text']}\n" + "\n".join(differences)


def test_cases_are_enough_and_told_apart() -> None:
    assert len(cases()) >= 160
    assert [name for name, n in Counter((case["group"], case["name"]) for case in cases()).items() if n > 1] == []
    assert [case["name"] for case in cases() if case.get("fails", False) is not bool(case.get("why"))] == []
    assert [case["name"] for case in cases() if not any(table in case for table in TABLES)] == []


def test_figures_count_every_expected_row_once() -> None:
    found = figures()
    for table in TABLES:
        expected = [row for case in cases() for row in case.get(table, []) if row.get("sure", True)]
        assert found[table][0] + found[table][1] == len(expected), table
        assert found[table][0] >= found[table][1], table
