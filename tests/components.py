"""Programs that tests need beside Python: Chromium, LibreOffice, PostgreSQL.

Who has not got one skips those tests and reads what to install. Where `CI_COMPONENTS` is set, nothing is skipped: a
program that is missing there is a fault of the set-up.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

NAMES = {  # a program → what it is called elsewhere
    "chromium": ("chromium-browser", "google-chrome", "google-chrome-stable"),
    "soffice": ("libreoffice",),
}
BESIDE = ("/usr/lib/postgresql/*/bin", "/usr/lib/libreoffice/program")  # where Debian has programs that PATH has not


def require(program: str, what: str) -> str:
    """The path of a program. Skips the test where it is missing, or fails; `what` to install is in the message."""
    for name in (program, *NAMES.get(program, ())):
        if found := shutil.which(name) or _beside(name):
            return found
    missing(f"{program} is missing: install {what}.")


def missing(why: str) -> NoReturn:
    """End the test: skipped, or failed where all components must be there."""
    if os.environ.get("CI_COMPONENTS"):
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


def _beside(name: str) -> str | None:
    found = [path for folder in BESIDE for path in Path("/").glob(f"{folder.lstrip('/')}/{name}")]
    return str(max(found)) if found else None
