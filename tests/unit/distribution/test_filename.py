"""Filenames that are right, and what they say."""

import pytest
from packaging.tags import Tag

from devsper_registry.distribution import Policy, parse_filename
from devsper_registry.errors import PlatformUnknown, VersionLocal


def test_a_wheels_filename_gives_name_version_build_and_tags() -> None:
    found = parse_filename("my_demo-1.0-2b-py2.py3-none-any.whl")
    assert (found.name, found.normalized_name, str(found.version)) == ("my_demo", "my-demo", "1.0")
    assert (found.packagetype, found.build, found.python_tag) == ("bdist_wheel", "2b", "py2.py3")
    assert found.tags == {Tag("py2", "none", "any"), Tag("py3", "none", "any")}
    assert (found.stem, found.warnings) == ("my_demo-1.0", ())


def test_an_sdists_filename_gives_name_and_version() -> None:
    found = parse_filename("my_demo-1.0rc1.tar.gz")
    assert (found.normalized_name, str(found.version)) == ("my-demo", "1.0rc1")
    assert (found.packagetype, found.tags, found.stem) == ("sdist", frozenset(), "my_demo-1.0rc1")


def test_an_older_spelling_of_a_wheels_name_only_warns() -> None:
    found = parse_filename("Zope.Demo-1.0-py3-none-any.whl")
    assert found.normalized_name == "zope-demo"
    assert found.warnings == (
        "The filename should begin with 'zope_demo-1.0-': build with a current build tool.",
    )


@pytest.mark.parametrize(
    "platform",
    [
        "any",
        "manylinux1_x86_64",
        "manylinux2014_aarch64",
        "manylinux_2_28_x86_64",
        "musllinux_1_2_x86_64",
        "macosx_11_0_arm64",
        "macosx_26_0_arm64",
        "macosx_10_9_universal2",
        "win32",
        "win_amd64",
        "ios_13_0_arm64_iphoneos",
        "android_21_arm64_v8a",
        "pyemscripten_2025_0_wasm32",
        "linux_x86_64",
    ],
)
def test_a_known_platform_is_taken(platform: str) -> None:
    tags = parse_filename(f"demo-1.0-cp312-cp312-{platform}.whl").tags
    assert tags == {Tag("cp312", "cp312", platform)}


def test_plain_linux_tags_can_be_forbidden() -> None:
    with pytest.raises(PlatformUnknown):
        parse_filename(
            "demo-1.0-cp312-cp312-linux_x86_64.whl", policy=Policy(allow_linux_tags=False)
        )


def test_a_raspberry_pis_tag_needs_no_leave() -> None:
    policy = Policy(allow_linux_tags=False)
    assert parse_filename("demo-1.0-cp312-cp312-linux_armv7l.whl", policy=policy).tags


def test_local_versions_can_be_forbidden() -> None:
    filename = "demo-1.0+cu121-py3-none-any.whl"
    assert str(parse_filename(filename).version) == "1.0+cu121"
    with pytest.raises(VersionLocal, match=r"without '\+cu121'"):
        parse_filename(filename, policy=Policy(allow_local_versions=False))
