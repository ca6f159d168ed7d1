"""The database of runs of a Prefect server of ours: where it is damaged, it is set aside, and one is begun anew."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from filelock import FileLock

NAME = "prefect.db"
PARTS = ("", "-wal", "-shm")
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)  # not: in use, or not to be read


def set_aside_if_damaged(home: Path) -> str:
    """Rename the database in `home` where it is none any more; what was done, in a sentence, or nothing.

    What was set aside before gives way. Raises OSError where it cannot be renamed.
    """
    database = home / NAME
    if not database.is_file():
        return ""
    with FileLock(home / f"{NAME}.lock"):  # else of two builds, the second sets aside what the first has begun
        return _set_aside(database) if _is_damaged(database) else ""


def set_aside(home: Path) -> str:
    """Rename the database in `home`, whatever it holds; what was done, in a sentence. Raises OSError."""
    return _set_aside(home / NAME) if (home / NAME).exists() else ""


def _set_aside(database: Path) -> str:
    aside = f"{database}.damaged"
    for part in PARTS:
        Path(f"{aside}{part}").unlink(missing_ok=True)
        if os.path.lexists(f"{database}{part}"):
            os.replace(f"{database}{part}", f"{aside}{part}")
    return f"The database of Prefect cannot be used: it is set aside as {aside}, and a new one is begun."


def _is_damaged(database: Path) -> bool:
    """Whether SQLite cannot read it from end to end."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes  # what it says of damage may be damaged
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != (b"ok",))
    except sqlite3.Error as error:
        return error.sqlite_errorcode & 0xFF in DAMAGE
