"""A load generator for the loopback: the same GET over kept-alive connections, for some seconds.

`wrk` where it is installed, else one of our own in a process of its own.
"""

import asyncio
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECTIONS = 16
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Get:
    """A request, and the status that each of its answers must have."""

    url: str
    headers: dict[str, str]
    status: int = 200

    def raw(self) -> bytes:
        """Return the request as it goes over the wire."""
        parts = urlsplit(self.url)
        head = {"Host": parts.netloc} | self.headers
        lines = [
            f"GET {parts.path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in head.items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode()


def per_second(get: Get, *, seconds: int) -> float:
    """Return the answers a second; raise where one of them has another status."""
    if urlsplit(get.url).hostname != "127.0.0.1":
        raise ValueError("load is only ever sent to the loopback")
    if shutil.which("wrk"):
        return _wrk(get, seconds)
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", get.url, str(get.status), str(seconds)],
        input=get.raw(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return float(done.stdout)


def _wrk(get: Get, seconds: int) -> float:
    headers = [part for item in get.headers.items() for part in ("-H", ": ".join(item))]
    told = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *headers, get.url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if get.status < 400 and "Non-2xx" in told:
        raise RuntimeError(told)
    found = re.search(r"Requests/sec: +([\d.]+)", told)
    assert found, told
    return float(found[1])


async def _own(get: bytes, url: str, status: int, seconds: int) -> float:
    until = time.perf_counter() + seconds
    begun = time.perf_counter()
    counts = await asyncio.gather(
        *(_connection(get, url, status, until) for _ in range(CONNECTIONS))
    )
    return sum(counts) / (time.perf_counter() - begun)


async def _connection(get: bytes, url: str, status: int, until: float) -> int:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    wanted = b"HTTP/1.1 %d " % status
    count = 0
    while time.perf_counter() < until:
        writer.write(get)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(wanted):
            raise RuntimeError(head.decode("latin-1"))
        length = LENGTH.search(head)
        if length and int(length[1]):
            await reader.readexactly(int(length[1]))
        count += 1
    writer.close()
    return count


if __name__ == "__main__":
    _url, _status, _seconds = sys.argv[1:4]
    print(asyncio.run(_own(sys.stdin.buffer.read(), _url, int(_status), int(_seconds))))
