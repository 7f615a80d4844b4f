"""What an inspection finds in files that are right."""

import io
from collections.abc import Mapping

import pytest

from devsper_registry.distribution import Inspection, Policy
from devsper_registry.distribution.judging import inspect
from devsper_registry.errors import EntriesCollide, MetadataInvalid, RegistryError
from tests import build
from tests.build import MASK32, STORED, Built, Entry, Member


def facts(built: Built, policy: Policy | None = None) -> Inspection:
    return inspect(io.BytesIO(built.content), filename=built.filename, policy=policy or Policy())


def wheel_of(entries: list[Entry], **archive: object) -> Built:
    content = build.zip_archive(entries, **archive)  # type: ignore[arg-type]
    return build.built("demo-1.0-py3-none-any.whl", content)


def test_a_wheels_facts_come_from_the_file() -> None:
    built = build.wheel(
        "Demo.Thing",
        "1.0rc1",
        requires_python=">=3.9",
        lines=["Summary: Things", "License-File: LICENSE", "Project-URL: Docs, https://a.example"],
        files={"thing.py": b"", "demo_thing-1.0rc1.data/scripts/run": b"#!python\n"},
        dist_info={
            "licenses/LICENSE": b"free",
            "sboms/bom.json": b"{}",
            "entry_points.txt": b"[console_scripts]\nThing = thing:main\n",
        },
    )
    found = facts(built)
    assert (found.name, found.normalized_name, str(found.version)) == (
        "Demo.Thing",
        "demo-thing",
        "1.0rc1",
    )
    assert found.metadata_content == built.metadata
    assert found.licence_files == ("demo_thing-1.0rc1.dist-info/licenses/LICENSE",)
    assert found.sbom_files == ("demo_thing-1.0rc1.dist-info/sboms/bom.json",)
    assert found.entry_points == {"console_scripts": {"Thing": "thing:main"}}
    assert found.data_directories == ("scripts",)
    assert (found.warnings, found.metadata_is_final) == ([], True)
    assert found.metadata.as_json() == {
        "metadata_version": "2.4",
        "name": "Demo.Thing",
        "version": "1.0rc1",
        "summary": "Things",
        "license_files": ["LICENSE"],
        "requires_python": ">=3.9",
        "project_urls": {"Docs": "https://a.example"},
    }


def test_an_sdists_facts_come_from_the_file() -> None:
    built = build.sdist(
        requires_python=">=3.9", lines=["License-File: LICENSE"], files={"LICENSE": b"free"}
    )
    found = facts(built)
    assert (found.name, found.packagetype, found.metadata.requires_python) == (
        "demo",
        "sdist",
        ">=3.9",
    )
    assert found.metadata_content == built.metadata
    assert found.licence_files == ("demo-1.0/LICENSE",)
    assert found.warnings == [
        "The sdist has no pyproject.toml, which tools need to know how to build it."
    ]


@pytest.mark.parametrize(
    ("version", "lines", "final"),
    [("2.1", [], False), ("2.2", [], True), ("2.4", ["Dynamic: Requires-Dist"], False)],
)
def test_an_sdists_metadata_is_final_only_when_no_build_can_change_it(
    version: str, lines: list[str], final: bool
) -> None:
    found = facts(build.sdist(metadata_version=version, lines=lines))
    assert found.metadata_is_final is final


@pytest.mark.parametrize(
    "archive",
    [{"zip64": True}, {"zip64": True, "end": {"central_offset": MASK32, "total": 0xFFFF}}],
)
def test_zip64_end_records_that_agree_are_taken(archive: Mapping[str, object]) -> None:
    assert facts(wheel_of(build.wheel_entries(), **archive)).name == "demo"


def test_zip64_sizes_that_agree_are_taken() -> None:
    entries = build.wheel_entries()
    data = entries[0].data
    sizes = len(data).to_bytes(8, "little") + len(build.deflate(data)).to_bytes(8, "little")
    masked = {"size": MASK32, "compressed": MASK32}
    entries = build.changed(entries, "__init__.py", local=masked, extra=build.extra_field(1, sizes))
    assert facts(wheel_of(entries)).name == "demo"


def test_directory_entries_and_other_extra_fields_are_taken() -> None:
    stamp = build.extra_field(0x5455, b"\3" + bytes(8))
    entries = [Entry("demo/", mode=0o040755, method=STORED), *build.wheel_entries()]
    assert facts(wheel_of(build.changed(entries, "WHEEL", extra=stamp))).name == "demo"


