"""What is below an address: listed, read, written, copied and removed, each with a sentence where it cannot be."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from flows.storage.address import Address
from flows.storage.client import client
from flows.storage.etags import PIECE, etag_of
from flows.storage.parallel import each
from flows.storage.said import Missing, NotAsExpected, StorageError, said

ABSENT = ""  # as what stands there: nothing
PAGE = 1000  # that are listed at a time: no server gives more
_COUNT = count()
AGAIN = 3  # times that a file is fetched whose stream breaks off


@dataclass(frozen=True, slots=True)
class Object:
    """What is listed."""

    name: str  # below the prefix
    etag: str
    size: int


@dataclass(frozen=True, slots=True)
class Content:
    """What was read."""

    data: bytes
    etag: str


class Bucket:
    """A prefix in a bucket. Every method raises StorageError."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._client = client()

    def below(self, name: str) -> Bucket:
        """What is below a further prefix."""
        return Bucket(self.address / name)

    def listed(self, under: str = "") -> Iterator[Object]:
        """All that is there, in the order of keys; with `under`, that whose names begin so."""
        before = self.address.key("")
        more: dict[str, str] = {}
        while True:
            with self._said("listed"):
                page = self._client.list_objects_v2(
                    Bucket=self.address.bucket, Prefix=before + under, MaxKeys=PAGE, **more
                )
            for found in page.get("Contents", ()):
                yield Object(found["Key"].removeprefix(before), found["ETag"].strip('"'), found["Size"])
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def folders(self, name: str) -> list[str]:
        """The names of the folders in a folder."""
        before = self.address.key(f"{name}/")
        found: list[str] = []
        more: dict[str, str] = {}
        while True:
            with self._said("listed"):
                page = self._client.list_objects_v2(
                    Bucket=self.address.bucket, Prefix=before, Delimiter="/", MaxKeys=PAGE, **more
                )
            found += [each["Prefix"].removeprefix(before).rstrip("/") for each in page.get("CommonPrefixes", ())]
            if not page.get("IsTruncated"):
                return found
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def read(self, name: str) -> Content:
        """A small file. Raises Missing."""
        with self._said("read", name):
            found = self._client.get_object(**self._at(name))
            return Content(found["Body"].read(), found["ETag"].strip('"'))

    def fetch(self, name: str, path: Path, etag: str) -> None:
        """Bring a file here, which then is there whole. Raises Missing; NotAsExpected where it has another ETag now."""
        for left in reversed(range(AGAIN)):
            try:
                return self._fetch(name, path, etag)
            except (Missing, NotAsExpected):
                raise
            except StorageError:
                if not left:
                    raise

    def write(self, name: str, data: bytes, over: str | None = None) -> str:
        """Write a small file; its ETag. With `over`, only where a file with that ETag stands, or none (ABSENT).

        Raises NotAsExpected where another does. That the answer to a write was lost, and the same was sent again, is
        seen by what stands there.
        """
        for quote in ('"', ""):  # some servers compare ETags without their quotes
            try:
                return self._put(name, data, _condition(over, quote))
            except NotAsExpected as error:
                refusal, stands = error, self._stands(name)
            if stands and stands.data == data:
                return stands.etag
            if not (over and stands and stands.etag == over):
                break
        raise refusal

    def send(self, name: str, path: Path, over: str | None = None) -> str:
        """Write a file of any size; its ETag. The condition is that of `write`, for a file that goes in one piece."""
        if path.stat().st_size < PIECE:
            return self.write(name, path.read_bytes(), over)
        with self._said("written", name):
            from s3transfer.manager import TransferConfig, TransferManager

            config = TransferConfig(PIECE, PIECE, max_request_concurrency=2)
            with TransferManager(self._client, config) as manager:
                manager.upload(os.fspath(path), self.address.bucket, self.address.key(name)).result()
        return etag_of(path)

    def copy(self, found: Object, source: Bucket, name: str) -> str:
        """Have the server copy a file that is below `source`; its ETag. Raises NotAsExpected where it has changed."""
        origin = {"Bucket": source.address.bucket, "Key": source.address.key(found.name)}
        with self._said("copied", name):
            made = self._client.copy_object(**self._at(name), CopySource=origin, CopySourceIfMatch=found.etag)
        etag = str(made["CopyObjectResult"]["ETag"]).strip('"')
        if etag != found.etag and not ("-" in found.etag or "-" in etag):  # some servers do not look at the condition
            raise NotAsExpected(f"{source.address / found.name} was changed while it was copied.")
        return etag

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; those that are gone already are none the less removed."""

        def remove_one(name: str) -> None:
            with self._said("removed", name):
                self._client.delete_object(**self._at(name))

        each(remove_one, names)

    def abandon_uploads(self) -> int:
        """Have the server forget what was sent in pieces and not to the end; how many files these were."""
        prefix, count = self.address.key(""), 0
        more: dict[str, str] = {}
        while True:
            with self._said("tidied"):
                page = self._client.list_multipart_uploads(Bucket=self.address.bucket, Prefix=prefix, **more)
                for found in page.get("Uploads", ()):
                    self._client.abort_multipart_upload(
                        Bucket=self.address.bucket, Key=found["Key"], UploadId=found["UploadId"]
                    )
                    count += 1
            if not page.get("IsTruncated"):
                return count
            more = {"KeyMarker": page["NextKeyMarker"], "UploadIdMarker": page["NextUploadIdMarker"]}

    def _fetch(self, name: str, path: Path, etag: str) -> None:
        partial = path.with_name(f".{next(_COUNT)}.partial-{os.getpid()}")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._said("read", name), partial.open("wb") as file:
                found = self._client.get_object(**self._at(name))
                if found["ETag"].strip('"') != etag:
                    raise NotAsExpected(f"{self.address / name} was changed while it was read.")
                for data in found["Body"].iter_chunks(2**20):
                    file.write(data)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    def _put(self, name: str, data: bytes, condition: Mapping[str, str]) -> str:
        from hashlib import md5

        checked = base64.b64encode(md5(data, usedforsecurity=False).digest()).decode()
        with self._said("written", name):
            made = self._client.put_object(**self._at(name), Body=data, ContentMD5=checked, **condition)
            return str(made["ETag"]).strip('"')

    def _stands(self, name: str) -> Content | None:
        try:
            return self.read(name)
        except Missing:
            return None

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self.address.bucket, "Key": self.address.key(name)}

    @contextmanager
    def _said(self, what: str, name: str = "") -> Iterator[None]:
        with said(self.address / name if name else self.address, what, self._client.meta.endpoint_url):
            yield


def _condition(over: str | None, quote: str) -> dict[str, str]:
    if over is None:
        return {}
    return {"IfNoneMatch": "*"} if over == ABSENT else {"IfMatch": f"{quote}{over}{quote}"}
