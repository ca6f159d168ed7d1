"""Fixtures that every test file may ask for by name, and the order of the files."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

pytest_plugins = ("tests.browser", "tests.buckets")
gc.set_threshold(200_000, 20, 50)  # many small rows are made here: looking for garbage often is an eighth of the time
LONG = (
    *("test_dask", "test_storage_build", "test_storage_faults"),
    *("test_serve", "test_faults", "test_disk", "test_guard", "test_build", "test_site_browser", "test_pages"),
    *("test_search_browser", "test_faults_kill", "test_quarantine", "test_hostile_everywhere", "test_workbook"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest first, so that two processes end at the same time."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A Prefect server for builds that need none of their own; the environment in which they use it."""
    from tests.faults import serving

    with serving(tmp_path_factory.mktemp("prefect")) as environment:
        yield environment
