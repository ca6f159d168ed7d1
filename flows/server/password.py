"""The password of a Prefect server of ours: made at each start, unless the user has set one.

Processes get it by their environment, which others cannot read; never by their arguments, which everybody can.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OF_SERVER = "PREFECT_SERVER_API_AUTH_STRING"
OF_CLIENTS = "PREFECT_API_AUTH_STRING"
FILE = "serve-password"


def new_password() -> str:
    """The password that the user has set for servers, else one that nobody knows, in the form `user:password`."""
    return os.environ.get(OF_SERVER) or f"plans:{secrets.token_urlsafe(32)}"


def is_set() -> bool:
    """Whether the user has set a password, and so knows it."""
    return bool(os.environ.get(OF_SERVER))


@contextmanager
def kept(home: Path, password: str) -> Iterator[Path]:
    """Keep the password in a file of `home`, which only its user can read, for the time of the body. Raises OSError."""
    file = home / FILE
    number, draft = tempfile.mkstemp(dir=home, prefix=f".{FILE}-")  # never open to others, whatever is there
    with open(number, "w", encoding="utf-8") as writing:
        writing.write(f"{password}\n")
    os.replace(draft, file)
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def is_reached_by_others(host: str) -> bool:
    """Whether other machines reach what listens at that host. A name that may be anybody's is taken for one."""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"
