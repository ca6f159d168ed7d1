"""Fixtures: a real S3 server, reached as it is or by way of a proxy that does what networks do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from flows.storage.client import client
from tests import ceph
from tests.s3_proxy import Proxy, proxied


@pytest.fixture(scope="module")
def environment() -> Iterator[None]:
    """The environment of this process is that of who uses the server."""
    with _environment_of(ceph.server().environment):
        yield


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    """A proxy between this process and the server."""
    server = ceph.server()
    with proxied(server.port) as proxy, _environment_of(server.environment_at(proxy.port)):
        yield proxy


@contextmanager
def _environment_of(given: Mapping[str, str]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3"):
            patch.delenv(name, raising=False)
        for name, value in given.items():
            patch.setenv(name, value)
        client.cache_clear()
        yield
    client.cache_clear()
