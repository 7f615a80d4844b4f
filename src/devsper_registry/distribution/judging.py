"""What a wheel or sdist is, or why it is refused."""

from typing import BinaryIO

from devsper_registry.distribution import ambiguity, sdist, wheel
from devsper_registry.distribution.filename import parse_filename
from devsper_registry.distribution.inspection import Inspection
from devsper_registry.distribution.policy import DEFAULT_POLICY, Policy


def inspect(file: BinaryIO, *, filename: str, policy: Policy = DEFAULT_POLICY) -> Inspection:
    """Return what the file is; raise a `RegistryError` unless it is exactly one thing.

    The file must be seekable; it is read several times and left open.
    """
    parsed = parse_filename(filename, policy=policy)
    ambiguity.check(file, filename=filename)
    if parsed.packagetype == "bdist_wheel":
        return wheel.inspect(file, parsed, policy=policy)
    return sdist.inspect(file, parsed, policy=policy)
