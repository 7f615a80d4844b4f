"""Another registry, spoken to over HTTP as any client does: what it has, and sending it a file."""

import asyncio
import hashlib
import io
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import httpx2
from packaging.utils import NormalizedName

from devsper_registry import __version__
from devsper_registry.errors import RemoteKeyRefused, RemoteUnreachable

TIMEOUT = httpx2.Timeout(120, connect=10, pool=None)
TRIES = 8
LONGEST_WAIT = 60.0
TRY_AGAIN = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"

# Is told of bytes as they leave; of a negative number when they must leave again.
Sent = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be sent, and what its form says."""

    path: Path
    package: NormalizedName
    version: str
    filetype: str
    sha256: str


@dataclass(slots=True)
class Remote:
    """A registry at a URL, and the key that opens it. Waits and tries again where that may help."""

    url: str
    client: httpx2.AsyncClient
    tell: Callable[[str], None]
    has_answered: bool = False

    async def known(self, package: NormalizedName) -> dict[str, str]:
        """Return the SHA-256 of each of the package's files, by filename.

        Empty where the key may not read: the upload door then finds what is identical.
        """
        response = await self._patiently(lambda: self._page(package))
        if response.status_code != HTTPStatus.OK:
            return {}
        return {file["filename"]: file["hashes"]["sha256"] for file in response.json()["files"]}

    async def send(self, wanted: Wanted, *, sent: Sent) -> str | None:
        """Send the file; return the sentence of a refusal, None where it was taken."""
        response = await self._patiently(lambda: self._upload(wanted, sent))
        return None if response.is_success else _sentence(response)

    async def _page(self, package: NormalizedName) -> httpx2.Response:
        return await self.client.get(f"simple/{package}/", headers={"Accept": SIMPLE_JSON})

    async def _upload(self, wanted: Wanted, sent: Sent) -> httpx2.Response:
        form = {
            ":action": "file_upload",
            "protocol_version": "1",
            "name": wanted.package,
            "version": wanted.version,
            "filetype": wanted.filetype,
            "pyversion": "source" if wanted.filetype == "sdist" else "py3",
            "sha256_digest": wanted.sha256,
        }
        with _Counted(wanted.path, sent) as content:
            try:
                response = await self.client.post(
                    "legacy/",
                    data=form,
                    files={"content": (wanted.path.name, content)},
                    headers={"Accept": "application/json"},
                )
            except httpx2.TransportError:
                content.take_back()
                raise
            if response.status_code in TRY_AGAIN:
                content.take_back()
            return response

    async def _patiently(
        self, request: Callable[[], Awaitable[httpx2.Response]]
    ) -> httpx2.Response:
        """Return the answer; raise `RemoteUnreachable` when there is none after all the tries."""
        trouble = ""
        for attempt in range(TRIES):
            after = min(0.5 * 2**attempt, LONGEST_WAIT)
            try:
                response = await request()
            except httpx2.TransportError as error:
                trouble = str(error) or type(error).__name__
                # Never heard of it: more likely a wrong URL than a restart.
                if not self.has_answered:
                    raise RemoteUnreachable(url=self.url, reason=trouble) from error
            else:
                self.has_answered = True
                if response.status_code == HTTPStatus.UNAUTHORIZED:
                    raise RemoteKeyRefused(reason=_sentence(response))
                if response.status_code not in TRY_AGAIN:
                    return response
                trouble = _sentence(response)
                after = max(after, _retry_after(response))
            if attempt + 1 < TRIES:
                # Not all at once: those that were sent away together would come back together.
                after *= random.uniform(1.0, 1.25)  # noqa: S311
                self.tell(f"{trouble} Trying again in {after:.0f} s.")
                await asyncio.sleep(after)
        raise RemoteUnreachable(url=self.url, reason=trouble)


@asynccontextmanager
async def connected(
    url: str, *, key: str, at_once: int, tell: Callable[[str], None]
) -> AsyncIterator[Remote]:
    """Open the connections to the registry at this URL; its upload or index URL will do too."""
    base = base_of(url)
    async with httpx2.AsyncClient(
        base_url=f"{base}/",
        auth=("__token__", key),
        headers={"User-Agent": f"devsper-registry/{__version__}"},
        timeout=TIMEOUT,
        limits=httpx2.Limits(max_connections=at_once),
    ) as client:
        yield Remote(url=base, client=client, tell=tell)


def base_of(url: str) -> str:
    """Return the registry's own URL; its upload or index URL will do too."""
    return url.rstrip("/").removesuffix("/legacy").removesuffix("/simple")


def sha256(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Counted(io.FileIO):
    """A file that tells how much of it was read: it is sent as it is read."""

    def __init__(self, path: Path, sent: Sent) -> None:
        super().__init__(path)
        self._sent = sent
        self._told = 0

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size) or b""
        self._told += len(chunk)
        self._sent(len(chunk))
        return chunk

    def take_back(self) -> None:
        self._sent(-self._told)


def _sentence(response: httpx2.Response) -> str:
    try:
        return str(response.json()["message"])
    except (ValueError, KeyError, TypeError):
        return f"The answer was {response.status_code} {response.reason_phrase}."


def _retry_after(response: httpx2.Response) -> float:
    told = response.headers.get("Retry-After", "")
    return min(float(told), LONGEST_WAIT) if told.isdecimal() else 0.0
