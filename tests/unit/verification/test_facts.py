"""Checks of facts: names, modules, metadata, and what a release has that the one before had not."""

from dataclasses import replace

import pytest

from devsper_registry.verification import licences, lookups, popular, resemblance
from devsper_registry.verification.check import FactsCheck
from devsper_registry.verification.checks import difference, metadata, names, overwriting
from devsper_registry.verification.comparing import compare
from devsper_registry.verification.profile import Profile, plain, read
from devsper_registry.verification.profiling import profile_of
from devsper_registry.verification.surroundings import Before, Surroundings
from tests import build
from tests.unit.verification.opening import opened

ALONE = Surroundings()
PLAIN = Profile(
    name="acme-tools",
    version="1.0",
    packagetype="bdist_wheel",
    size=1000,
    unpacked=2000,
    files=5,
    licence="MIT",
    is_described=True,
    modules=("acme_tools",),
)


def codes(check: FactsCheck, profile: Profile, around: Surroundings = ALONE) -> list[str]:
    return [f.code.removeprefix(f"{check.NAME}.") for f in check.findings(profile, around)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reqeusts", ["typosquat"]),
        ("request", ["typosquat"]),
        ("requestss", ["typosquat"]),
        ("urlib3", ["typosquat"]),
        ("colourama", ["typosquat"]),
        ("djang0", ["typosquat"]),
        ("nurnpy", ["typosquat"]),
        ("pythondateutil", ["typosquat"]),
        ("dateutil-python", ["typosquat"]),
        ("beatifulsoop4", ["distant"]),
        ("requests2", ["distant"]),
        ("requests-official", ["affixed"]),
        ("python-requests", ["affixed"]),
        ("acme-tools", []),
        ("acme-billing-client", []),
        ("reports", []),
        ("six2", []),
        ("requests", []),
    ],
)
def test_names_that_are_taken_for_popular_ones(name: str, expected: list[str]) -> None:
    assert codes(names, replace(PLAIN, name=name)) == expected


def test_popular_packages_never_resemble_each_other() -> None:
    known = popular.packages()
    assert len(known) == 3000
    assert [name for name in sorted(known) if resemblance.mistaken_for(name)] == []


def test_a_name_near_one_of_this_registry_is_told() -> None:
    profile = replace(PLAIN, name="acme-toools")
    assert "acme-tools" in lookups.names(profile)
    around = Surroundings(known_here=frozenset({"acme-tools", "other"}))
    (finding,) = names.findings(profile, around)
    assert finding.sentence == (
        "The name 'acme-toools' is one slip away from 'acme-tools', a package of this registry."
    )


def test_a_slip_in_what_is_required_is_told_unless_it_is_a_package_here() -> None:
    profile = replace(PLAIN, requires_dist=("reqeusts>=2", "requests", "acme-core"))
    (finding,) = names.findings(profile, ALONE)
    assert finding.code == "names.dependency"
    assert finding.sentence == (
        "It requires 'reqeusts', which is one slip away from the popular package 'requests':"
        " is that the one meant?"
    )
    assert codes(names, profile, Surroundings(known_here=frozenset({"reqeusts"}))) == []


