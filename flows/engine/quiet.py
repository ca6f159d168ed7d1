"""The environment of a build: libraries keep to the project's folder, ask nobody outside and say only what matters.

To be called before Prefect or Great Expectations is imported, for both read the environment at import.
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.engine.proxies import spare

CACHE = Path(os.environ.get("PLANS_CACHE") or Path(__file__).parents[2] / ".cache").absolute()  # may be thrown away
SETTINGS = {
    "PREFECT_HOME": str(CACHE / "prefect"),
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # DO_NOT_TRACK alone does not stop its look-up
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # 20 are too few on a busy machine
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",  # else runs that end early lose their records
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",  # cut to whole seconds: 0.2 is 0, and never rests
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",  # its shutdown is noisy
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # failures are told by us, in a sentence
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}
CHATTY = "great_expectations.data_context.types.base"
ENGINES = ("prefect.engine", "prefect.flow_runs", "prefect.task_runs")  # each logs an exception that ends a run
REFUSALS = (
    "NotPublished",
    "Busy",
    "NoRoom",
    "SettingsError",
    "StorageError",
    "Missing",
    "NotAsExpected",
    "NoAddress",
)  # exceptions that are sentences for people, who are told them by us


def keep_quiet() -> None:
    """Set what the user has not set: PREFECT_API_URL and the like always win."""
    logging.getLogger(CHATTY).addFilter(_matters)  # it sets its own level
    for name in ENGINES:
        logging.getLogger(name).addFilter(_is_unexpected)
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    spare()
    if os.environ["PREFECT_HOME"] == SETTINGS["PREFECT_HOME"]:
        Path(SETTINGS["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)  # Prefect makes no parents, and then hangs


@contextmanager
def without_looking_for_garbage() -> Iterator[None]:
    """For imports of large libraries: nothing that they make is garbage, and to look at it all takes a second."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _matters(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _is_unexpected(record: logging.LogRecord) -> bool:
    """Whether a record is about anything but a refusal: that needs neither three tracebacks nor one."""
    error = record.exc_info[1] if record.exc_info else None
    said = record.getMessage()
    return type(error).__name__ not in REFUSALS and not any(f"exception {name}:" in said for name in REFUSALS)
