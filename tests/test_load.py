"""`plans load` against a real PostgreSQL: what arrives, who sees what and when, and what is said when it cannot be."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from psycopg import sql

from flows.cli import main
from flows.load import NotLoaded, load, record
from flows.load.parts import Parts
from flows.present import star
from flows.present.release import Release
from flows.present.views import views
from flows.publish.sums import SUMS, write_sums
from tests import postgres
from tests.five import corpus
from tests.releases_sample import made, second_plan, written
from tests.tables_sample import Rows

HOSTILE = [
    "'); DROP SCHEMA plans CASCADE; --",
    "\\.",
    "\\N",
    "a\r\n\\.\r\nb",
    '"quoted", and\t\\x41 \\u0041',
    "=cmd('/c calc')!A1",
    "<script>alert(1)</script>\u202e\u200b\u2028😀",
    "%s {} %(x)s $1",
    "NULL",
]


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the five sources."""
    return whole(written(tmp_path_factory.mktemp("five") / "1.0.0", corpus().tables))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the sample."""
    return whole(made(tmp_path_factory.mktemp("first") / "1.0.0"))


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next one, with a source more and one title changed."""

    def change(sample: Rows) -> None:
        second_plan(sample)
        places = [each["seq"] for each in sample["articles"][:2]]
        sample["articles"][0]["seq"], sample["articles"][1]["seq"] = reversed(places)
        sample["documents"][0]["title"] = "移动互联网发展新方案"

    return whole(made(tmp_path_factory.mktemp("second") / "1.1.0", change, "1.1.0"))


