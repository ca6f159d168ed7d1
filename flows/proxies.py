"""Proxies that the environment names: none stands between us and this machine, and none keeps us from starting.

Prefect's client makes a connection to every proxy that is named before it asks whom it will speak to, and does not
start where one is of a kind that it does not know (SOCKS), though its server is on this machine.
"""

from __future__ import annotations

import os

OWN = ("127.0.0.1", "localhost", "::1")
NAMED = ("http_proxy", "https_proxy", "all_proxy")  # in capitals, too


def spare(*hosts: str) -> None:
    """Reach this machine, and these hosts, without a proxy; and forget proxies that HTTP clients of ours cannot use."""
    exempt = os.environ.get("no_proxy", os.environ.get("NO_PROXY", "")).strip()
    if exempt != "*":
        known = [name.strip() for name in exempt.split(",") if name.strip()]
        exempt = ",".join(dict.fromkeys([*known, *OWN, *hosts]))
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = exempt
    for name in [name for name in os.environ if name.lower() in NAMED]:
        if not _is_usable(os.environ[name]):
            del os.environ[name]


def _is_usable(proxy: str) -> bool:
    """Whether clients can be made with it. An empty one is none, and hides one that is written in capitals."""
    if not proxy:
        return True
    import httpx  # Prefect's client

    try:
        httpx.HTTPTransport(proxy=proxy if "://" in proxy else f"http://{proxy}", verify=False).close()
    except (ImportError, ValueError, httpx.InvalidURL):
        return False
    return True
