"""Wheels that are not what their names say."""

from collections.abc import Callable, Iterator

from tests import build
from tests.build import Entry
from tests.hostile.making import INFO, WHEEL, Hostile, files_of, wheel_of, with_lines, zipped


def _wheels() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str) -> Hostile:
        return Hostile(name, WHEEL, content, code)

    def renamed(old: str, new: str) -> Callable[[], bytes]:
        def content() -> bytes:
            found = build.wheel_files()
            listed = {k.replace(old, new): v for k, v in found.items() if not k.endswith("/RECORD")}
            path = f"{INFO}/RECORD".replace(old, new)
            all_files = listed | {path: build.record(listed, path)}
            return build.zip_archive(Entry(name, data) for name, data in all_files.items())

        return content

    data = "demo-1.0.data"
    yield case("no .dist-info", zipped([Entry("demo/__init__.py", b"")]), "wheel.dist-info-missing")
    yield case(
        "two .dist-info",
        wheel_of(files={"other-1.0.dist-info/METADATA": b""}),
        "wheel.dist-info-ambiguous",
    )
    yield case(
        "two .dist-info by case",
        wheel_of(files={"other-1.0.DIST-INFO/METADATA": b""}),
        "wheel.dist-info-ambiguous",
    )
    yield case(
        "another package's .dist-info",
        renamed(INFO, "other-1.0.dist-info"),
        "wheel.dist-info-mismatch",
    )
    yield case(
        "another version's .dist-info",
        renamed(INFO, "demo-2.0.dist-info"),
        "wheel.dist-info-mismatch",
    )
    yield case(
        "a .dist-info of no version", renamed(INFO, "demo.dist-info"), "wheel.dist-info-mismatch"
    )
    yield case(
        "no METADATA",
        files_of(lambda files: files.pop(f"{INFO}/METADATA")),
        "wheel.file-missing",
    )
    yield case(
        "no WHEEL",
        files_of(lambda files: files.pop(f"{INFO}/WHEEL")),
        "wheel.file-missing",
    )
    yield case(
        "no RECORD",
        files_of(lambda files: files.pop(f"{INFO}/RECORD")),
        "wheel.file-missing",
    )
    yield case(
        "METADATA in other letters",
        renamed("METADATA", "Metadata"),
        "wheel.file-missing",
    )
    yield case(
        "another version's .data",
        wheel_of(files={"demo-2.0.data/data/x": b""}),
        "wheel.data-directory",
    )
    yield case(
        "another package's .data",
        wheel_of(files={"x.data/purelib/x.py": b""}),
        "wheel.data-directory",
    )
    yield case(
        "an unknown scheme in .data",
        wheel_of(files={f"{data}/etc/passwd": b""}),
        "wheel.data-directory",
    )
    yield case(
        "a file right in .data", wheel_of(files={f"{data}/purelib": b""}), "wheel.data-directory"
    )
    yield case(
        "one module in two places",
        wheel_of(files={"a.py": b"1", f"{data}/purelib/a.py": b"2"}),
        "wheel.installed-twice",
    )
    yield case(
        "one module in purelib and platlib",
        wheel_of(files={f"{data}/platlib/a.py": b"1", f"{data}/purelib/a.py": b"2"}),
        "wheel.installed-twice",
    )
    yield case(
        "METADATA replaced by .data",
        wheel_of(files={f"{data}/purelib/{INFO}/METADATA": b""}),
        "wheel.installed-twice",
    )
    yield case(
        "a licence file that is missing",
        with_lines("License-File: LICENSE"),
        "metadata.licence-file-missing",
    )
    yield case(
        "a licence file outside licenses/",
        wheel_of(lines=["License-File: LICENSE"], dist_info={"LICENSE": b""}),
        "metadata.licence-file-missing",
    )


def _wheel_files() -> Iterator[Hostile]:
    def case(name: str, wheel_file: bytes, code: str) -> Hostile:
        return Hostile(name, WHEEL, wheel_of(dist_info={"WHEEL": wheel_file}), code)

    right = build.wheel_file(["py3-none-any"])
    invalid = "wheel.invalid"
    yield case("a WHEEL of version 2", right.replace(b"1.0", b"2.0"), "wheel.version")
    yield case("a WHEEL without a version", right.partition(b"\n")[2], invalid)
    yield case("a WHEEL with an odd version", right.replace(b"1.0", b"one"), invalid)
    yield case("a WHEEL with two versions", right + b"Wheel-Version: 1.0\n", invalid)
    yield case(
        "a WHEEL without a purelib line",
        right.replace(b"Root-Is-Purelib: true\n", b""),
        invalid,
    )
    yield case("a WHEEL with an odd purelib line", right.replace(b"true", b"perhaps"), invalid)
    yield case("a WHEEL without tags", build.wheel_file([]), "wheel.tags-mismatch")
    yield case(
        "a WHEEL with another tag",
        build.wheel_file(["py2-none-any"]),
        "wheel.tags-mismatch",
    )
    yield case(
        "a WHEEL with one tag more",
        build.wheel_file(["py3-none-any", "py2-none-any"]),
        "wheel.tags-mismatch",
    )
    yield case("a WHEEL with an odd tag", build.wheel_file(["py3"]), invalid)
    yield case("a WHEEL with another build", right + b"Build: 7\n", invalid)
    yield case("a WHEEL that is not UTF-8", right + b"X: \xff\n", invalid)
    yield case("a WHEEL of prose", right + b"hello\n", invalid)
    yield case("an empty WHEEL", b"", invalid)


def cases() -> list[Hostile]:
    """This page of the table."""
    return [*_wheels(), *_wheel_files()]
