"""Which representation a reader gets: `?format=` first, then Accept (PEP 691, RFC 9110 12.5)."""

import re
from enum import StrEnum
from functools import lru_cache

from devsper_registry.errors import NotAcceptable


class Representation(StrEnum):
    """The media types of a page, the most capable first."""

    JSON = "application/vnd.pypi.simple.v1+json"
    HTML = "application/vnd.pypi.simple.v1+html"
    PLAIN_HTML = "text/html"


# PEP 691: `latest` may be asked for, and is answered with the type that it stands for.
_ASKED = {
    "application/vnd.pypi.simple.latest+json": Representation.JSON,
    "application/vnd.pypi.simple.latest+html": Representation.HTML,
    **{r.value: r for r in Representation},
}
# For a reader without any preference: what a browser and every old client can read.
_ANYTHING = (Representation.PLAIN_HTML, Representation.JSON, Representation.HTML)
_Q = re.compile(r"(?:0(?:\.\d*)?|1(?:\.0*)?|\.\d+)\Z", re.ASCII)
_LONGEST_REMEMBERED = 500


def representation(accept: str | None, *, asked: str | None = None) -> Representation:
    """Return what to send, `asked` being the value of `?format=`. Raise `NotAcceptable`."""
    if asked is not None:
        # A plus sign in a query string arrives as a space unless it was quoted; nobody quotes it.
        found = _ASKED.get(asked.strip().replace(" ", "+").lower())
        if found is None:
            raise NotAcceptable(asked=asked)
        return found
    if accept is None or not accept.strip():
        return Representation.PLAIN_HTML
    choose = _choose_remembered if len(accept) <= _LONGEST_REMEMBERED else _choose
    chosen = choose(accept)
    if chosen is None:
        raise NotAcceptable(asked=accept)
    return chosen


def gzip(accept_encoding: str | None) -> bool:
    """Tell whether the reader takes gzip, and likes it no less than bytes as they are."""
    if not accept_encoding:
        return False
    wants = _gzip_remembered if len(accept_encoding) <= _LONGEST_REMEMBERED else _gzip
    return wants(accept_encoding)


def _gzip(accept_encoding: str) -> bool:
    weights = dict(_weights(accept_encoding))
    anything = weights.get("*", 0.0)
    wanted = max(weights.get("gzip", anything), weights.get("x-gzip", 0.0))
    return wanted > 0 and wanted >= weights.get("identity", 0.0)


def _choose(accept: str) -> Representation | None:
    """Return the representation with the highest weight.

    Among equals one that was named beats one that a wildcard brings in, and a more capable one
    a less capable one; but to somebody who takes anything HTML is given.
    """
    named: dict[Representation, float] = {}
    below: dict[str, float] = {}
    for media, weight in _weights(accept):
        if media in _ASKED:
            kind = _ASKED[media]
            named[kind] = max(weight, named.get(kind, 0.0))
        elif media.endswith("/*"):
            below[media] = weight
        elif media == "*":  # not in the RFC, but sent by old clients
            below["*/*"] = weight

    ranked: list[tuple[float, int, int, Representation]] = []
    for place, kind in enumerate(Representation):
        family = kind.value.partition("/")[0] + "/*"
        if kind in named:
            ranked.append((named[kind], 2, -place, kind))
        elif family in below:
            ranked.append((below[family], 1, -place, kind))
        elif "*/*" in below:
            ranked.append((below["*/*"], 0, -_ANYTHING.index(kind), kind))
    weight, _, _, best = max(ranked, default=(0.0, 0, 0, None))
    return best if weight > 0 else None


_gzip_remembered = lru_cache(maxsize=256)(_gzip)
_choose_remembered = lru_cache(maxsize=256)(_choose)


def _weights(header: str) -> list[tuple[str, float]]:
    """Return each member of a header and its q; a member whose q cannot be read is left out."""
    found = []
    for member in header.lower().split(","):
        name, *parameters = (part.strip() for part in member.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                weight = float(value) if _Q.match(value := value.strip()) else -1.0
        if name and weight >= 0:
            found.append((name, weight))
    return found
