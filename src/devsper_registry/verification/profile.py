"""The facts of a file that comparisons need: small, and JSON, so that they outlive the archive.

They come from where hostile bytes are read, so every list is bounded, here and where they are kept.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

# Of each list. What is beyond it is counted in `files`, and compared by nobody.
MOST = 1_000
_Text = Annotated[str, Field(max_length=2_048)]
_Texts = Annotated[tuple[_Text, ...], Field(max_length=MOST)]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a file is and brings along.

    `modules` are the top-level names that it installs; `network` and `programs` the Python files
    that import what speaks to the network, or what starts programs and runs code from texts.
    """

    name: _Text
    version: _Text
    packagetype: Literal["bdist_wheel", "sdist"]
    size: int
    unpacked: int
    files: int
    requires_python: _Text | None = None
    requires_dist: _Texts = ()
    licence: _Text | None = None
    licence_expression: _Text | None = None
    licence_classifiers: _Texts = ()
    is_described: bool = False
    people: _Texts = ()
    entry_points: _Texts = ()
    modules: _Texts = ()
    startup_files: _Texts = ()
    native_files: _Texts = ()
    network: _Texts = ()
    programs: _Texts = ()


PROFILE: TypeAdapter[Profile] = TypeAdapter(Profile)


def read(stored: object) -> Profile:
    """Return the profile that `plain` has written; raise `ValueError`."""
    return PROFILE.validate_python(stored)


def plain(profile: Profile) -> dict[str, object]:
    """Return the profile for JSON."""
    found: dict[str, object] = PROFILE.dump_python(profile, mode="json")
    return found
