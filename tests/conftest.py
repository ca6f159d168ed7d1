"""Fixtures that every test file may ask for by name."""

pytest_plugins = ("tests.browser",)
