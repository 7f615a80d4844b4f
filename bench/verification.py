"""How well and how fast files are examined: both rates, and the cost."""

import io
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from devsper_registry.distribution.policy import DEFAULT_POLICY
from devsper_registry.verification.archive import Archive
from devsper_registry.verification.checks import file_checks
from devsper_registry.verification.finding import Finding, Severity
from tests import build
from tests.malicious import Sample, corpus, held_out
from tests.real_packages import IndexUnreachable, fetch

ENOUGH = 0.95
MODULE = "\n\n".join(
    f"def step_{n}(values, *, factor={n}):\n"
    f'    """Return the values, each times {n}."""\n'
    "    return [value * factor for value in values if value is not None]"
    for n in range(18)
)


def examined(filename: str, content: bytes) -> list[Finding]:
    """What every check finds in the file, in this process."""
    archive = Archive(io.BytesIO(content), filename=filename, policy=DEFAULT_POLICY)
    return [finding for check in file_checks() for finding in check.findings(archive)]


def severe(findings: Iterable[Finding]) -> list[Finding]:
    """Those of high or above."""
    return [f for f in findings if f.severity.rank >= Severity.HIGH.rank]


def detection(title: str, samples: list[Sample]) -> float:
    """Print how many of the samples are flagged, by family; return the rate."""
    flagged: dict[str, list[bool]] = defaultdict(list)
    for sample in samples:
        file = sample.file()
        flagged[sample.family].append(bool(severe(examined(file.filename, file.content))))
        if not flagged[sample.family][-1]:
            print(f"  missed   {sample}")
    for family, hits in flagged.items():
        print(f"  {sum(hits):4} of {len(hits):3}  {family}")
    rate = sum(map(sum, flagged.values())) / max(len(samples), 1)
    print(f"{title}: {rate:.1%} of {len(samples)} flagged high or above\n")
    return rate


def alarms() -> None:
    """Print what is found of high or above in popular packages."""
    try:
        files = fetch()
    except IndexUnreachable as error:
        print(f"real packages: not to be had ({error})\n")
        return
    alarmed, began = 0, time.process_time()
    for path in files:
        found = severe(examined(path.name, path.read_bytes()))
        alarmed += bool(found)
        for finding in found:
            print(f"  {path.name}  {finding.code}  {finding.path}:{finding.line}")
    took = time.process_time() - began
    packages = len({path.name.partition("-")[0] for path in files})
    print(f"real packages: {alarmed} of {len(files)} files of {packages} packages flagged high or")
    print(f"above ({alarmed / len(files):.1%}), in {took:.0f} s of processor time\n")


def speed() -> None:
    """Print how many typical wheels a worker examines a second, and what 100 MB cost."""
    typical = build.wheel(files={f"demo/m{n}.py": MODULE.encode() for n in range(30)})
    began, times = time.process_time(), 40
    for _ in range(times):
        examined(typical.filename, typical.content)
    took = (time.process_time() - began) / times
    print(f"typical wheel (30 modules of {len(MODULE)} bytes): {1 / took:.0f} a second a worker")
    data = Path(sys.executable).read_bytes()[: 1024 * 1024]
    files = {f"demo/d{n}.bin": data[n:] + bytes([n]) for n in range(100)}
    files |= {f"demo/m{n}.py": (MODULE * 10 + "\nimport socket\n").encode() for n in range(200)}
    large = build.wheel(files=files, method=build.STORED)
    began = time.process_time()
    examined(large.filename, large.content)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"wheel of {len(large.content) / 1e6:.0f} MB: {time.process_time() - began:.1f} s;", end=" "
    )
    print(f"peak of this process, the wheel in memory: {peak:.0f} MiB")


def main() -> None:
    """Print the report; fail where the corpus is not flagged as it must be."""
    tuned = detection("corpus", corpus())
    detection("held out, never tuned on", held_out())
    alarms()
    speed()
    if tuned < ENOUGH:
        raise SystemExit(f"fewer than {ENOUGH:.0%} of the corpus were flagged")


if __name__ == "__main__":
    main()
