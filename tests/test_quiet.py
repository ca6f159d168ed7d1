"""What Prefect may log of a run that has ended badly: nothing of a refusal, all of a fault. The rest: test_serve.py."""

from __future__ import annotations

import logging

import pytest

from flows.engine.quiet import keep_quiet
from flows.publish import NotPublished


def passes(logger: str, message: str, error: Exception | None = None) -> bool:
    """Whether a record of an error gets through the logger."""
    record = logging.LogRecord(logger, logging.ERROR, "", 1, message, (), (type(error), error, None) if error else None)
    return bool(logging.getLogger(logger).filter(record))


@pytest.mark.parametrize("logger", ["prefect.engine", "prefect.flow_runs", "prefect.task_runs"])
def test_a_refusal_is_told_by_us_and_a_fault_by_prefect(logger: str) -> None:
    keep_quiet()
    assert not passes(logger, "Encountered exception during execution", NotPublished("Too much is lost."))
    assert not passes(logger, "Finished in state Failed('Task run encountered an exception NotPublished: Too much')")
    assert passes(logger, "Encountered exception during execution", KeyError("x"))
    assert passes(logger, "Finished in state Failed('Task run encountered an exception KeyError: NotPublished')")
    assert passes(logger, "The database is locked")
