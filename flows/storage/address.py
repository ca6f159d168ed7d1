"""What a person names: a folder, or an address in a bucket."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

SCHEME = "s3://"
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")


class NoAddress(ValueError):
    """What was given is no address; the message says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """A prefix in a bucket."""

    bucket: str
    prefix: str  # with neither a first nor a last slash; empty: the whole bucket

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.prefix}".rstrip("/")

    def __truediv__(self, name: str) -> Address:
        return Address(self.bucket, f"{self.prefix}/{name}".strip("/"))

    def key(self, name: str) -> str:
        """The key of what has this name below the prefix."""
        return f"{self.prefix}/{name}" if self.prefix else name

    def within(self, cache: Path) -> Path:
        """Where in a folder a copy is kept."""
        return cache / hashlib.sha256(str(self).encode("utf-8", "surrogatepass")).hexdigest()[:16]


Place = Path | Address


def place(given: str | Path | Address) -> Place:
    """What somebody has named. Raises NoAddress."""
    if isinstance(given, Address):
        return given
    return address(str(given)) if is_address(str(given)) else Path(given)


def is_address(given: str) -> bool:
    """Whether that is meant to be an address and no folder."""
    return given.startswith(SCHEME)


def address(given: str) -> Address:
    """The address that is written so. Raises NoAddress."""
    bucket, _, prefix = given.removeprefix(SCHEME).partition("/")
    prefix = prefix.strip("/")
    if not _BUCKET.fullmatch(bucket):
        raise NoAddress(f"{given} names no bucket: an address is {SCHEME}BUCKET or {SCHEME}BUCKET/PREFIX.")
    if any(part in ("", ".", "..") for part in prefix.split("/")) and prefix:
        raise NoAddress(f"{given} is no address: a prefix has no empty parts, and none that is . or ..")
    return Address(bucket, prefix)
