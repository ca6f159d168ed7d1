"""What is said of a run that has ended, and to whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.engine.artifacts import newest_entry
from flows.engine.standing import Quarantined, Standing
from flows.serve.orders import Orders
from flows.serve.reports import Ended, Report, report
from flows.settings import Notify
from flows.storage.address import Address, Place

ADDRESS = "http://127.0.0.1:4200/runs/flow-run/1"
OLD = Standing("1.0.0", Path("out/releases/1.0.0"), {"a.txt": Quarantined("a.txt", "empty", "It is empty.")})
NEW = Standing(
    "1.1.0",
    Path("out/releases/1.1.0"),
    {
        "a.txt": OLD.quarantined["a.txt"],
        "b.txt": Quarantined("b.txt", "encoding", "Save it as UTF-8."),
    },
)


def of(state: str, message: str = "", before: Standing | None = OLD, after: Standing | None = OLD) -> Report:
    return report(Ended("amber-fox", state, message, ADDRESS), before, after)


def test_a_run_that_changes_nothing_tells_nobody() -> None:
    said = of("Completed")
    assert said.notice is None
    assert "nothing has changed since 1.0.0" in said.line


def test_a_source_that_is_new_in_quarantine_is_told_and_old_ones_are_not() -> None:
    said = of("Completed", after=NEW)
    assert "release 1.1.0 is published" in said.line
    assert said.notice is not None
    assert said.notice.kind == "quarantined"
    assert [each.path for each in said.notice.quarantined] == ["b.txt"]
    assert "b.txt: Save it as UTF-8." in said.notice.message
    assert "a.txt" not in said.notice.message
    assert said.notice.release == "1.1.0"


@pytest.mark.parametrize(
    "message",
    [
        "Flow run encountered an exception: NotPublished: Nothing is published.\nTwo lines.",
        "Flow run encountered an exception: flows.publish.publish.NotPublished: Nothing is published.\nTwo lines.",
        "NotPublished: Nothing is published.\nTwo lines.",
    ],
)
def test_a_refusal_is_told_in_its_own_words(message: str) -> None:
    notice = of("Failed", message).notice
    assert notice is not None
    assert (notice.kind, notice.message, notice.release) == ("failed", "Nothing is published.\nTwo lines.", "1.0.0")
    assert ADDRESS in notice.where


@pytest.mark.parametrize(
    "message",
    [
        "Flow run encountered an exception: flows.publish.place.Busy: Wait for its end.",
        "Flow run encountered an exception: SettingsError: Wait for its end.",
    ],
)
def test_so_is_every_other_sentence_for_people(message: str) -> None:
    notice = of("Failed", message).notice
    assert notice is not None
    assert notice.message == "Wait for its end."


def test_a_source_that_cannot_be_used_for_another_reason_is_told_again() -> None:
    other = Standing("1.0.1", OLD.path, {"a.txt": Quarantined("a.txt", "stale-correction", "It quotes other words.")})
    notice = of("Completed", after=other).notice
    assert notice is not None
    assert "a.txt: It quotes other words." in notice.message


def test_a_run_that_was_ended_because_it_hung_is_told() -> None:
    notice = of("Overdue", "Flow run was cancelled successfully.").notice
    assert notice is not None
    assert (notice.kind, notice.release) == ("overdue", "1.0.0")
    assert "schedule.timeout" in notice.message
    assert "took too long and was ended" in of("Overdue").line


def test_another_exception_is_told_as_unexpected() -> None:
    notice = of("Failed", "Flow run encountered an exception: KeyError: 'x'").notice
    assert notice is not None
    assert notice.message.startswith("An error that nobody expected: KeyError: 'x'")


def test_a_killed_run_is_told_even_before_the_first_release() -> None:
    notice = of("Crashed", "Flow run process exited with non-zero status code -9.", None, None).notice
    assert notice is not None
    assert (notice.kind, notice.release) == ("crashed", None)
    assert "was killed" in notice.message
    assert "The release that stands: none." in notice.text()


def test_a_run_that_dies_after_it_published_says_so() -> None:
    notice = of("Crashed", "lost", after=NEW).notice
    assert notice is not None
    assert "release 1.1.0 is published" in notice.title


def test_a_cancelled_run_tells_nobody() -> None:
    assert of("Cancelled", "by a person").notice is None


@pytest.mark.parametrize("config", [None, Path("/etc/plans.toml")])
@pytest.mark.parametrize("raw", [Path("/raw 甘肃"), Address("plans", "raw 甘肃")])
def test_orders_arrive_as_they_were_given(config: Path | None, raw: Place) -> None:
    orders = Orders(
        raw,
        Path("/out"),
        2,
        config,
        "0 3 * * *",
        "Asia/Shanghai",
        None,
        10.0,
        60.0,
        60.0,
        Notify("a b", ""),
        True,
    )
    assert orders.to_line().count("\n") == 1
    assert Orders.from_line(orders.to_line()) == orders


@pytest.mark.parametrize("text", ["", "# Changes\n", "no heading at all"])
def test_changes_without_an_entry_have_no_newest(text: str) -> None:
    assert newest_entry(text) == ""


def test_the_newest_entry_ends_where_the_next_begins() -> None:
    assert newest_entry("## 2.0.0\n\na ## b\n\n### c\n\n## 1.0.0\n\nold\n") == "## 2.0.0\n\na ## b\n\n### c"
