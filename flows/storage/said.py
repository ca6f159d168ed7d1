"""What a person is told when a bucket cannot be used. Of what a server answers only its code is repeated: nothing that
could hold a credential.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flows.storage.address import Address

NOT_INSTALLED = (
    "Addresses in buckets (s3://…) need two more packages: `make s3` installs them, or "
    "`pip install 'policy-plans[s3]'`."
)
KEYS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
CODES = {
    "NoSuchBucket": "there is no such bucket: make it, or see whether AWS_ENDPOINT_URL names the right server.",
    "AccessDenied": "the server does not permit it: see what the credentials may do in this bucket.",
    "InvalidAccessKeyId": f"the server does not know the credentials: {KEYS}.",
    "SignatureDoesNotMatch": f"the server does not accept the credentials: {KEYS}.",
    "ExpiredToken": "the credentials have expired: renew them.",
    "InvalidToken": "the server does not accept the session token: renew it.",
    "RequestTimeTooSkewed": "the clock of this machine is wrong: set it.",
    "PermanentRedirect": "the bucket is in another region: set AWS_DEFAULT_REGION.",
    "AuthorizationHeaderMalformed": "the bucket is in another region: set AWS_DEFAULT_REGION.",
    "InvalidBucketName": "that is no name of a bucket.",
    "KeyTooLongError": "the name of a file is longer than the server takes.",
    "QuotaExceeded": "the bucket is full: make room.",
    "NotImplemented": "the server cannot do it: one is needed that has conditional writes (If-Match).",
    "403": "the server does not permit it: see what the credentials may do in this bucket.",
    "404": "there is no such bucket, or nothing of that name in it.",
}
BUSY = ("SlowDown", "ServiceUnavailable", "RequestTimeout", "InternalError", "RequestLimitExceeded", "500", "503")


class StorageError(RuntimeError):
    """A bucket cannot be used; the message says what to do."""


class Missing(StorageError):
    """There is nothing of that name."""


class NotAsExpected(StorageError):
    """A condition was not met: somebody else has written there, or it has changed since it was looked at."""


@contextmanager
def said(address: Address, what: str, endpoint: str = "") -> Iterator[None]:
    """Let whatever fails in the body, which does `what` at an address, fail with a sentence."""
    from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

    try:
        yield
    except ClientError as error:
        raise _refused(address, what, error.response) from None
    except (ConnectionError, HTTPClientError) as error:
        raise StorageError(f"{address} cannot be {what}: {unreachable(error, endpoint)}") from None
    except BotoCoreError as error:
        raise StorageError(f"{address} cannot be {what}: {unfit(error)}") from None


def unreachable(error: Exception, endpoint: str) -> str:
    """Why a server cannot be reached."""
    kind = type(error).__name__.removesuffix("Error")
    shown = urlsplit(endpoint).hostname or "the server"  # an endpoint may hold a password, a host does not
    port = f":{urlsplit(endpoint).port}" if urlsplit(endpoint).port else ""
    return f"{shown}{port} does not answer ({kind}): see that it runs, and that AWS_ENDPOINT_URL names it."


def unfit(error: Exception) -> str:
    """Why no request could be made: what the environment and the files of ~/.aws say is not enough."""
    kind = type(error).__name__
    if kind in ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "TokenRetrievalError"):
        return f"there are no credentials: {KEYS}."
    if kind == "ProfileNotFound":
        return "the profile that AWS_PROFILE names is not in ~/.aws."
    return f"what the environment or ~/.aws says of S3 cannot be used ({kind})."


def _refused(address: Address, what: str, response: dict[str, Any]) -> StorageError:
    code = str(response.get("Error", {}).get("Code", ""))
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    kind = StorageError
    if code in ("NoSuchKey", "NoSuchUpload") or (code == "404" and what == "read"):
        kind, why = Missing, "there is nothing of that name."
    elif code in ("PreconditionFailed", "ConditionalRequestConflict") or status == 412:
        kind, why = NotAsExpected, "somebody else has written there meanwhile."
    elif code in BUSY:
        why = "the server is overloaded or broken, and was asked in vain several times: try again later."
    else:
        why = CODES.get(code) or f"the server refuses it ({code or status})."
    return kind(f"{address} cannot be {what}: {why}")
