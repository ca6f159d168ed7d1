"""`make golden`: write the tables of the five sources to tests/golden, so that a diff shows what changed in them."""

from __future__ import annotations

from tests.five import GOLDEN, golden


def main() -> None:
    """Write the files that have changed, and remove those of tables that are no more."""
    made = golden()
    for path in GOLDEN.glob("*.csv"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