@pytest.mark.parametrize(
    ("name", "module", "expected"),
    [
        ("acme-tools", "acme_tools", []),
        ("acme-tools", "requests", ["popular-module"]),
        ("acme-tools", "yaml", ["popular-module"]),
        ("pyyaml", "yaml", []),
        ("opencv-python-headless", "cv2", []),
        ("acme-tools", "google", []),
        ("acme-tools", "json", ["standard-library"]),
        ("typing", "typing", []),
        ("acme-tools", "tests", ["generic-name"]),
        ("acme-tools", "billing", ["module-here"]),
        ("acme-billing", "billing", []),
    ],
)
def test_modules_of_others(name: str, module: str, expected: list[str]) -> None:
    around = Surroundings(modules_here={"billing": "acme-billing"})
    profile = replace(PLAIN, name=name, modules=(module,))
    assert codes(overwriting, profile, around) == expected
    assert codes(overwriting, replace(profile, packagetype="sdist"), around) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"requires_dist": ("other @ https://example.com/other.whl",)}, ["direct-reference"]),
        ({"requires_dist": ("acme-core", "requests>=2")}, ["dependency-not-here"]),
        ({"requires_dist": ("acme-core ; extra == 'x'",)}, []),
        ({"requires_dist": ("acme-here", "not a requirement !")}, []),
        ({"licence": None}, ["no-licence"]),
        (
            {"licence": None, "licence_classifiers": ("License :: OSI Approved",)},
            ["licence-unclear"],
        ),
        ({"licence": "GPL-3.0-only"}, ["licence-not-allowed"]),
        ({"licence_expression": "GPL-3.0-only OR MIT"}, []),
        ({"licence": "ask us"}, ["licence-unclear"]),
        ({"requires_python": ">=3.14"}, ["requires-python"]),
        ({"requires_python": ">=3.11"}, []),
        ({"is_described": False}, ["no-description"]),
    ],
)
def test_metadata(changes: dict[str, object], expected: list[str]) -> None:
    around = Surroundings(
        known_here=frozenset({"acme-here"}),
        allowed_licences=frozenset({"MIT", "Apache-2.0"}),
        running_python="3.13",
    )
    assert codes(metadata, replace(PLAIN, **changes), around) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expression", "permitted"),
    [
        ("MIT", True),
        ("mit", True),
        ("GPL-2.0-only", False),
        ("MIT OR GPL-2.0-only", True),
        ("MIT AND GPL-2.0-only", False),
        ("GPL-2.0-only OR (MIT AND Apache-2.0)", True),
        ("(GPL-2.0-only OR MIT) AND GPL-3.0-only", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("BSD", None),
        ("", None),
    ],
)
def test_licence_expressions(expression: str, permitted: bool | None) -> None:
    assert licences.permits(expression, frozenset({"MIT", "Apache-2.0"})) is permitted


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"requires_dist": ("requests", "other")}, ["dependency"]),
        ({"requires_dist": ("Requests>3",)}, []),
        ({"entry_points": ("console_scripts: acme = acme:main",)}, ["entry-point"]),
        ({"startup_files": ("acme.pth",)}, ["startup-file"]),
        ({"native_files": ("acme/a.so",)}, ["native-code"]),
        ({"native_files": ("acme/a.so",), "packagetype": "sdist"}, []),
        ({"network": ("acme/a.py",)}, ["network"]),
        ({"programs": ("acme/a.py", "acme/c.py")}, []),
        ({"unpacked": 900_000}, ["size"]),
        ({"unpacked": 9_000}, []),
        ({"people": ("Eve",)}, ["people"]),
    ],
)
def test_what_is_new(changes: dict[str, object], expected: list[str]) -> None:
    old = replace(PLAIN, requires_dist=("requests",), programs=("acme/b.py",), people=("Ann",))
    around = Surroundings(before=Before("0.9", old, uploader="ann"), uploader="ann")
    new = replace(old, **changes)  # type: ignore[arg-type]
    assert codes(difference, new, around) == expected
    assert codes(difference, new) == []


def test_another_uploader_is_told() -> None:
    around = Surroundings(before=Before("0.9", PLAIN, uploader="ann"), uploader="eve")
    (finding,) = difference.findings(PLAIN, around)
    assert finding.sentence == "'eve' uploaded it, and 'ann' uploaded 0.9."


def test_a_profile_says_what_is_in_the_file_and_outlives_it() -> None:
    wheel = build.wheel(
        files={
            "demo/__init__.py": b"import json\nimport socket\n",
            "demo/run.py": b"    from subprocess import run\n",
            "demo/tests/test_run.py": b"import requests\n",
            "demo.pth": b"import demo\n",
            "other.py": b"",
        },
        dist_info={"entry_points.txt": b"[console_scripts]\ndemo = demo.run:main\n"},
        lines=["Requires-Dist: requests>=2", "License-Expression: MIT", "Author: Ann"],
    )
    profile = profile_of(opened(wheel))
    assert (profile.name, profile.version, profile.packagetype) == ("demo", "1.0", "bdist_wheel")
    assert profile.requires_dist == ("requests>=2",)
    assert profile.licence_expression == "MIT"
    assert profile.people == ("Ann",)
    assert profile.entry_points == ("console_scripts: demo = demo.run:main",)
    assert profile.modules == ("demo", "other")
    assert profile.startup_files == ("demo.pth",)
    assert profile.network == ("demo/__init__.py",)
    assert profile.programs == ("demo/run.py",)
    assert read(plain(profile)) == profile
    ran, _ = compare(profile, ALONE)
    assert {each.check: each.ending for each in ran} == dict.fromkeys(
        ("names", "overwriting", "metadata", "difference", "known-vulnerabilities"), "finished"
    )
