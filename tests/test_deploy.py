"""The unit of systemd and the cron line, as far as they can be tried without being root."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy"
FOLDER = "/srv/policy-plans"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "policy-plans.service").read_text("utf-8")
    assert "/.venv/bin/plans serve" in unit
    (tmp_path / "policy-plans.service").write_text(unit.replace(f"{FOLDER}/.venv/bin/plans", "/bin/true"), "utf-8")
    answer = subprocess.run(
        ["systemd-analyze", "verify", "policy-plans.service"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("flock"), reason="no flock here")
@pytest.mark.parametrize(("exit_code", "mailed"), [(0, ""), (1, "said 1\n")])
def test_the_cron_line_mails_failures_and_nothing_else(tmp_path: Path, exit_code: int, mailed: str) -> None:
    plans = tmp_path / ".venv" / "bin" / "plans"
    plans.parent.mkdir(parents=True)
    plans.write_text(f"#!/bin/sh\necho said {exit_code}\nexit {exit_code}\n")
    plans.chmod(0o755)
    entry = (DEPLOY / "crontab").read_text("utf-8").splitlines()[-1]
    *when, command = entry.split(" ", 5)
    assert len(when) == 5
    assert "%" not in command  # cron takes it for the end of a line
    answer = subprocess.run(
        ["sh", "-c", command.replace(FOLDER, str(tmp_path))], capture_output=True, text=True, check=False
    )
    assert (answer.stdout, answer.stderr) == (mailed, "")
