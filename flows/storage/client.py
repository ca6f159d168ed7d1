"""The S3 client of this process. Who we are and where the server is, it finds in the usual environment and files."""

from __future__ import annotations

import logging
import time
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from flows.storage.said import NOT_INSTALLED, StorageError, unfit

PARALLEL = 8  # requests at a time
ATTEMPTS = 6  # of one request
CONNECT, READ = 10.0, 60.0  # seconds without an answer
_ahead = 0.0  # seconds by which the server's clock is ahead of ours


@cache
def client() -> Any:
    """A client, which threads may share. Raises StorageError."""
    try:
        import botocore.session
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ImportError:
        raise StorageError(NOT_INSTALLED) from None
    logging.getLogger("botocore").setLevel(logging.CRITICAL)  # at DEBUG it logs whole requests
    config = Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=2 * PARALLEL,
        connect_timeout=CONNECT,
        read_timeout=READ,
        request_checksum_calculation="when_required",  # older servers know no others
        response_checksum_validation="when_required",
    )
    session = botocore.session.Session()
    session.get_component("response_parser_factory").set_parser_defaults(
        timestamp_parser=str
    )  # half of what a list costs
    try:
        made = session.create_client("s3", config=config)
    except (BotoCoreError, ValueError) as error:
        raise StorageError(f"No bucket can be used: {unfit(error)}") from None
    made.meta.events.register("after-call.s3", _hear)
    return made


def now() -> float:
    """The time by the server's clock, as it was last heard: those of several machines differ."""
    return time.time() + _ahead


def _hear(http_response: Any, **_: object) -> None:
    global _ahead
    if date := http_response.headers.get("date"):
        _ahead = parsedate_to_datetime(date).timestamp() - time.time()
