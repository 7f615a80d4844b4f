"""The upload form as it streams in: bounded text in memory, the file to a temporary place."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from multipart import (
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)
from starlette.requests import Request

from devsper_registry.errors import (
    FileTooLarge,
    UploadFieldIsFile,
    UploadFieldNotText,
    UploadFieldTooLarge,
    UploadFormTooLarge,
    UploadMalformed,
    UploadNotMultipart,
    UploadOfTwoFiles,
    UploadStalled,
    UploadTooManyFields,
)
from devsper_registry.settings import MEGABYTE
from devsper_registry.storage.arriving import Arriving, arriving

# Descriptions of 2 MiB and 1,500 requirements exist, so these are well above.
LARGEST_FIELD = 4 * MEGABYTE
LARGEST_TEXT = 8 * MEGABYTE
MOST_FIELDS = 5_000
# What surrounds the fields and the file: boundaries and headers.
FRAMING = 4 * MEGABYTE
STALLED_AFTER_SECONDS = 60
FILE = "content"
# twine sends a signature as a file. Nobody reads it any more; refusing it would refuse the upload.
IGNORED_FILES = {"gpg_signature"}


@dataclass(slots=True)
class Form:
    """The text fields in the order sent, and the file if there was one."""

    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    filename: str | None = None
    file: Arriving | None = None


@asynccontextmanager
async def received(
    request: Request, *, folder: Path, largest_file: int, digests: Mapping[str, str]
) -> AsyncIterator[Form]:
    """Read the request's body as a form; its file is removed at the end unless moved away.

    `digests` maps the fields that claim a digest to their algorithms: what is claimed before the
    file comes is computed as it comes. Raise a refusal as soon as anything is too large.
    """
    boundary = _boundary(request)
    if _announced(request) > largest_file + LARGEST_TEXT + FRAMING:
        raise FileTooLarge(limit=largest_file // MEGABYTE)
    with ExitStack() as stack:
        reader = _Reader(stack, folder, largest_file, digests)
        await _read(request, boundary, reader)
        if reader.form.file is not None:
            await reader.form.file.flush()
        yield reader.form


def _boundary(request: Request) -> str:
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    boundary: str = options.get("boundary", "")
    if media_type != "multipart/form-data" or not boundary:
        raise UploadNotMultipart
    return boundary


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


async def _read(request: Request, boundary: str, reader: "_Reader") -> None:
    most = reader.largest_file + LARGEST_TEXT + FRAMING
    total = 0
    try:
        with PushMultipartParser(boundary) as parser:
            stream = request.stream()
            while chunk := await _next(stream):
                total += len(chunk)
                if total > most:
                    raise FileTooLarge(limit=reader.largest_file // MEGABYTE)
                for event in parser.parse(chunk):
                    await reader.take(event)
    except MultipartError as error:
        raise UploadMalformed(problem=error.args[0]) from None


async def _next(stream: AsyncIterator[bytes]) -> bytes:
    try:
        async with asyncio.timeout(STALLED_AFTER_SECONDS):
            return await anext(stream, b"")
    except TimeoutError:
        raise UploadStalled(seconds=STALLED_AFTER_SECONDS) from None


@dataclass(slots=True)
class _Reader:
    """Takes what the parser finds, one part after the other."""

    stack: ExitStack
    folder: Path
    largest_file: int
    digests: Mapping[str, str]
    form: Form = field(default_factory=Form)
    parts: int = 0
    text_size: int = 0
    # Of the part being read: its name, its text so far, and whether it is the file.
    name: str = ""
    text: bytearray = field(default_factory=bytearray)
    in_file: bool = False

    async def take(self, event: MultipartSegment | bytes | None) -> None:
        """Take the beginning of a part, more of it, or None for its end."""
        if event is None:
            self._end()
        elif isinstance(event, MultipartSegment):
            self._begin(event)
        elif self.in_file:
            await self._more_of_file(event)
        else:
            self._more_text(event)

    def _begin(self, part: MultipartSegment) -> None:
        self.parts += 1
        if self.parts > MOST_FIELDS:
            raise UploadTooManyFields(limit=MOST_FIELDS)
        self.name, self.text = part.name or "", bytearray()
        self.in_file = self.name == FILE and part.filename is not None
        if self.in_file:
            if self.form.file is not None:
                raise UploadOfTwoFiles
            claimed = [self.digests[name] for name in self.form.fields if name in self.digests]
            self.form.file = self.stack.enter_context(arriving(self.folder, algorithms=claimed))
            self.form.filename = part.filename
        elif part.filename is not None and self.name not in IGNORED_FILES:
            raise UploadFieldIsFile(field=self.name)

    async def _more_of_file(self, chunk: bytes) -> None:
        file = self.form.file
        assert file is not None
        if file.size + len(chunk) > self.largest_file:
            raise FileTooLarge(limit=self.largest_file // MEGABYTE)
        await file.write(chunk)

    def _more_text(self, chunk: bytes) -> None:
        self.text += chunk
        self.text_size += len(chunk)
        if len(self.text) > LARGEST_FIELD:
            raise UploadFieldTooLarge(field=self.name, limit=LARGEST_FIELD // MEGABYTE)
        if self.text_size > LARGEST_TEXT:
            raise UploadFormTooLarge(limit=LARGEST_TEXT // MEGABYTE)

    def _end(self) -> None:
        if self.in_file or self.name in IGNORED_FILES:
            return
        try:
            text = self.text.decode()
        except UnicodeDecodeError:
            raise UploadFieldNotText(field=self.name) from None
        # PostgreSQL takes no NUL in a text.
        self.form.fields[self.name].append(text.replace("\0", "\ufffd"))
