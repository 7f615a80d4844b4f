"""RECORDs that are not true, and entry points that are none."""

from collections.abc import Callable, Iterator

from tests import build
from tests.hostile.making import INFO, WHEEL, Hostile, files_of, record_of, wheel_of


def _records() -> Iterator[Hostile]:
    def case(name: str, content: Callable[[], bytes], code: str) -> Hostile:
        return Hostile(name, WHEEL, content, code)

    def line(ending: str, replacement: str) -> Callable[[], bytes]:
        def edit(text: str) -> str:
            rows = text.splitlines()
            return "\n".join(replacement if ending in row else row for row in rows) + "\n"

        return record_of(edit)

    def signed(path: str, *, listed: bool) -> Callable[[], bytes]:
        def change(files: dict[str, bytes]) -> None:
            files[path] = b"{}"
            if listed:
                files[f"{INFO}/RECORD"] += f"{path},{build.hash_of(b'{}')},2\n".encode()

        return files_of(change)

    init = "demo/__init__.py"
    right, size = build.hash_of(b"VALUE = 42\n"), 11
    invalid = "record.invalid"
    yield case(
        "a file that RECORD does not list",
        files_of(lambda files: files.update({"evil.py": b""})),
        "record.not-listed",
    )
    yield case(
        "a listed file that is missing",
        files_of(lambda files: files.pop(init)),
        "record.not-in-archive",
    )
    yield case(
        "a file changed afterwards",
        files_of(lambda files: files.update({init: b"VALUE = 43\n"})),
        "record.hash-mismatch",
    )
    yield case(
        "METADATA changed afterwards",
        files_of(
            lambda files: files.update({f"{INFO}/METADATA": build.metadata(lines=["Summary: x"])})
        ),
        "record.size-mismatch",
    )
    yield case("a wrong size", line(init, f"{init},{right},12"), "record.size-mismatch")
    yield case("a size that is no number", line(init, f"{init},{right},many"), invalid)
    yield case("a negative size in RECORD", line(init, f"{init},{right},-11"), invalid)
    yield case("no hash", line(init, f"{init},,{size}"), "record.hash-missing")
    yield case(
        "an md5 hash",
        line(init, f"{init},{build.hash_of(b'', 'md5')},{size}"),
        "record.hash-weak",
    )
    yield case(
        "a sha1 hash",
        line(init, f"{init},{build.hash_of(b'', 'sha1')},{size}"),
        "record.hash-weak",
    )
    yield case("an unknown hash", line(init, f"{init},crc=abc,{size}"), "record.hash-weak")
    yield case("a hash with padding", line(init, f"{init},{right}=,{size}"), "record.hash-mismatch")
    yield case(
        "a hash in hexadecimal",
        line(init, f"{init},sha256={'0' * 64},{size}"),
        "record.hash-mismatch",
    )
    yield case(
        "a hash cut short", line(init, f"{init},{right[:20]},{size}"), "record.hash-mismatch"
    )
    yield case("no size", line(init, f"{init},{right},"), "record.size-missing")
    yield case(
        "RECORD without itself",
        record_of(lambda text: text.removesuffix(f"{INFO}/RECORD,,\n")),
        "record.not-listed",
    )
    yield case("a signature in RECORD", signed(f"{INFO}/RECORD.jws", listed=True), invalid)
    yield case("a signature elsewhere", signed(f"{INFO}/licenses/RECORD.p7s", listed=True), invalid)
    yield case(
        "a signature elsewhere that is not listed",
        signed(f"{INFO}/licenses/RECORD.p7s", listed=False),
        "record.invalid",
    )
    yield case("two fields in a row", line(init, f"{init},{right}"), invalid)
    yield case("four fields in a row", line(init, f"{init},{right},{size},"), invalid)
    yield case("an empty row", line(init, ""), invalid)
    yield case(
        "a row twice",
        record_of(lambda text: text + text.splitlines()[0] + "\n"),
        "record.duplicate-row",
    )
    yield case(
        "a row with another hash",
        record_of(lambda text: text + f"{init},{build.hash_of(b'x')},1\n"),
        "record.duplicate-row",
    )
    yield case(
        "a directory in RECORD",
        record_of(lambda text: text + f"demo/,{right},0\n"),
        "record.not-in-archive",
    )
    yield case(
        "a climbing path in RECORD",
        record_of(lambda text: text + f"../x,{right},0\n"),
        "record.not-in-archive",
    )
    yield case(
        "RECORD with its own hash",
        line("RECORD", f"{INFO}/RECORD,{right},9"),
        invalid,
    )
    yield case("RECORD with its own size", line("RECORD", f"{INFO}/RECORD,,9"), invalid)
    yield case(
        "RECORD that is not UTF-8",
        record_of(lambda text: text.encode() + b"\xff,,\n"),
        invalid,
    )
    yield case("RECORD with an open quote", record_of(lambda text: text + '"a,b,c\n'), invalid)
    yield case("RECORD with a NUL", record_of(lambda text: text + "a\0,b,c\n"), "record.invalid")
    yield case("an empty RECORD", record_of(lambda text: ""), "record.not-listed")
    yield case(
        "RECORD with backslashes",
        line(init, f"demo\\__init__.py,{right},{size}"),
        "record.not-in-archive",
    )


def _entry_points() -> Iterator[Hostile]:
    def case(name: str, text: str | bytes) -> Hostile:
        data = text if isinstance(text, bytes) else text.encode()
        content = wheel_of(dist_info={"entry_points.txt": data})
        return Hostile(name, WHEEL, content, "wheel.entry-points")

    yield case("entry points that are not UTF-8", b"[console_scripts]\na = \xff:b\n")
    yield Hostile(
        "entry points of 1 MB",
        WHEEL,
        wheel_of(dist_info={"entry_points.txt": b"[a]\n" + b"#" * 2**20}),
        "archive.entry-too-large",
    )
    yield case("entry points without a group", "a = b:c\n")
    yield case("entry points with a broken group", "[console_scripts\na = b:c\n")
    yield case(
        "entry points with a group twice",
        "[console_scripts]\na=b:c\n[console_scripts]\n",
    )
    yield case("entry points with a name twice", "[console_scripts]\na=b:c\na=b:d\n")
    yield case("entry points without a value", "[console_scripts]\na\n")
    yield case("entry points for all groups", "[DEFAULT]\na=b:c\n")
    yield case("a script that climbs", "[console_scripts]\n../../bin/sh = b:c\n")
    yield case("a script called ..", "[gui_scripts]\n.. = b:c\n")
    yield case("a script with a space", "[console_scripts]\na b = b:c\n")
    yield case(
        "a script with code for an object",
        "[console_scripts]\na = os:system('x')\n",
    )
    yield case("a script without an object", "[console_scripts]\na =\n")


def cases() -> list[Hostile]:
    """This page of the table."""
    return [*_records(), *_entry_points()]