def test_names_beyond_ascii_are_taken_when_marked() -> None:
    assert facts(build.wheel(files={"demo/größe, «x».py": b""})).name == "demo"


def test_stored_entries_are_taken() -> None:
    assert facts(build.wheel(method=STORED)).name == "demo"


def test_links_within_an_sdist_are_taken() -> None:
    links = [
        Member("demo-1.0/src/link", type=b"2", linkname="../pyproject.toml"),
        Member("demo-1.0/hard", type=b"1", linkname="demo-1.0/pyproject.toml"),
    ]
    content = build.tar_archive([*build.sdist_members(), *links])
    assert facts(build.built("demo-1.0.tar.gz", content)).name == "demo"


@pytest.mark.parametrize("format", [0, 1, 2])
def test_every_tar_format_is_taken_with_long_names(format: int) -> None:
    long = "demo-1.0/" + "/".join(["directory" * 8] * 2) + "/module.py"
    members = [*build.sdist_members(), Member(long, b"1")]
    content = build.tar_archive(members, format=format)
    assert facts(build.built("demo-1.0.tar.gz", content)).name == "demo"


def test_direct_references_can_be_allowed() -> None:
    built = build.wheel(lines=["Requires-Dist: a @ https://example.com/a.whl"])
    with pytest.raises(MetadataInvalid):
        facts(built)
    found = facts(built, Policy(allow_direct_references=True))
    assert found.metadata.requires_dist == ("a @ https://example.com/a.whl",)


def test_private_classifiers_are_welcome() -> None:
    found = facts(build.wheel(lines=["Classifier: Private :: Do Not Upload"]))
    assert found.metadata.classifiers == ("Private :: Do Not Upload",)


def test_all_faults_of_the_metadata_are_told_at_once() -> None:
    built = build.wheel(lines=["Requires-Python: x", "Classifier: y", "Home-page: z"])
    with pytest.raises(MetadataInvalid) as refusal:
        facts(built)
    assert str(refusal.value) == (
        "The metadata of 'demo-1.0-py3-none-any.whl' is not valid: "
        "'x' is invalid for 'requires-python'; home-page 'z' is not an http or https URL; "
        "classifier 'y' is unknown. Correct it, and build the file again."
    )


@pytest.mark.parametrize(
    ("lines", "warning"),
    [
        (["Foo: bar"], "The metadata has the unknown field 'foo', which is ignored."),
        (
            ["Classifier: Natural Language :: Ukranian"],
            "The classifier 'Natural Language :: Ukranian' is deprecated: "
            "use Natural Language :: Ukrainian.",
        ),
    ],
)
def test_what_is_merely_odd_is_warned_of(lines: list[str], warning: str) -> None:
    assert facts(build.wheel(lines=lines)).warnings == [warning]


def test_an_early_licence_file_is_ignored_as_setuptools_wrote_it() -> None:
    found = facts(build.wheel(metadata_version="2.1", lines=["License-File: LICENSE"]))
    assert found.metadata.license_files == ()
    assert found.warnings == [
        "License-File has a meaning from Metadata-Version 2.4 on, and is ignored here."
    ]


def test_an_empty_import_name_is_kept_apart_from_none() -> None:
    nothing = facts(build.wheel(metadata_version="2.5", lines=["Import-Name:"])).metadata
    absent = facts(build.wheel(metadata_version="2.5")).metadata
    assert (nothing.import_names, absent.import_names) == ((), None)
    assert nothing.as_json()["import_names"] == []


def test_a_long_description_in_the_old_header_form_renders() -> None:
    lines = ["Description: Title", "        =====", "        ", "        Text *here*."]
    found = facts(build.wheel(metadata_version="1.2", lines=lines))
    assert found.warnings == []


def test_the_limits_of_the_policy_are_kept() -> None:
    small = Policy(max_members=3)
    for built in (build.wheel(), build.sdist(files={"a": b"", "b": b"", "c": b""})):
        with pytest.raises(RegistryError) as refusal:
            facts(built, small)
        assert refusal.value.code == "archive.too-many-entries"


def test_names_that_differ_by_unicode_case_collide() -> None:
    with pytest.raises(EntriesCollide):
        facts(build.wheel(files={"demo/É.py": b"", "demo/é.py": b""}))
