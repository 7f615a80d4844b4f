"""The policy's file, read: TOML in, a policy out, or the sentence that says what to change."""

import hashlib
import tomllib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from packaging.utils import InvalidName, canonicalize_name

from devsper_registry.errors import PolicyInvalid
from devsper_registry.policy.policy import USUAL, USUAL_BY_CHECK, Action, Exempt, Mode, Policy
from devsper_registry.verification.finding import Severity

E = TypeVar("E", bound=StrEnum)

LONGEST_REASON = 1000
_TOP = ("mode", "severity", "checks", "exemptions")
_EXEMPTION = ("package", "check", "expires", "reason")


class _Wrong(ValueError):
    """What is wrong with the file, as the end of a sentence."""


def read(path: Path | None, *, checks: Collection[str]) -> Policy:
    """Return the policy of the file, the usual one for None; raise `PolicyInvalid`.

    `checks` are the names of those that there are: one that is misspelt would do nothing.
    """
    known = frozenset(checks)
    if path is None:
        return Policy(checks=known)
    try:
        return _policy(_parsed(path), known)
    except _Wrong as wrong:
        raise PolicyInvalid(path=path, problem=wrong) from None


def version_of(checks: Mapping[str, str]) -> str:
    """Return what stands for these checks in these versions: a digest, the same everywhere."""
    told = "\n".join(f"{name} {version}" for name, version in sorted(checks.items()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _Wrong(
            f"it cannot be read ({error.strerror}): give the path of a TOML file, or unset it."
        ) from None
    except UnicodeDecodeError:
        raise _Wrong("it is not UTF-8: save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise _Wrong(f"it is not TOML ({error}): correct that place.") from None


def _policy(told: dict[str, Any], known: frozenset[str]) -> Policy:
    _only(told, _TOP, within="the file")
    exemptions = told.get("exemptions", [])
    if not isinstance(exemptions, list):
        raise _Wrong("'exemptions' is no list: write each one below [[exemptions]].")
    return Policy(
        mode=_word(Mode, told.get("mode", Mode.PUBLISH), key="mode"),
        by_severity={**USUAL, **_actions(told.get("severity", {}), within="severity")},
        by_check=_by_check(_table(told.get("checks", {}), key="checks"), known),
        exemptions=tuple(
            _exemption(each, known, number) for number, each in enumerate(exemptions, start=1)
        ),
        checks=known,
    )


def _by_check(told: Mapping[str, Any], known: frozenset[str]) -> dict[str, dict[Severity, Action]]:
    for check in told:
        _require_known(check, known, key=f"checks.{check}")
    given = {check: _actions(table, within=f"checks.{check}") for check, table in told.items()}
    usual = {
        check: {**actions, **given.get(check, {})} for check, actions in USUAL_BY_CHECK.items()
    }
    return {**given, **usual}


def _actions(told: Any, *, within: str) -> dict[Severity, Action]:
    table = _table(told, key=within)
    _only(table, tuple(Severity), within=f"[{within}]")
    return {
        Severity(severity): _word(Action, action, key=f"{within}.{severity}")
        for severity, action in table.items()
    }


def _exemption(told: Any, known: frozenset[str], number: int) -> Exempt:
    where = f"exemption {number}"
    table = _table(told, key=where)
    _only(table, _EXEMPTION, within=where)
    check = table.get("check")
    if check is not None:
        _require_known(check, known, key=f"'check' of {where}")
    until = table.get("expires")
    if isinstance(until, datetime) or not isinstance(until, date):
        raise _Wrong(f"'expires' of {where} is no day: write one without quotes, as 2027-01-31.")
    reason = table.get("reason")
    if not isinstance(reason, str) or not reason.strip() or len(reason) > LONGEST_REASON:
        raise _Wrong(
            f"'reason' of {where} is missing or longer than {LONGEST_REASON} characters: say why "
            "the package may do this."
        )
    try:
        package = canonicalize_name(str(table.get("package", "")), validate=True)
    except InvalidName:
        raise _Wrong(f"'package' of {where} is no package name: write that of one.") from None
    return Exempt(package=package, check=check, until=until, reason=reason)


def _table(told: Any, *, key: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise _Wrong(f"'{key}' is no table: write its keys below [{key}].")
    return told


def _only(told: Mapping[str, Any], allowed: Collection[str], *, within: str) -> None:
    for key in told:
        if key not in allowed:
            raise _Wrong(f"there is no '{key}' in {within}: it is one of {', '.join(allowed)}.")


def _word(kind: type[E], told: Any, *, key: str) -> E:
    if not isinstance(told, str) or told not in list(kind):
        raise _Wrong(f"'{key}' is '{told}': it is one of {', '.join(kind)}.")
    return kind(told)


def _require_known(check: Any, known: frozenset[str], *, key: str) -> None:
    if check not in known:
        raise _Wrong(f"{key} names no check: the checks are {', '.join(sorted(known))}.")
