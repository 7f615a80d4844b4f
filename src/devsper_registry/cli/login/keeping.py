"""Where a key is kept: in the keyring, or in ~/.pypirc for twine and in netrc for pip and uv."""

import configparser
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from devsper_registry.auth import api_key
from devsper_registry.cli.login import dotfile, keyring, netrc, place, pypirc
from devsper_registry.cli.login.place import Place
from devsper_registry.errors import DotfileUnusable, LoggedInSeveralTimes, NotLoggedIn

OURS = re.compile(rf"{api_key.PREFIX}[0-9A-Za-z]+")
T = TypeVar("T")


@dataclass(slots=True)
class Kept:
    """What was done with a key, for the person to know."""

    server: str
    in_keyring: bool
    in_netrc: bool
    said: list[str] = field(default_factory=list)


def pypirc_path() -> Path:
    """Return where twine looks."""
    return Path.home() / ".pypirc"


def netrc_path() -> Path:
    """Return where pip and uv look."""
    return Path(os.environ.get("NETRC") or Path.home() / ".netrc")


def require_room() -> None:
    """Raise `DotfileUnusable` where a key could not be kept, before anybody is asked for one."""
    _understood(pypirc_path(), lambda text: pypirc.passwords(text))
    _understood(netrc_path(), lambda text: netrc.entries(text))
    for path in (pypirc_path(), netrc_path()):
        dotfile.require_writable(path)


def find(registry: Place) -> str | None:
    """Return the key for the registry; netrc is not asked: it knows no ports, so whose is it?"""
    kept = _understood(pypirc_path(), lambda text: pypirc.passwords(text))
    shown = kept.get(registry.legacy)
    if shown is None and registry.legacy in kept:
        shown = keyring.get(registry.legacy)
    return shown if shown is not None and api_key.is_well_formed(shown) else None


def only() -> Place:
    """Return the one registry that there is a key for; raise where there are several or none."""
    kept = _understood(pypirc_path(), lambda text: pypirc.passwords(text))
    places = [
        place.of(url)
        for url, password in kept.items()
        if url.endswith("/legacy/") and (password is None or OURS.fullmatch(password))
    ]
    found = [one for one in places if find(one) is not None]
    if not found:
        raise NotLoggedIn
    if len(found) > 1:
        raise LoggedInSeveralTimes(urls=", ".join(one.url for one in found))
    return found[0]


def keep(registry: Place, key: str, *, use_keyring: bool) -> Kept:
    """Keep the key where clients look; raise `DotfileUnusable` and keep nothing."""
    in_keyring = use_keyring and _put_into_keyring(registry, key)
    path = pypirc_path()
    before = dotfile.read(path)
    text, server = _understood(
        path, lambda text: pypirc.with_section(text, registry, None if in_keyring else key)
    )
    said = [_written(path, before, f"the section [{server}]")]
    dotfile.write(path, text)
    kept = Kept(server=server, in_keyring=in_keyring, in_netrc=False, said=said)
    if in_keyring:
        said.insert(0, f"Kept the key in the keyring, for {registry.legacy} and {registry.netloc}.")
    else:
        try:
            kept.in_netrc = _put_into_netrc(registry, key, said)
        except DotfileUnusable:
            dotfile.remove_or_write(path, before)
            raise
    return kept


def forget(registry: Place, key: str) -> list[str]:
    """Remove the key from everywhere; return what was done."""
    said = []
    removed = [keyring.remove(service) for service in (registry.legacy, registry.netloc)]
    if any(removed):
        said.append("Removed the key from the keyring.")
    path = pypirc_path()
    text, server = _understood(path, lambda text: pypirc.without_section(text, registry))
    if server is not None:
        dotfile.remove_or_write(path, text)
        said.append(f"Removed the section [{server}] from {path}.")
    path = netrc_path()
    text = dotfile.read(path)
    if netrc.password_of(text, registry.host) == key:
        dotfile.remove_or_write(path, netrc.without(text, registry.host))
        said.append(f"Removed the entry of {registry.host} from {path}.")
    return said


def _put_into_keyring(registry: Place, key: str) -> bool:
    services = (registry.legacy, registry.netloc)
    if all(keyring.put(service, key) for service in services):
        return True
    for service in services:
        keyring.remove(service)
    return False


def _put_into_netrc(registry: Place, key: str, said: list[str]) -> bool:
    path = netrc_path()
    text = dotfile.read(path)
    if _is_foreign(text, registry):
        said.append(
            f"{path} has an entry of another user for {registry.host} and was left as it is: give "
            "pip and uv the key in the index's URL."
        )
        return False
    said.append(_written(path, text, f"an entry for {registry.host}"))
    dotfile.write(
        path, _understood(path, lambda text: netrc.with_password(text, registry.host, key))
    )
    return True


def _is_foreign(text: str, registry: Place) -> bool:
    return netrc.is_foreign(text, registry.host, ours=OURS)


def _written(path: Path, before: str, what: str) -> str:
    tightened = dotfile.is_open_to_others(path)
    closed = " Others on this machine could read it; now only you can." if tightened else ""
    return f"{'Wrote' if before else 'Made'} {path}: {what}.{closed}"


def _understood(path: Path, read: Callable[[str], T]) -> T:
    """Return what is made of the file's text; raise `DotfileUnusable` where nothing can be."""
    try:
        return read(dotfile.read(path))
    except configparser.Error as error:
        problem = f"is not understood ({str(error).splitlines()[0]})"
    except netrc.Malformed as error:
        problem = f"is not understood ({error})"
    raise DotfileUnusable(path=path, problem=problem)
