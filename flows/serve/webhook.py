"""Tells one notice by one webhook, in a process of its own: what answers there is foreign, and may answer without end.

`notify` gives this process the address and the notice on its standard input, and ends it after some seconds; the
memory that it may take, it limits itself. Exit codes: 0 told; 1 not told; 2 not told, and to try again would not help.
Its last line on standard error says why.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

MEMORY = 2**30  # bytes of address space; 0.3 GB are enough for a good answer
SILENCE = 10.0  # seconds without a byte


class Refused(Exception):
    """Trying again would not help."""


def tell(notice: Mapping[str, Any], address: str) -> None:
    """Tell a notice to an address. Raises Refused, or whatever libraries raise."""
    (_post if address.lower().startswith(("http://", "https://")) else _apprise)(notice, address)


def _post(notice: Mapping[str, Any], address: str) -> None:
    """POST to an address and nowhere else: only the status is read, and no redirect followed."""
    import httpx

    direct = httpx.HTTPTransport() if _is_here(httpx.URL(address).host) else None  # else by the environment's proxies
    try:
        client = httpx.Client(transport=direct, timeout=SILENCE)
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise Refused(f"the proxies that the environment names cannot be used ({error}).") from None
    with client, client.stream("POST", address, json=notice) as answer:
        if answer.is_success:
            return
        sentence = f"the webhook answered {answer.status_code} {answer.reason_phrase}."
        if answer.is_redirect:
            raise Refused(
                f"{sentence} Notices follow no redirects: set notify.webhook to the address that it points to."
            )
        raise RuntimeError(sentence) if answer.is_server_error or answer.status_code == 429 else Refused(sentence)


def _is_here(host: str) -> bool:
    """Whether a host is this machine, to which no proxy leads."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _apprise(notice: Mapping[str, Any], address: str) -> None:
    from apprise import Apprise, AppriseAsset, NotifyType

    rooms = Apprise(asset=AppriseAsset(http_redirects=False))
    if not rooms.add(address):
        raise Refused("notify.webhook is neither an http address nor one that Apprise knows.")
    if not rooms.notify(title=notice["title"], body=notice["text"], notify_type=NotifyType.FAILURE):
        raise RuntimeError("the webhook did not accept it.")


def main() -> None:
    """Tell what standard input gives."""
    with suppress(ValueError, OSError):  # a system, or a person, has set less
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    given = json.loads(sys.stdin.buffer.read())
    try:
        tell(given["notice"], given["address"])
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(2)
    except RuntimeError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except Exception as error:  # whatever libraries raise
        print(f"the webhook failed ({type(error).__name__}: {error}).", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
