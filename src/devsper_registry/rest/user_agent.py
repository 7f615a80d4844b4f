"""What downloads a file, from the User-Agent header: an installer and a minor version of Python."""

import re
from dataclasses import dataclass
from functools import lru_cache

import orjson

LONGEST = 2048
# A header may say anything: what is not on this list counts as unknown, so that counts stay few.
INSTALLERS = {
    "pip", "uv", "poetry", "pdm", "unearth", "hatch", "pixi", "conda", "pex", "bazel", "buildout",
    "setuptools", "bandersnatch", "devpi-server", "artifactory", "nexus", "pulp", "curl", "wget",
    "python-requests", "python-httpx", "python-urllib", "mozilla",
}  # fmt: skip
# unearth is what pdm finds and fetches with; a browser is a browser.
ALIASES = {"unearth": "pdm", "mozilla": "browser"}
_PRODUCT = re.compile(r"([A-Za-z][\w.-]*)/\S*\s*(.*)", re.ASCII | re.DOTALL)
_PYTHON = re.compile(r"\b(?:CPython|PyPy|Python)[/ ](\d{1,2}\.\d{1,2})\b", re.ASCII)
_MINOR = re.compile(r"(\d{1,2}\.\d{1,2})(?:\.|$|[a-z+])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Client:
    """An installer's name and Python's minor version, each "" where unknown."""

    installer: str = ""
    python: str = ""


UNKNOWN = Client()


@lru_cache(maxsize=4096)
def read(header: str) -> Client:
    """Return the client. pip and uv send JSON behind their name, others name their Python."""
    found = _PRODUCT.match(header[:LONGEST])
    if found is None or found[1].lower() not in INSTALLERS:
        return UNKNOWN
    name, rest = found[1].lower(), found[2]
    python = _python_in_json(rest) if rest.startswith("{") else _python_named(rest)
    return Client(ALIASES.get(name, name), python)


def _python_in_json(text: str) -> str:
    try:
        details = orjson.loads(text)
    except orjson.JSONDecodeError:
        return ""
    version = details.get("python")
    minor = _MINOR.match(version) if isinstance(version, str) else None
    return minor[1] if minor else ""


def _python_named(text: str) -> str:
    found = _PYTHON.search(text)
    return found[1] if found else ""
