"""ClamAV is asked over its own protocol; here a small daemon speaks it, on loopback."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from devsper_registry.inspecting import clamav
from devsper_registry.inspecting.clamav import ClamavUnreachable
from devsper_registry.verification.report import Ending

pytestmark = pytest.mark.anyio

# The test file that every scanner knows; in two parts, so that none takes this one for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST = 1_000_000


async def daemon(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one command as clamd does."""
    command = await reader.readuntil(b"\0")
    if command == b"zVERSION\0":
        writer.write(b"ClamAV 1.4.3/27800/Thu Nov 26 09:00:00 2026\0")
    else:
        assert command == b"zINSTREAM\0"
        writer.write(await judged(reader))
    await writer.drain()
    writer.close()


async def judged(reader: asyncio.StreamReader) -> bytes:
    content = b""
    while length := int.from_bytes(await reader.readexactly(4)):
        content += await reader.readexactly(length)
        if len(content) > LARGEST:
            return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@pytest.fixture(params=["tcp", "unix"])
async def socket(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    if request.param == "unix":
        where = str(tmp_path / "clamd.ctl")
        server = await asyncio.start_unix_server(daemon, where)
    else:
        server = await asyncio.start_server(daemon, "127.0.0.1", 0)
        where = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield where
    server.close()


async def test_a_clean_file_has_no_finding(socket: str, tmp_path: Path) -> None:
    path = tmp_path / "clean"
    path.write_bytes(bytes(600_000))
    ran, findings = await clamav.examine(path, socket=socket)
    assert findings == ()
    assert (ran.check, ran.ending) == ("clamav", Ending.FINISHED)
    assert ran.version == "1, ClamAV 1.4.3/27800/Thu Nov 26 09:00:00 2026"


async def test_what_a_signature_knows_is_critical(socket: str, tmp_path: Path) -> None:
    path = tmp_path / "eicar"
    path.write_bytes(EICAR)
    _, (finding,) = await clamav.examine(path, socket=socket)
    assert (finding.code, finding.severity) == ("clamav.infected", "critical")
    assert re.search("as 'Eicar-Signature'", finding.sentence)


async def test_a_file_that_is_too_large_for_it_is_not_taken_for_clean(
    socket: str, tmp_path: Path
) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(LARGEST + 10_000_000))
    try:
        ran, (finding,) = await clamav.examine(path, socket=socket)
    except ClamavUnreachable:
        return  # it hung up before its reason was read, and is asked again
    assert ran.ending is Ending.FAILED
    assert finding.code == "clamav.limit-reached"


async def test_a_daemon_that_is_not_there_is_no_verdict(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    for where in (str(tmp_path / "none.ctl"), "127.0.0.1:9"):
        with pytest.raises(ClamavUnreachable, match="gave no answer"):
            await clamav.examine(path, socket=where)
