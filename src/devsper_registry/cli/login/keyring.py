"""The program `keyring`, where pip, uv and twine look when it is there and has a place to keep."""

import shutil
import subprocess

from devsper_registry.cli.login.place import USER

# A locked keyring asks its owner for a password first.
PATIENCE = 120


def is_installed() -> bool:
    """Tell whether there is such a program."""
    return shutil.which("keyring") is not None


def get(service: str) -> str | None:
    """Return the password of our user, None where there is none or nobody to ask."""
    return _run("get", service) or None


def put(service: str, password: str) -> bool:
    """Keep the password; tell whether it can be had again."""
    return _run("set", service, given=password) is not None and get(service) == password


def remove(service: str) -> bool:
    """Forget the password; tell whether there was one."""
    return _run("del", service) is not None


def _run(verb: str, service: str, *, given: str = "") -> str | None:
    """Return what it prints, None where it fails. A password goes through the pipe alone."""
    program = shutil.which("keyring")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603
            [program, verb, service, USER],
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    except (OSError, UnicodeDecodeError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
