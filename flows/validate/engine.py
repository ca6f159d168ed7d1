"""Great Expectations, in one place: quiet, in memory, and imported only when something is tried.

An expectation costs it some 7 ms however few the rows, three times that when it is to say which rows fail. So all are
tried first for yes or no, and only those that fail a second time for the rows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any, Protocol


class Tried(Protocol):
    """What is needed of an expectation."""

    @property
    def type(self) -> str:
        """Class name in great_expectations.expectations."""

    @property
    def kwargs(self) -> dict[str, Any]:
        """Its arguments."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether an expectation held, and the positions of the rows for which it did not."""

    passed: bool
    positions: tuple[int, ...] = ()


class EngineError(RuntimeError):
    """An expectation could not be tried at all."""


def engine_name() -> str:
    """Name and version of the engine."""
    return f"Great Expectations {_great_expectations().__version__}"


def try_all(name: str, frame: Any, expectations: Sequence[Tried]) -> list[Outcome]:
    """Try expectations on a pandas frame (index 0, 1, …); one outcome each, in their order."""
    gx = _great_expectations()
    batch = _frames().get_batch({"dataframe": frame})
    made = [getattr(gx.expectations, each.type)(**each.kwargs) for each in expectations]

    outcomes = [Outcome(result.success) for result in _results(gx, batch, name, made, "BOOLEAN_ONLY")]
    failed = [position for position, outcome in enumerate(outcomes) if not outcome.passed]
    if failed:
        again = _results(gx, batch, name, [made[position] for position in failed], "COMPLETE")
        for position, result in zip(failed, again, strict=True):
            outcomes[position] = Outcome(False, _rows(result))
    return outcomes


def _results(gx: Any, batch: Any, name: str, expectations: list[Any], result_format: str) -> list[Any]:
    """The results in the order of the expectations (Great Expectations answers by column)."""
    for position, expectation in enumerate(expectations):
        expectation.meta = {"position": position}
    suite = gx.ExpectationSuite(name=f"{name} {result_format}", expectations=expectations)
    results: list[Any] = list(batch.validate(suite, result_format=result_format).results)
    return sorted(results, key=lambda result: result.expectation_config.meta["position"])


def _rows(result: Any) -> tuple[int, ...]:
    if "unexpected_index_list" not in result.result:
        raise EngineError(f"{result.expectation_config.type} could not be tried: {result.exception_info}")
    return tuple(sorted(set(result.result["unexpected_index_list"])))


@cache
def _frames() -> Any:
    """What takes frames, made once: a context in memory writes its whole configuration out at every addition to it."""
    context = _great_expectations().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("tables").add_dataframe_asset("table")
    return asset.add_batch_definition_whole_dataframe("whole")


@cache
def _great_expectations() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when it is imported
    with _absent("altair", "scipy.stats"):
        import great_expectations

    return great_expectations


@contextmanager
def _absent(*libraries: str) -> Iterator[None]:
    """Libraries as empty modules, where nothing has imported them before: two expectations that we have no use for
    import them, which takes as long as the rest of Great Expectations.
    """
    empty = {name: ModuleType(name) for name in libraries if name not in sys.modules}
    sys.modules.update(empty)
    try:
        yield
    finally:
        for name in empty:
            del sys.modules[name]
