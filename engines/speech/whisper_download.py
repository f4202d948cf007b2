"""A Whisper model from the Hugging Face hub, for a user who allowed it. Nothing else here asks the network.

Files arrive in a folder of their own, are held to the sizes and hashes that the hub states, and move to their place
together.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import ssl
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError, URLError

from pydantic import BaseModel, TypeAdapter, ValidationError

from contracts import Cancelled, Progress, StudioError, silent
from engines.speech.waiting import awaited

HUB = "https://huggingface.co"
"""Another address, such as a school's mirror, may stand in the environment as HF_ENDPOINT."""

_WANTED = re.compile(r"config\.json|preprocessor_config\.json|model\.bin|tokenizer\.json|vocabulary\.\w+")
_BLOCK = 1 << 20
_PATIENCE = 20.0


def download_model(repository: str, folder: Path, progress: Progress = silent) -> Path:
    """Fetch the model of `repository` into `folder`, which is there afterwards whole or not at all."""
    transfer = _Transfer(repository, folder)

    def tick() -> None:
        progress("download", transfer.done / 1e6, transfer.total / 1e6, transfer.doing)

    worker = ThreadPoolExecutor(1, "download")
    try:
        tick()
        awaited(worker.submit(transfer.run), tick)
    except (OSError, HTTPException) as error:
        raise StudioError(
            f"The Whisper model {repository} could not be downloaded: {_reason(error)}.",
            f"Check the connection and try again, or put its files into {folder} yourself.",
        ) from error
    finally:
        transfer.stopped = True
        worker.shutdown(wait=False)
    return folder


class _Part(BaseModel):
    """What the hub says of one file."""

    class Lfs(BaseModel):
        sha256: str

    rfilename: str
    size: int
    lfs: Lfs | None = None


class _Listing(BaseModel):
    sha: str
    siblings: list[_Part]


@dataclass
class _Transfer:
    """One download, in a thread of its own. `stopped` asks it to end; bytes `done` of `total` have arrived."""

    repository: str
    folder: Path
    stopped: bool = False
    done: int = 0
    total: int = 0
    doing: str = ""

    def run(self) -> None:
        self.doing = f"Asking for {self.repository}"
        listing = self._listing()
        files = [file for file in listing.siblings if _WANTED.fullmatch(file.rfilename)]
        if not any(file.rfilename == "model.bin" for file in files):
            raise OSError("it holds no model in CTranslate2's format")
        self.total = sum(file.size for file in files)
        part = self.folder.parent / f".{self.folder.name}.{secrets.token_hex(4)}.part"
        try:
            part.mkdir(parents=True)
            if self.total > shutil.disk_usage(part).free:
                raise OSError(f"the disk has no room for {self.total / 1e6:.0f} MB")
            for file in files:
                self._fetch(f"{_hub()}/{self.repository}/resolve/{listing.sha}/{file.rfilename}", file, part)
            if self.folder.exists():
                shutil.rmtree(self.folder)
            part.rename(self.folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _listing(self) -> _Listing:
        with _opened(f"{_hub()}/api/models/{self.repository}?blobs=true") as answer:
            try:
                return TypeAdapter(_Listing).validate_python(json.loads(answer.read(_BLOCK)))
            except (ValueError, ValidationError) as error:
                raise OSError("the answer is not that of the Hugging Face hub") from error

    def _fetch(self, address: str, file: _Part, folder: Path) -> None:
        self.doing, digest, size = f"Fetching {file.rfilename}", hashlib.sha256(), 0
        with _opened(address) as answer, (folder / file.rfilename).open("wb") as target:
            while block := answer.read(_BLOCK):
                if self.stopped:
                    raise Cancelled
                target.write(block)
                digest.update(block)
                size += len(block)
                self.done += len(block)
                if size > file.size:
                    break
            target.flush()
            os.fsync(target.fileno())
        if size != file.size or (file.lfs is not None and digest.hexdigest() != file.lfs.sha256):
            raise OSError(f"{file.rfilename} arrived damaged")


def _hub() -> str:
    return os.environ.get("HF_ENDPOINT", HUB).rstrip("/")


@contextmanager
def _opened(address: str) -> Iterator[HTTPResponse]:
    if not address.startswith(("https://", "http://")):
        raise OSError(f"{address} is no web address")
    certificates = None
    if find_spec("certifi"):  # some installations of Python bring no certificates
        import certifi

        certificates = certifi.where()
    context = ssl.create_default_context(cafile=certificates)
    request = urllib.request.Request(address, headers={"User-Agent": "marionette"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=_PATIENCE, context=context) as answer:  # noqa: S310
        yield answer


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"the hub answers {error.code} {error.reason}"
    if isinstance(error, URLError):
        return f"{HUB.removeprefix('https://') if _hub() == HUB else _hub()} cannot be reached ({error.reason})"
    return str(error).rstrip(".") or type(error).__name__
