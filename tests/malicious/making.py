"""One malicious package, built in code. Inert: hosts that do not exist, payloads that do nothing.

Nothing of a sample is ever executed or imported.
"""

import base64
import codecs
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from tests import build
from tests.build import Built

HOST = "http://example.invalid"
HOOK = "https://discord.com/api/webhooks/100000000000000000/aaaaaaaaaaaaaaaa"
# What a payload would be: a program that says that it is none.
INERT = "print('inert')"


@dataclass(frozen=True)
class Sample:
    """A package after a published pattern of attack: files by their path, as wheel or sdist."""

    family: str
    name: str
    files: Mapping[str, bytes]
    is_sdist: bool = False
    package: str = "demo"
    lines: tuple[str, ...] = ()

    def file(self) -> Built:
        """The wheel or sdist."""
        if self.is_sdist:
            return build.sdist(self.package, files=self.files)
        return build.wheel(self.package, files=self.files, lines=self.lines)

    def __str__(self) -> str:
        return f"{self.family}: {self.name}"


def imported(family: str, name: str, text: str | bytes, **more: str | bytes) -> Sample:
    """A wheel whose `__init__.py` this is; more modules by name, `__` for a slash."""
    files = {"demo/__init__.py": raw(text)}
    for module, content in more.items():
        files[f"demo/{module.replace('__', '/')}.py"] = raw(content)
    return Sample(family, name, files)


def installed(family: str, name: str, text: str, **more: str) -> Sample:
    """An sdist whose `setup.py` this is."""
    files = {"setup.py": raw(text), "demo/__init__.py": b""}
    for module, content in more.items():
        files[f"{module.replace('__', '/')}.py"] = raw(content)
    return Sample(family, name, files, is_sdist=True)


def raw(text: str | bytes) -> bytes:
    """The bytes of a file."""
    return text.encode() if isinstance(text, str) else text


def b64(text: str = INERT) -> str:
    """The text in base64."""
    return base64.b64encode(text.encode()).decode()


def zipped(text: str = INERT) -> bytes:
    """The text, compressed."""
    return zlib.compress(text.encode())


def rot13(text: str = INERT) -> str:
    """The text, its letters moved."""
    return codecs.encode(text, "rot13")
