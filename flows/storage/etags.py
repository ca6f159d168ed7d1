"""The ETag that a server gives to a file: its MD5, or that of the MD5s of its pieces where it was sent in pieces."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

PIECE = 16 * 2**20  # bytes; larger files are sent in pieces of this size
_READ = 2**20


def etag_of(path: Path) -> str:
    """The ETag of a file as we send it. (A bucket that encrypts with keys of its own gives others.)"""
    if path.stat().st_size < PIECE:
        return _plain(path)
    sums: list[bytes] = []
    with path.open("rb") as file:
        while sum_ := _sum_of_piece(file):
            sums.append(sum_)
    return f"{hashlib.md5(b''.join(sums), usedforsecurity=False).hexdigest()}-{len(sums)}"


def has_etag(path: Path, etag: str) -> bool:
    """Whether a file is what a server gave this ETag to; that of a large file may be in pieces or, once copied, not."""
    return (etag_of(path) if "-" in etag else _plain(path)) == etag


def _plain(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _sum_of_piece(file: BinaryIO) -> bytes:
    """The MD5 of the next piece; empty at the end of the file."""
    found, left = hashlib.md5(usedforsecurity=False), PIECE
    while left and (data := file.read(min(_READ, left))):
        found.update(data)
        left -= len(data)
    return found.digest() if left < PIECE else b""
