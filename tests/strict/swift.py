"""A running OpenStack Swift, whose s3api is stricter than moto: signatures, expiry, checksums.

Four processes from an environment of its own, on ports of the loopback, with one device.
"""

import os
import pwd
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from tests.acceptance.serving import free_port
from tests.clients import install
from tests.s3 import BUCKET, S3

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "registry:files", "AWS_SECRET_ACCESS_KEY": "a-secret-key"}
STARTS_WITHIN = 60
KEEPERS = ("account", "container", "object")

CLUSTER = """\
[swift-hash]
swift_hash_path_suffix = strict
"""
KEEPER = """\
[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""
PROXY = """\
[DEFAULT]
swift_dir = {folder}
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats s3api tempauth slo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_registry_files = a-secret-key .admin
[filter:slo]
use = egg:swift#slo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
"""
# Run by Swift's own Python: which device holds what.
RINGS = """\
import sys
from swift.common.ring import RingBuilder
folder, *ports = sys.argv[1:]
for name, port in zip(("account", "container", "object"), ports, strict=True):
    ring = RingBuilder(2, 1, 0)
    ring.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port),
                  "device": "device", "weight": 1})
    ring.rebalance()
    ring.get_ring().save(f"{folder}/{name}.ring.gz")
"""


@contextmanager
def running(folder: Path) -> Iterator[S3]:
    """Start one with an empty bucket, its files in `folder`, for the block."""
    programs = install.ensure("swift")
    ports = {name: free_port() for name in (*KEEPERS, "proxy")}
    _configure(programs, folder, ports)
    with ExitStack() as started:
        for name in ports:
            started.enter_context(_started(programs, folder, name))
        s3 = S3(f"http://127.0.0.1:{ports['proxy']}", credentials=CREDENTIALS)
        _wait(s3, folder)
        yield s3


def _configure(programs: Path, folder: Path, ports: dict[str, int]) -> None:
    (folder / "devices" / "device").mkdir(parents=True)
    (folder / "swift.conf").write_text(CLUSTER)
    user = pwd.getpwuid(os.getuid()).pw_name
    for name, port in ports.items():
        text = PROXY if name == "proxy" else KEEPER
        told = text.format(folder=folder, name=name, port=port, user=user)
        (folder / f"{name}.conf").write_text(told)
    rings = [str(folder), *(str(ports[name]) for name in KEEPERS)]
    subprocess.run([programs / "python", "-c", RINGS, *rings], check=True)


@contextmanager
def _started(programs: Path, folder: Path, name: str) -> Iterator[None]:
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [programs / f"swift-{name}-server", folder / f"{name}.conf", "--verbose"],
            stdout=log,
            stderr=log,
        )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _wait(s3: S3, folder: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            s3.with_bucket(BUCKET)
        except (BotoCoreError, ClientError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"Swift did not come up: {(folder / 'proxy.log').read_text()}")
