"""Proxies that the environment names: none stands between us and this machine, and none keeps us from starting.

Prefect's client prepares for every proxy that is named, and for every host that is exempt, before it knows whom it will
speak to. Where one is of a kind that it cannot use (SOCKS; [::1]), it does not start, though its server is here.
"""

from __future__ import annotations

import os
import re
from ipaddress import ip_address

OWN = ("127.0.0.1", "localhost", "::1")
NAMED = ("http_proxy", "https_proxy", "all_proxy")  # in capitals, too
HOST = re.compile(r"[\w.*-]+(:\d+|/\d+)?", re.ASCII)  # a name or address, with a port, or how much of it counts


def spare(*hosts: str) -> None:
    """Reach this machine, and these hosts, without a proxy; and forget what HTTP clients of ours cannot use."""
    exempt = os.environ.get("no_proxy", os.environ.get("NO_PROXY", "")).strip()
    if exempt != "*":
        known = [name for each in exempt.split(",") if _is_host(name := each.strip())]
        exempt = ",".join(dict.fromkeys([*known, *OWN, *hosts]))
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = exempt
    for name in [name for name in os.environ if name.lower() in NAMED]:
        if not _is_usable(os.environ[name]):
            del os.environ[name]


def _is_host(name: str) -> bool:
    try:
        return bool(HOST.fullmatch(name) or ip_address(name))
    except ValueError:
        return False


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
