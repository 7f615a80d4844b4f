"""The files of a page, out of a folder of this package: read once, sent compressed."""

import gzip
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from devsper_registry.gate.asking import count_stranger
from devsper_registry.rates import INSTALL

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file, and what is sent of it."""

    plain: bytes
    gzipped: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Assets:
    """The files of one folder, by their names."""

    folder: Path
    kept: dict[str, Asset] = field(default_factory=dict)

    async def serve(self, request: Request) -> Response:
        """Return the file that the path names, or 404."""
        # A page asks for all of them at once, so they count as the pages of the index do.
        await count_stranger(request, INSTALL)
        name = request.path_params["name"]
        if name not in self.kept and not self._is_there(name):
            text = "There is no such file here.\n"
            return Response(text, status_code=404, media_type="text/plain")
        found = self.read(name)
        headers = {
            **GUARDED,
            "ETag": found.etag,
            "Cache-Control": "public, max-age=3600",
            "Vary": "Accept-Encoding",
        }
        if request.headers.get("if-none-match") == found.etag:
            return Response(status_code=304, headers=headers)
        content = found.plain
        if "gzip" in request.headers.get("accept-encoding", ""):
            content = found.gzipped
            headers["Content-Encoding"] = "gzip"
        return Response(content, media_type=MEDIA_TYPES[Path(name).suffix], headers=headers)

    def read(self, name: str) -> Asset:
        """Return the file of that name, which is there."""
        if name not in self.kept:
            content = (self.folder / name).read_bytes()
            # Weak: the same file is sent in two encodings.
            etag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
            zipped = gzip.compress(content, mtime=0)
            self.kept[name] = Asset(plain=content, gzipped=zipped, etag=etag)
        return self.kept[name]

    def _is_there(self, name: str) -> bool:
        # Compared with what lies there, never made into a path.
        names = (path.name for path in self.folder.iterdir() if path.suffix in MEDIA_TYPES)
        return name in names