@pytest.fixture
def db() -> Iterator[psycopg.Connection[Any]]:
    """A connection of the administrator; the schema `plans` and the roles of a test are gone afterwards."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        yield connection
        connection.execute("DROP SCHEMA IF EXISTS plans CASCADE")
        connection.execute("DROP SCHEMA IF EXISTS mine CASCADE")
        for (role,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'test%'").fetchall():
            connection.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(role)))


def whole(release: Path) -> Path:
    """A release with what a build says in index.json, and with its star."""
    about = json.loads((release / "index.json").read_text("utf-8"))
    about["built_at"] = "2026-11-22T06:00:00+00:00"
    (release / "index.json").write_text(json.dumps(about), "utf-8")
    star.write(Release.read(release))
    write_sums(release)
    return release


def plans(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["load", *map(str, arguments)], catch_exceptions=False)


def titles(db: psycopg.Connection[Any]) -> set[str]:
    return {title for (title,) in db.execute("SELECT title FROM plans.documents")}


def role(name: str) -> str:
    """The URL of another role."""
    return postgres.url().replace("postgres:@", f"{name}:@")


def test_every_value_arrives(db: psycopg.Connection[Any], five: Path) -> None:
    load(postgres.url(), five)
    for part in Parts.of(five).tables:
        key = part.table.primary_key
        names = [column.name for column in part.table.columns]
        asked = sql.SQL("SELECT {} FROM plans.{}").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(part.table.name)
        )
        found = {tuple(row[names.index(k)] for k in key): row for row in db.execute(asked)}
        wanted = {tuple(row[k] for k in key): tuple(row.values()) for row in pq.read_table(part.path).to_pylist()}
        assert found == wanted, part.table.name


def test_keys_and_types_are_those_declared(db: psycopg.Connection[Any], five: Path) -> None:
    load(postgres.url(), five)
    asked = "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('p', 'f')"
    db.execute("SET search_path = plans")
    found = {(table.strip('"'), definition.replace('"', "")) for table, definition in db.execute(asked)}
    for part in Parts.of(five).tables:
        assert (part.table.name, f"PRIMARY KEY ({', '.join(part.table.primary_key)})") in found
        for key in part.table.foreign_keys:
            wanted = f"FOREIGN KEY ({key.column}) REFERENCES {key.table}({key.target})"
            assert any(name == part.table.name and said.startswith(wanted) for name, said in found), wanted
    types = dict(
        db.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'targets'")
    )
    assert (types["value"], types["deadline"], types["deadline_year"]) == ("double precision", "date", "bigint")
    db.execute("RESET search_path")


def test_tables_views_and_columns_say_what_they_are_in_both_languages(db: psycopg.Connection[Any], five: Path) -> None:
    load(postgres.url(), five)
    asked = """
        SELECT c.relname, a.attname, obj_description(c.oid), col_description(c.oid, a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relnamespace = 'plans'::regnamespace AND c.relkind IN ('r', 'v') AND c.relname <> 'loaded_release'
    """
    said = {(relation, column): (of_all or "", of_one or "") for relation, column, of_all, of_one in db.execute(asked)}
    parts = Parts.of(five)
    relations = [*(part.table for part in parts.tables), *parts.views]
    assert {relation for relation, _ in said} == {relation.name for relation in relations}
    for relation in relations:
        for column in relation.columns:
            of_all, of_one = said[relation.name, column.name]
            assert relation.title.zh in of_all
            assert relation.description.en in of_all
            assert column.title.zh in of_one
            assert column.description.en in of_one


def test_every_view_answers_with_its_columns(db: psycopg.Connection[Any], five: Path) -> None:
    load(postgres.url(), five)
    for view in views():
        answer = db.execute(sql.SQL("SELECT * FROM plans.{}").format(sql.Identifier(view.name)))
        assert [column.name for column in answer.description or ()] == [column.name for column in view.columns]
    assert db.execute("SELECT n_lead FROM plans.functions_by_province WHERE function = '网信' LIMIT 1").fetchone()


def test_the_same_release_again_changes_nothing(db: psycopg.Connection[Any], first: Path) -> None:
    assert "Loaded 1.0.0 into the schema plans: 19 tables" in plans(postgres.url(), "--release", first).output
    asked = "SELECT (SELECT max(xmin::text::bigint) FROM plans.terms), (SELECT loaded_at FROM plans.loaded_release)"
    before = db.execute(asked).fetchone()
    again = plans(
        postgres.url().replace("postgresql:", "postgresql+psycopg2:"), "--release", first
    )  # as SQLAlchemy has it
    assert again.exit_code == 0
    assert again.output == "The schema plans holds 1.0.0 already: nothing was changed.\n"
    assert db.execute(asked).fetchone() == before


def test_a_newer_release_takes_its_place(db: psycopg.Connection[Any], first: Path, second: Path) -> None:
    load(postgres.url(), first)
    kept = db.execute("SELECT article_id, xmin FROM plans.articles WHERE seq > 1").fetchall()
    said = plans(postgres.url(), "--release", second).output
    assert "Loaded 1.1.0 in place of 1.0.0 into the schema plans" in said
    assert " rows came, " in said
    assert "移动互联网发展新方案" in titles(db)
    assert set(kept) <= set(db.execute("SELECT article_id, xmin FROM plans.articles")), "rows that are the same stay"
    for part in Parts.of(second).tables:
        counted = db.execute(sql.SQL("SELECT count(*) FROM plans.{}").format(sql.Identifier(part.table.name)))
        assert counted.fetchone() == (pq.read_metadata(part.path).num_rows,)
    assert db.execute("SELECT version FROM plans.loaded_release").fetchall() == [("1.1.0",)]


def test_who_reads_meanwhile_sees_the_release_before_and_is_not_held_up(
    db: psycopg.Connection[Any], first: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(postgres.url(), first)
    before, seen = titles(db), []
    write = record.write

    def looked(*arguments: Any) -> None:
        """The last step before the end: all rows are there, for the load alone."""
        db.execute("SET statement_timeout = '3s'")
        seen.append(titles(db))
        seen.append(db.execute("SELECT version FROM plans.loaded_release").fetchone())
        write(*arguments)

    monkeypatch.setattr(record, "write", looked)
    with psycopg.connect(postgres.url()) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("SELECT 1 FROM plans.sources")
        load(postgres.url(), second)
        assert titles(reader) == before, "a long look sees one release from beginning to end"
    assert seen == [before, ("1.0.0",)]
    assert titles(db) != before


def test_a_load_that_is_killed_leaves_the_old_release_and_two_never_meet(
    db: psycopg.Connection[Any], first: Path, second: Path
) -> None:
    load(postgres.url(), first)
    before = titles(db)
    with psycopg.connect(postgres.url()) as holder:
        holder.execute("LOCK TABLE plans.terms IN EXCLUSIVE MODE")  # readers may pass, the load may not
        command = [sys.executable, "-m", "flows.cli", "load", postgres.url(), "--release", str(second)]
        with subprocess.Popen(command, env=os.environ | {"PGAPPNAME": "killed"}) as process:
            _until(db, "SELECT FROM pg_stat_activity WHERE application_name = 'killed' AND wait_event_type = 'Lock'")
            with pytest.raises(NotLoaded, match="Another load into the schema plans is at work"):
                load(postgres.url(), second)
            process.kill()
    _until(db, "SELECT WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'killed')")
    assert titles(db) == before
    assert load(postgres.url(), second).before == "1.0.0"


def test_a_reader_may_look_and_not_touch(db: psycopg.Connection[Any], first: Path, second: Path) -> None:
    db.execute("CREATE ROLE test_reader LOGIN")
    assert plans(postgres.url(), "--release", first).exit_code == 0
    with psycopg.connect(role("test_reader"), autocommit=True) as reader:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("SELECT FROM plans.documents")
        assert plans(postgres.url(), "--release", first, "--reader", "test_reader").exit_code == 0
        assert plans(postgres.url(), "--release", second).exit_code == 0, "who may read is kept"
        for name in [*(part.table.name for part in Parts.of(second).tables), *(v.name for v in views())]:
            reader.execute(sql.SQL("SELECT * FROM plans.{}").format(sql.Identifier(name)))
        for statement in ("DELETE FROM plans.terms", "CREATE TABLE plans.x ()", "TRUNCATE plans.loaded_release"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(statement)


def test_an_unknown_reader_is_named(db: psycopg.Connection[Any], first: Path) -> None:
    refused = plans(postgres.url(), "--release", first, "--reader", "nobody_here")
    assert refused.exit_code == 1
    assert 'role "nobody_here" does not exist' in refused.output
    assert "CREATE ROLE" in refused.output
    assert not db.execute("SELECT FROM pg_namespace WHERE nspname = 'plans'").rowcount


def test_what_people_made_of_the_tables_stays(db: psycopg.Connection[Any], first: Path, second: Path) -> None:
    """An older contract lacked a column, and its view had other columns: both are brought up to date in place."""
    load(postgres.url(), first)
    db.execute("ALTER TABLE plans.targets DROP COLUMN value_text CASCADE")
    db.execute("UPDATE plans.loaded_release SET structure = 'older', fingerprint = 'older'")
    db.execute("CREATE SCHEMA mine")
    db.execute(
        "CREATE VIEW mine.titles AS SELECT title, n_targets FROM plans.documents JOIN plans.targets USING (doc_id)"
    )
    load(postgres.url(), second)
    assert db.execute("SELECT FROM mine.titles WHERE title = '移动互联网发展新方案'").rowcount
    assert db.execute("SELECT FROM plans.fact_targets WHERE value_text IS NOT NULL").rowcount


def test_what_is_in_the_way_of_another_contract_is_named(
    db: psycopg.Connection[Any], first: Path, second: Path
) -> None:
    load(postgres.url(), first)
    db.execute("ALTER TABLE plans.documents ADD COLUMN dropped_since text")
    db.execute("UPDATE plans.loaded_release SET structure = 'older', fingerprint = 'older'")
    db.execute("CREATE SCHEMA mine")
    db.execute("CREATE VIEW mine.titles AS SELECT title FROM plans.documents")
    refused = plans(postgres.url(), "--release", second)
    assert refused.exit_code == 1
    assert "view mine.titles depends on table" in refused.output
    assert "Nothing was changed" in refused.output
    assert "移动互联网发展新方案" not in titles(db)
    db.execute("DROP VIEW mine.titles")
    load(postgres.url(), second)
    assert not db.execute("SELECT FROM pg_attribute WHERE attname = 'dropped_since'").rowcount
    assert "移动互联网发展新方案" in titles(db)


def test_tables_of_other_people_are_not_touched(db: psycopg.Connection[Any], first: Path) -> None:
    db.execute("CREATE SCHEMA mine")
    db.execute("CREATE TABLE mine.documents (mine text)")
    refused = plans(postgres.url(), "--release", first, "--schema", "mine")
    assert refused.exit_code == 1
    assert "The schema mine has documents, which no load made: name another with --schema" in refused.output
    assert db.execute("SELECT mine FROM mine.documents").rowcount == 0


def test_a_schema_may_have_any_name(db: psycopg.Connection[Any], first: Path) -> None:
    name = 'mine"; DROP SCHEMA plans; --'
    load(postgres.url(), first, name)
    load(postgres.url(), first, name)
    held = sql.SQL("SELECT FROM {}.documents").format(sql.Identifier(name))
    assert db.execute(held).rowcount == 2
    db.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))


def test_hostile_texts_are_only_texts(db: psycopg.Connection[Any], tmp_path: Path) -> None:
    def change(sample: Rows) -> None:
        sample["documents"][0].update(issuers="；".join(HOSTILE), title=HOSTILE[0])
        fresh = sample["issues"][0]
        sample["issues"] = [{**fresh, "issue_id": f"i{i}", "message": text} for i, text in enumerate(HOSTILE)]
        sample["issues"].append({**fresh, "issue_id": "nul", "message": "before\0after"})

    said = plans(postgres.url(), "--release", whole(made(tmp_path / "1.0.0", change))).output
    found = {text for (text,) in db.execute("SELECT message FROM plans.issues")}
    assert found == {*HOSTILE, "beforeafter"}
    assert "1 texts held the character NUL" in said
    assert db.execute("SELECT issuers FROM plans.documents WHERE title = %s", [HOSTILE[0]]).fetchone() == (
        "；".join(HOSTILE).replace("\0", ""),
    )


def test_a_release_of_tables_alone_loads_without_the_star(db: psycopg.Connection[Any], tmp_path: Path) -> None:
    release = made(tmp_path / "1.0.0")
    about = json.loads((release / "index.json").read_text("utf-8"))
    (release / "index.json").write_text(json.dumps({**about, "built_at": "2026-11-22T06:00:00+00:00"}), "utf-8")
    write_sums(release)
    assert "The release has no star/" in plans(postgres.url(), "--release", release).output
    assert db.execute("SELECT FROM plans.most_cited").rowcount >= 0
    whole(release)
    assert load(postgres.url(), release).parts.has_star
    assert db.execute("SELECT FROM plans.coverage").rowcount
    for file in (release / "star").glob("dim_*.parquet"):
        file.unlink()
    load(postgres.url(), release)
    assert not db.execute("SELECT FROM pg_views WHERE viewname = 'coverage'").rowcount, "no stale view stays"


def test_a_password_is_never_printed(db: psycopg.Connection[Any], first: Path) -> None:
    hba = postgres.folder() / "pg_hba.conf"
    before = hba.read_text()
    hba.write_text(f"local all test_locked scram-sha-256\n{before}")
    db.execute("CREATE ROLE test_locked LOGIN PASSWORD 'right'")
    db.execute("SELECT pg_reload_conf()")
    _until_asked_for_a_password()
    wrong = postgres.url().replace("postgres:@", "test_locked:hunter2@")
    for url in (wrong, "postgresql://u:hunter2@127.0.0.1:1/x", "postgresql://u:hunter2@[/x", "mysql://u:hunter2@h/x"):
        refused = plans(url, "--release", first)
        assert refused.exit_code == 1
        assert "hunter2" not in refused.output
        assert "Traceback" not in refused.output
    assert "PGPASSWORD or ~/.pgpass" in plans(wrong, "--release", first).output
    hba.write_text(before)
    db.execute("SELECT pg_reload_conf()")


def test_why_not_is_said_in_a_sentence(db: psycopg.Connection[Any], first: Path, tmp_path: Path) -> None:
    db.execute("CREATE ROLE test_guest LOGIN")
    assert "test_guest may not do this: permission denied" in plans(role("test_guest"), "--release", first).output
    assert "No server listens there" in plans("postgresql://u@127.0.0.1:1/x", "--release", first).output
    elsewhere = postgres.url().replace("/postgres?", "/nowhere?")
    assert "Create it first: createdb" in plans(elsewhere, "--release", first).output
    assert "postgresql://user@host/database" in plans("sqlite:///x.db", "--release", first).output
    assert "is no release" in plans(postgres.url(), "--release", tmp_path).output


@pytest.mark.parametrize("file", ["parquet/targets.parquet", "csv/terms.csv", "index.json", SUMS])
@pytest.mark.parametrize("lost", [False, True])
def test_a_damaged_release_is_loaded_only_when_told(
    db: psycopg.Connection[Any], first: Path, tmp_path: Path, file: str, lost: bool
) -> None:
    release = tmp_path / "1.0.0"
    shutil.copytree(first, release)
    content = bytearray((release / file).read_bytes())
    content[len(content) // 2] ^= 1
    (release / file).unlink() if lost else (release / file).write_bytes(content)
    refused = plans(postgres.url(), "--release", release)
    assert (refused.exit_code, file in refused.output, "--unverified" in refused.output) == (1, True, True)
    assert not db.execute("SELECT FROM pg_namespace WHERE nspname = 'plans'").rowcount
    if file in ("csv/terms.csv", SUMS):
        assert plans(postgres.url(), "--release", release, "--unverified").exit_code == 0
        assert db.execute("SELECT FROM plans.targets").rowcount


def test_a_full_disk_is_said(db: psycopg.Connection[Any], first: Path) -> None:
    """The server is made to say so with the code that it has for this: no disk is filled."""
    db.execute("""
        CREATE FUNCTION full_disk() RETURNS event_trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END$$;
        CREATE EVENT TRIGGER full_disk ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION full_disk();
    """)
    refused = plans(postgres.url(), "--release", first)
    db.execute("DROP EVENT TRIGGER full_disk; DROP FUNCTION full_disk")
    assert refused.exit_code == 1
    assert "no room left" in refused.output
    assert not db.execute("SELECT FROM pg_namespace WHERE nspname = 'plans'").rowcount


def test_a_database_of_another_encoding_is_refused(db: psycopg.Connection[Any], first: Path) -> None:
    db.execute("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    refused = plans(postgres.url().replace("/postgres?", "/latin?"), "--release", first)
    db.execute("DROP DATABASE latin")
    assert "The database is encoded as LATIN1" in refused.output


def test_without_psycopg_it_says_how_to_get_it(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    refused = plans("postgresql://u@h/x", "--release", first)
    assert refused.exit_code == 1
    assert "pip install 'psycopg[binary]'" in refused.output


def _until(db: psycopg.Connection[Any], asked: str) -> None:
    """Wait until a question has an answer."""
    end = time.monotonic() + 30
    while not db.execute(asked).rowcount:
        assert time.monotonic() < end, asked
        time.sleep(0.05)


def _until_asked_for_a_password() -> None:
    """A server reads its settings again in its own time."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            psycopg.connect(role("test_locked")).close()
        except psycopg.OperationalError:
            return
        time.sleep(0.05)
