"""What is installed: locked with hashes, in what runs and what only tests need; nothing else builds or comes along."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
BUILD, RUN, TEST, TRAIN = "constraints-build.txt", "constraints.txt", "constraints-test.txt", "constraints-train.txt"
S3, DASK = "constraints-s3.txt", "constraints-dask.txt"
TESTS = tuple(extra for extra in EXTRAS if extra != "train")  # what training needs is not there where tests run


def locked(name: str) -> dict[str, list[Requirement]]:
    """What a file locks, by name: a version, or one for each of several kinds of machines or of Python."""
    found: dict[str, list[Requirement]] = {}
    for block in re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip()):
        line, *hashes = block.replace("\\\n", "\n").splitlines()
        assert hashes, f"{line} has no hash"
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64} ?", each) for each in hashes)
        wanted = Requirement(line)
        assert re.fullmatch(r"==[^*,]+", str(wanted.specifier)), line
        found.setdefault(canonicalize_name(wanted.name), []).append(wanted)
    return found


def here(wanted: Requirement, *extras: str) -> bool:
    """Whether a requirement counts on this machine."""
    return wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def closure(wanted: list[Requirement]) -> Iterator[str]:
    """All that these requirements bring along, as those say that are installed."""
    seen: set[tuple[str, str]] = set()
    wanted = [each for each in wanted if here(each)]
    while wanted:
        each = wanted.pop()
        key = (canonicalize_name(each.name), ",".join(sorted(each.extras)))
        if key in seen:
            continue
        seen.add(key)
        yield key[0]
        wanted += [more for more in map(Requirement, requires(each.name) or ()) if here(more, *each.extras)]


def of_pyproject(*extras: str) -> list[Requirement]:
    named = [*PROJECT["dependencies"], *(line for extra in extras for line in EXTRAS[extra])]
    return [each for each in map(Requirement, named) if each.name != PROJECT["name"]]


@pytest.mark.parametrize(
    ("files", "extras"),
    [((RUN,), ("postgresql",)), ((RUN, S3), ("postgresql", "s3")), ((RUN, S3, DASK, TEST, BUILD), TESTS)],
)
def test_all_that_pyproject_wants_is_locked_and_fits(files: tuple[str, ...], extras: tuple[str, ...]) -> None:
    found = {name: versions for file in files for name, versions in locked(file).items()}
    for wanted in of_pyproject(*extras):
        for each in found[canonicalize_name(wanted.name)]:
            assert wanted.specifier.contains(str(each.specifier).removeprefix("==")), (str(wanted), str(each))
    assert set(closure(of_pyproject(*extras))) <= found.keys()


def test_what_runs_is_locked_without_what_only_tests_need() -> None:
    run, s3, dask, test = locked(RUN), locked(S3), locked(DASK), locked(TEST)
    needed = set(closure(of_pyproject("postgresql")))
    assert {name for name, versions in run.items() if any(map(here, versions))} <= needed
    assert not run.keys() & test.keys() | run.keys() & s3.keys() | s3.keys() & test.keys()
    assert not dask.keys() & (run.keys() | s3.keys() | test.keys())
    assert {
        canonicalize_name(each.name) for each in of_pyproject(*TESTS)
    } <= run.keys() | s3.keys() | dask.keys() | test.keys()


def test_what_training_needs_besides_is_locked_apart() -> None:
    train = locked(TRAIN)
    assert not train.keys() & (locked(RUN).keys() | locked(S3).keys() | locked(DASK).keys() | locked(TEST).keys())
    assert {canonicalize_name(Requirement(line).name) for line in EXTRAS["train"]} - {PROJECT["name"]} <= train.keys()


def test_the_program_imports_nothing_that_only_tests_have() -> None:
    run, of = locked(RUN) | locked(S3) | locked(DASK), packages_distributions()
    imported: dict[str, set[str]] = {}
    for path in (ROOT / "flows").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [str(node.module)]
            else:
                continue
            for name in names:
                imported.setdefault(name.partition(".")[0], set()).add(path.name)
    others = {
        name: files for name, files in imported.items() if name not in sys.stdlib_module_names and name != "flows"
    }
    missing = {
        name: files
        for name, files in others.items()
        if not any(canonicalize_name(each) in run for each in of.get(name, ()))
    }
    assert missing == {}


def made(target: str) -> list[str]:
    """The commands that install something, where nothing is installed yet."""
    dry = subprocess.run(
        ["make", "--dry-run", "--always-make", target], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [line for line in dry.stdout.splitlines() if "-m pip install" in line]


def test_make_data_installs_what_runs_and_make_test_what_tests_need_besides() -> None:
    data, s3, test = made("data"), made("s3"), made("test")
    assert not any(S3 in line or TEST in line for line in data)
    assert [line for line in s3 if S3 not in line] == data
    assert [line for line in test if TEST not in line] == data
    assert any(TEST in line for line in test)


def test_whatever_is_installed_has_a_hash_and_is_built_by_what_is_locked() -> None:
    for line in made("test"):
        assert "--no-build-isolation" in line
        assert "--require-hashes" in line or line.endswith("--no-deps --editable .")
    first = made("data")[0]
    assert f"-r {BUILD}" in first
    assert "--only-binary :all:" in first  # what builds the others is not built itself


def test_packages_that_come_as_source_need_nothing_but_the_locked_setuptools() -> None:
    (setuptools,) = locked(BUILD).values()
    assert all(each.name == "setuptools" for each in setuptools)
    backend = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
    assert [Requirement(each).name for each in backend["requires"]] == ["setuptools"]
    assert str(setuptools[0].specifier) == f"=={version('setuptools')}"
