"""The environment of a build: libraries keep to the project's folder, ask nobody outside and say only what matters.

To be called before Prefect or Great Expectations is imported, for both read the environment at import.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

CACHE = Path(os.environ.get("PLANS_CACHE") or Path(__file__).parents[1] / ".cache").absolute()  # may be thrown away
SETTINGS = {
    "PREFECT_HOME": str(CACHE / "prefect"),
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",  # DO_NOT_TRACK alone does not stop its look-up
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # 20 are too few on a busy machine
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",  # else runs that end early lose their records
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",  # cut to whole seconds: 0.2 is 0, and never rests
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",  # its shutdown is noisy
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # failures are told by us, in a sentence
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}
CHATTY = "great_expectations.data_context.types.base"


def keep_quiet() -> None:
    """Set what the user has not set: PREFECT_API_URL and the like always win."""
    logging.getLogger(CHATTY).addFilter(lambda record: record.levelno >= logging.WARNING)  # it sets its own level
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    if os.environ["PREFECT_HOME"] == SETTINGS["PREFECT_HOME"]:
        Path(SETTINGS["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)  # Prefect makes no parents, and then hangs
