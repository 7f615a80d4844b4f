"""What ClamAV can say of a file; `inspecting/clamav` asks it, where a socket is configured."""

from devsper_registry.verification.finding import Kind, Severity

NAME = "clamav"
VERSION = "1"
REASON = (
    "ClamAV knows the malware of other systems by its signatures, also inside archives and native"
    " code. It is asked by the socket of its daemon; its own version, with that of its signatures,"
    " belongs to the version of this check."
)
INFECTED = Kind(
    "clamav.infected",
    Severity.CRITICAL,
    "ClamAV knows this file, or one in it, as '{signature}'.",
)
KINDS = (INFECTED,)
